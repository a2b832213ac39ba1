"""What a decision proposes: actions of known kinds, the limits among them worked out for the subject."""

from datetime import date

import pytest

from groupctl.decisions.decision import Action, Decision, Finding
from groupctl.decisions.engine import Engine
from groupctl.decisions.explain import explained
from groupctl.model import Amount, Inherit, Unknown, Unlimited
from groupctl.model.action import ActionKind
from tests.rules.small import cny, invoice, policy, portfolio

TIGHTER = """\
parameters:
  limit_step:
    {title: {en: Step, zh: 步长}, unit: ratio, source: D44, values: {2026-01-01: 0.1}}
measures:
  account.billed:
    {type: money, sum: amount, of: invoices, title: {en: Billed, zh: 开票}, source: J1}
rulesets:
  advice:
    about: account
    hit: first
    gives: {advised: boolean, proposed: limit}
    otherwise: {advised: false, proposed: unlimited}
    unknown: pass
    title: {en: Advice, zh: 建议}
    source: D44
    rules:
      - id: advice.step
        when: "true"
        then: {advised: true, proposed: "limit of(round(billed * (1 - limit_step), 2))"}
        title: {en: One step tighter, zh: 收缩一步}
        source: D44
        proposes:
          - {action: SET_LIMIT, limit: proposed, role: credit_controller}
          - {action: SET_LIMIT, limit: 0}
          - {action: SET_LIMIT, limit: unlimited}
          - {action: OPEN_TASK, title: {en: Ask for the accounts, zh: 索取财务报表}, role: sales_manager, due_in: 5}
"""

MINUS = """\
measures:
  account.minus:
    {type: limit, value: limit of(0 - billed), title: {en: Minus, zh: 负}, source: J1}
"""


@pytest.fixture(params=["reference", "compiled", "durable"])
def decide(request, tmp_path):
    engine = Engine(policy(tmp_path, TIGHTER), engine=request.param)
    return lambda **tables: engine.decide("advice", "C-1@U", portfolio(**tables))


class TestLimits:
    """A proposal that a host can carry out as it stands."""

    def test_the_limit_may_be_what_the_rule_set_gives(self, decide):
        step, nothing, none, _ = decide(invoices=[invoice("I-1", amount="500.50")]).actions
        assert (step.kind, step.role) == (ActionKind.SET_LIMIT, "credit_controller")
        assert (step.limit, step.currency) == (
            Finding(name="proposed", kind="limit", value="450.45"),
            "CNY",
        )
        assert step.new_limit == Amount(cny("450.45"))
        assert nothing.new_limit == Amount(cny("0"))
        assert none.new_limit == Unlimited()

    def test_one_that_nobody_can_tell_is_proposed_as_unknown(self, decide):
        step, *_ = decide(missing=["invoices"]).actions
        assert step.new_limit == Unknown()
        assert step.limit.causes[0].key == "model.cause-missing-table"

    def test_one_below_zero_is_none_that_can_be_set(self, tmp_path):
        for step, value, limit in (("1.0", "0.00", Amount(cny("0"))), ("1.1", None, Unknown())):
            engine = Engine(policy(tmp_path, TIGHTER.replace("2026-01-01: 0.1}", f"2026-01-01: {step}}}")))
            book = portfolio(invoices=[invoice("I-1", amount="1000")])
            first, *_ = engine.decide("advice", "C-1@U", book).actions
            assert (first.limit.value, first.new_limit) == (value, limit)
        assert [cause.key for cause in first.limit.causes] == ["decision.cause-negative-limit"]

    def test_a_measure_below_zero_is_no_limit_either(self, tmp_path):
        text = TIGHTER.replace("measures:\n", MINUS, 1)
        engine = Engine(policy(tmp_path, text), "reference")
        none, owing = portfolio(), portfolio(invoices=[invoice("I-1", amount="1000")])
        assert engine.measure(none, "account", "C-1@U", "minus") == Amount(cny("0"))
        found = engine.measure(owing, "account", "C-1@U", "minus")
        assert [cause.key for cause in found.causes] == ["decision.cause-negative-limit"]

    def test_other_actions_set_none(self, decide):
        *_, task = decide().actions
        assert (task.kind, task.limit, task.new_limit) == (ActionKind.OPEN_TASK, None, None)
        assert (task.title.text("zh"), task.due_on) == ("索取财务报表", date(2026, 7, 5))

    def test_inherit_stays_inherit(self):
        limit = Finding(name="x", kind="limit", value="inherit")
        action = Action(
            kind=ActionKind.SET_LIMIT,
            entity="account",
            subject="C-1@U",
            rule="r",
            limit=limit,
            currency="CNY",
        )
        assert action.new_limit == Inherit()


def test_the_parameters_behind_a_limit_are_named(tmp_path):
    text = TIGHTER.replace("limit: proposed,", 'limit: "limit of(round(billed * limit_step, 2))",').replace(
        '"limit of(round(billed * (1 - limit_step), 2))"', "unlimited"
    )
    made = Engine(policy(tmp_path, text)).decide("advice", "C-1@U", portfolio())
    assert [one.name for one in made.parameters] == ["limit_step"]


def test_the_explanation_tells_them_in_both_languages(decide):
    made = decide(invoices=[invoice("I-1", amount="1000")])
    english, chinese = (
        [" ".join(line.split()) for line in explained(made, lang).splitlines()] for lang in ("en", "zh")
    )
    assert "set the limit: 900.00 CNY credit controller (advice.step)" in english
    assert "open a task: Ask for the accounts sales manager due 2026-07-05 (advice.step)" in english
    assert "设定额度：900.00 CNY credit controller (advice.step)" in chinese
    assert "建立任务：索取财务报表 sales manager 2026-07-05 前完成 (advice.step)" in chinese


def test_the_explanation_tells_why_a_limit_is_unknown(decide):
    said = explained(decide(missing=["invoices"])).splitlines()
    start = next(index for index, line in enumerate(said) if line.startswith("  set the limit: unknown"))
    assert any(line.startswith("  ? ") and "invoices" in line for line in said[start:])


def test_it_goes_into_the_log_and_comes_back(decide):
    for made in (decide(), decide(missing=["invoices"])):
        assert Decision.from_json(made.to_json()) == made
        assert '"kind":"SET_LIMIT"' in made.to_json()
