"""A scorecard is a rule set that collects a sum, and explains itself criterion by criterion."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from groupctl.decisions.decision import Decision
from groupctl.decisions.engine import Engine
from groupctl.decisions.explain import explained
from groupctl.model import Account, PaymentTerm
from tests.rules.small import invoice, policy, portfolio

CARD = """\
types: {Rating: [STRONG, FAIR, WEAK]}
parameters:
  weight_age: {title: {en: Weight of age, zh: 往来年限权重}, unit: ratio, source: E6, values: {2026-01-01: 0.2}}
  weight_volume: {title: {en: Weight of volume, zh: 交易额权重}, unit: ratio, source: E13, values: {2026-01-01: 0.3}}
  weight_record: {title: {en: Weight of record, zh: 履约权重}, unit: ratio, source: E14, values: {2026-01-01: 0.3}}
  weight_terms: {title: {en: Weight of terms, zh: 付款方式权重}, unit: ratio, source: E6, values: {2026-01-01: 0.2}}
  listed_malus: {title: {en: Malus, zh: 黑名单扣分}, unit: ratio, source: E34, values: {2026-01-01: 50}}
  full: {title: {en: Full points, zh: 满分}, unit: count, source: E6, values: {2026-01-01: 100}}
  half: {title: {en: Half the points, zh: 半分}, unit: count, source: E6, values: {2026-01-01: 50}}
  strong_from: {title: {en: Strong from, zh: 优良起点}, unit: ratio, source: E38, values: {2026-01-01: 80}}
  fair_from: {title: {en: Fair from, zh: 一般起点}, unit: ratio, source: E38, values: {2026-01-01: 50}}
measures:
  account.volume: {type: money, sum: amount, of: invoices, title: {en: Volume, zh: 交易额}, source: E13}
  account.late:
    {type: count, count: invoices, where: settled_on > due_on, title: {en: Paid late, zh: 逾期付款数}, source: E14}
rulesets:
  rating_score:
    about: account
    hit: collect sum
    gives: {rating_score: ratio}
    otherwise: {rating_score: 0}
    unknown: pass
    title: {en: Rating score, zh: 信用评分}
    source: E6
    rules:
      - id: rating.age-long
        when: since <= add months(as_of, -60)
        then: {rating_score: full * weight_age}
        title: {en: Five years or more, zh: 往来五年以上}
        source: E6
      - id: rating.age-short
        when: since > add months(as_of, -60)
        then: {rating_score: half * weight_age}
        title: {en: Less than five years, zh: 往来不足五年}
        source: E6
      - id: rating.volume
        when: volume >= 1000
        then: {rating_score: full * weight_volume}
        title: {en: Large volume, zh: 交易额大}
        source: E13
      - id: rating.record
        when: late = 0
        then: {rating_score: full * weight_record}
        title: {en: Never paid late, zh: 从不逾期}
        source: E14
      - id: rating.terms
        when: payment_term = CASH_ON_DELIVERY
        then: {rating_score: half * weight_terms}
        title: {en: Pays in cash, zh: 现款现货}
        source: E6
      - id: rating.listed
        when: customer.blacklisted
        then: {rating_score: 0 - listed_malus}
        title: {en: Blacklisted, zh: 黑名单客户}
        source: E34
  rating:
    about: account
    hit: first
    gives: {rating: Rating}
    otherwise: {rating: WEAK}
    unknown: pass
    title: {en: Rating, zh: 信用等级}
    source: E37
    rules:
      - {id: rating.strong, when: rating_score >= strong_from, then: {rating: STRONG}, title: {en: Strong, zh: 优良}, source: E37}
      - {id: rating.fair, when: rating_score >= fair_from, then: {rating: FAIR}, title: {en: Fair, zh: 一般}, source: E37}
"""
LONG, SHORT = date(2021, 6, 30), date(2021, 7, 1)


@pytest.fixture(params=["reference", "compiled", "durable"])
def decide(request, tmp_path):
    engine = Engine(policy(tmp_path, CARD), engine=request.param)

    def made(
        rule_set="rating_score",
        *,
        since=LONG,
        term=PaymentTerm.CASH_ON_DELIVERY,
        amount="1000",
        late=False,
        listed=False,
    ) -> Decision:
        account = Account(customer="C-1", unit="U", since=since, payment_term=term)
        paid = date(2026, 6, 1) if late else date(2026, 5, 31)
        bills = () if amount is None else (invoice("I-1", amount=amount, settled_on=paid),)
        rows = {"accounts": [account], "invoices": bills}
        return engine.decide(rule_set, "C-1@U", portfolio(blacklisted=listed, **rows))

    return made


def contributions(made: Decision) -> dict[str, object]:
    """What each rule that fired contributes, or would."""
    return {reason.rule: reason.outputs[0].typed for reason in (*made.because, *made.would)}


class TestFiveCriteria:
    """Worked by hand: 100 * 0.2 + 100 * 0.3 + 100 * 0.3 + 50 * 0.2 = 90."""

    def test_every_criterion_tells_what_it_contributes(self, decide):
        made = decide()
        assert contributions(made) == {
            "rating.age-long": 20,
            "rating.volume": 30,
            "rating.record": 30,
            "rating.terms": 10,
        }
        assert made["rating_score"] == 90

    @pytest.mark.parametrize(
        ("facts", "score", "gone", "come"),
        [
            ({"since": SHORT}, 80, "rating.age-long", "rating.age-short"),
            ({"amount": "999.99"}, 60, "rating.volume", None),
            ({"late": True}, 60, "rating.record", None),
            ({"term": PaymentTerm.CREDIT}, 80, "rating.terms", None),
            ({"listed": True}, 40, None, "rating.listed"),
        ],
    )
    def test_each_counts_on_its_own(self, decide, facts, score, gone, come):
        before, made = set(contributions(decide())), decide(**facts)
        assert set(contributions(made)) == (before - {gone}) | ({come} - {None})
        assert sum(contributions(made).values()) == made["rating_score"] == score

    @pytest.mark.parametrize(
        ("facts", "grade"),
        [
            ({"since": SHORT}, "STRONG"),
            ({"since": SHORT, "term": PaymentTerm.CREDIT}, "FAIR"),
            ({"amount": None, "since": SHORT, "term": PaymentTerm.CREDIT}, "WEAK"),
            ({"since": None}, None),
        ],
    )
    def test_the_grade_is_a_band_of_the_score(self, decide, facts, grade):
        """80 is strong, 70 fair, 40 weak; a score that nobody knows grades nobody."""
        assert decide("rating", **facts)["rating"] == grade


class TestUnknown:
    def test_a_criterion_that_nobody_can_judge_is_named(self, decide):
        made = decide(listed=None)
        assert (made.status, made["rating_score"]) == ("unknown", None)
        (open_,) = [rule for rule in made.unknown if rule.matters]
        assert (open_.rule, open_.missing[0].name) == ("rating.listed", "customer.blacklisted")
        assert len(contributions(made)) == 4

    def test_both_bands_of_a_criterion_are_named(self, decide):
        made = decide(since=None)
        assert {rule.rule for rule in made.unknown} == {"rating.age-long", "rating.age-short"}
        assert all("since" in [value.name for value in rule.missing] for rule in made.unknown)

    def test_points_that_nobody_can_tell_are_named(self, tmp_path):
        text = CARD.replace("rating_score: full * weight_volume", "rating_score: late / late").replace(
            "when: volume >= 1000", 'when: "true"'
        )
        made = Engine(policy(tmp_path, text)).decide("rating_score", "C-1@U", portfolio())
        (volume,) = [reason for reason in made.would if reason.rule == "rating.volume"]
        assert volume.outputs[0].value is None
        assert [cause.key for cause in volume.outputs[0].causes] == ["decision.cause-division-by-zero"]
        assert "contributes unknown" in explained(made)


def test_the_explanation_goes_through_the_criteria(decide):
    said = [line.strip() for line in explained(decide(listed=True)).splitlines()]
    points = {
        "rating.age-long": "20",
        "rating.volume": "30",
        "rating.record": "30",
        "rating.terms": "10",
        "rating.listed": "-50",
    }
    for rule, value in points.items():
        start = next(index for index, line in enumerate(said) if line.startswith("•") and f"({rule}," in line)
        told = next(line for line in said[start:] if line.startswith("contributes"))
        assert told == f"contributes {value}"
    chinese = explained(decide(), "zh")
    assert chinese.count("贡献 30") == 2
    assert "往来五年以上" in chinese


def test_the_log_keeps_the_contributions(decide):
    made = decide()
    assert Decision.from_json(made.to_json()) == made
    assert contributions(Decision.from_json(made.to_json()))["rating.volume"] == Fraction(30)


def test_other_hit_policies_have_no_contributions(decide):
    made = decide("rating")
    assert [reason.outputs for reason in made.because] == [()]


SEVERAL = """\
rulesets:
  notes:
    about: account
    hit: collect list
    gives: {remark: text, worth: money}
    otherwise: {remark: None, worth: 0}
    unknown: pass
    title: {en: Notes, zh: 备注}
    source: E6
    rules:
      - {id: note.a, when: "true", then: {remark: First, worth: 5}, title: {en: A, zh: 甲}, source: E6}
      - {id: note.b, when: "true", then: {remark: Second, worth: 7.5}, title: {en: B, zh: 乙}, source: E6}
"""


def test_a_list_tells_every_output_of_every_rule(tmp_path):
    made = Engine(policy(tmp_path, SEVERAL)).decide("notes", "C-1@U", portfolio())
    assert [[value.typed for value in reason.outputs] for reason in made.because] == [
        ["First", Decimal("5.00")],
        ["Second", Decimal("7.50")],
    ]
    assert "contributes worth: 7.50 CNY" in explained(made)
