"""The levers that a policy allows: each does one thing, and every name in it is there."""

import pytest

from groupctl.errors import PolicyError
from groupctl.rules.loading.loader import load_policy

POLICY = """\
policy: levers
version: "1"
currency: CNY
title: {en: Levers, zh: 措施}
types: {Go: [NO, ASK, YES]}
matters:
  ARREARS: {title: {en: Arrears, zh: 欠款}, source: L30}
  LIMIT_GRANT: {title: {en: Limit, zh: 额度}, source: L30}
measures:
  invoice.open: {type: money, value: amount, title: {en: Open, zh: 未收}, source: L30}
rulesets:
  order_release:
    about: order
    hit: priority
    gives: {go: Go}
    outcomes: {NO: bad, ASK: refer, YES: good}
    otherwise: {go: YES}
    unknown: refer
    title: {en: Release, zh: 放行}
    source: L30
    rules:
      - {id: large, when: amount > 100, then: {go: ASK}, overridable: ARREARS, title: {en: Large, zh: 大额}, source: L30}
  sized:
    about: order
    flag: is_large
    hit: any
    unknown: pass
    title: {en: Large, zh: 大额}
    source: L30
    rules:
      - {id: sized, when: amount > 100, title: {en: Large, zh: 大额}, source: L30}
levers:
  mine: {rule_set: order_release, WHAT title: {en: Mine, zh: 自定}, source: L30}
"""


def load(tmp_path, what: str):
    path = tmp_path / "levers.yaml"
    path.write_text(POLICY.replace("WHAT", what), encoding="utf-8")
    return load_policy(path)


@pytest.mark.parametrize(
    "what",
    [
        "pay: customer.invoices, owed: open,",
        "prepay: amount,",
        "cut: amount,",
        "raise: account, by: MANAGEMENT, matter: LIMIT_GRANT,",
        "approve: [ARREARS],",
    ],
)
def test_each_kind_is_read(tmp_path, what):
    assert load(tmp_path, what).levers[-1].kind == what.partition(":")[0]


@pytest.mark.parametrize(
    ("what", "code"),
    [
        ("", "policy.lever-does"),
        ("cut: amount, prepay: amount,", "policy.lever-does"),
        ("pay: customer.invoices,", "policy.lever-lacks"),
        ("cut: amount, owed: open,", "policy.lever-beside"),
        ("pay: customer.payments, owed: amount,", "policy.lever-invoices"),
        ("pay: customer.invoces, owed: amount,", "expression.unknown-collection"),
        ("cut: amonut,", "policy.lever-field"),
        ("raise: unit, by: OWN, matter: LIMIT_GRANT,", "policy.lever-holder"),
        ("raise: account, by: INSURED, matter: LIMIT_GRANT,", "policy.lever-kind"),
        ("raise: account, by: OWN, matter: LIMITS,", "policy.lever-matter"),
        ("approve: [LIMIT_GRANT],", "policy.lever-approves"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(tmp_path, what, code):
    with pytest.raises(PolicyError) as caught:
        load(tmp_path, what)
    first = caught.value.faults[0]
    assert first.code == code
    assert first.where is not None
    for lang in ("en", "zh"):
        assert first.remedy(lang), "it says what to write instead"


def test_the_rule_set_must_be_there_and_its_outcomes_mean_something(tmp_path):
    path = tmp_path / "levers.yaml"
    for name, code in (("order_releas", "policy.no-report-rule-set"), ("sized", "policy.lever-no-meaning")):
        path.write_text(
            POLICY.replace("WHAT", "cut: amount,").replace("rule_set: order_release", f"rule_set: {name}"),
            encoding="utf-8",
        )
        with pytest.raises(PolicyError) as caught:
            load_policy(path)
        assert [one.code for one in caught.value.faults] == [code]


def test_they_change_no_hash(tmp_path):
    assert load(tmp_path, "cut: amount,").hash == load(tmp_path, "prepay: amount,").hash
