"""Which names a test uses: itself, and through what stands in the same file."""

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from tests.repository.files import ROOT


def uses(test: str, name: str) -> bool:
    """Whether the test uses a name of the code, ``groupctl.model.service:Complaint.severity``, by its last part."""
    return name.rpartition(":")[2].rpartition(".")[2] in names_used(test)


@cache
def names_used(test: str) -> frozenset[str]:
    """Every name in ``tests/x.py::TestY::test_z``, and in the helpers of its file that it calls."""
    file, *path = test.split("::")
    top = definitions(file)
    node: ast.AST = top[path[0]]
    for step in path[1:]:
        node = next(one for one in node.body if getattr(one, "name", None) == step)  # type: ignore[attr-defined]
    return closure(node, top)


def closure(node: ast.AST, top: Mapping[str, ast.AST]) -> frozenset[str]:
    """The names in ``node`` and in the definitions of the module that it names."""
    found: set[str] = set()
    ahead = [node]
    while ahead:
        for name in identifiers(ahead.pop()):
            if name not in found:
                found.add(name)
                if name in top:
                    ahead.append(top[name])
    return frozenset(found)


@cache
def definitions(file: str) -> Mapping[str, ast.AST]:
    """What a module defines at its top."""
    tree = ast.parse(Path(ROOT, file).read_text(encoding="utf-8"))
    found: dict[str, ast.AST] = {}
    for node in tree.body:
        match node:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                found[name] = node
            case ast.AnnAssign(target=ast.Name(id=name)) | ast.Assign(targets=[ast.Name(id=name)]):
                found[name] = node
    return found


def identifiers(node: ast.AST) -> Iterator[str]:
    """Names, attributes, arguments by name, and fixtures."""
    for one in ast.walk(node):
        match one:
            case ast.Name(id=name) | ast.Attribute(attr=name):
                yield name
            case ast.keyword(arg=str() as name) | ast.arg(arg=name):
                yield name
