"""``files:PATH``: a folder of tables as CSV, JSON or JSON Lines, or a single such file."""

from collections.abc import Callable
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import Final

from attrs import field, frozen

from groupctl.adapters.capabilities import EVERYTHING, Capabilities
from groupctl.adapters.contract import (
    Adapter,
    Options,
    Reading,
    refuse,
    told_of,
)
from groupctl.adapters.delimited import DelimitedText, split_lines
from groupctl.adapters.encodings import decoded_in_part
from groupctl.adapters.json_rows import JsonRows
from groupctl.adapters.mapping import LedgerMapping, TablePlan, load_mapping, plans_of
from groupctl.adapters.raw import RawTable
from groupctl.adapters.reading import TableSource, read_all
from groupctl.adapters.spec import built_in
from groupctl.adapters.unbound import Unbound
from groupctl.errors import AdapterError, SourceSpan
from groupctl.schema.entities import Schema
from groupctl.schema.money import Problem, shown
from groupctl.sources.whereabouts import inside, refuse_what_is_no_file

SUFFIXES: Final = (".csv", ".json", ".jsonl")
MAPPING_NAME: Final = "mapping.yaml"
"""A mapping of this name in the folder is used when no other is given."""

Load = Callable[[Path, str, str, str], RawTable]
"""Reads a file: path, name for messages, encoding and delimiter."""


@frozen(kw_only=True)
class FilesAdapter:
    """A folder of tables, or the one file ``only``; what a mapping names may lie ``beside`` the mapping, too."""

    folder: Path
    beside: Path
    mapping: LedgerMapping | None
    schema: Schema
    only: Path | None = None
    currency: str | None = None
    scheme: str = field(default="files", init=False)
    capabilities: Capabilities = field(default=EVERYTHING, init=False)

    def read(self, as_of: date) -> Reading:  # noqa: ARG002 - files hold all there is
        """All tables that the mapping names, or that lie in the folder under our own names."""
        path = self.only or self.folder
        with told_of(path):
            there = [t for t in self.schema.tables if self._found(t)]
            plans = plans_of(self.mapping, there, self.schema, path)
        load = cache(_load)  # several tables may be drawn from one file
        sources = {
            table: TableSource(plan.plan, partial(self._open, plan, load)) for table, plan in plans.items()
        }
        currency = self.currency or (self.mapping.currency if self.mapping else None)
        return read_all(
            sources,
            currency=currency,
            source=f"files:{path.name}",
            partial=self.mapping.partial if self.mapping else {},
            not_kept=self.mapping.empty(self.schema, () if self.only else there) if self.mapping else (),
            schema=self.schema,
        )

    def _found(self, table: str) -> list[Path]:
        """The files that may hold ``table``."""
        if self.only:
            return [self.only] if self.mapping or self.only.stem == table else []
        return [path for suffix in SUFFIXES if (path := self.folder / f"{table}{suffix}").exists()]

    def _named(self, source: str) -> Path:
        """The file that the mapping calls ``source``: in the ledger's folder, or else beside the mapping."""
        there, beside = self.folder / source, self.beside / source
        return beside if beside.exists() and not there.exists() else there

    def _open(self, plan: TablePlan, load: Load) -> RawTable:
        try:
            paths = [self._named(plan.source)] if plan.source else self._found(plan.entry)
            outside = [
                path for path in paths if path != self.only and not inside(path, (self.folder, self.beside))
            ]
        except (OSError, ValueError) as error:
            raise Unbound([(SourceSpan(f"{plan.entry}.csv", 1), _unreadable(error))]) from error
        if outside:
            problem = "adapters.file-outside", {"name": shown(plan.source or outside[0].name)}
            raise Unbound([(SourceSpan(f"{plan.entry}.csv", 1), problem)])
        if not paths:
            raise Unbound([(SourceSpan(f"{plan.entry}.csv", 1), ("adapters.no-file", {}))])
        names = [
            path.relative_to(self.folder).as_posix() if path.is_relative_to(self.folder) else path.name
            for path in paths
        ]
        if len(paths) > 1:
            raise Unbound([(SourceSpan(names[0], 1), ("adapters.two-files", {"files": ", ".join(names)}))])
        return load(paths[0], names[0], plan.encoding, plan.delimiter)


def _load(path: Path, name: str, encoding: str, delimiter: str) -> RawTable:
    """The table in a file. Unbound if it can't be read."""
    try:
        refuse_what_is_no_file(path)
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        raise Unbound([(SourceSpan(name, 1), _unreadable(error))]) from error
    suffix = path.suffix.casefold()
    if suffix in {".json", ".jsonl"}:
        text, misfit = decoded_in_part(data, "utf-8", name, declarable=False)
        return JsonRows(name, text, misfit=misfit, by_line=suffix == ".jsonl")
    text, misfit = decoded_in_part(data, encoding, name)
    return DelimitedText(name, delimiter, split_lines(text), misfit)


def _unreadable(error: OSError | ValueError) -> Problem:
    return "adapters.file-unreadable", {"error": str(getattr(error, "strerror", None) or error)}


def open_files(target: str, options: Options) -> Adapter:
    """The folder or file at ``target``. AdapterError if there is none; DataError for a faulty mapping."""
    refuse(options, "files", "tables")
    path, mapping = Path(target), options.mapping
    with told_of(path):
        if not target or not path.exists():
            raise AdapterError.of("adapters.no-such-path", path=target or '""')
        if not path.is_dir():
            refuse_what_is_no_file(path)
        folder, only = (path.parent, path) if path.is_file() else (path, None)
        own = folder / MAPPING_NAME
        if mapping is None and not only and own.is_file():
            if not inside(own, [folder]):
                raise AdapterError.of("adapters.mapping-outside", path=own)
            mapping = own
    return FilesAdapter(
        folder=folder,
        beside=mapping.parent if mapping else folder,
        only=only,
        mapping=load_mapping(mapping, "file", options.schema) if mapping else None,
        schema=options.schema,
        currency=options.currency,
    )


groupctl_adapters = built_in("files", open_files)
