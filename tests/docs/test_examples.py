"""The examples in the documentation run, page by page, as a reader would type them.

A ```python block runs; the blocks of a page share their names. A ```pycon block is a dialogue, and its answers are
compared. What is only to be looked at is fenced as ```py.
"""

import doctest
import re
from pathlib import Path

import pytest

from tests.repository.files import ROOT, tracked

FENCE = re.compile(r"^```(?P<kind>python|pycon)\n(?P<code>.*?)^```$", re.MULTILINE | re.DOTALL)


def run_page(page: Path) -> int:
    """Run the examples of a page in order; the number of them."""
    text = page.read_text(encoding="utf-8")
    names: dict[str, object] = {"__name__": "__main__"}
    fences = list(FENCE.finditer(text))
    for fence in fences:
        line = text.count("\n", 0, fence.start("code"))
        if fence["kind"] == "python":
            # Empty lines before the code: a traceback then shows the line of the page.
            exec(compile("\n" * line + fence["code"], str(page), "exec"), names)  # noqa: S102 - our own pages
        else:
            run_dialogue(page, fence["code"], line, names)
    return len(fences)


def run_dialogue(page: Path, code: str, line: int, names: dict[str, object]) -> None:
    dialogue = doctest.DocTestParser().get_doctest(code, names, page.name, str(page), line)
    printed: list[str] = []
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    runner.run(dialogue, out=printed.append, clear_globs=False)
    names.update(dialogue.globs)
    if runner.failures:
        pytest.fail("".join(printed), pytrace=False)


@pytest.mark.parametrize("page", tracked("*.md"), ids=lambda page: page.relative_to(ROOT).as_posix())
def test_the_examples_of_a_page_run(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """In a folder of their own, where the repository's examples are at hand."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    run_page(page)


class TestTheRunnerItself:
    def write(self, folder: Path, text: str) -> Path:
        page = folder / "page.md"
        page.write_text(text, encoding="utf-8")
        return page

    def test_blocks_of_a_page_share_their_names(self, tmp_path: Path):
        page = self.write(
            tmp_path, "```python\nx = 1\n```\n\n```pycon\n>>> x\n1\n>>> y = 2\n```\n```python\ny\n```\n"
        )
        assert run_page(page) == 3

    def test_a_block_that_raises_fails_at_its_line_of_the_page(self, tmp_path: Path):
        page = self.write(tmp_path, "# Page\n\n```python\n1 / 0\n```\n")
        with pytest.raises(ZeroDivisionError) as raised:
            run_page(page)
        assert raised.traceback[-1].lineno + 1 == 4

    def test_a_dialogue_with_another_answer_fails(self, tmp_path: Path):
        page = self.write(tmp_path, "```pycon\n>>> 1 + 1\n3\n```\n")
        with pytest.raises(pytest.fail.Exception, match="Expected"):
            run_page(page)

    def test_other_fences_are_left_alone(self, tmp_path: Path):
        assert run_page(self.write(tmp_path, "```py\n1 / 0\n```\n```yaml\na: 1\n```\n")) == 0
