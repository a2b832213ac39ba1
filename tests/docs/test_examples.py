"""The examples in the documentation run, page by page, as a reader would type them."""

from pathlib import Path

import pytest

from tests.docs.reader import Reader, files
from tests.repository.files import ROOT, tracked


@pytest.mark.parametrize("page", tracked("*.md"), ids=lambda page: page.relative_to(ROOT).as_posix())
def test_the_examples_of_a_page_run(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """In a folder of their own, where the repository's examples are at hand."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    Reader(page=page, folder=tmp_path).read()


class TestTheReaderItself:
    @pytest.fixture
    def read(self, tmp_path: Path):
        def read(text: str) -> int:
            page = tmp_path / "page.md"
            page.write_text(text, encoding="utf-8")
            return Reader(page=page, folder=tmp_path).read()

        return read

    def test_blocks_of_a_page_share_their_names(self, read):
        assert read("```python\nx = 1\n```\n\n```pycon\n>>> x\n1\n>>> y = 2\n```\n```python\ny\n```\n") == 3

    def test_a_block_that_raises_fails_at_its_line_of_the_page(self, read):
        with pytest.raises(ZeroDivisionError) as raised:
            read("# Page\n\n```python\n1 / 0\n```\n")
        assert raised.traceback[-1].lineno + 1 == 4

    def test_a_dialogue_with_another_answer_fails(self, read):
        with pytest.raises(pytest.fail.Exception, match="Expected"):
            read("```pycon\n>>> 1 + 1\n3\n```\n")

    def test_other_fences_are_left_alone(self, read):
        assert read("```py\n1 / 0\n```\n```yaml\na: 1\n```\n```sh\n$ false\n```\n") == 0

    def test_a_fence_with_a_title_is_a_file_in_its_latest_form(self, read, tmp_path: Path):
        file = '```csv title="in/a.csv"\n{}\n```\n'
        assert read(file.format("1") + file.format("二")) == 2
        assert (tmp_path / "in/a.csv").read_text(encoding="utf-8") == "二\n"
        assert files(tmp_path / "page.md") == {"in/a.csv": "1\n"}

    def test_a_script_that_is_a_file_runs_only_when_a_command_runs_it(self, read):
        script = '```python title="a.py"\nprint("ran")\n```\n'
        assert read(script + "```console\n$ python a.py\nran\n```\n") == 2

    def test_commands_answer_in_english(self, read):
        assert read(
            "```console\n$ groupctl --version\ngroupctl ...\n$ groupctl check \\\n    --policy demo\n...demo 1.0: ...\n```\n"
        )

    def test_errors_are_part_of_what_a_command_prints(self, read):
        assert read("```console\n$ python -c \"raise SystemExit('gone')\"\ngone\n```\n")

    @pytest.mark.parametrize("answer", ["b\n", "a\nb\n", "a\n...c\n", ""])
    def test_a_command_that_prints_something_else_fails(self, read, answer: str):
        with pytest.raises(pytest.fail.Exception, match="Expected"):
            read(f'```console\n$ python -c "print(chr(97))"\n{answer}```\n')

    def test_a_console_without_a_command_fails(self, read):
        with pytest.raises(pytest.fail.Exception, match="no command"):
            read("```console\ngroupctl\n```\n")

    def test_only_programs_that_come_with_groupctl_run(self, read):
        with pytest.raises(KeyError):
            read("```console\n$ rm page.md\n```\n")
