"""An explanation goes down: rule sets open into their rules, sums into records, quantifiers into witnesses."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from groupctl.decisions.decision import Decision, Derivation, Reason
from groupctl.decisions.engine import Engine
from groupctl.decisions.explain import explained
from groupctl.decisions.journal.log import read_log, write_log
from groupctl.decisions.journal.replay import Replay
from groupctl.testing import Ledger
from groupctl.texts import LANGUAGES
from tests.rules.small import invoice, order, policy, portfolio
from tests.standard.deciding import worked

POLICY = """\
types: {Release: [REFER, RELEASE]}
parameters:
  negligible:
    {title: {en: Negligible, zh: 可忽略}, unit: money, source: L30, values: {2026-01-01: 5}}
measures:
  invoice.late: {type: boolean, value: "due_on < as_of", title: {en: Late, zh: 逾期}, source: M12}
  account.overdue:
    {type: money, sum: amount, of: invoices, where: late, title: {en: Overdue, zh: 逾期金额}, source: M12}
  account.bills: {type: count, count: invoices, title: {en: Bills, zh: 发票数}, source: J1}
rulesets:
  slow:
    about: account
    hit: first
    gives: {slow: boolean}
    otherwise: {slow: "false"}
    unknown: pass
    title: {en: Slow payer, zh: 拖欠客户}
    source: E14
    rules:
      - id: slow.overdue
        when: overdue > negligible or bills > 100
        then: {slow: "true"}
        title: {en: Something is overdue, zh: 存在逾期}
        source: E14
  release:
    about: order
    hit: priority
    gate: true
    gives: {release: Release}
    outcomes: {REFER: refer, RELEASE: good}
    otherwise: {release: RELEASE}
    unknown: refer
    title: {en: Release, zh: 放行}
    source: L30
    rules:
      - id: release.slow
        when: account.slow
        then: {release: REFER}
        title: {en: The customer pays slowly, zh: 客户拖欠}
        source: L30
      - id: release.large
        when: some i in account.invoices satisfies i.amount > 60.00
        then: {release: REFER}
        title: {en: A large invoice, zh: 大额发票}
        source: L30
"""
INVOICES = [invoice(f"I-{number}", amount=str(number * 10)) for number in range(1, 9)]


@pytest.fixture(params=["reference", "durable"])
def engine(request, tmp_path):
    return Engine(policy(tmp_path, POLICY), engine=request.param)


def decide(engine, depth, invoices=INVOICES) -> Decision:
    return engine.decide("release", "SO-1", portfolio(orders=[order("SO-1")], invoices=invoices), depth=depth)


def derived(decision: Decision, rule: str) -> Derivation:
    """What is behind the only value of a rule that the decision cites."""
    (test,) = next(reason for reason in decision.because if reason.rule == rule).compared
    return test.derived[0]


class TestEachStepDown:
    def test_at_no_depth_values_are_only_named(self, engine):
        decision = decide(engine, 0)
        assert decision.depth == 0
        assert not any(test.derived for reason in decision.because for test in reason.compared)

    def test_an_output_opens_into_the_rules_that_determined_it(self, engine):
        slow = derived(decide(engine, 1), "release.slow")
        assert (slow.how, slow.rule_set, slow.entity, slow.subject) == ("rules", "slow", "account", "C-1@U")
        (reason,) = slow.because
        assert (reason.rule, reason.compared[0].derived) == ("slow.overdue", ())

    def test_only_the_test_that_holds_is_followed(self, engine):
        (reason,) = derived(decide(engine, 2), "release.slow").because
        assert [(test.truth, len(test.derived)) for test in reason.compared] == [(True, 1), (False, 0)]

    def test_a_sum_opens_into_the_largest_of_its_records_and_the_rest(self, engine):
        (reason,) = derived(decide(engine, 2), "release.slow").because
        (overdue,) = reason.compared[0].derived
        assert (overdue.how, overdue.count) == ("sum", 8)
        assert [(one.subject, one.value.value) for one in overdue.records] == [
            ("I-8", "80.00"), ("I-7", "70.00"), ("I-6", "60.00"), ("I-5", "50.00"), ("I-4", "40.00"),
        ]  # fmt: skip
        assert overdue.rest.value == "60.00"

    def test_a_record_tells_what_made_it_count(self, engine):
        (reason,) = derived(decide(engine, 3), "release.slow").because
        late = reason.compared[0].derived[0].records[0].reads[0]
        assert (late.value.name, late.value.value, late.how) == ("late", "true", "formula")
        assert [(one.value.name, one.value.value) for one in late.reads] == [("due_on", "2026-05-31")]

    def test_a_quantifier_opens_into_its_witnesses(self, engine):
        found = derived(decide(engine, 1), "release.large")
        assert (found.how, found.count) == ("some", 2)
        assert [one.subject for one in found.records] == ["I-8", "I-7"]

    @pytest.mark.parametrize(
        ("formula", "reads"),
        [
            ("overdue > negligible or bills > 100", ["overdue"]),
            ("not(overdue < negligible and bills > 100)", ["overdue", "bills"]),
            ("not(overdue > negligible and bills > 100)", ["bills"]),
            ("if bills > 100 then overdue < negligible else true", ["bills"]),
        ],
    )
    def test_of_a_formula_only_what_settles_it_is_followed(self, tmp_path, formula, reads):
        measure = (
            f'  account.odd: {{type: boolean, value: "{formula}", title: {{en: Odd, zh: 奇}}, source: J1}}\n'
        )
        odd = POLICY.replace("rulesets:\n", measure + "rulesets:\n").replace(
            "when: overdue > negligible or bills > 100", "when: odd"
        )
        (reason,) = derived(decide(Engine(policy(tmp_path, odd)), 2), "release.slow").because
        assert [one.value.name for one in reason.compared[0].derived[0].reads] == reads

    def test_what_is_derived_once_is_not_derived_again(self, tmp_path):
        again = POLICY.replace(
            "when: overdue > negligible or bills > 100", "when: overdue > 1.00 and overdue > 2.00"
        )
        decision = decide(Engine(policy(tmp_path, again)), 2)
        (reason,) = derived(decision, "release.slow").because
        assert [len(test.derived) for test in reason.compared] == [1, 0]


@pytest.mark.parametrize("depth", [0, 1, 4])
def test_a_replay_goes_as_deep_as_the_decision_that_was_kept(engine, tmp_path, depth):
    held = portfolio(orders=[order("SO-1")], invoices=INVOICES)
    log = tmp_path / "log.jsonl"
    write_log(log, [engine.decide("release", "SO-1", held, depth=depth)])
    (again,) = Replay(entries=read_log(log), engine=engine, snapshot=lambda _day: held)
    assert (again.verdict, again.now.depth) == ("same", depth)
    assert again.now.to_json() == again.entry.decision.to_json()


class TestInWords:
    def test_each_step_is_indented_below_the_one_before(self, engine, tmp_path):
        said = explained(decide(engine, 2), policy=engine.policy).splitlines()
        start = said.index("    ✓ Slow payer (account): yes")
        assert said[start + 1 : start + 6] == [
            "        Slow payer (account C-1@U): yes, because",
            "          • Something is overdue (slow.overdue, E14)",
            "            ✓ Overdue 360.00 > 5.00 CNY",
            "                Overdue (account C-1@U): 360.00 CNY, the sum of 8 (amount of invoices where late)",
            "                  invoice I-8: 80.00 CNY (Late: yes)",
        ]
        assert "                  3 more: 60.00 CNY" in said

    def test_in_chinese(self, engine):
        said = explained(decide(engine, 2), "zh", policy=engine.policy).splitlines()
        assert "        拖欠客户（往来关系 C-1@U）：是，依据：" in said
        assert "                  另有 3 条：60.00 CNY" in said


# -------------------------------------------------------------------------------------------- any decision
STANDARD = Engine(worked(()))


@st.composite
def ledgers(draw: st.DrawFn) -> Ledger:
    """A customer of a group, with business at two units."""
    ledger = Ledger().group("GR").customer(group="GR").account().account(unit="U-2")
    for amount in draw(st.lists(st.integers(1, 10**6), max_size=8)):
        ledger.open_invoice(amount, unit=draw(st.sampled_from(["U-1", "U-2"])))
    for year in draw(st.lists(st.integers(2024, 2026), max_size=3)):
        ledger.invoice(str(date(year, 3, 1)), draw(st.integers(-100, 10**6)))
    return ledger.order(amount=draw(st.integers(1, 10**6)), on_credit=draw(st.booleans()))


def every(part: object) -> list[Derivation]:
    """All derivations within a part of a decision."""
    if isinstance(part, Reason):
        inner = [*part.derived, *(one for test in part.compared for one in test.derived)]
    elif isinstance(part, Derivation):
        inner = [*part.because, *part.reads, *part.records]
    else:
        inner = [*part.because, *part.otherwise]
    return [
        *([part] if isinstance(part, Derivation) else []),
        *(one for found in inner for one in every(found)),
    ]


def shallow(reason: Reason) -> tuple[object, ...]:
    """A rule that is cited, without what is derived."""
    return (reason.rule, tuple((test.text, test.values, test.truth) for test in reason.compared))


@settings(max_examples=8)
@given(
    ledgers(),
    st.integers(1, 6),
    st.sampled_from(["order_release", "credit_limit", "d_class", "limit_advice"]),
)
def test_at_any_depth_the_decision_is_the_same(ledger, depth, rule_set):
    """What an explanation opens into is what the engine decided and added up."""
    held = ledger.portfolio()
    for record in held.records(STANDARD.rule_set(rule_set).about):
        plain, deep = (STANDARD.decide(rule_set, record, held, depth=at) for at in (0, depth))
        assert (deep.status, deep.outputs, deep.actions) == (plain.status, plain.outputs, plain.actions)
        assert list(map(shallow, deep.because)) == list(map(shallow, plain.because))
        assert Decision.from_json(deep.to_json()) == deep
        assert deep.to_json() == STANDARD.decide(rule_set, record, held, depth=depth).to_json()
        for one in every(deep):
            if one.how == "rules":
                behind = STANDARD.decide(one.rule_set, one.subject, held, depth=0)
                assert one.value in behind.outputs
                assert list(map(shallow, one.because)) == list(map(shallow, behind.because))
            if one.how == "sum":
                counted = [record.value for record in one.records] + [one.rest] * (one.rest is not None)
                assert sum(value.typed for value in counted) == one.value.typed
        for lang in LANGUAGES:
            assert explained(deep, lang).splitlines()[0] == explained(plain, lang).splitlines()[0]
