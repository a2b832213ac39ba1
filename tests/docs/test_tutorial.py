"""What the tutorial has its reader write is what lies in the example's folder; that it runs is tested with all pages."""

from tests.docs.reader import files
from tests.repository.files import ROOT, tracked

EXAMPLE = ROOT / "examples" / "first-decision"


def test_the_files_of_the_tutorial_are_those_of_the_example():
    lying = {
        path.relative_to(EXAMPLE).as_posix(): path.read_text(encoding="utf-8")
        for path in tracked("examples/first-decision/**")
        if path.name != "README.md"
    }
    assert files(ROOT / "docs" / "tutorial.md") == lying
