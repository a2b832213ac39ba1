"""Levels, treatment, value classes, contacts and customer policies (customer-levels.yaml)."""

from datetime import date
from typing import Any

import pytest

from groupctl.errors import PolicyError
from groupctl.model import Appraisal, Contact, Customer, CustomerLevel, CustomerPolicy, OwnershipType
from groupctl.rules.draft import PolicyDraft, RuleDraft, RuleSetDraft
from groupctl.rules.loading.loader import load_policy
from groupctl.testing import Ledger, day
from groupctl.texts.title import Title
from tests.standard.key_accounts import FAIR, GOOD, POOR, key_account, review, selling


def judged(contribution: Appraisal | None, positioning: Appraisal | None, fit: Appraisal | None) -> Ledger:
    return selling(900, contribution=contribution, positioning=positioning, strategic_fit=fit)


class TestLevel:
    """C7, B28, B92: S, A, B or C by contribution, positioning and strategy; C8, L12: treated by level."""

    @pytest.mark.parametrize(
        ("judgements", "level", "treatment"),
        [
            ((GOOD, GOOD, GOOD), "S", "STRATEGIC"),
            ((GOOD, GOOD, FAIR), "A", "VIP"),
            ((GOOD, POOR, GOOD), "A", "VIP"),
            ((GOOD, FAIR, FAIR), "B", "ORDINARY"),
            ((GOOD, POOR, POOR), "B", "ORDINARY"),
            ((FAIR, GOOD, GOOD), "B", "ORDINARY"),
            ((FAIR, GOOD, FAIR), "C", "ORDINARY"),
            ((POOR, GOOD, GOOD), "C", "ORDINARY"),
        ],
    )
    def test_the_table(self, decide, judgements, level, treatment):
        ledger = judged(*judgements)
        assert decide("customer_level", ledger, "AR-1").outcome == level
        answer = decide("customer_treatment", ledger, "AR-1")
        assert (answer.outcome, answer.rules) == (treatment, [f"customer-treatment.{level.lower()}"])

    def test_what_was_not_judged(self, decide):
        """Without a judgement of the strategy, much contribution and positioning are S or A; a poor contribution is C at any rate."""
        assert decide("customer_level", judged(GOOD, GOOD, None), "AR-1").outcome is None
        assert decide("customer_treatment", judged(GOOD, GOOD, None), "AR-1").outcome is None
        assert decide("customer_level", judged(POOR, None, None), "AR-1").outcome == "C"

    def test_only_the_last_review(self, decide):
        ledger = judged(GOOD, GOOD, GOOD).put(review("AR-0", on="2025-01-01"))
        assert decide("customer_level", ledger, "AR-0").status == "not applicable"


def test_schemes_that_share_letters_are_not_compared():
    """L9: level A is not class A, and neither is A1."""

    def policy(when: str, about: str) -> PolicyDraft:
        title = Title(en="Mixed", zh="混用")
        rule = RuleDraft(id="mixed.rule", when=when, then={"mixed": True}, title=title, source="own: test")
        rules = RuleSetDraft(
            name="mixed",
            about=about,
            hit="first",
            gives={"mixed": "boolean"},
            otherwise={"mixed": False},
            unknown="pass",
            title=title,
            source="own: test",
            rules=[rule],
        )
        return PolicyDraft(
            name="mixed", version="1", currency="CNY", title=title, imports=("standard",), rulesets=[rules]
        )

    assert load_policy(policy("abc_class = customer.abc_class", "account"))
    for when, about in [
        ("customer_level = customer.abc_class", "account_review"),
        ("customer_treatment = key_account_layer", "account_review"),
        ("value_class = abc_class", "customer"),
        ("abc_class = d_class", "account"),
    ]:
        with pytest.raises(PolicyError):
            load_policy(policy(when, about))


class TestValueClass:
    """C10, L13: A1 by ownership, A2 by group features, else none."""

    def decided(self, decide: Any, ownership: str | None, features: bool | None) -> Any:
        owner = OwnershipType[ownership] if ownership else None
        ledger = Ledger().put(Customer(id="C-1", name="C-1", ownership=owner, has_group_features=features))
        return decide("value_class", ledger)

    @pytest.mark.parametrize(
        ("ownership", "features", "expected"),
        [
            ("CENTRAL_ENTERPRISE", None, "A1"),
            ("CENTRAL_SECOND_LEVEL", None, "A1"),
            ("PROVINCIAL_ENTERPRISE", None, "A1"),
            ("LISTED", False, "A1"),
            ("LARGE_GROUP", True, "A1"),
            ("GROUP_SUBSIDIARY", None, "A2"),
            ("PRIVATE", True, "A2"),
            ("PRIVATE", False, "NONE"),
            ("OTHER", False, "NONE"),
            ("OTHER", None, None),
        ],
    )
    def test_by_ownership_and_features(self, decide, ownership, features, expected):
        assert self.decided(decide, ownership, features).outcome == expected

    def test_nothing_stated(self, decide):
        """Class A1 or A2: an owner that nobody stated may be a state enterprise."""
        assert self.decided(decide, None, None).status == "unknown"
        assert self.decided(decide, None, True).outcome is None


class TestContacts:
    """C9: those on the decision chain are looked after as such, the others as ordinary contacts."""

    @pytest.mark.parametrize(("on", "mode"), [(True, "DECISION_CHAIN"), (False, "ORDINARY"), (None, None)])
    def test_mode(self, decide, on, mode):
        ledger = key_account().put(Contact(id="CT-1", customer="C-1", name="Qian", on_decision_chain=on))
        assert decide("contact_mode", ledger, "CT-1").outcome == mode

    def test_at_key_accounts(self, decide):
        ledger = key_account().put(Contact(id="CT-1", customer="C-2", name="Qian", on_decision_chain=True))
        assert decide("contact_mode", ledger, "CT-1").status == "not applicable"


class TestPolicy:
    """D23, H30, B27: three parts, the level of the last review, and an evaluation each year."""

    def ledger(self, decided_on: str = "2026-01-05", **more: Any) -> Ledger:
        said = {"technical": "own line", "commercial": "60 days", "contact": "each month", **more}
        policy = CustomerPolicy(id="CP-1", customer="C-1", decided_on=day(decided_on), **said)
        return judged(GOOD, GOOD, GOOD).put(policy)

    def test_in_order(self, decide):
        answer = decide("customer_policy_care", self.ledger(level=CustomerLevel.S), "CP-1")
        assert (answer.outcome, answer.actions) == ("CURRENT", [])

    @pytest.mark.parametrize("part", ["technical", "commercial", "contact"])
    def test_a_part_is_missing(self, decide, part):
        answer = decide("customer_policy_care", self.ledger(**{part: None}), "CP-1")
        assert (answer.outcome, answer.actions) == ("INCOMPLETE", ["OPEN_TASK"])

    def test_another_level(self, decide):
        """The last review gives S."""
        answer = decide("customer_policy_care", self.ledger(level=CustomerLevel.A), "CP-1")
        assert (answer.outcome, answer.actions) == ("OTHER_LEVEL", ["REVIEW"])
        assert decide("customer_policy_care", self.ledger(), "CP-1").outcome is None

    @pytest.mark.parametrize(
        ("decided_on", "reviewed_on", "care"),
        [
            ("2025-11-22", None, "CURRENT"),
            ("2025-11-21", None, "REVIEW"),
            ("2023-01-01", date(2025, 11, 22), "CURRENT"),
            ("2023-01-01", date(2025, 11, 21), "REVIEW"),
            ("2023-01-01", date(2026, 11, 22), "REVIEW"),
        ],
    )
    def test_looked_at_within_the_year(self, decide, decided_on, reviewed_on, care):
        """H30; an evaluation of tomorrow has not taken place."""
        ledger = self.ledger(decided_on, level=CustomerLevel.S, reviewed_on=reviewed_on)
        assert decide("customer_policy_care", ledger, "CP-1").outcome == care

    def test_only_the_last_policy(self, decide):
        ledger = self.ledger().put(CustomerPolicy(id="CP-2", customer="C-1", decided_on=day("2026-02-01")))
        assert decide("customer_policy_care", ledger, "CP-1").status == "not applicable"
        assert decide("customer_policy_care", ledger, "CP-2").outcome == "INCOMPLETE"
