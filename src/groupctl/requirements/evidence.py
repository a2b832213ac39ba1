"""Which code and which tests cite a row: gathered in the repository, and kept beside the rows for everybody else."""

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final, Self

from attrs import frozen

from groupctl.requirements import code
from groupctl.requirements.citations import in_prose, sort_key

KEPT: Final = "evidence.json"


@frozen(kw_only=True)
class Evidence:
    """By row, the code that cites it (``groupctl.model.service:Complaint``) and the tests (``tests/x.py::test_y``)."""

    code: Mapping[str, tuple[str, ...]]
    tests: Mapping[str, tuple[str, ...]]

    @classmethod
    def gather(cls, root: Path) -> Self:
        """What the sources and the tests of the repository at ``root`` cite."""
        return cls(code=_by_row(_code(root)), tests=_by_row(_tests(root)))

    @classmethod
    def kept(cls) -> Self:
        """What was gathered when the package was made."""
        return cls(
            **{part: {row: tuple(names) for row, names in said.items()} for part, said in _kept().items()}
        )

    def to_text(self) -> str:
        """As it is kept: a row in a line, so that a change is easily seen."""
        parts = []
        for part in ("code", "tests"):
            rows = [f"  {json.dumps(row)}: {json.dumps(names)}" for row, names in getattr(self, part).items()]
            parts.append(f'"{part}": {{\n' + ",\n".join(rows) + "\n}")
        return "{\n" + ",\n".join(parts) + "\n}\n"


@cache
def _kept() -> Mapping[str, Mapping[str, list[str]]]:
    found: Mapping[str, Mapping[str, list[str]]] = json.loads(
        (files(__package__) / KEPT).read_text(encoding="utf-8")
    )
    return found


def pages(root: Path) -> Iterator[tuple[str, list[str]]]:
    """The pages of the documentation with the rows that they cite; the page of coverage names them all anyway."""
    for path in sorted([*root.glob("docs/**/*.md"), root / "README.md"]):
        if path != root / "docs" / "coverage.md" and (rows := in_prose(path.read_text(encoding="utf-8"))):
            yield path.relative_to(root).as_posix(), rows


def _code(root: Path) -> Iterator[tuple[str, list[str]]]:
    source = root / "src"
    for path in sorted((source / "groupctl").rglob("*.py")):
        parts = path.relative_to(source).with_suffix("").parts
        if parts[1] != "requirements":
            module = ".".join(parts).removesuffix(".__init__")
            for name, rows in code.citing_names(path.read_text(encoding="utf-8")):
                yield f"{module}:{name}", rows


def _tests(root: Path) -> Iterator[tuple[str, list[str]]]:
    for path in sorted((root / "tests").rglob("test_*.py")):
        file = path.relative_to(root).as_posix()
        for name, rows in code.citing_tests(path.read_text(encoding="utf-8")):
            yield f"{file}::{name}", rows


def _by_row(found: Iterable[tuple[str, list[str]]]) -> Mapping[str, tuple[str, ...]]:
    rows: dict[str, list[str]] = {}
    for name, ids in found:
        for id_ in ids:
            rows.setdefault(id_, []).append(name)
    return {id_: tuple(rows[id_]) for id_ in sorted(rows, key=sort_key)}
