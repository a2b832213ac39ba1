"""Every parameter value that a decision of the standard policy rests on is named in it, however far down it is read."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from groupctl.decisions.engine import Engine
from groupctl.decisions.judgement import Evaluation
from groupctl.errors import DecisionError
from groupctl.rules.evaluation.scope import ParameterUse
from groupctl.testing import Ledger
from tests.standard.deciding import worked

POLICY = worked(())
REFERENCE = Engine(POLICY, "reference")


@st.composite
def ledgers(draw: st.DrawFn) -> Ledger:
    """A customer of a group with business at two units, in one state or another."""
    days = st.dates(date(2023, 1, 1), date(2026, 11, 20)).map(str)
    ledger = Ledger().group("GR").customer(group="GR").account().account(unit="U-2")
    for day in draw(st.lists(days, max_size=3)):
        ledger.invoice(day, draw(st.integers(-100, 10**6)))
    for amount in draw(st.lists(st.integers(1, 10**6), max_size=2)):
        ledger.open_invoice(amount, unit=draw(st.sampled_from(["U-1", "U-2"])))
    if draw(st.booleans()):
        ledger.survey()
    return ledger.order(amount=draw(st.integers(1, 10**6)), on_credit=draw(st.booleans()))


def read_and_named(rule_set, record, portfolio) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """The parameters, by name and scope, that were read in order to judge; and those that the decision names."""
    evaluation = Evaluation(POLICY, portfolio, REFERENCE.prepared, None)
    try:
        evaluation.judgement(rule_set, record)
    except DecisionError:
        return set(), set()
    used = [use for use in evaluation.environment._parameters.values() if isinstance(use, ParameterUse)]
    decision = evaluation.decided(rule_set, record)
    return (
        {(use.parameter.name, use.scope) for use in used},
        {(one.name, one.scope) for one in decision.parameters},
    )


@settings(max_examples=3)
@given(ledgers())
def test_all_that_is_read_is_named(ledger):
    portfolio = ledger.portfolio()
    lost = {}
    for rule_set in POLICY.rulesets.values():
        for record in portfolio.records(rule_set.about)[:1]:
            read, named = read_and_named(rule_set, record, portfolio)
            if not read <= named:
                lost[rule_set.name, record.id] = read - named
    assert lost == {}


def test_an_order_names_what_stands_behind_the_class_of_its_customer():
    """The order reads whether the account is D-class; that reads the line."""
    portfolio = Ledger().customer().account().invoice("2025-06-30", 1000).order().portfolio()
    order = portfolio.record("order", "SO-1")
    _, named = read_and_named(POLICY.rulesets["order_release"], order, portfolio)
    assert ("d_class_line", "policy") in named
