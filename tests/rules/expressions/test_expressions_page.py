"""The reference page of the language: its examples run, and its tables are those of the code."""

import re
from datetime import date

import pytest

from groupctl.rules import core
from groupctl.rules.engines.reference import conjunction, disjunction, evaluate
from groupctl.rules.expressions.units import RESULTS
from groupctl.rules.functions import CATALOGUE
from groupctl.rules.show import show_value
from groupctl.rules.types import MONEY
from groupctl.rules.unknown import Maybe, UnknownValue
from groupctl.schema.limits import INHERIT
from groupctl.texts import say
from tests.repository.files import ROOT
from tests.rules.sample import SCOPE, faults, typed

PAGE = (ROOT / "docs" / "reference" / "expressions.md").read_text(encoding="utf-8")
NOTHING = UnknownValue(())
INVOICES = (
    {"amount": 50_000, "disputed": True},
    {"amount": 90_000, "disputed": False},
    {"disputed": False},
)


def lines(kind: str) -> list[str]:
    blocks = re.findall(rf"^```{kind}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.splitlines()]


def fact(line: str) -> tuple[str, Maybe]:
    name, written, kind = re.split(r"\s{2,}| (?=4 )", line.strip())
    if name != "customer.group":
        assert typed(name).type.kind == kind
    match written:
        case "unknown":
            return name, NOTHING
        case "inherit":
            return name, INHERIT
    if kind == "date":
        return name, date.fromisoformat(written)
    return name, typed(written, typed(name).type).value


FACTS = dict(map(fact, lines("facts")))


def value(node: core.Node, item: dict[str, core.Value] | None = None) -> Maybe:
    """The value of an expression by the facts of the page."""

    def look_up(read: core.Read | core.Quantified) -> Maybe:
        if isinstance(read, core.Quantified):
            answers = [value(read.condition, invoice) for invoice in INVOICES]
            return conjunction(answers) if read.every else disjunction(answers)
        if read.root == "i":
            assert item is not None
            return item.get(read.path[0], NOTHING)
        if read.key.startswith(core.STATED.strip()):
            stated = read.key.removeprefix("is stated(").removesuffix(")")
            return not isinstance(FACTS[stated], UnknownValue)
        return FACTS["as_of" if read.root == "as_of" else read.key]

    return evaluate(node, look_up)


def examples(kind: str, sign: str) -> list[tuple[str, str]]:
    return [tuple(re.split(rf"\s+{sign} ", line, maxsplit=1)) for line in lines(kind)]


@pytest.mark.parametrize(("text", "result"), examples("expression", "→"))
def test_an_example_has_the_value_that_the_page_says(text, result):
    node = typed(text)
    found = value(node)
    type_ = MONEY if node.type.kind == "limit" else node.type
    assert (
        "unknown" if isinstance(found, UnknownValue) else show_value(found, type_, SCOPE.currency)
    ) == result


@pytest.mark.parametrize(("text", "said"), examples("fault", "✗"))
def test_a_mistake_is_told_as_the_page_says(text, said):
    fault = faults(text)[0]
    advice = f" → {say(fault.hint, **fault.values)}" if fault.hint else ""
    assert fault.message() + advice == said


def test_every_construct_of_the_page_is_an_example():
    assert len(examples("expression", "→")) > 60
    assert len(examples("fault", "✗")) > 15


def test_the_table_of_units_is_complete():
    rows = re.findall(r"^\| ([-+*/]) \| (\w+) \| (\w+) \| (\w+) \|$", PAGE, re.MULTILINE)
    known = {
        (operator, left, right, result.kind)
        for operator, results in RESULTS.items()
        for (left, right), result in results.items()
        if left != "number"
    }
    assert set(rows) == known
    assert len(rows) == len(known)


def test_the_table_of_functions_is_complete():
    rows = re.findall(r"^\| `([^`]+)` \| ([^|]+) \| ([^|]+) \|$", PAGE, re.MULTILINE)
    special = [
        (signature, say(f"expression.function-{name}", "en"), say(f"expression.function-{name}", "zh"))
        for signature, name in (
            ("is known(x)", "is_known"),
            ("is stated(x)", "is_stated"),
            ("is missing(x)", "is_missing"),
            ("is true(test)", "is_true"),
            ("date(text)", "date"),
        )
    ]
    catalogue = [
        (function.signature, function.about("en"), function.about("zh")) for function in CATALOGUE.values()
    ]
    assert rows == special + catalogue
