"""The mapping file: where each table of ours is in another system's ledger, and how that ledger writes things.

.. code-block:: yaml

    currency: USD
    dates: M/D/YYYY
    tables:
      invoices:
        file: ar.csv
        columns: {id: invoiceNumber, customer: customerID, amount: InvoiceAmount}
        constants: {unit: HQ}
        values: {disputed: {"Yes": true, "No": false}}
        where: {status: [posted, paid]}     # rows with anything else in this column are left out
      customers:
        from: invoices          # one customer for each distinct row of these columns
        columns: {id: customerID, name: customerID}
        not_kept: [group]       # there are no groups, which is not the same as not knowing them
    not_kept: [contracts]       # nor does the business keep a table of contracts

Only the tables that are named are read; without ``tables``, those that are called as ours are. A supplementary table that is not named, and that the ledger doesn't have, is not kept. Every fault of a file is found in one go, with its place.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path
from typing import Final, Literal, TypeVar

from attrs import define, evolve, field, frozen

from groupctl.adapters.cells import PLAIN, Formats, RowContext, converter
from groupctl.adapters.columns import HAVING, WHERE, extras, required
from groupctl.adapters.encodings import ENCODINGS
from groupctl.adapters.formats import ISO_DATES, PLAIN_NUMBERS, NumberFormat, Plain, Unreadable, date_style
from groupctl.adapters.plan import Plan
from groupctl.errors import AdapterError, DataError, Fault, ModelError, SourceSpan
from groupctl.model.organisation import Unit
from groupctl.model.vocabulary import STANDARD
from groupctl.portfolio.scope import partial_tables
from groupctl.schema.currencies import CURRENCIES
from groupctl.schema.entities import Schema
from groupctl.schema.fields import field_types
from groupctl.schema.money import shown
from groupctl.sources.strict_yaml import Bad, Fields, Items, Scalar, YamlNode, decode, fault, read
from groupctl.sources.whereabouts import refuse_what_is_no_file
from groupctl.texts.similar import similar

T = TypeVar("T")

SourceKey = Literal["file", "table"]
"""What a table of the host is: a file of a folder, or a table of a database."""

DELIMITERS: Final = {",": ",", ";": ";", "|": "|", "tab": "\t", "\t": "\t"}
_STYLE_KEYS: Final = ("currency", "dates", "numbers", "decimals", "round", "encoding", "delimiter")
_TABLE_KEYS: Final = ("from", "having", "where", "columns", "constants", "values", "not_kept")
_MOST_DECIMALS: Final = 9


@frozen(kw_only=True)
class TablePlan:
    """How one table is read: ``source`` is the host's file or table; None for the one called as ``entry`` is."""

    plan: Plan
    entry: str
    source: str | None = None
    encoding: str = "utf-8"
    delimiter: str = ","

    @property
    def name(self) -> str:
        """What the host calls the table."""
        return self.source or self.entry


@frozen(kw_only=True)
class LedgerMapping:
    """A mapping file: a plan for each table that is to be read, and the ledger's own currency.

    ``partial`` are the tables that hold only some of their rows on purpose (`Portfolio.build`), ``not_kept`` those that the
    business has no such thing as: they are empty, not missing.
    """

    tables: Mapping[str, TablePlan]
    named: bool = True
    currency: str | None = None
    partial: Mapping[str, str] = field(factory=dict)
    not_kept: frozenset[str] = frozenset()

    def read(self, there: Collection[str]) -> Mapping[str, TablePlan]:
        """The tables to read: those that are named, else those that are ``there`` under our names."""
        return self.tables if self.named else {t: plan for t, plan in self.tables.items() if t in there}

    def empty(self, schema: Schema, there: Collection[str]) -> frozenset[str]:
        """The tables of ``schema`` that are not kept, as stated or because nothing names a supplementary one that isn't ``there``."""
        return self.not_kept | (schema.supplementary - self.read(there).keys() - frozenset(there))


def plans_of(
    mapping: LedgerMapping | None, there: Collection[str], schema: Schema, path: Path
) -> Mapping[str, TablePlan]:
    """How the tables of the ledger at ``path`` are read: as the mapping says, else those that are ``there`` under our names.

    AdapterError where there is neither.
    """
    if mapping:
        return mapping.read(there)
    plans = {t: TablePlan(plan=Plan(table=t, schema=schema), entry=t) for t in schema.tables if t in there}
    if not plans:
        raise AdapterError.of("adapters.no-tables", hint="adapters.no-tables-hint", path=path)
    return plans


@frozen(kw_only=True)
class _Style:
    """How the cells of a table, or of all tables, are written."""

    currency: str | None = None
    formats: Formats = PLAIN
    encoding: str = "utf-8"
    delimiter: str = ","


def load_mapping(path: Path, source_key: SourceKey, schema: Schema = STANDARD) -> LedgerMapping:
    """The mapping in the file at ``path``, to the tables of ``schema``. DataError with all its faults, or if it can't be read."""
    faults: list[Fault] = []
    try:
        refuse_what_is_no_file(path)
        source = decode(path.read_bytes(), path.name, faults)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise DataError.of("adapters.cannot-open", path=shown(str(path)), error=reason) from error
    root = read(source, faults) if source else None
    if root is None and not faults:
        faults.append(Fault("adapters.mapping-empty", {}, SourceSpan(path.name, 1)))
    mapping = _MappingReader(source_key, schema, faults).mapping(root) if root else None
    if faults or mapping is None:
        raise DataError(sorted(faults, key=lambda found: found.where or SourceSpan("", 0)))
    return mapping


@define
class _MappingReader:
    """Reads the nodes of a mapping file; each fault is noted and reading goes on."""

    source_key: SourceKey
    schema: Schema
    faults: list[Fault]

    # ------------------------------------------------------------------------------------ shapes
    def fields(
        self, node: YamlNode, allowed: Iterable[str] | None = None
    ) -> dict[str, tuple[Scalar, YamlNode]]:
        """The entries of a mapping by key; keys that are not ``allowed`` are faults."""
        if not isinstance(node, Fields):
            self.wrong(node, "adapters.mapping-not-fields")
            return {}
        found = {str(key.at): (key, value) for key, value in node.entries}
        if allowed is None:
            return found
        known = list(allowed)
        return {name: entry for name, entry in found.items() if self.is_known(entry[0], known)}

    def is_known(self, key: Scalar, known: Iterable[str]) -> bool:
        """Whether ``key`` is one of the ``known`` names."""
        names = list(known)
        if str(key.at) in names:
            return True
        near = similar(str(key.at), names)
        code = "adapters.mapping-unknown-but" if near else "adapters.mapping-unknown"
        known_names = ", ".join(names)
        self.faults.append(fault(key.at, code, name=str(key.at)[:100], near=near, known=known_names))
        return False

    def text(self, node: YamlNode) -> str | None:
        """A single value that isn't empty."""
        if isinstance(node, Scalar) and not node.empty and node.at.strip():
            return str(node.at).strip()
        self.wrong(node, "adapters.mapping-not-text")
        return None

    def texts(self, node: YamlNode) -> list[tuple[str, Scalar]]:
        """The values of a list, or the one value in its place."""
        nodes = node.nodes if isinstance(node, Items) else (node,)
        found = [(self.text(one), one) for one in nodes]
        return [(text, one) for text, one in found if text is not None and isinstance(one, Scalar)]

    def wrong(self, node: YamlNode, code: str, **values: object) -> None:
        if not isinstance(node, Bad):
            self.faults.append(fault(node.at, code, None, **values))

    def one_of(
        self, node: YamlNode, find: Callable[[str], T | None], code: str, **values: object
    ) -> T | None:
        """What ``find`` makes of a single value; a fault if it makes nothing of it."""
        text = self.text(node)
        found = None if text is None else find(text)
        if text is not None and found is None:
            self.wrong(node, code, value=text[:100], **values)
        return found

    # ------------------------------------------------------------------------------------- parts
    def mapping(self, root: YamlNode) -> LedgerMapping:
        """The whole file; tables that are drawn from others come after those."""
        entries = self.fields(root, (*_STYLE_KEYS, "partial", "not_kept", "tables"))
        style = self.style(entries, _Style())
        plans: dict[str, TablePlan] = {}
        styles: dict[str, _Style] = {}
        drawn: list[tuple[str, YamlNode]] = []
        _, tables = entries.get("tables", (None, None))
        for name, (_, node) in self.fields(tables, self.schema.tables).items() if tables else ():
            if "from" in self.fields(node):
                drawn.append((name, node))
            else:
                styles[name] = self.style(self.fields(node), style)
                plans[name] = self.table(name, node, styles[name])
        for name, node in drawn:
            plans[name] = self.drawn_table(name, node, plans, styles)
        partial = self.partial(entries["partial"][1]) if "partial" in entries else {}
        not_kept = (
            self.tables_not_kept(entries["not_kept"][1], plans) if "not_kept" in entries else frozenset()
        )
        if tables is None:
            plans = {
                name: self.planned(name, self.plan(name, {}, style), style) for name in self.schema.tables
            }
        return LedgerMapping(
            tables=plans,
            named=tables is not None,
            currency=style.currency,
            partial=partial,
            not_kept=not_kept,
        )

    def tables_not_kept(self, node: YamlNode, plans: Collection[str]) -> frozenset[str]:
        """The tables that the business has no such thing as."""
        found = set()
        for name, scalar in self.texts(node):
            if name in plans:
                self.wrong(scalar, "adapters.mapping-table-kept", name=name)
            elif self.is_known(scalar, self.schema.tables):
                found.add(name)
        return frozenset(found)

    def partial(self, node: YamlNode) -> dict[str, str]:
        """The tables that hold only some of their rows: a list of them, or which rows each of them holds."""
        if isinstance(node, Fields):
            stated = [(text, key, value) for key, value in node.entries if (text := self.text(value))]
        else:
            stated = [("some", scalar, scalar) for _, scalar in self.texts(node)]
        found: dict[str, str] = {}
        for kept, key, value in stated:
            if not self.is_known(key, self.schema.tables):
                continue
            try:
                partial_tables({str(key.at): kept}, None, self.schema)
            except ModelError as error:
                self.wrong(value, error.faults[0].code, **error.faults[0].values)
            else:
                found[str(key.at)] = kept
        return found

    def style(self, entries: Mapping[str, tuple[Scalar, YamlNode]], style: _Style) -> _Style:
        """``style`` with what ``entries`` state instead."""
        for key, (_, node) in entries.items():
            if key == "currency":
                near = similar(str(node.at)[:10], CURRENCIES) or "CNY, EUR, USD"
                code = self.one_of(node, _known_currency, "adapters.mapping-currency", near=near)
                style = evolve(style, currency=code or style.currency)
            elif key in {"dates", "numbers", "decimals", "round"}:
                style = evolve(style, formats=self.formats(key, node, style.formats))
            elif key == "encoding":
                known = ", ".join(sorted(ENCODINGS))
                encoding = self.one_of(node, _known_encoding, "adapters.mapping-encoding", known=known)
                style = evolve(style, encoding=encoding or style.encoding)
            elif key == "delimiter":
                delimiter = self.one_of(node, DELIMITERS.get, "adapters.mapping-delimiter")
                style = evolve(style, delimiter=delimiter or style.delimiter)
        return style

    def formats(self, key: str, node: YamlNode, formats: Formats) -> Formats:
        """``formats`` with what the entry ``key`` states instead."""
        if key == "dates":
            return evolve(formats, dates=self.one_of(node, date_style, "adapters.mapping-dates") or ISO_DATES)
        if key == "decimals":
            return evolve(formats, decimals=self.one_of(node, _decimals, "adapters.mapping-decimals"))
        if key == "round":
            return evolve(formats, rounds=self.one_of(node, _truth, "adapters.mapping-not-boolean") or False)
        samples = self.texts(node)
        numbers = NumberFormat.of(*(text for text, _ in samples)) if samples else None
        if samples and numbers is None:
            bad = next((one for text, one in samples if NumberFormat.of(text) is None), samples[0][1])
            self.wrong(bad, "adapters.mapping-numbers", value=str(bad.at)[:100])
        return evolve(formats, numbers=numbers or PLAIN_NUMBERS)

    def table(self, name: str, node: YamlNode, style: _Style) -> TablePlan:
        """One table with a source of its own."""
        entries = self.fields(node, (self.source_key, *_TABLE_KEYS, *_STYLE_KEYS))
        source = self.text(entries[self.source_key][1]) if self.source_key in entries else None
        return self.planned(name, self.plan(name, entries, style), style, source)

    def planned(self, name: str, plan: Plan, style: _Style, source: str | None = None) -> TablePlan:
        """A table that is read as ``plan`` says and written as ``style`` says."""
        return TablePlan(
            plan=plan, entry=name, source=source, encoding=style.encoding, delimiter=style.delimiter
        )

    def drawn_table(
        self, name: str, node: YamlNode, plans: Mapping[str, TablePlan], styles: Mapping[str, _Style]
    ) -> TablePlan:
        """One table that is drawn from the rows of another: each distinct row counts once."""
        entries = self.fields(node, _TABLE_KEYS)
        from_node = entries["from"][1]
        entry = self.text(from_node)
        if entry is None or not (isinstance(from_node, Scalar) and self.is_known(from_node, styles)):
            entry, style, base = "", _Style(), None
        else:
            style, base = styles[entry], plans[entry]
        plan = self.plan(name, entries, style)
        plan = evolve(plan, columns=plan.columns or {}, distinct=True)
        if base is None:
            return TablePlan(plan=plan, entry=name)
        where = {**base.plan.where, **plan.where}  # a row that is left out there is not here to draw from
        spans = {
            **{key: base.plan.spans[key] for key in map(WHERE.__add__, base.plan.where)},
            **plan.spans,
        }
        return evolve(base, plan=evolve(plan, where=where, spans=spans))

    def names(self, table: str) -> tuple[str, ...]:
        """Everything that a column of a table may be for."""
        fields = self.schema.fields(table)
        return (*fields, *extras(fields))

    def plan(self, table: str, entries: Mapping[str, tuple[Scalar, YamlNode]], style: _Style) -> Plan:
        """Columns, constants and values of one table."""
        names = self.names(table)
        columns: dict[str, str] = {}
        spans: dict[str, SourceSpan] = {}
        if "columns" in entries:
            for name, (_, node) in self.fields(entries["columns"][1], names).items():
                if (column := self.text(node)) is not None:
                    columns[name], spans[name] = column, node.at.span()[0]
        having = self.text(entries[HAVING][1]) if HAVING in entries else None
        if having is not None:
            spans[HAVING] = entries[HAVING][1].at.span()[0]
        where: dict[str, frozenset[str]] = {}
        for column, (key, node) in self.fields(entries["where"][1]).items() if "where" in entries else ():
            where[column] = frozenset(text for text, _ in self.texts(node))
            spans[WHERE + column] = key.at.span()[0]
        constants = self.constants(table, entries, style)
        for name in sorted(columns.keys() & constants.keys()):
            self.wrong(entries["constants"][1], "adapters.mapping-both", name=name)
        return Plan(
            table=table,
            schema=self.schema,
            columns=columns if "columns" in entries else None,
            constants=constants,
            values=self.values(table, entries, style),
            currency=style.currency,
            formats=style.formats,
            spans=spans,
            having=having,
            where=where,
            not_kept=self.not_kept(table, entries, columns.keys() | constants.keys()),
        )

    def not_kept(
        self, table: str, entries: Mapping[str, tuple[Scalar, YamlNode]], stated: Collection[str]
    ) -> frozenset[str]:
        """The fields that the business has no such thing as."""
        found = set()
        needed = required(self.schema.tables[table])
        for name, scalar in self.texts(entries["not_kept"][1]) if "not_kept" in entries else ():
            if name in needed:
                self.wrong(scalar, "adapters.mapping-needed", name=name)
            elif name in stated:
                self.wrong(scalar, "adapters.mapping-kept", name=name)
            elif self.is_known(scalar, [one for one in self.schema.fields(table) if one not in needed]):
                found.add(name)
        return frozenset(found)

    def constants(
        self, table: str, entries: Mapping[str, tuple[Scalar, YamlNode]], style: _Style
    ) -> dict[str, str]:
        """The cells that every row has."""
        constants: dict[str, str] = {}
        if "constants" in entries:
            names = self.names(table)
            for name, (_, node) in self.fields(entries["constants"][1], names).items():
                if (text := self.text(node)) is not None and self.is_readable(table, name, text, node, style):
                    constants[name] = Plain(text)
        return constants

    def values(
        self, table: str, entries: Mapping[str, tuple[Scalar, YamlNode]], style: _Style
    ) -> dict[str, dict[str, str]]:
        """The translations of cells; to nothing, where the cell means that nothing is stated."""
        values: dict[str, dict[str, str]] = {}
        if "values" in entries:
            names = self.names(table)
            for name, (_, node) in self.fields(entries["values"][1], names).items():
                translated = values.setdefault(name, {})
                for cell, (_, to) in self.fields(node).items():
                    if isinstance(to, Scalar) and (to.empty or not to.at.strip()):
                        translated[cell.strip()] = ""
                    elif (text := self.text(to)) and self.is_readable(table, name, text, to, style):
                        translated[cell.strip()] = Plain(text)
        return values

    def is_readable(self, table: str, name: str, text: str, node: YamlNode, style: _Style) -> bool:
        """Whether ``text`` can be a value of this attribute, as far as that is known before a row is read."""
        field_type = self.schema.fields(table).get(name) or field_types(Unit)[name]
        if field_type.kind in {"money", "limit"} and style.currency is None:
            return True
        context = RowContext(currency=style.currency)
        try:
            converter(field_type, style.formats)(Plain(text), context)
        except Unreadable as unreadable:
            code, values = unreadable.problem
        except ModelError as error:
            code, values = error.faults[0].code, dict(error.faults[0].values)
        else:
            return True
        self.wrong(node, code, **(values | {"field": name}))
        return False


def _known_currency(code: str) -> str | None:
    return code if code in CURRENCIES else None


def _decimals(text: str) -> int | None:
    return int(text) if text.isdecimal() and text.isascii() and int(text[:4]) <= _MOST_DECIMALS else None


def _truth(text: str) -> bool | None:
    return {"true": True, "false": False}.get(text)


def _known_encoding(name: str) -> str | None:
    return ENCODINGS.get(name.casefold())
