"""`groupctl adapters new acme`: the distribution of an adapter to begin with; it reaches bronze before anything is filled in."""

import re
from collections.abc import Sequence
from pathlib import Path
from string import Template
from typing import Final

from groupctl.adapters.contract import CONTRACT
from groupctl.errors import DataError

NAME: Final = re.compile(r"[a-z][a-z0-9]{0,29}")

FILES: Final = {
    "pyproject.toml": """\
[build-system]
requires = ["setuptools>=77"]
build-backend = "setuptools.build_meta"

[project]
name = "groupctl-$name"
version = "0.1.0"
description = "$title for groupctl"
requires-python = ">=3.11"
dependencies = ["groupctl"]

[project.optional-dependencies]
testing = ["groupctl[testing]"]

[project.entry-points.groupctl]
$name = "groupctl_$name"

[tool.setuptools.packages.find]
where = ["src"]

[tool.pytest.ini_options]
pythonpath = ["src"]
""",
    "README.md": """\
# groupctl-$name

Reads $title into groupctl as `$name:ADDRESS`. It was written for version $contract of the contract of adapters.

To fill in, in this order; after each step run `pytest` and look at the level that it prints:

1. `src/groupctl_$name/client.py`: calls to your host in the place of a file of rows.
2. `FIELDS` in `src/groupctl_$name/__init__.py`: what your host calls each field.
3. `CAPABILITIES` there: which tables your host has in full, which in part, which not.
4. `tests/test_$name.py`: a bench that fills your host through its own client.
5. For silver: `family` and `read_scope`, then claim `Feature.SCOPE`.
6. For gold: `before` and `apply`, then claim the changes that your host takes.

Credentials come from `groupctl.adapters.credential`; never from the address.
""",
    "src/groupctl_$name/py.typed": "",
    "src/groupctl_$name/client.py": '''\
"""The client of $title. To fill in: calls to your host in the place of a file of rows."""

import json
from pathlib import Path
from typing import Any

from groupctl.errors import AdapterError


class Client:
    """$title at ``address``."""

    def __init__(self, address: str) -> None:
        self.address = address

    def rows(self, table: str) -> list[dict[str, Any]]:
        """All rows of a table: read every page. AdapterError where the host can't be reached, never an empty list."""
        try:
            content = json.loads(Path(self.address).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise AdapterError.of("adapters.cannot-open", path=self.address, error=error) from error
        rows: list[dict[str, Any]] = content.get(table, [])
        return rows
''',
    "src/groupctl_$name/__init__.py": '''\
"""``$name:ADDRESS``: $title, read into groupctl."""

from collections.abc import Iterable, Mapping
from datetime import date

from groupctl.adapters import (
    Adapter,
    AdapterKind,
    Capabilities,
    Options,
    Reading,
    TableSupport,
    hookimpl,
    reading_of,
    refuse,
)

from groupctl_$name.client import Client

FIELDS: Mapping[str, Mapping[str, str]] = {
    "units": {},
    "groups": {},
    "customers": {},
    "accounts": {},
    "orders": {},
    "invoices": {},
    "payments": {},
    "exchange_rates": {},
}
"""By our table: what $title calls a field, and what we call it. To fill in; names that are ours already need no mention."""

CAPABILITIES = Capabilities(tables=dict.fromkeys(FIELDS, TableSupport.FULL))
"""What $title offers. To fill in: PARTIAL for a table of which some rows can't be read."""


class ${Class}Adapter:
    """One open $title."""

    scheme = "$name"
    capabilities = CAPABILITIES

    def __init__(self, client: Client, options: Options) -> None:
        self.client, self.options = client, options

    def read(self, as_of: date) -> Reading:
        """Everything; what is dated after ``as_of`` may come along."""
        tables = {table: self._rows(table, names) for table, names in FIELDS.items()}
        return reading_of(
            tables,
            currency=self.options.currency,
            source=f"$name:{self.client.address}",
            schema=self.options.schema,
        )

    def _rows(self, table: str, names: Mapping[str, str]) -> Iterable[Mapping[str, object]]:
        for row in self.client.rows(table):
            yield {names.get(name, name): value for name, value in row.items()}


def open_$name(target: str, options: Options) -> Adapter:
    """$title at ``target``."""
    refuse(options, "$name", "mapping", "tables")
    return ${Class}Adapter(Client(target), options)


@hookimpl
def groupctl_adapters() -> Iterable[AdapterKind]:
    """What this distribution offers."""
    return [
        AdapterKind(
            scheme="$name",
            title={"en": "$title", "zh": "$title"},
            open=open_$name,
            contract="$contract",
            capabilities=CAPABILITIES,
        )
    ]
''',
    "tests/test_$name.py": '''\
"""Whether the adapter keeps the contract: each check is a test, and pytest prints the level."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from groupctl.adapters import Adapter, Options
from groupctl.testing import AdapterContract, Bench, cells_of

from groupctl_$name import FIELDS, open_$name


class ${Class}Bench(Bench):
    """$title on the kit's bench. To fill in: your host, filled through its own client."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "$name.json"

    def load(self, tables: Mapping[str, Sequence[Any]]) -> Adapter:
        rows = {table: [cells_of(row) for row in tables.get(table, ())] for table in FIELDS}
        self.file.write_text(json.dumps(rows), encoding="utf-8")
        return open_$name(str(self.file), Options())

    @contextmanager
    def broken(self) -> Iterator[None]:
        away = self.file.rename(self.file.with_suffix(".away"))
        yield
        away.rename(self.file)


class Test$Class(AdapterContract):
    @pytest.fixture
    def bench(self, tmp_path: Path) -> Bench:
        return ${Class}Bench(tmp_path)
''',
}
"""By path: what is written; ``$$name`` is the name, ``$$title`` what people call the host."""


def write_adapter(name: str, folder: Path) -> Sequence[Path]:
    """Write a distribution called ``groupctl-NAME`` below ``folder``; the files. DataError for a name that can't be one, or a folder that is there."""
    if not NAME.fullmatch(name):
        raise DataError.of("cli.new-adapter-name", name=name[:80])
    root = folder / f"groupctl-{name}"
    if root.exists():
        raise DataError.of("cli.new-adapter-there", path=root)
    values = {"name": name, "Class": name.capitalize(), "title": name.capitalize(), "contract": CONTRACT}
    written = []
    for path, text in FILES.items():
        file = root / Template(path).substitute(values)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(Template(text).substitute(values), encoding="utf-8")
        written.append(file)
    return written
