"""What is installed is what is in the source: grammar, policies and texts travel with the code; the source distribution holds it all."""

import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from tests.repository.files import ROOT, tracked

MADE = {"PKG-INFO", "setup.cfg"}
"""What the build adds to a source distribution, its egg-info apart."""

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a wheel and a source distribution built from a copy of the tracked files."""
    copy = tmp_path_factory.mktemp("source")
    for path in tracked("."):
        target = copy / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    out = copy / "dist"
    command = [
        sys.executable,
        "-m",
        "build",
        "--sdist",
        "--wheel",
        "--no-isolation",
        "--outdir",
        str(out),
        str(copy),
    ]
    subprocess.run(command, check=True, capture_output=True)
    return out


@pytest.fixture(scope="module")
def wheel(built: Path) -> dict[str, str]:
    """The text files of the wheel by name."""
    (file,) = built.glob("groupctl-*.whl")
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


@pytest.fixture(scope="module")
def source(built: Path) -> set[str]:
    """The names in the source distribution, below its folder."""
    (file,) = built.glob("groupctl-*.tar.gz")
    with tarfile.open(file) as archive:
        return {member.name.partition("/")[2] for member in archive.getmembers() if member.isfile()}


def test_every_file_of_the_package_is_in_the_wheel(wheel: dict[str, str]):
    ours = {path.relative_to(ROOT / "src").as_posix() for path in tracked("src")}
    assert "groupctl/py.typed" in ours
    assert ours - wheel.keys() == set()


def test_nothing_else_is_in_the_wheel(wheel: dict[str, str]):
    assert {Path(name).parts[0].split("-")[0] for name in wheel} == {"groupctl"}


def test_the_description_has_no_link_that_leads_nowhere(wheel: dict[str, str]):
    (metadata,) = (text for name, text in wheel.items() if name.endswith("METADATA"))
    assert "Tutorial (`docs/tutorial.md`)" in metadata
    assert re.findall(r"\]\((?!https?://|#)[^)]+\)", metadata) == []


def test_the_source_distribution_holds_what_the_repository_holds(source: set[str]):
    ours = {path.relative_to(ROOT).as_posix() for path in tracked(".")}
    assert ours - source == set()
    assert {name for name in source - ours if "egg-info/" not in name} == MADE
