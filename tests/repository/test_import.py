"""`import groupctl` is light: parser, YAML, C engine and plugins load when first needed."""

import subprocess
import sys

import groupctl
from tests.repository.files import pyproject

HEAVY = {
    "lark",
    "ruamel",
    "durable_rules_engine",
    "durable",
    "pluggy",
    "importlib.metadata",
    "click",
    "rich",
    "hypothesis",
    "pytest",
    "sqlite3",
}


def test_importing_it_loads_nothing_heavy():
    script = "import sys; import groupctl; print(*sys.modules, sep='\\n')"
    # -I -S: nothing that site-packages' own .pth files load counts as ours.
    paths = f"import sys; sys.path[:0] = {sys.path!r}; "
    shown = subprocess.run(
        [sys.executable, "-I", "-S", "-c", paths + script], capture_output=True, check=True, encoding="utf-8"
    ).stdout
    loaded = set(shown.split())
    assert "groupctl" in loaded
    assert loaded & HEAVY == set()


def test_its_version_is_that_of_the_distribution():
    assert groupctl.__version__ == pyproject()["project"]["version"]
