"""The page of the model: every object with its fields, from the classes."""

import inspect
from collections.abc import Iterator, Mapping
from typing import Final

import attrs

from groupctl.model.exchange import ExchangeRate
from groupctl.model.vocabulary import STANDARD
from groupctl.portfolio.given import Given
from groupctl.portfolio.notes import Note
from groupctl.portfolio.portfolio import Portfolio
from groupctl.portfolio.rejected_row import RejectedRow
from groupctl.portfolio.scope import Scope
from groupctl.schema.choices import Choice
from groupctl.schema.entities import Entity
from groupctl.schema.fields import FieldType, Mark, about, field_types
from groupctl.schema.limits import Amount, Inherit, Unknown, Unlimited
from groupctl.schema.money import Money

_HEAD: Final = """\
# The objects of the model

Every object is frozen and takes its fields by keyword. What breaks an invariant is refused at construction with a
`ModelError` that lists all of it. A field in *italics* need not be stated: it is then unknown to rules, never
false or zero. Ids are 1 to 200 characters without surrounding blanks; other text has at most 10,000; dates lie
in the years 1900 to 2200; numbers below 2**62 in their smallest unit; binary floating-point numbers are refused.

To rules, a reference reads as the record it names, an amount as minor units of the portfolio's currency, at the
latest exchange rate on or before the portfolio's day, and an enumeration as the name of its member. An object that
names a customer and a unit also has `account`, unknown where that account isn't on record. A payment that names an
invoice also has `amount_settled`, what it takes off the invoice: the share that it paid at the rates of its own day, of what the
invoice is worth now; and `converted`, whether payment, invoice and portfolio differ in currency. Every record
also has whole tables as collections: `all.customers`, `all.invoices` and so on.
"""

_MARKS: Final[Mapping[Mark, str]] = {
    Mark.NOT_NEGATIVE: "zero or more",
    Mark.POSITIVE: "above zero",
    Mark.CURRENCY: "ISO 4217 code",
    Mark.HAPPENS: "unknown before that day",
}


def page() -> str:
    """The whole reference, as Markdown."""
    parts = [
        _HEAD,
        *map(_entity, STANDARD.entities.values()),
        _section("Exchange rate", ExchangeRate, "exchange_rates"),
    ]
    parts += [
        "## Values\n",
        *(_plain(cls) for cls in (Money, Unlimited, Amount, Inherit, Unknown)),
    ]
    parts += ["## Snapshots\n", *(_plain(cls) for cls in (RejectedRow, Note, Scope, Given, Portfolio))]
    parts += ["## Enumerations\n", "\n".join(_enumerations())]
    return "\n".join(parts) + "\n"


def _documentation(cls: type) -> str:
    return inspect.cleandoc(str(cls.__doc__)).replace("``", "`")


def _plain(cls: type) -> str:
    names = ", ".join(
        f"`{field.name}`" if field.default is attrs.NOTHING else f"*`{field.name}`*"
        for field in attrs.fields(cls)
        if not field.name.startswith("_")
    )
    return f"### {cls.__name__}({names})\n\n{_documentation(cls)}\n"


def _entity(entity: Entity) -> str:
    section = _section(entity.name.replace("_", " ").capitalize(), entity.type, entity.table)
    if not entity.collections:
        return section
    return f"{section}\nCollections: {', '.join(f'`{name}`' for name in entity.collections)}.\n"


def _section(title: str, cls: type, table: str) -> str:
    said = about(cls)
    facts = [f"Class `{cls.__name__}`, table `{table}`"]
    if said.dated:
        facts.append(f"part of a snapshot from `{said.dated}` on")
    facts += [f"`{earlier}` not after `{later}`" for earlier, later in said.ordered]
    rows = "\n".join(
        _row(name, field, attrs.fields_dict(cls)[name]) for name, field in field_types(cls).items()
    )
    head = f"## {title}\n\n{'; '.join(facts)}.\n\n{_documentation(cls)}\n"
    return f"{head}\n| field | holds |\n|---|---|\n{rows}\n"


def _row(name: str, field: FieldType, attribute: "attrs.Attribute[object]") -> str:
    shown = f"`{name}`" if attribute.default is attrs.NOTHING else f"*`{name}`*"
    return f"| {shown} | {_holds(field)} |"


def _holds(field: FieldType) -> str:
    what = {
        "record": f"id of {_with_article(str(field.target))}",
        "enumeration": f"`{field.choice.__name__}`" if field.kind == "enumeration" else "",
        "ratio": "exact ratio",
        "count": "whole number",
        "days": "whole number of days",
        "boolean": "true or false",
    }.get(field.kind, field.kind)
    if Mark.IDENTIFIER in field.marks or Mark.UNIT_ID in field.marks:
        what = "id or name"
    marks = [words for mark, words in _MARKS.items() if mark in field.marks]
    return ", ".join([what, *marks, *(["inherited from above"] if field.inherits else [])])


def _with_article(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeio' else 'a'} {noun}"


def choices() -> Iterator[type[Choice]]:
    """Every enumeration of the model, in order of first use."""
    met: set[type[Choice]] = set()
    for entity in STANDARD.entities.values():
        for field in entity.fields.values():
            if field.kind == "enumeration" and field.choice not in met:
                met.add(field.choice)
                yield field.choice


def _enumerations() -> Iterator[str]:
    yield "| enumeration | members |\n|---|---|"
    for choice in choices():
        members = ", ".join(f"`{member.name}` {member.label('zh')}" for member in choice)
        yield f"| `{choice.__name__}` | {members} |"
