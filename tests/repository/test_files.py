"""What may stand in the repository, and how large a piece of it may be."""

import ast
import os
import re

import pytest

from tests.repository.files import ROOT, tracked

REGISTRY = re.compile(
    r"pypi\.org|pythonhosted\.org|registry\.npmjs|--(?:extra-)?index-url|--find-links|trusted-host\b",
    re.IGNORECASE,
)
HOME = re.compile(r"(?<![\w.~-])/(?:home|Users)/[a-z]\w*/|(?<![\w.~-])/root/|file:///\w")
UNFINISHED = re.compile(r"raise NotImplementedError|\b(?:TODO|FIXME|XXX)\b")
RULES_ABOUT_TEXT = {ROOT / "tests/repository" / name for name in ("test_files.py", "test_lock.py")}


def faults(pattern: re.Pattern[str], *where: str) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:120]}"
        for path in tracked(*where)
        if path not in RULES_ABOUT_TEXT
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="ignore").splitlines(), start=1)
        if pattern.search(line)
    ]


# Put together here, so that not even this file spells one out.
HOSTS = [".".join(host) for host in (("pypi", "org"), ("files", "PythonHosted", "org"))]
OPTIONS = ["--" + option for option in ("index-url", "extra-index-url", "find-links")]


@pytest.mark.parametrize("line", [*HOSTS, *OPTIONS])
def test_a_registry_is_recognised(line: str):
    assert REGISTRY.search(line)


@pytest.mark.parametrize(
    "line", ["open('/home/ann/ledger.csv')", "see /root/x", "/Users/bo/x", "file:///srv/x"]
)
def test_a_path_of_a_machine_is_recognised(line: str):
    assert HOME.search(line)


def test_no_file_names_a_registry():
    assert faults(REGISTRY) == []


def test_no_file_names_a_path_of_somebodys_machine():
    here = re.compile("|".join(re.escape(path + os.sep) for path in {str(ROOT), os.path.realpath(ROOT)}))
    assert faults(HOME) + faults(here) == []


def test_nothing_in_the_product_is_unfinished():
    assert faults(UNFINISHED, "src", "plugins") == []


def test_only_the_durable_engine_names_the_c_module():
    """Also as a string: import-linter does not see what importlib is asked for."""
    owner = "src/groupctl/rules/engines/durable"
    named = faults(re.compile(r"\bdurable_rules_engine\b|\bdurable\.(?:lang|engine)\b"), "src/*.py")
    assert [fault for fault in named if not fault.startswith(owner)] == []


def test_a_module_is_shorter_than_500_lines():
    lengths = {
        path: len(path.read_text(encoding="utf-8").splitlines())
        for path in tracked("src/*.py", "plugins/*.py")
    }
    assert {str(path.relative_to(ROOT)): lines for path, lines in lengths.items() if lines >= 500} == {}


def test_a_function_is_no_longer_than_60_lines():
    long = [
        f"{path.relative_to(ROOT)}:{node.lineno}: {node.name}"
        for path in tracked("src/*.py", "plugins/*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno - node.lineno >= 60
    ]
    assert long == []
