"""What is wrong with a policy is found with values that show it, and what is right is proved."""

import pytest

from groupctl.proof import Verdict
from groupctl.proof.questions import prove
from tests.proof.care import CARE
from tests.rules.small import policy

GOOD = (
    """
    types: {Release: [REFUSE, REFER, RELEASE], Band: [SMALL, MIDDLE, LARGE, NONE]}
    parameters:
      line: {title: {en: Line, zh: 线}, unit: money, source: D46, tighter: lower, values: {2020-01-01: 1000}}
      switch: {title: {en: Switch, zh: 开关}, unit: boolean, source: D46, values: {2020-01-01: false}}
    measures:
      account.owed: {type: money, sum: amount, of: invoices, title: {en: Owed, zh: 欠款}, source: D46}
      account.sold: {type: money, sum: amount, of: orders, title: {en: Sold, zh: 销售额}, source: D46}
    rulesets:
"""
    + CARE
    + """\
          - {id: care.much, when: owed > 2 * line, then: {care: REFUSE}, title: {en: Much, zh: 多}, source: D46}
          - {id: care.some, when: owed > line, then: {care: REFER}, title: {en: Some, zh: 一些}, source: D46}
          - {id: care.switch, when: switch and sold < 0, then: {care: REFER}, title: {en: Switched, zh: 开}, source: D46}
      band:
        about: account
        hit: unique
        gives: {band: Band}
        otherwise: {band: NONE}
        unknown: pass
        title: {en: Band, zh: 档}
        source: D46
        rules:
          - {id: band.small, when: owed - sold <= 100, then: {band: SMALL}, title: {en: Small, zh: 小}, source: D46}
          - {id: band.middle, when: owed - sold > 100 and owed - sold <= 200, then: {band: MIDDLE}, title: {en: Middle, zh: 中}, source: D46}
          - {id: band.large, when: owed - sold > 200, then: {band: LARGE}, title: {en: Large, zh: 大}, source: D46}
    invariants:
      much-never-goes:
        about: account
        never: care = RELEASE and owed > line
        title: {en: Who owes too much does not go, zh: 欠款过多不得放行}
        source: D46
"""
)


def asked(tmp_path, *change):
    text = GOOD
    for old, new in [change] if change else []:
        assert old in text
        text = text.replace(old, new)
    return list(prove(policy(tmp_path, text)))


def findings(found):
    return {(one.kind, one.of or one.name) for one in found if one.finding}


def test_a_sound_policy_has_no_findings_and_nothing_is_unknown(tmp_path):
    found = asked(tmp_path)
    assert findings(found) == set()
    assert all(one.good for one in found)
    assert {one.kind for one in found} == {
        "dead",
        "shadowed",
        "overlap",
        "gap",
        "tighter",
        "losing",
        "invariant",
    }


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("owed > 2 * line", "owed > line and owed < line - sold and sold > 0", {("dead", "care.much")}),
        (
            "when: owed > 2 * line, then: {care: REFUSE}",
            "when: owed > line, then: {care: REFUSE}",
            {("shadowed", "care.some")},
        ),
        ("owed - sold > 200", "owed - sold >= 200", {("overlap", "band")}),
        ("owed - sold > 200", "owed - sold > 250", {("gap", "band")}),
        ("hit: unique", "hit: any", set()),
        ("owed > 2 * line", "owed > 2 * line and owed < 4 * line", {("tighter", "line")}),
        (
            "owed > line, then: {care: REFER}",
            "owed > line and owed < 1500, then: {care: REFER}",
            {("invariant", "much-never-goes")},
        ),
        (
            "owed > line, then: {care: REFER}",
            "owed > line and is known(sold), then: {care: REFER}",
            {("losing", "care"), ("invariant", "much-never-goes")},
        ),
    ],
)
def test_a_mistake_is_found(tmp_path, old, new, expected):
    found = asked(tmp_path, old, new)
    assert expected <= findings(found)
    if not expected:
        assert findings(found) == set()


def test_rules_that_must_agree_and_do_not(tmp_path):
    text = GOOD.replace("hit: unique", "hit: any").replace("owed - sold <= 100", "owed - sold <= 150")
    [found] = [one for one in prove(policy(tmp_path, text)) if one.finding]
    assert (found.kind, found.name, found.rules) == ("contradiction", "band", ("band.small", "band.middle"))


def test_a_counterexample_names_the_values(tmp_path):
    [found] = [
        one
        for one in asked(tmp_path, "owed > line, then", "owed > line + 5, then")
        if one.kind == "invariant"
    ]
    assert found.answer.verdict is Verdict.COUNTEREXAMPLE
    values = {given.name: given.value for given in found.answer.values}
    assert 100_000 < values["owed"] <= 100_500
    assert values["line"] == 100_000
    assert found.where is not None


def test_only_what_is_named_is_asked(tmp_path):
    loaded = policy(tmp_path, GOOD)
    assert {one.name for one in prove(loaded, ["band"])} == {"band"}
    assert [one.kind for one in prove(loaded, ["much-never-goes"])] == ["invariant"]
    with pytest.raises(KeyError):
        list(prove(loaded, ["no_such"]))


def test_with_too_little_work_nothing_is_claimed(tmp_path):
    found = list(prove(policy(tmp_path, GOOD), ["much-never-goes"], work=1))
    assert [one.answer.verdict for one in found] == [Verdict.UNKNOWN]
    assert not found[0].good
    assert not found[0].finding
