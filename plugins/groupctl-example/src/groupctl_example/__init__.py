"""``zip:EXPORT.zip``: tables as CSV files in a zip archive, read with the parts that groupctl's own adapters are made of."""

from collections.abc import Iterable
from datetime import date
from functools import partial
from pathlib import Path, PurePosixPath
from zipfile import BadZipFile, ZipFile

from attrs import frozen

from groupctl.adapters import (
    Adapter,
    AdapterKind,
    Capabilities,
    Options,
    Reading,
    TableSupport,
    hookimpl,
    refuse,
)
from groupctl.adapters.delimited import DelimitedText, split_lines
from groupctl.adapters.encodings import decoded
from groupctl.adapters.plan import Plan
from groupctl.adapters.raw import RawTable
from groupctl.adapters.reading import TableSource, read_all
from groupctl.errors import AdapterError
from groupctl.schema.entities import Schema

CAPABILITIES = Capabilities(others=TableSupport.FULL)


@frozen(kw_only=True)
class ZipAdapter:
    """The archive at ``path``."""

    path: Path
    schema: Schema
    currency: str | None
    scheme: str = "zip"
    capabilities: Capabilities = CAPABILITIES

    def read(self, as_of: date) -> Reading:  # noqa: ARG002 - an export holds all there is
        """Every file that is called like one of our tables."""
        try:
            with ZipFile(self.path) as archive:
                found = {
                    PurePosixPath(name).stem: name for name in archive.namelist() if name.endswith(".csv")
                }
                texts = {table: archive.read(found[table]) for table in self.schema.tables if table in found}
        except (OSError, BadZipFile) as error:
            raise AdapterError.of("adapters.cannot-open", path=self.path, error=error) from error
        sources = {
            table: TableSource(
                Plan(table=table, schema=self.schema), partial(self._table, found[table], data)
            )
            for table, data in texts.items()
        }
        return read_all(sources, currency=self.currency, source=f"zip:{self.path.name}", schema=self.schema)

    def _table(self, name: str, data: bytes) -> RawTable:
        file = f"{self.path.name}/{name}"
        return DelimitedText(file, ",", split_lines(decoded(data, "utf-8", file)))


def open_zip(target: str, options: Options) -> Adapter:
    """The archive at ``target``."""
    refuse(options, "zip", "mapping", "tables")
    return ZipAdapter(path=Path(target), schema=options.schema, currency=options.currency)


@hookimpl
def groupctl_adapters() -> Iterable[AdapterKind]:
    """What this module offers."""
    title = {"en": "Tables as CSV files in a zip archive", "zh": "zip 压缩包中的 CSV 表格"}
    return [AdapterKind(scheme="zip", title=title, open=open_zip, contract="1.0", capabilities=CAPABILITIES)]
