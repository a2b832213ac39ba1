"""Given values: what the policy would work out may be given, with its day and source, and every engine takes it."""

from datetime import date
from fractions import Fraction

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

import groupctl
from groupctl.decisions.engine import Engine
from groupctl.errors import DataError
from groupctl.model import ExchangeRate
from groupctl.portfolio.given import Given
from groupctl.portfolio.portfolio import Portfolio
from groupctl.portfolio.rejected_row import RejectedRow
from groupctl.portfolio.scope import Scope
from groupctl.portfolio.serialise import from_json, to_json
from tests.rules.small import AS_OF, cny, invoice, order, policy, portfolio

GRADES = """\
given_days: given_value_days
types: {Release: [REFUSE, REFER, RELEASE], Grade: [A, B, C]}
parameters:
  ceiling:
    title: {en: Ceiling, zh: 上限}
    unit: money
    source: L37
    values: {2026-01-01: 1000}
  given_value_days:
    title: {en: Days that a given value holds, zh: 给定值有效天数}
    unit: days
    source: A28
    override: [unit]
    values: {1900-01-01: 7}
    scopes: {unit: {U: {1900-01-01: 3}}}
measures:
  account.billed:
    {type: money, sum: amount, of: invoices, title: {en: Billed, zh: 开票}, source: J1}
  customer.billed:
    {type: money, sum: billed, of: accounts, title: {en: Billed in all, zh: 开票合计}, source: J1}
  customer.share:
    {type: ratio, share_through: billed, among: all.customers, title: {en: Share, zh: 占比}, source: L3}
rulesets:
  grading:
    about: customer
    hit: first
    gives: {grade: Grade, grade_limit: limit}
    otherwise: {grade: C, grade_limit: 0}
    unknown: pass
    title: {en: Grade, zh: 等级}
    source: D1
    rules:
      - id: grade.a
        when: share < 0.5
        then: {grade: A, grade_limit: 1000}
        title: {en: Among the first half, zh: 前一半}
        source: D1
  labels:
    about: customer
    hit: collect list
    gives: {label: text}
    otherwise: {label: '"none"'}
    unknown: pass
    title: {en: Labels, zh: 标签}
    source: D1
    rules:
      - {id: label.big, when: billed > 500, then: {label: '"big"'}, title: {en: Big, zh: 大}, source: D1}
  audit:
    about: customer
    hit: first
    gives: {audited: boolean}
    otherwise: {audited: false}
    unknown: pass
    title: {en: Audit, zh: 审计}
    source: D1
    rules:
      - id: audit.big
        when: some r in accounts satisfies r.billed > 800
        then: {audited: true}
        title: {en: A big account, zh: 大账户}
        source: D1
  release:
    about: order
    hit: first
    gate: true
    gives: {release: Release}
    outcomes: {REFUSE: bad, REFER: refer, RELEASE: good}
    otherwise: {release: RELEASE}
    unknown: refer
    title: {en: Release, zh: 放行}
    source: L30
    rules:
      - id: release.grade
        when: customer.grade != A and customer.billed + amount > ceiling
        then: {release: REFER}
        title: {en: Above the ceiling, zh: 超过上限}
        source: L37
"""
YESTERDAY = date.fromordinal(AS_OF.toordinal() - 1)


def graded(value: str | None = "A", on: date = YESTERDAY, **more) -> Given:
    return Given(
        **{"entity": "customer", "id": "C-1", "name": "grade", "value": value, "on": on, "source": "review"}
        | more
    )


def limit(value="1000", **more) -> Given:
    return graded(value, name="grade_limit", **more)


@pytest.fixture(scope="module")
def grades(tmp_path_factory):
    return policy(tmp_path_factory.mktemp("grades"), GRADES)


@pytest.fixture(params=["reference", "compiled", "durable"])
def engine(request, grades):
    return Engine(grades, engine=request.param)


def faults(engine, *values: Given, ledger: Portfolio | None = None) -> list[str]:
    with pytest.raises(DataError) as raised:
        engine.review((ledger or LEDGER).with_given(values))
    return [fault.code.removeprefix("decision.given-") for fault in raised.value.faults]


LEDGER = portfolio(orders=[order("SO-1", amount="300")], invoices=[invoice("I-1", amount="900")])


class TestAGivenValue:
    """A28: what another system worked out is taken as it is."""

    def test_takes_the_place_of_what_would_be_worked_out(self, engine):
        assert engine.decide("release", "SO-1", LEDGER).outcome == "REFER"
        held = LEDGER.with_given([graded(), limit()])
        assert engine.decide("release", "SO-1", held).outcome == "RELEASE"
        worse = LEDGER.with_given([graded("B"), limit()])
        assert engine.decide("release", "SO-1", worse).outcome == "REFER"

    def test_is_named_by_every_decision_that_it_stands_behind_with_day_and_source(self, engine):
        decision = engine.decide("release", "SO-1", LEDGER.with_given([graded(), limit()]))
        (used,) = decision.given
        assert (used.entity, used.subject, used.on, used.source) == ("customer", "C-1", YESTERDAY, "review")
        assert (used.value.name, used.value.type, used.value.typed) == ("grade", "Grade", "A")
        said = groupctl.explained(decision)
        assert "Given, not worked out\n  customer C-1  grade  A  on 2026-06-29  review" in said
        assert "给定而非计算的值" in groupctl.explained(decision, "zh")

    def test_of_a_rule_set_is_its_decision_and_no_rule_decides(self, engine):
        decision = engine.decide("grading", "C-1", LEDGER.with_given([graded("B"), limit()]))
        assert (decision.status, decision["grade"], str(decision["grade_limit"])) == (
            "decided",
            "B",
            "1000.00",
        )
        assert decision.is_given
        assert (decision.because, decision.unknown, decision.actions) == ((), (), ())
        assert "Because" not in groupctl.explained(decision)

    def test_of_a_measure_goes_into_what_is_worked_out_from_it(self, engine):
        value = Given("account", "C-1@V", "billed", cny("250"), YESTERDAY, "branch")
        held = LEDGER.with_given([value])
        assert str(engine.measure(held, "customer", "C-1", "billed")) == "1150.00 CNY"
        decision = engine.decide("release", "SO-1", held)
        assert [(one.subject, one.value.value) for one in decision.given] == [("C-1@V", "250.00")]

    def test_is_named_through_the_records_of_a_collection(self, engine):
        """A rank reads a value of each customer, and so does a quantifier."""
        value = Given("customer", "C-1", "billed", cny("250"), YESTERDAY, "branch")
        decision = engine.decide("grading", "C-1", LEDGER.with_given([value]))
        assert [(one.subject, one.value.name) for one in decision.given] == [("C-1", "billed")]
        held = LEDGER.with_given([Given("account", "C-1@V", "billed", cny("1"), YESTERDAY, "branch")])
        decision = engine.decide("audit", "C-1", held)
        assert [(one.subject, one.value.name) for one in decision.given] == [("C-1@V", "billed")]

    def test_in_another_currency_is_converted_or_unknown(self, engine):
        value = Given("customer", "C-1", "billed", "10.00 EUR", YESTERDAY, "branch")
        assert engine.measure(LEDGER.with_given([value]), "customer", "C-1", "billed").causes
        rate = ExchangeRate(base="EUR", quote="CNY", on=YESTERDAY, rate=Fraction(8))
        held = portfolio(exchange_rates=[rate]).with_given([value])
        assert str(engine.measure(held, "customer", "C-1", "billed")) == "80.00 CNY"

    def test_may_hold_where_nothing_could_be_worked_out(self, engine):
        """A snapshot of one customer has no rank among all; last night's review had."""
        cut = evolve_scope(LEDGER)
        assert engine.measure(cut, "customer", "C-1", "share").causes
        assert engine.decide("release", "SO-1", cut.with_given([graded(), limit()])).outcome == "RELEASE"


def evolve_scope(whole: Portfolio) -> Portfolio:
    """The same ledger, said to be cut to C-1."""
    tables = {name: list(rows.values()) for name, rows in whole.tables.items()}
    return Portfolio.build(
        as_of=whole.as_of, currency=whole.currency, tables=tables, scope=Scope(customers=["C-1"])
    )


class TestWhatCannotBeUsedIsUnknown:
    """What is lost or spoilt of a given value never brings back a better answer that is worked out."""

    BETTER = portfolio(orders=[order("SO-1", amount="1")])
    """Here the order would go without anything given."""

    @pytest.mark.parametrize(
        ("values", "cause"),
        [
            ([graded("C", date(2026, 6, 22)), limit(on=YESTERDAY)], "given-too-old"),
            ([graded("C", date(2026, 7, 1)), limit()], "given-later"),
            ([graded("B"), graded("A", source="other"), limit()], "given-twice"),
            ([graded("B", date(2026, 6, 28)), graded("A"), limit()], "given-twice"),
            ([graded(None), limit()], "given-unknown"),
            ([limit()], "not-given"),
        ],
    )
    def test_with_its_cause(self, engine, values, cause):
        assert engine.decide("release", "SO-1", self.BETTER).outcome == "RELEASE"
        held = self.BETTER.with_given(values)
        found = engine.measure(held, "customer", "C-1", "grade")
        assert [one.key for one in found.causes] == [f"decision.cause-{cause}"]
        assert engine.decide("grading", "C-1", held).status == "unknown"

    def test_holds_where_two_say_the_same(self, engine):
        held = LEDGER.with_given([graded(on=date(2026, 6, 25)), graded(), limit()])
        assert engine.measure(held, "customer", "C-1", "grade") == "A"

    def test_holds_until_its_last_day(self, engine):
        held = LEDGER.with_given([graded("A", date(2026, 6, 23)), limit()])
        assert engine.measure(held, "customer", "C-1", "grade") == "A"

    def test_holds_as_long_as_its_unit_says(self, engine):
        def billed(unit: str):
            value = Given("account", f"C-1@{unit}", "billed", cny("1"), date(2026, 6, 26), "branch")
            return engine.measure(LEDGER.with_given([value]), "account", f"C-1@{unit}", "billed")

        assert str(billed("V")) == "1.00 CNY"
        assert billed("U").causes[0].key == "decision.cause-given-too-old"

    def test_where_the_policy_does_not_say_how_old_it_may_be(self, tmp_path):
        late = policy(tmp_path, GRADES.replace("values: {1900-01-01: 7}", "values: {2027-01-01: 7}"))
        found = Engine(late, engine="reference").measure(
            LEDGER.with_given([graded(), limit()]), "customer", "C-1", "grade"
        )
        assert [one.key for one in found.causes] == ["decision.parameter-missing"]

    def test_a_policy_without_a_limit_of_age_takes_any(self, tmp_path):
        start, end = GRADES.index("  given_value_days"), GRADES.index("measures:")
        without = (GRADES[:start] + GRADES[end:]).removeprefix("given_days: given_value_days\n")
        ageless = policy(tmp_path, without)
        held = LEDGER.with_given([graded("A", date(1999, 1, 1)), limit()])
        assert Engine(ageless, engine="reference").measure(held, "customer", "C-1", "grade") == "A"

    def test_days_are_days(self, tmp_path):
        with pytest.raises(groupctl.PolicyError) as raised:
            policy(tmp_path, GRADES.replace("unit: days", "unit: count"))
        assert raised.value.faults[0].code == "policy.given-days-unit"

    def test_the_parameter_that_is_named_must_be_there(self, tmp_path):
        with pytest.raises(groupctl.PolicyError) as raised:
            policy(tmp_path, GRADES.replace("given_days: given_value_days", "given_days: given_value_day"))
        [fault] = raised.value.faults
        assert (fault.code, fault.values["suggestion"]) == ("policy.no-parameter", "given_value_days")


class TestWhatCannotBeMeant:
    """Everything that is wrong is told at once when an engine meets the portfolio."""

    def test_is_told_all_at_once(self, engine):
        assert faults(engine, graded(name="quux_of_something"), graded("D", id="X"), limit("a lot")) == [
            *("other-type", "no-name", "other-type", "no-record")
        ]

    @pytest.mark.parametrize(
        ("value", "code"),
        [
            (graded(name="grad"), "no-name-but"),
            (graded(name="quux_of_something"), "no-name"),
            (graded(name="blacklisted", value=True), "field"),
            (graded("D"), "other-type"),
            (limit("a lot"), "other-type"),
            (limit("1.005"), "other-type"),
            (limit("1 XYZ"), "other-type"),
            (graded(name="billed", value="1/0"), "other-type"),
            (graded(name="billed", value="9" * 30), "other-type"),
            (graded(name="label", value="big"), "list"),
            (Given("order", "SO-1", "release", "RELEASE", YESTERDAY, "me"), "gate"),
            (graded(id="C-11"), "no-record-but"),
            (graded(id="X"), "no-record"),
        ],
    )
    def test_one_by_one(self, engine, value, code):
        assert faults(engine, value) == [code]

    def test_a_record_may_be_out_of_the_scope(self, engine):
        assert engine.review(evolve_scope(LEDGER).with_given([graded(id="C-99")]))

    @pytest.mark.parametrize("id_", ["c-1", "C-01 ", "C1"])
    def test_but_not_one_whose_id_is_nearly_that_of_one_within(self, engine, id_):
        """A misspelt id would let the value be worked out instead."""
        assert faults(engine, graded(id=id_.strip()), ledger=evolve_scope(LEDGER)) == ["no-record-but"]

    def test_a_record_may_be_rejected(self, engine):
        lost = RejectedRow(
            table="customers", reason=groupctl.Cause.of("model.cause-rejected"), customer="C-9"
        )
        assert engine.review(portfolio(rejected=[lost]).with_given([graded(id="C-9")]))

    def test_nor_one_about_no_kind_of_record(self):
        with pytest.raises(groupctl.ModelError, match="did you mean customer"):
            portfolio().with_given([graded(entity="custmer")])

    def test_a_faulty_one_is_no_given_value_at_all(self):
        with pytest.raises(groupctl.ModelError) as raised:
            Given("custmer", "", "grade", "A", "2026-06-29", "")
        assert [fault.values["field"] for fault in raised.value.faults] == [
            *("Given.id", "Given.source", "Given.on")
        ]
        with pytest.raises(TypeError):
            graded(0.5)


class TestThePortfolio:
    def test_has_another_hash_and_keeps_them_when_saved(self):
        held = LEDGER.with_given([graded(), limit()])
        assert held.hash != LEDGER.hash
        again = from_json(to_json(held), Portfolio)
        assert (again.given, again.hash) == (held.given, held.hash)

    def test_does_not_care_in_which_order_they_come(self):
        one, other = LEDGER.with_given([graded(), limit()]), LEDGER.with_given([limit(), graded(), graded()])
        assert (one.given, one.hash) == (other.given, other.hash)

    def test_is_another_one(self):
        LEDGER.with_given([graded()])
        assert LEDGER.given == ()


VALUES = st.lists(
    st.builds(
        graded,
        st.none() | st.sampled_from("ABC"),
        st.dates(date(2026, 6, 20), date(2026, 7, 2)),
        id=st.sampled_from(["C-1", "C-2"]),
        source=st.sampled_from(["review", "host"]),
    )
    | st.builds(
        limit, st.none() | st.sampled_from(["inherit", "unlimited", "5", "2.5 CNY"]), id=st.just("C-2")
    )
    | st.builds(
        graded,
        st.none() | st.fractions(0, 5000, max_denominator=100),
        name=st.just("billed"),
        id=st.sampled_from(["C-1", "C-2"]),
    ),
    max_size=5,
)
TWO = portfolio(
    customers=["C-1", "C-2"],
    orders=[order("SO-1", amount="300"), order("SO-2", customer="C-2", amount="700")],
    invoices=[invoice("I-1", amount="900"), invoice("I-2", customer="C-2", amount="400")],
)


@given(VALUES)
def test_all_engines_give_the_same_bytes(grades, values):
    held = TWO.with_given(values)
    said = {
        tuple(decision.to_json() for decision in Engine(grades, engine=name).review(held))
        for name in ("reference", "compiled", "durable")
    }
    assert len(said) == 1


LIGHT = portfolio(
    customers=["C-1", "C-2"],
    orders=[order("SO-1", amount="1"), order("SO-2", customer="C-2", amount="1")],
    invoices=[invoice("I-1", amount="100")],
)
"""Nothing that is worked out holds an order here; a given value may."""


@given(VALUES, st.data())
def test_spoiling_a_given_value_never_releases_an_order(grades, values, data):
    engine = Engine(grades, engine="compiled")
    spoilt = [
        data.draw(st.sampled_from([one, evolve(one, value=None), evolve(one, on=date(2062, 6, 29))]))
        for one in values
    ]
    before, after = (
        [decision.outcome for decision in engine.review(LIGHT.with_given(some), rule_sets=["release"])]
        for some in (values, spoilt)
    )
    assert all(was == "RELEASE" or now != "RELEASE" for was, now in zip(before, after, strict=True))


@given(st.lists(st.integers(1, 3000), min_size=1, max_size=4), st.booleans())
def test_a_review_handed_back_the_same_day_changes_no_answer(grades, amounts, lost):
    """A gate decides the same whether the classes are worked out or given, unknown ones too."""
    engine = Engine(grades, engine="compiled")
    rows = [
        invoice(f"I-{at}", customer=f"C-{1 + at % 2}", amount=str(paid)) for at, paid in enumerate(amounts)
    ]
    rejected = [
        RejectedRow(table="invoices", reason=groupctl.Cause.of("model.cause-rejected"), customer="C-2")
    ]
    whole = portfolio(
        customers=["C-1", "C-2"],
        orders=[order("SO-1", amount="300"), order("SO-2", customer="C-2", amount="700")],
        invoices=rows,
        rejected=rejected if lost else (),
    )
    handed = whole.with_given(groupctl.given_from(engine.review(whole, rule_sets=["grading"])))

    def released(held: Portfolio) -> list[object]:
        return [decision.outcome for decision in engine.review(held, rule_sets=["release"])]

    assert released(handed) == released(whole)
