"""Decide and review: what a policy says about a portfolio, whichever engine judges."""

import gc
import re
import threading
import weakref
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from attrs import evolve

from groupctl.decisions.decision import Decision
from groupctl.decisions.engine import Engine
from groupctl.decisions.explain import explained
from groupctl.errors import DataError
from groupctl.model.customer import Account
from groupctl.model.exchange import ExchangeRate
from groupctl.model.ledger import OrderStatus
from groupctl.portfolio.rejected_row import RejectedRow
from groupctl.schema.limits import UNLIMITED, Amount
from groupctl.schema.money import Money
from groupctl.texts.causes import Cause
from tests.rules.small import AS_OF, cny, granted, invoice, order, policy, portfolio

RELEASE = """\
types: {Release: [REFUSE, REFER, RELEASE]}
parameters:
  ceiling:
    title: {en: Ceiling, zh: 上限}
    unit: money
    source: L37
    tighter: lower
    override: [segment, unit]
    values: {2026-01-01: 1000}
    scopes: {segment: {S: {2026-02-01: 500}}, unit: {U: {2026-03-01: 300}}}
measures:
  account.billed:
    {type: money, sum: amount, of: invoices, title: {en: Billed, zh: 开票}, source: J1}
rulesets:
  release:
    about: order
    only: status = OPEN
    hit: priority
    gate: true
    gives: {release: Release}
    outcomes: {REFUSE: bad, REFER: refer, RELEASE: good}
    otherwise: {release: RELEASE}
    unknown: refer
    title: {en: Release, zh: 放行}
    source: L30
    rules:
      - id: release.blacklisted
        when: customer.blacklisted
        then: {release: REFUSE}
        title: {en: Blacklisted, zh: 黑名单}
        source: L30
      - id: release.ceiling
        when: account.billed + amount > ceiling
        then: {release: REFER}
        overridable: CEILING
        proposes: [{action: COLLECT, role: sales, due_in: 7}]
        title: {en: Above the ceiling, zh: 超过上限}
        source: L37
"""

ENGINES = ["reference", "compiled", "durable"]


@pytest.fixture(params=ENGINES)
def engine(request, tmp_path):
    return Engine(policy(tmp_path, RELEASE), engine=request.param)


def judged(engine, **tables):
    """The decision about the order SO-1 in a ledger with these tables."""
    return engine.decide("release", "SO-1", portfolio(**tables))


def test_what_no_rule_speaks_about_is_as_otherwise_says(engine):
    decision = judged(engine, blacklisted=False, orders=[order("SO-1", amount="300")])
    assert (decision.outcome, decision.status, decision.because) == ("RELEASE", "decided", ())


def test_the_rule_that_fired_is_named_with_the_values_compared(engine):
    """A10."""
    decision = judged(engine, orders=[order("SO-1", amount="250.01")], invoices=[invoice("I-1", amount="50")])
    (reason,) = decision.because
    (compared,) = reason.compared
    assert decision.outcome == "REFER"
    assert (reason.rule, reason.source, compared.text) == (
        "release.ceiling", "L37", "account.billed + amount > ceiling",
    )  # fmt: skip
    assert [(value.name, value.value) for value in compared.values] == [
        ("account.billed + amount", "300.01"),
        ("ceiling", "300.00"),
    ]


def test_a_proposed_action_is_due_counted_from_as_of(engine):
    (action,) = judged(engine, orders=[order("SO-1", amount="301")]).actions
    assert (action.kind.name, action.subject, action.due_on) == ("COLLECT", "SO-1", date(2026, 7, 7))


@pytest.mark.parametrize(
    ("unit", "as_of", "value", "scope"),
    [
        ("U", date(2026, 6, 30), "300.00", "unit U"),
        ("V", date(2026, 6, 30), "500.00", "segment S"),
        ("U", date(2026, 2, 28), "500.00", "segment S"),
        ("U", date(2026, 1, 31), "1000.00", "policy"),
    ],
)
def test_the_nearest_scope_with_a_value_in_force_wins(engine, unit, as_of, value, scope):
    """A27."""
    rows = [evolve(order("SO-1", unit=unit), ordered_on=as_of)]
    decision = engine.decide("release", "SO-1", portfolio(orders=rows, as_of=as_of))
    (used,) = decision.parameters
    assert (used.name, used.value, used.scope) == ("ceiling", value, scope)


def test_a_parameter_without_a_value_fails_that_decision_only(engine):
    day = date(2025, 12, 31)
    decision = engine.decide(
        "release", "SO-1", portfolio(orders=[evolve(order("SO-1"), ordered_on=day)], as_of=day)
    )
    assert decision.status == "failed"
    assert "ceiling" in decision.error.render()
    assert "L37" in decision.error.render("zh")


def test_what_is_not_known_refers_and_names_what_is_missing(engine):
    decision = judged(engine, orders=[order("SO-1")], missing=("invoices",))
    assert decision.outcome == "REFER"
    assert {unjudged.rule for unjudged in decision.unknown} == {"release.blacklisted", "release.ceiling"}
    missing = {found.name: found.causes[0].render() for one in decision.unknown for found in one.missing}
    assert "invoices" in missing["account.billed"]
    assert "blacklisted" in missing["customer.blacklisted"]


def test_an_unknown_rule_that_can_not_matter_any_more_is_named_and_does_not_refer(engine):
    decision = judged(engine, blacklisted=True, orders=[order("SO-1")], missing=("invoices",))
    assert decision.outcome == "REFUSE"
    assert [(unjudged.rule, unjudged.matters) for unjudged in decision.unknown] == [
        ("release.ceiling", False)
    ]


def test_a_granted_request_lifts_the_rules_of_its_matter(engine):
    decision = judged(engine, orders=[order("SO-1", amount="301")], **granted())
    (lifted,) = decision.overridden
    (grant,) = lifted.grants
    assert (lifted.rule, grant.request, grant.matter, grant.route) == (
        "release.ceiling",
        "R-1",
        "CEILING",
        "DIRECTOR",
    )
    assert [(step.part, step.seat, step.employee, step.source) for step in grant.steps] == [
        ("APPROVE", "director@UNIT", "E-1", "E-1")
    ]
    assert decision.because == ()


class TestUndecided:
    """M23: what is unknown acts on nobody, and cites no rule that did not decide it."""

    STATUS = """\
types: {Status: [ELIMINATE, KEEP]}
rulesets:
  status:
    about: account
    ONLY
    hit: first
    gives: {status: Status}
    otherwise: {status: KEEP}
    unknown: UNKNOWN
    title: {en: Status, zh: 处置}
    source: D25
    rules:
      - {id: status.blacklisted, when: customer.blacklisted, then: {status: KEEP}, title: {en: b, zh: b}, source: D25}
      - id: status.eliminate
        when: not(is known(payment_term))
        then: {status: ELIMINATE}
        title: {en: Eliminated, zh: 淘汰}
        source: D25
        proposes: [{action: ELIMINATE}, {action: SET_LIMIT, limit: 0}]
"""

    def decide(self, tmp_path, *, only="true", unknown="pass", blacklisted=None):
        body = self.STATUS.replace("ONLY", f"only: {only}").replace("UNKNOWN", unknown)
        ledger = portfolio(blacklisted=blacklisted)
        made = {
            name: Engine(policy(tmp_path, body), name).decide("status", "C-1@U", ledger) for name in ENGINES
        }
        assert len({decision.to_json() for decision in made.values()}) == 1
        return made["reference"]

    def test_it_proposes_nothing_and_says_what_would_have_decided(self, tmp_path):
        decision = self.decide(tmp_path)
        assert (decision.status, decision.outcome, decision.because, decision.actions) == (
            "unknown", None, (), (),
        )  # fmt: skip
        assert [reason.rule for reason in decision.would] == ["status.eliminate"]
        assert [(one.rule, one.matters) for one in decision.unknown] == [("status.blacklisted", True)]

    def test_what_is_decided_acts(self, tmp_path):
        decision = self.decide(tmp_path, blacklisted=False)
        assert [reason.rule for reason in decision.because] == ["status.eliminate"]
        assert [action.kind.name for action in decision.actions] == ["ELIMINATE", "SET_LIMIT"]
        assert decision.would == ()

    def test_whether_it_concerns_anybody_may_be_unknown(self, tmp_path):
        """Then nobody is accused: the outputs are unknown with that cause, and no rule is judged."""
        decision = self.decide(tmp_path, only="not(customer.blacklisted)")
        assert (decision.status, decision.because, decision.would, decision.actions) == (
            "unknown",
            (),
            (),
            (),
        )
        (cause,) = decision.outputs[0].causes
        assert cause.render().startswith("account C-1@U: it is unknown whether status has anything to decide")
        assert "blacklisted" in cause.because[0].render()

    def test_a_gate_is_concerned_while_that_is_unknown(self, tmp_path):
        made = Engine(
            policy(tmp_path, RELEASE.replace("only: status = OPEN", "only: not(customer.blacklisted)"))
        )
        decision = made.decide("release", "SO-1", portfolio(orders=[order("SO-1", amount="301")]))
        assert decision.outcome == "REFER"


def test_a_referral_because_of_unknowns_says_so(engine):
    decision = judged(engine, orders=[order("SO-1", amount="100")])
    assert (decision.outcome, decision.referred_by, decision.because) == ("REFER", "unknown", ())
    assert judged(engine, blacklisted=False, orders=[order("SO-1", amount="301")]).referred_by == ""


def test_a_rule_that_refers_is_cited_though_another_might_refuse(engine):
    decision = judged(engine, orders=[order("SO-1", amount="301")])
    assert (decision.outcome, decision.referred_by) == ("REFER", "unknown")
    assert [reason.rule for reason in decision.because] == ["release.ceiling"]
    assert [action.kind.name for action in decision.actions] == ["COLLECT"]


class TestReferTo:
    TELLING = RELEASE.replace("unknown: refer", "unknown: refer\n    refer_to: controller")

    @pytest.fixture(params=ENGINES)
    def engine(self, request, tmp_path):
        return Engine(policy(tmp_path, self.TELLING), request.param)

    def test_the_role_is_asked_to_find_out_what_is_not_known(self, engine):
        (action,) = judged(engine, orders=[order("SO-1", amount="100")]).actions
        assert (action.kind.name, action.role, action.rule, action.subject) == (
            "REVIEW", "controller", "", "SO-1",
        )  # fmt: skip
        assert (action.title.text("en"), action.title.text("zh")) == (
            "find out what is not known",
            "查明未知事项",
        )

    def test_not_where_a_rule_that_refers_tells_a_role(self, engine):
        decision = judged(engine, orders=[order("SO-1", amount="301")])
        assert decision.referred_by == "unknown"
        assert [action.role for action in decision.actions] == ["sales"]

    @pytest.mark.parametrize(("blacklisted", "amount"), [(True, "100"), (False, "100"), (False, "301")])
    def test_not_where_the_outcome_is_known(self, engine, blacklisted, amount):
        decision = judged(engine, blacklisted=blacklisted, orders=[order("SO-1", amount=amount)])
        assert decision.referred_by == ""
        assert "controller" not in [action.role for action in decision.actions]

    def test_the_explanation_and_the_record_tell_it(self, engine):
        decision = judged(engine, orders=[order("SO-1", amount="100")])
        assert re.search(r"\n  review: find out what is not known +controller\n", explained(decision))
        assert "复核：查明未知事项" in explained(decision, "zh")
        assert Decision.from_json(decision.to_json()) == decision


def test_rules_that_hold_but_give_way_are_told(engine):
    decision = judged(engine, blacklisted=True, orders=[order("SO-1", amount="301")])
    assert [reason.rule for reason in decision.because] == ["release.blacklisted"]
    assert [reason.rule for reason in decision.outranked] == ["release.ceiling"]
    assert decision.actions == ()


ADVISING = (
    RELEASE
    + """\
      - id: release.advice
        when: not(customer.blacklisted)
        then: {release: RELEASE}
        title: {en: Check the books, zh: 核对账目}
        source: L30
        proposes: [{action: REVIEW}]
"""
)


@pytest.mark.parametrize("name", ENGINES)
def test_advice_is_no_cause_of_a_release(tmp_path, name):
    made = Engine(policy(tmp_path, ADVISING), name)
    goes = judged(made, blacklisted=False, orders=[order("SO-1", amount="300")])
    assert (goes.outcome, goes.because) == ("RELEASE", ())
    assert [reason.rule for reason in goes.advice] == ["release.advice"]
    assert [action.kind.name for action in goes.actions] == ["REVIEW"]
    held = judged(made, blacklisted=False, orders=[order("SO-1", amount="301")])
    assert [reason.rule for reason in held.advice] == ["release.advice"]
    assert [action.kind.name for action in held.actions] == ["COLLECT"]


def test_a_tick_says_whether_the_test_as_it_is_written_holds(tmp_path):
    made = Engine(policy(tmp_path, ADVISING))
    (advice,) = judged(made, blacklisted=False, orders=[order("SO-1", amount="300")]).advice
    (test,) = advice.compared
    assert (test.text, test.truth) == ("not(customer.blacklisted)", True)
    assert [(value.name, value.value) for value in test.values] == [("customer.blacklisted", "false")]
    assert "    ✓ blacklisted (customer): no" in explained(
        judged(made, blacklisted=False, orders=[order("SO-1", amount="300")])
    )


def test_a_closed_order_is_nothing_to_decide(engine):
    ledger = portfolio(orders=[order("SO-1", status=OrderStatus.CLOSED), order("SO-2")])
    assert engine.decide("release", "SO-1", ledger).status == "not applicable"
    assert [decision.subject for decision in engine.review(ledger)] == ["SO-2"]


def test_a_subject_may_be_an_object_a_record_or_an_id(engine):
    ledger = portfolio(orders=[order("SO-1")])
    subjects = (ledger.orders["SO-1"], ledger.record("order", "SO-1"), "SO-1")
    assert len({engine.decide("release", subject, ledger).to_json() for subject in subjects}) == 1


def test_what_differs_from_the_portfolio_is_no_subject(engine):
    ledger = portfolio(orders=[order("SO-1")])
    with pytest.raises(DataError, match="differs from the row"):
        engine.decide("release", order("SO-1", amount="99999"), ledger)
    with pytest.raises(DataError, match="the subject must be of the kind order; Customer is not"):
        engine.decide("release", ledger.customers["C-1"], ledger)


def test_work_is_remembered_on_the_last_portfolios_while_the_host_keeps_them(engine):
    kept = [portfolio(orders=[order("SO-1")]) for _ in range(6)]
    for ledger in kept:
        engine.decide("release", "SO-1", ledger)
        engine.processes(ledger)
    assert [engine in ledger.worked_out for ledger in kept] == [False, False, True, True, True, True]
    watched = [weakref.ref(ledger) for ledger in kept]
    del kept, ledger
    gc.collect()
    assert not any(found() for found in watched)


def test_a_review_decides_as_it_goes_and_keeps_no_judgements_that_nothing_reads(engine):
    ledger, told = portfolio(orders=[order(f"SO-{i}") for i in range(1, 4)]), []
    review = engine.review(ledger, progress=lambda *done: told.append(done))
    judgements = engine.evaluation(ledger)._judgements
    assert not judgements
    for decision in review:
        assert not [key for key in judgements if key[1].id == decision.subject]
    assert told == [(3, 3)]


def test_threads_that_ask_a_fresh_portfolio_agree(engine):
    """Records are equal only to themselves: all threads must see the same ones."""
    for _ in range(20):
        ledger = portfolio(blacklisted=False, orders=[order("SO-1", amount="301")], **granted())
        start = threading.Barrier(4)

        def ask(ledger=ledger, start=start):
            start.wait()
            return engine.decide("release", "SO-1", ledger).outcome

        with ThreadPoolExecutor(4) as pool:
            assert {future.result() for future in [pool.submit(ask) for _ in range(4)]} == {"RELEASE"}


def test_an_unknown_subject_or_rule_set_is_a_clear_error(engine):
    ledger = portfolio(orders=[order("SO-1")])
    with pytest.raises(DataError, match="SO-1"):
        engine.decide("release", "SO-I", ledger)
    with pytest.raises(DataError, match="did you mean release"):
        engine.decide("relaese", "SO-1", ledger)


def test_all_engines_write_the_same_bytes(tmp_path):
    rows = [order("SO-1", amount="301"), order("SO-2", customer="C-2", amount="1")]
    ledger = portfolio(customers=("C-1", "C-2"), orders=rows, invoices=[invoice("I-1", amount="299.99")])
    made = policy(tmp_path, RELEASE)
    written = {
        tuple(decision.to_json() for decision in Engine(made, engine=name).review(ledger)) for name in ENGINES
    }
    assert len(written) == 1


def test_a_decision_survives_json(engine):
    decision = judged(engine, orders=[order("SO-1", amount="301")], missing=("invoices",))
    assert Decision.from_json(decision.to_json()) == decision


def test_the_subject_is_told_as_the_host_states_it(engine):
    stated = judged(engine, orders=[order("SO-1", amount="250")]).stated
    assert (stated.customer, stated.unit, stated.amount, stated.currency) == ("C-1", "U", "250.00", "CNY")


@pytest.mark.parametrize(
    ("short", "key"),
    [
        ({"amount": cny("300.99")}, "amount"),
        ({"amount": None}, "no-amount"),
        ({"unit": "V"}, "other-order-unit"),
        ({"ends_on": date(2026, 6, 29), "starts_on": date(2026, 6, 1)}, "not-in-force"),
        ({"starts_on": date(2026, 7, 1), "ends_on": date(2026, 7, 2)}, "not-in-force"),
        ({"used_on": AS_OF}, "used"),
        ({"employee": "E-2"}, "no-post-held"),
    ],
)
def test_a_request_that_does_not_help_says_why(engine, short, key):
    (one,) = judged(engine, orders=[order("SO-1", amount="301")], **granted(**short)).ineffective
    assert (one.request, one.rule) == ("R-1", "release.ceiling")
    assert f"authority.{key}" in [cause.key for cause in (one.why, *one.why.because)]


def test_a_request_in_the_matter_of_a_rule_that_does_not_hold_helps_nothing(engine):
    (one,) = judged(engine, orders=[order("SO-1", amount="299")], **granted()).ineffective
    assert (one.request, one.rule, one.why.key) == ("R-1", "release.ceiling", "authority.idle")
    used = granted(used_on=AS_OF)
    assert judged(engine, orders=[order("SO-1", amount="299")], **used).ineffective == ()


def test_a_request_that_helps_is_not_among_those_that_do_not(engine):
    rows = [order("SO-1", amount="301"), order("SO-2")]
    assert judged(engine, orders=rows, **granted()).ineffective == ()


LIMITED = """\
rulesets:
  limits:
    about: order
    hit: first
    gives: {over: boolean}
    otherwise: {over: false}
    unknown: pass
    title: {en: Limits, zh: 额度}
    source: L30
    rules:
      - {id: limits.own, when: "over(amount, account.credit_limit)", then: {over: true}, title: {en: Own, zh: 本}, source: L30}
      - {id: limits.any, when: "some r in customer.accounts satisfies over(amount, r.credit_limit)", then: {over: true},
         title: {en: Any, zh: 任一}, source: L30}
"""


def test_limits_rates_and_lost_rows_are_told(tmp_path):
    lost = RejectedRow(
        table="payments", reason=Cause.of("model.cause-out-of-range", value="9e99"), customer="C-1", unit="U"
    )
    ledger = portfolio(
        orders=[evolve(order("SO-1"), amount=Money.of("100", "EUR"))],
        accounts=[
            Account(customer="C-1", unit="U", credit_limit=Amount(cny("700"))),
            Account(customer="C-1", unit="V", credit_limit=UNLIMITED),
        ],
        exchange_rates=[
            ExchangeRate(base="EUR", quote="USD", on=date(2026, 6, 2), rate="1.1"),
            ExchangeRate(base="USD", quote="CNY", on=date(2026, 6, 1), rate="7"),
            ExchangeRate(base="JPY", quote="CNY", on=date(2026, 6, 1), rate="0.05"),
        ],
        rejected=[lost],
        invoices=[evolve(invoice("I-1"), amount=Money.of("5000", "JPY"))],
    )
    made = Engine(policy(tmp_path, LIMITED), "reference").decide("limits", "SO-1", ledger)
    assert [
        (one.subject, one.exposure.value, one.limit.value, one.headroom.value) for one in made.limits
    ] == [
        ("SO-1", "770.00", "700.00", "-70.00"),
        ("C-1@U", "770.00", "700.00", "-70.00"),
        ("C-1@V", "770.00", "unlimited", "unlimited"),
    ]
    assert [(one.base, one.quote, one.rate, one.on.day) for one in made.rates] == [
        ("EUR", "USD", "1.1", 2),
        ("USD", "CNY", "7", 1),
    ]
    assert (made.stated.amount, made.stated.currency) == ("100.00", "EUR")
    assert [cause.key for cause in made.rejected] == ["model.cause-rejected"]
    assert Decision.from_json(made.to_json()) == made


NESTED = """\
rulesets:
  strict:
    about: order
    hit: first
    gives: {held: boolean}
    otherwise: {held: false}
    unknown: error
    title: {en: Strict, zh: 严}
    source: L30
    rules: [{id: strict.on, when: on_credit, then: {held: true}, title: {en: On, zh: 是}, source: L30}]
  reader:
    about: order
    hit: first
    gives: {seen: boolean}
    otherwise: {seen: false}
    unknown: pass
    title: {en: Reader, zh: 读}
    source: L30
    rules: [{id: reader.on, when: held, then: {seen: true}, title: {en: On, zh: 是}, source: L30}]
"""


def test_a_cause_keeps_the_causes_behind_it_in_both_languages(tmp_path):
    decision = Engine(policy(tmp_path, NESTED)).decide("reader", "SO-1", portfolio(orders=[order("SO-1")]))
    (cause,) = decision.outputs[0].causes
    assert cause.render() == (
        "order SO-1: strict could not be decided: strict must be known here, but it is not: "
        "order SO-1: on_credit is not stated"
    )
    assert "could" not in cause.render("zh")
    assert Decision.from_json(decision.to_json()) == decision


# ------------------------------------------------------------------------------------------ how it shows itself
def test_an_engine_shows_itself_in_a_few_words(tmp_path):
    made = policy(tmp_path, RELEASE)
    assert repr(Engine(made, "compiled")) == f"<Engine compiled, policy {made.name} {made.version}>"


def test_where_the_c_engine_is_missing_python_warns_once(tmp_path, monkeypatch):
    made = policy(tmp_path, RELEASE)
    monkeypatch.setattr("groupctl.rules.engines.durable.available", lambda: False)
    monkeypatch.setattr("groupctl.rules.engines.durable.reason_missing", lambda: "for this test")
    with pytest.warns(RuntimeWarning, match="for this test") as warned:
        engine, again = Engine(made), Engine(made)
    assert len(warned) == 1
    assert engine.backend.name == again.backend.name == "reference"
    assert engine.notice.message("zh").startswith("此处无法使用")
