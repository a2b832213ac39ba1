"""A title names parameters in braces; what is told has the values that hold, in the words of the language."""

from datetime import date

import pytest

from groupctl.decisions.describe import named
from groupctl.decisions.engine import Engine
from groupctl.decisions.explain import explained
from groupctl.decisions.wording import Glossary, in_general, spoken
from groupctl.errors import PolicyError
from groupctl.texts.title import Title
from tests.rules.small import policy, portfolio

BODY = """\
parameters:
  slow_days: {title: Slow, unit: days, source: D24, values: {2024-01-01: 45, 2026-09-01: 40}, override: [unit], scopes: {unit: {V: {2024-01-01: 1}}}}
  idle_months: {title: Idle, unit: months, source: D24, values: {2024-01-01: 1}}
  margin: {title: Margin, unit: ratio, source: D24, values: {2024-01-01: 0.155}}
  line: {title: Line, unit: money, source: D24, values: {2024-01-01: 100000}}
  times: {title: Times, unit: count, source: D24, values: {2024-01-01: 1200}}
  cap: {title: Cap, unit: limit, source: D24, values: {2024-01-01: unlimited}}
  who: {title: Who, unit: text, source: D24, values: {2024-01-01: controller}}
  unset: {title: Unset, unit: days, source: D24}
words:
  roles: {controller: {en: credit controller, zh: 信用管理员}}
rulesets:
  slow:
    about: account
    flag: slow
    hit: first
    unknown: pass
    title: {en: "Slower than {slow_days}", zh: "慢于{slow_days}"}
    source: D24
    rules:
      - id: slow.days
        when: slow_days > 0
        title: {en: "Pays after {slow_days}", zh: "{slow_days}后付款", fi: "Maksaa {slow_days} päivän jälkeen"}
        source: D24
        proposes: [{action: CALL, title: {en: "Call within {idle_months}", zh: "{idle_months}内联系"}}]
"""
VALUES = {
    "slow_days": ("40 days", "40 天", "40"),
    "idle_months": ("1 month", "1 个月", "1"),
    "margin": ("15.5%", "15.5%", "15.5%"),
    "line": ("100,000.00 CNY", "100,000.00 CNY", "100,000.00 CNY"),
    "times": ("1,200", "1,200", "1,200"),
    "cap": ("unlimited", "不受限制", "unlimited"),
    "who": ("credit controller", "信用管理员", "credit controller"),
}


@pytest.fixture
def small(tmp_path):
    return policy(tmp_path, BODY)


@pytest.mark.parametrize(("name", "said"), VALUES.items())
def test_a_value_has_its_unit_in_the_words_of_the_language(small, name, said):
    parameter = small.parameters[name]
    for lang, text in zip(("en", "zh", "fi"), said, strict=True):
        assert spoken(parameter, parameter.values[-1][1], small, lang) == text


def test_a_decision_tells_the_value_that_holds_for_its_subject(small):
    engine, ledger = Engine(small), portfolio()
    for unit, en, zh, fi in (("U", "45 days", "45 天", "45"), ("V", "1 day", "1 天", "1")):
        made = engine.decide("slow", f"C-1@{unit}", ledger)
        assert made.title == Title(en=f"Slower than {en}", zh=f"慢于{zh}")
        assert made.because[0].title == Title(
            en=f"Pays after {en}", zh=f"{zh}后付款", fi=f"Maksaa {fi} päivän jälkeen"
        )
        assert made.actions[0].title == Title(en="Call within 1 month", zh="1 个月内联系")
        assert f"Pays after {en}" in explained(made, policy=small)


def test_in_general_the_value_of_the_policy_is_told_on_its_day(small):
    title = Title("Pays after {slow_days}, {unset}")
    assert in_general(title, small).text("en") == "Pays after 40, {unset}"
    assert in_general(title, small, date(2026, 6, 30)).text("en") == "Pays after 45, {unset}"
    assert (
        Glossary(small, "en", date(2026, 6, 30)).title(small.rulesets["slow"].title) == "Slower than 45 days"
    )
    assert named(small, "slow.days")[0].title.text("zh") == "40 天后付款"


def test_a_name_that_is_no_parameter_is_a_fault_with_a_suggestion(tmp_path):
    with pytest.raises(PolicyError) as caught:
        policy(tmp_path, BODY.replace("Pays after {slow_days}", "Pays after {slow_day}"))
    [fault] = caught.value.faults
    assert fault.code == "policy.title-names"
    assert "slow_days" in fault.remedy("en")
