"""Which code, tests and pages of the repository cite a row."""

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final

from attrs import frozen

from groupctl.requirements.citations import in_prose
from groupctl.requirements.code import cited_by_code
from tests.repository.files import ROOT

FUNCTIONS: Final = (ast.FunctionDef, ast.AsyncFunctionDef)


@frozen(kw_only=True)
class Evidence:
    """By row, the code that cites it (``groupctl.model.service:Complaint``) and the tests (``tests/x.py::test_y``)."""

    code: Mapping[str, tuple[str, ...]]
    tests: Mapping[str, tuple[str, ...]]


@cache
def gathered() -> Evidence:
    """What the sources and the tests of the repository cite."""
    tests: dict[str, list[str]] = {}
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        file = path.relative_to(ROOT).as_posix()
        for name, ids in citing_tests(path.read_text(encoding="utf-8")):
            for id_ in ids:
                tests.setdefault(id_, []).append(f"{file}::{name}")
    return Evidence(code=cited_by_code(), tests={id_: tuple(names) for id_, names in tests.items()})


def pages() -> Iterator[tuple[str, list[str]]]:
    """The pages of the documentation with the rows that they cite."""
    for path in sorted([*ROOT.glob("docs/**/*.md"), ROOT / "README.md"]):
        if rows := in_prose(path.read_text(encoding="utf-8")):
            yield path.relative_to(ROOT).as_posix(), rows


def citing_tests(text: str) -> Iterator[tuple[str, list[str]]]:
    """The tests of a module with the rows that they cite: ``TestGate::test_limit``; a class stands for all its tests."""
    yield from _tests(ast.parse(text), "")


def _tests(scope: ast.Module | ast.ClassDef, prefix: str) -> Iterator[tuple[str, list[str]]]:
    for node in scope.body:
        is_class = isinstance(node, ast.ClassDef) and node.name.startswith("Test")
        if not is_class and not (isinstance(node, FUNCTIONS) and node.name.startswith("test_")):
            continue
        assert isinstance(node, (ast.ClassDef, *FUNCTIONS))  # for the type checker
        if rows := in_prose(ast.get_docstring(node) or ""):
            yield prefix + node.name, rows
        if isinstance(node, ast.ClassDef):
            yield from _tests(node, f"{prefix}{node.name}::")
