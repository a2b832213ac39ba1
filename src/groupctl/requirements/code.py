"""What the code of the package cites, in the docstrings of classes, their members and functions.

A member of a class is cited by the docstring below it, or by a comment on its line.
"""

import ast
import io
import tokenize
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from groupctl.requirements.citations import in_prose

Container = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
MEMBERS: Final = (ast.Assign, ast.AnnAssign)


def citing_names(text: str) -> Iterator[tuple[str, list[str]]]:
    """The names of a module with the rows that they cite: ``Complaint``, ``Complaint.severity``, ``due_on``.

    Names that begin with an underscore, and what is inside functions, are no places to look for a row.
    """
    comments = _comments(text)
    for name, node, said in _documented(ast.parse(text), ""):
        beside = comments.get(node.end_lineno or 0, "") if isinstance(node, MEMBERS) else ""
        if rows := list(dict.fromkeys([*in_prose(said), *in_prose(beside)])):
            yield name, rows


@cache
def cited_by_code() -> Mapping[str, tuple[str, ...]]:
    """By row, the names that cite it (``groupctl.model.service:Complaint``), in the order of the modules."""
    package = Path(__file__).parents[1]
    rows: dict[str, list[str]] = {}
    for path in sorted(package.rglob("*.py")):
        parts = path.relative_to(package.parent).with_suffix("").parts
        if parts[1] != "requirements":
            module = ".".join(parts).removesuffix(".__init__")
            for name, ids in citing_names(path.read_text(encoding="utf-8")):
                for id_ in ids:
                    rows.setdefault(id_, []).append(f"{module}:{name}")
    return {id_: tuple(names) for id_, names in rows.items()}


def source_of(name: str) -> tuple[Path, int] | None:
    """The file and line of ``groupctl.model.service:Complaint.severity``; None if there is no such name."""
    module, _, inner = name.partition(":")
    found = find_spec(module)
    if found is None or found.origin is None:
        return None
    line = _lines(found.origin).get(inner)
    return (Path(found.origin), line) if line else None


@cache
def _lines(file: str) -> Mapping[str, int]:
    tree = ast.parse(Path(file).read_text(encoding="utf-8"))
    return {name: node.lineno for name, node, _ in _documented(tree, "")}


def _documented(scope: Container, prefix: str) -> Iterator[tuple[str, ast.stmt, str]]:
    """Every public class, member and function with its docstring, perhaps empty."""
    for node, after in zip(scope.body, [*scope.body[1:], None], strict=True):
        match node:
            case ast.ClassDef(name=name) if not name.startswith("_"):
                yield prefix + name, node, ast.get_docstring(node) or ""
                yield from _documented(node, f"{prefix}{name}.")
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) if not name.startswith("_"):
                yield prefix + name, node, ast.get_docstring(node) or ""
            case ast.AnnAssign(target=ast.Name(id=name)) | ast.Assign(targets=[ast.Name(id=name)]):
                yield prefix + name, node, _text(after)


def _text(node: ast.stmt | None) -> str:
    match node:
        case ast.Expr(value=ast.Constant(value=str() as text)):
            return text
        case _:
            return ""


def _comments(text: str) -> Mapping[int, str]:
    """The comments by their line."""
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return {token.start[0]: token.string.lstrip("# ") for token in tokens if token.type == tokenize.COMMENT}
