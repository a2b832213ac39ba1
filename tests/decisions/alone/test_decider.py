"""One record that no portfolio holds is decided as the only row of a portfolio would be."""

import gc
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groupctl.decisions.engine import Engine
from groupctl.errors import DataError, DecisionError, ModelError
from groupctl.portfolio.portfolio import Portfolio
from groupctl.portfolio.records import Record
from groupctl.rules.loading.loader import load_policy
from groupctl.rules.unknown import UnknownValue
from groupctl.schema.limits import INHERIT, UNLIMITED, Amount
from groupctl.schema.money import Money
from tests.rules.small import cny

AS_OF = date(2026, 6, 30)
SCREENING = """\
policy: screening
version: "1"
currency: CNY
title: Screening
types:
  Grade: [A, B, C]
  Verdict: [STOP, REFER, PASS]
parameters:
  most: {title: Most, unit: money, source: "own: 1", values: {2026-01-01: 1000}}
records:
  application:
    title: Application
    dated: asked_on
    fields:
      asked_on: {title: asked on, type: date, required: true}
      amount: {title: amount, type: money, required: true, sign: not negative}
      income: {title: income, type: money}
      items: {title: items, type: count}
      share: {title: share, type: ratio}
      grade: {title: grade, type: Grade}
      member: {title: member, type: boolean}
      branch: {title: branch, type: text}
      until: {title: until, type: date}
      closed_on: {title: closed on, type: date, happens: true}
      line: {title: line, type: limit}
      customer: {title: customer, type: customer}
measures:
  application.burden:
    {type: ratio, value: amount / income, title: Burden, source: "own: 2"}
  application.applications:
    {type: count, count: all.applications, title: All, source: "own: 2"}
rulesets:
  screen:
    about: application
    only: is missing(closed_on)
    hit: HIT
    gives: {verdict: Verdict, offer: money}
    otherwise: {verdict: PASS, offer: amount}
    unknown: UNKNOWN
    outcomes: {STOP: bad, REFER: refer, PASS: good}
    title: Screen
    source: "own: 3"
    rules:
      - {id: s.most, when: amount > most, then: {verdict: REFER, offer: 0}, title: Too much, source: "own: 4"}
      - {id: s.burden, when: burden > 1/3 and not(member), then: {verdict: STOP, offer: 0}, title: Burden, source: "own: 5"}
      - {id: s.grade, when: grade = C or share >= 1/2, then: {verdict: STOP, offer: 0}, title: Grade, source: "own: 6"}
      - {id: s.branch, when: 'branch = "North" and until < as_of', then: {verdict: REFER, offer: 'round(amount / 2, 2)'}, title: Branch, source: "own: 7"}
      - {id: s.line, when: 'over(amount, line)', then: {verdict: REFER, offer: income}, title: Line, source: "own: 8"}
      - {id: s.items, when: items < 0 and is known(income), then: {verdict: STOP, offer: income}, title: Items, source: "own: 9"}
  around:
    about: application
    hit: first
    gives: {name: Verdict}
    otherwise: {name: PASS}
    unknown: pass
    title: Around
    source: "own: 10"
    rules:
      - {id: a.limit, when: customer.blacklisted or applications > 1, then: {name: STOP}, title: Around, source: "own: 11"}
"""


def engine_for(folder, hit="first", unknown="refer", engine="durable", text=SCREENING):
    path = folder / "screening.yaml"
    path.write_text(text.replace("HIT", hit).replace("UNKNOWN", unknown), encoding="utf-8")
    return Engine(load_policy(path), engine=engine)


def in_portfolio(engine, values, rule_set="screen", as_of=AS_OF):
    """The decision about the only row of a portfolio."""
    cls = engine.policy.schema.tables["applications"]
    row = cls(**{"id": "-", **values})
    portfolio = Portfolio.build(
        as_of=as_of, currency="CNY", schema=engine.policy.schema, tables={"applications": [row]}
    )
    return engine.decide(rule_set, row.id, portfolio)


amounts = st.builds(Money, st.integers(0, 300_000), st.just("CNY")) | st.just(Money(5, "EUR"))
days = st.dates(date(2026, 1, 1), date(2026, 6, 30))
doubtful_days = st.sampled_from([date(1970, 1, 1), date(2026, 7, 1), date(2030, 1, 1)]) | days


def applications(engine):
    """The fields of applications: each may be missing that need not be stated."""
    fields = engine.policy.schema.entities["application"].fields
    stated = {"asked_on": days, "amount": amounts}
    perhaps = {
        "income": amounts,
        "items": st.integers(-2, 2),
        "share": st.fractions(0, 1, max_denominator=4),
        "grade": st.sampled_from([*fields["grade"].choice]),
        "member": st.booleans(),
        "branch": st.sampled_from(["North", "South", ""]),
        "until": doubtful_days,
        "closed_on": st.none() | doubtful_days,
        "line": st.sampled_from([UNLIMITED, INHERIT, Amount(cny(500)), Amount(Money(5, "EUR"))]),
        "id": st.sampled_from(["A-1", "-"]),
    }
    return st.fixed_dictionaries(stated, optional=perhaps)


@pytest.fixture(scope="module", params=["durable", "compiled", "reference"])
def engines(request, tmp_path_factory):
    """An engine for each hit policy and each answer to what is unknown."""
    pairs = [
        ("first", "refer"),
        ("priority", "pass"),
        ("any", "refer"),
        ("first", "error"),
        ("unique", "refer"),
    ]
    return [
        engine_for(tmp_path_factory.mktemp(f"{hit}-{unknown}"), hit, unknown, request.param)
        for hit, unknown in pairs
    ]


@given(st.data())
def test_it_decides_as_about_the_only_row_of_a_portfolio(engines, data):
    engine = data.draw(st.sampled_from(engines), label="engine")
    values = data.draw(applications(engine), label="values")
    depth = data.draw(st.integers(0, 2), label="depth")
    decider = engine.decider("screen", as_of=AS_OF)
    try:
        expected = in_portfolio(engine, values)
    except DataError:  # the row is dated later, or has a date that can't be meant
        with pytest.raises(DataError):
            decider.decision(values)
        with pytest.raises(DataError):
            decider.outcome(values)
        return
    cls = engine.policy.schema.tables["applications"]
    row = cls(**{"id": "-", **values})
    portfolio = Portfolio.build(
        as_of=AS_OF, currency="CNY", schema=engine.policy.schema, tables={"applications": [row]}
    )
    assert decider.decision(values, depth=depth) == engine.decide("screen", row.id, portfolio, depth=depth)
    assert engine.decide_values("screen", values, as_of=AS_OF) == expected
    if expected.status == "failed":
        with pytest.raises(DecisionError):
            decider.outcome(values)
    elif expected.status == "not applicable":
        assert decider.outcome(values) == {}
    else:
        outcome = decider.outcome(values)
        assert list(outcome) == [one.name for one in expected.outputs]
        for one in expected.outputs:
            found = outcome[one.name]
            if isinstance(found, UnknownValue):
                assert found.causes == one.causes
            elif one.name == "verdict":
                assert found == one.value
            else:
                exact = found.minor if isinstance(found, Money) else found * 100
                assert Fraction(exact) == Fraction(one.value) * 100


def test_outcomes_are_typed(tmp_path):
    decider = engine_for(tmp_path).decider("screen", as_of=AS_OF)
    values = {"asked_on": AS_OF, "amount": cny(100), "income": cny(900), "grade": "A", "member": False}
    values |= {"share": Fraction(1, 4), "branch": "South", "until": AS_OF, "line": UNLIMITED, "items": 3}
    assert decider.outcome(values) == {"verdict": "PASS", "offer": cny(100)}
    assert decider.outcome({**values, "income": cny(200)}) == {"verdict": "STOP", "offer": cny(0)}
    assert decider.outcome({**values, "closed_on": AS_OF}) == {}


@pytest.mark.parametrize(
    "wrong",
    [
        {"amuont": cny(1)},
        {"amount": 5},
        {"amount": cny(-1)},
        {"member": "yes"},
        {"items": True},
        {"share": 0.5},
        {"grade": "D"},
        {"grade": ["A"]},
        {"branch": "\x00"},
        {"asked_on": None},
    ],
)
def test_a_wrong_value_is_an_error_and_never_an_outcome(tmp_path, wrong):
    decider = engine_for(tmp_path).decider("screen", as_of=AS_OF)
    values = {"asked_on": AS_OF, "amount": cny(100), **wrong}
    for ask in (decider.outcome, decider.decision):
        with pytest.raises((ModelError, DataError)) as caught:
            ask(values)
        assert all(fault.render("en") and fault.render("zh") for fault in caught.value.faults)


def test_all_that_is_missing_or_unknown_by_name_is_told_at_once(tmp_path):
    decider = engine_for(tmp_path).decider("screen", as_of=AS_OF)
    with pytest.raises(ModelError) as caught:
        decider.outcome({"amuont": cny(1), "incme": cny(2)})
    assert len(caught.value.faults) == 4


def test_what_looks_beyond_the_record_needs_a_portfolio(tmp_path):
    with pytest.raises(DataError, match=r"all\.applications.*customer.*customers"):
        engine_for(tmp_path).decider("around", as_of=AS_OF)


def test_nothing_is_kept_of_the_records(tmp_path):
    decider = engine_for(tmp_path).decider("screen", as_of=AS_OF)
    for number in range(50):
        decider.decision({"asked_on": AS_OF, "amount": cny(number)})
        decider.outcome({"asked_on": AS_OF, "amount": cny(number)})
    gc.collect()
    assert not [one for one in gc.get_objects() if isinstance(one, Record) and one.id == "-"]
