"""What is installed is what is in the source: grammar, policies and texts travel with the code."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.repository.files import ROOT, tracked


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names in a wheel built from a copy of the tracked files."""
    copy = tmp_path_factory.mktemp("source")
    for path in tracked("src", "pyproject.toml", "README.md", "LICENSE"):
        target = copy / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    subprocess.run(
        [
            sys.executable,
            "-m",
            "build",
            "--wheel",
            "--no-isolation",
            "--outdir",
            str(copy / "dist"),
            str(copy),
        ],
        check=True,
        capture_output=True,
    )
    (built,) = (copy / "dist").glob("groupctl-*.whl")
    with zipfile.ZipFile(built) as archive:
        return set(archive.namelist())


@pytest.mark.slow
def test_every_file_of_the_package_is_in_the_wheel(wheel: set[str]):
    ours = {path.relative_to(ROOT / "src").as_posix() for path in tracked("src")}
    assert "groupctl/py.typed" in ours
    assert ours - wheel == set()


@pytest.mark.slow
def test_nothing_else_is_in_the_wheel(wheel: set[str]):
    assert {Path(name).parts[0].split("-")[0] for name in wheel} == {"groupctl"}
