"""Whether two policies answer the same is proved, or shown by values on which the reference engine sees them differ."""

import pytest

from groupctl.proof import Verdict, equivalent, never_better
from tests.proof.care import CARE
from tests.rules.small import policy

BASE = (
    """
    types: {Release: [REFUSE, REFER, RELEASE]}
    parameters:
      line:
        title: {en: Line, zh: 线}
        unit: money
        values: {2020-01-01: 1000, 2024-01-01: 800}
        source: D46
      share:
        title: {en: Share, zh: 比例}
        unit: ratio
        source: D46
    measures:
      account.owed:
        {type: money, sum: amount, of: invoices, title: {en: Owed, zh: 欠款}, source: D46}
      account.part:
        {type: ratio, value: owed / revenue, title: {en: Part, zh: 占比}, source: D46}
      account.revenue:
        {type: money, sum: amount, of: orders, title: {en: Revenue, zh: 收入}, source: D46}
    rulesets:
"""
    + CARE
    + """\
          - {id: care.owed, when: owed > line, then: {care: REFUSE}, title: {en: Owed, zh: 欠款}, source: D46}
          - {id: care.part, when: part > share, then: {care: REFER}, title: {en: Part, zh: 占比}, source: D46}
          - id: care.autumn
            when: is known(owed) and as_of >= add months(start of fiscal year(as_of, 1), 8)
            then: {care: REFER}
            until: 2025-12-31
            title: {en: Autumn, zh: 秋季}
            source: D46
"""
)


def compare(tmp_path, old, new, *, by="outputs", how=equivalent):
    """The answer of ``BASE`` and of the same with ``old`` replaced by ``new``."""
    first = policy(tmp_path, BASE)
    assert old in BASE
    second = policy(tmp_path, BASE.replace(old, new))
    return how(first, second, "care", by=by) if how is equivalent else how(first, second, "care")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("owed > line", "not(owed <= line)"),
        ("owed > line", "owed - line > 0"),
        ("owed > line", "owed >= line + 0.01"),
        ("part > share", "part > share or (owed > line and part > share)"),
        (
            "add months(start of fiscal year(as_of, 1), 8)",
            "add months(start of fiscal year(as_of, 1), 20 - 12)",
        ),
        ("is known(owed) and ", ""),  # while it is unknown, another rule refers
    ],
)
def test_the_same_said_otherwise_is_proved(tmp_path, old, new):
    assert compare(tmp_path, old, new).verdict is Verdict.PROVED


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("owed > line", "owed >= line"),
        ("owed > line", "owed > line + 0.01"),
        ("2024-01-01: 800", "2024-01-02: 800"),
        ("part > share", "part >= share"),
        ("until: 2025-12-31", "until: 2025-12-30"),
        ("as_of, 1), 8)", "as_of, 1), 9)"),
        ("unknown: refer", "unknown: pass"),
        ("owed / revenue", "owed / (revenue + 0.01)"),
        ("sum: amount, of: invoices", "max: amount, of: invoices"),
        ("otherwise: {care: RELEASE}", "otherwise: {care: REFER}"),
    ],
)
def test_a_difference_is_shown_with_what_both_answer(tmp_path, old, new):
    answer = compare(tmp_path, old, new)
    assert answer.verdict is Verdict.COUNTEREXAMPLE
    assert answer.said[0] != answer.said[1]
    assert "as_of" in {given.name for given in answer.values}


def test_which_rule_decides_may_count_as_well(tmp_path):
    known = (
        "when: part > share",
        "when: part > share or (is known(part) and is known(share) and owed > line)",
    )
    assert compare(tmp_path, *known).verdict is Verdict.PROVED
    assert compare(tmp_path, *known, by="rules").verdict is Verdict.COUNTEREXAMPLE


def test_stricter_is_told_from_looser(tmp_path):
    stricter = ("owed > line", "owed > line or revenue < 0")
    assert compare(tmp_path, *stricter, how=never_better).verdict is Verdict.PROVED
    looser = compare(tmp_path, "owed > line", "owed > 2 * line", how=never_better)
    assert looser.verdict is Verdict.COUNTEREXAMPLE
    assert looser.said[0] == {"care": "REFUSE"}


def test_different_rule_sets_are_refused(tmp_path):
    first = policy(tmp_path, BASE)
    with pytest.raises(KeyError):
        equivalent(first, first, "no_such")
    other = policy(
        tmp_path, BASE.replace("Release: [REFUSE, REFER, RELEASE]", "Release: [REFUSE, REFER, HOLD, RELEASE]")
    )
    with pytest.raises(ValueError, match="care"):
        equivalent(first, other, "care")
