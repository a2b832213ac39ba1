"""On random policies with own fields, records and functions all engines agree, and no loss improves an outcome.

The conditions ask nothing about what is known, so that more knowledge never takes back an answer: after a loss each outcome
is the same, or not known.
"""

import tempfile
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Final

from hypothesis import given, settings
from hypothesis import strategies as st

import groupctl
from groupctl.rules import draft
from groupctl.schema.choices import Choice
from groupctl.texts.title import Title

AS_OF: Final = date(2026, 6, 30)
T: Final = Title("x")
SOURCE: Final = "own: generated"
KINDS: Final = {
    "boolean": ("true", "false"),
    "count": ("0", "3", "7"),
    "ratio": ("0.25", "2"),
    "date": ("2026-01-31", "2026-06-30"),
    "money": ("0", "12.50", "900"),
    "text": ("a", "b"),
    "choice": ("HIGH", "LOW"),
}
MEMBERS: Final = ["HIGH", "LOW"]
TESTS: Final = {
    "boolean": "{0}",
    "count": "{0} > 2",
    "ratio": "{0} < 1",
    "date": "{0} < as_of",
    "money": "{0} >= 12.50",
    "text": '{0} = "a"',
    "choice": "{0} = HIGH",
}
CALLS: Final = {
    "count": "tenth_of({0}, 3) > 0.1",
    "ratio": "tenth_of(4, {0} * 4) > 1",
    "boolean": "both({0}, true)",
    "choice": "one_level_up({0}) = HIGH",
}

Rows = list[dict[str, str]]
Ledger = dict[str, Rows]


class Level(Choice):
    """Members as the generated policies have them."""

    HIGH = "HIGH"
    LOW = "LOW"


@groupctl.function(version="1")
def tenth_of(part: int, whole: Fraction) -> Fraction:
    """Raises where ``whole`` is 0."""
    return Fraction(part, 10) / whole


@groupctl.function(version="1")
def both(one: bool, other: bool) -> bool | None:
    """None where both are false."""
    return one and other if one or other else None


@groupctl.function(version="1")
def one_level_up(level: Level) -> Level:
    return Level.HIGH if level is Level.LOW else Level.LOW


def field(name: str, kind: str, **more: object) -> draft.FieldDraft:
    return draft.FieldDraft(name=name, title=T, type=MEMBERS if kind == "choice" else kind, **more)  # type: ignore[arg-type]


@st.composite
def policies(draw: st.DrawFn) -> tuple[draft.PolicyDraft, dict[str, str], dict[str, str]]:
    """A policy, and the kinds of the fields that it has: of customers, and of things."""
    kinds = st.lists(st.sampled_from(sorted(KINDS)), min_size=1, max_size=4)
    of_customers = {f"c{i}": kind for i, kind in enumerate(draw(kinds))}
    of_things = {f"t{i}": kind for i, kind in enumerate(draw(kinds))}
    inherited = draw(st.sampled_from(sorted(of_customers)))
    thing = draft.RecordDraft(
        name="thing",
        title=T,
        dated="seen_on",
        fields=[
            field("customer", "customer", required=True),
            field("seen_on", "date", required=True),
            *(field(name, kind) for name, kind in of_things.items()),
        ],
    )
    fields = {
        "group": [field(inherited, of_customers[inherited])],
        "customer": [
            field(name, kind, inherit="group" if name == inherited else "")
            for name, kind in of_customers.items()
        ],
    }
    money = [name for name, kind in of_things.items() if kind == "money"]
    measure = draft.MeasureDraft(
        name="held",
        about="customer",
        type="money" if money else "count",
        formula={"sum": money[0], "of": "things"} if money else {"count": "things"},
        source=SOURCE,
        title=T,
    )
    when = draw(conditions(of_customers, of_things, "held > 20" if money else "held > 1"))
    rules = [
        draft.RuleDraft(id=f"r{i}", when=text, then={"answer": answer}, title=T, source=SOURCE)
        for i, (text, answer) in enumerate(zip(when, ("HOLD", "ASK"), strict=True))
    ]
    rule_set = draft.RuleSetDraft(
        name="own",
        about="customer",
        hit=draw(st.sampled_from(["priority", "first"])),
        gives={"answer": ["HOLD", "ASK", "FINE"]},
        otherwise={"answer": "FINE"},
        unknown="pass",
        title=T,
        source=SOURCE,
        rules=rules,
    )
    written = draft.PolicyDraft(
        name="generated",
        version="1",
        currency="CNY",
        title=T,
        fields=fields,
        records=[thing],
        functions=["tenth_of", "both", "one_level_up"],
        measures=[measure],
        rulesets=[rule_set],
    )
    return written, of_customers, of_things


def conditions(
    of_customers: dict[str, str], of_things: dict[str, str], held: str
) -> st.SearchStrategy[list[str]]:
    """Two conditions, of tests on fields, functions of them, things that a customer has, and the measure."""
    own = [test.format(name) for name, kind in of_customers.items() for test in asked_of(kind)]
    there = [test.format(f"t.{name}") for name, kind in of_things.items() for test in asked_of(kind)]
    quantified = [f"({word} t in things satisfies {test})" for word in ("some", "every") for test in there]
    term = st.sampled_from([*own, *quantified, held])
    term |= term.map("not({})".format)
    joined = st.tuples(term, st.sampled_from(["and", "or"]), term).map(lambda parts: f"({' '.join(parts)})")
    return st.lists(joined | term, min_size=2, max_size=2)


def asked_of(kind: str) -> Iterator[str]:
    yield TESTS[kind]
    if kind in CALLS:
        yield CALLS[kind]


@st.composite
def ledgers(draw: st.DrawFn, of_customers: dict[str, str], of_things: dict[str, str]) -> Ledger:
    def cells(kinds: dict[str, str], *, blank: bool = True) -> dict[str, str]:
        some = {
            name: draw(st.sampled_from([*KINDS[kind], *([""] if blank else [])]))
            for name, kind in kinds.items()
        }
        return some | {"currency": "CNY"}

    customers = [{"id": f"C-{i}", "name": "x", "group": draw(st.sampled_from(["G", ""]))} for i in range(3)]
    things = [
        {"id": f"T-{i}", "customer": draw(st.sampled_from(["C-0", "C-1", "C-2"])), "seen_on": "2026-05-01"}
        for i in range(draw(st.integers(1, 6)))
    ]
    return {
        "units": [{"id": "U", "name": "x", "kind": "GROUP", "currency": "CNY"}],
        "groups": [{"id": "G", "name": "x"} | cells(of_customers)],
        "customers": [row | cells(of_customers) for row in customers],
        "things": [row | cells(of_things) for row in things],
    }


@st.composite
def losses(draw: st.DrawFn, ledger: Ledger, inherited: str) -> Ledger:
    """The ledger with one thing lost: a table, a column, or what a cell says."""
    if draw(st.integers(0, 9)) == 0:
        return {name: rows for name, rows in ledger.items() if name != "things"}
    table = draw(st.sampled_from(["groups", "customers", "things"]))
    kept = {"id", "name", "customer", "seen_on", "currency"}
    columns = [name for name in ledger[table][0] if name not in kept]
    if draw(st.booleans()):
        gone = draw(st.sampled_from(columns))
        return ledger | {table: [{n: c for n, c in row.items() if n != gone} for row in ledger[table]]}
    column = draw(st.sampled_from([*columns, "id", *(["customer", "seen_on"] if table == "things" else [])]))
    at = draw(st.integers(0, len(ledger[table]) - 1))
    blank = [""] if column not in {inherited, "group"} else []  # there it says that another record speaks
    lost = draw(st.sampled_from([*blank, "?!", "\x01"]))
    rows = [row | ({column: lost} if i == at else {}) for i, row in enumerate(ledger[table])]
    return ledger | {table: rows}


def decided(policy: groupctl.Policy, ledger: Ledger, engine: str = "compiled") -> dict[str, object]:
    with tempfile.TemporaryDirectory() as folder:
        for name, rows in ledger.items():
            lines = [",".join(rows[0]), *(",".join(row.values()) for row in rows)]
            Path(folder, f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        portfolio = groupctl.connect(f"files:{folder}", schema=policy.schema).snapshot(AS_OF)
    review = groupctl.Engine(policy, engine).review(portfolio)  # type: ignore[arg-type]
    return {one.subject: (one.outputs[0].value, [because.rule for because in one.because]) for one in review}


@given(st.data())
@settings(deadline=None)
def test_all_engines_agree(data):
    written, of_customers, of_things = data.draw(policies())
    policy = groupctl.load_policy(written)
    ledger = data.draw(ledgers(of_customers, of_things))
    reference, *others = (decided(policy, ledger, engine) for engine in ("reference", "compiled", "durable"))
    assert all(other == reference for other in others)


@given(st.data())
@settings(deadline=None)
def test_no_loss_improves_an_outcome(data):
    written, of_customers, of_things = data.draw(policies())
    policy = groupctl.load_policy(written)
    ledger = data.draw(ledgers(of_customers, of_things))
    (inherited,) = (one.name for one in written.fields["group"])
    before, after = decided(policy, ledger), decided(policy, data.draw(losses(ledger, inherited)))
    for customer, (answer, _) in after.items():
        assert customer not in before or answer in {before[customer][0], None}
