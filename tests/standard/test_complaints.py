"""Worked examples of complaints.yaml: what is watched while a complaint is handled, and customers that claim often."""

import pytest

from groupctl.model.pipeline import Opportunity, PipelineStatus
from groupctl.model.service import Complaint, ComplaintKind, DutyReport, DutyReportKind, Severity
from groupctl.testing import Ledger, day, days_ago
from tests.standard.amounts import yuan
from tests.standard.deciding import measured
from tests.standard.test_returns import given_back

RECENTLY = days_ago(5)
FILED = {
    "complainant": "Ms Li",
    "channel": "hotline",
    "about": "pump P-7",
    "demand": "a new one",
    "content": "it leaks",
    "kind": ComplaintKind.QUALITY,
    "severity": Severity.MINOR,
    "technical": True,
}
"""What a complaint holds after its first step."""


def complaint(id_="CP-1", received_on=RECENTLY, **more):
    """A complaint of C-1 at U-1; dates are texts."""
    values = {**FILED, **more}
    for name in [name for name in values if name.endswith("_on")]:
        values[name] = day(values[name])
    values["paid"] = yuan(values.get("paid"))
    return Complaint(id=id_, customer="C-1", unit="U-1", received_on=day(received_on), **values)


def complained(**more):
    """A ledger with one complaint."""
    return Ledger().customer().account().put(complaint(**more))


class TestFile:
    """H1, B71, A54."""

    def test_nothing_is_missing(self, decide):
        assert decide("complaint_file", complained(), "CP-1").outcome is False

    @pytest.mark.parametrize("missing", ["complainant", "about", "demand", "content"])
    def test_who_complains_of_what_and_wants_what(self, decide, missing):
        """H1, H9, B71."""
        answer = decide("complaint_file", complained(**{missing: None}), "CP-1")
        assert (answer.outcome, answer.rules) == (True, ["complaint-file.content"])
        assert answer.actions == ["OPEN_TASK"]

    @pytest.mark.parametrize("missing", ["kind", "severity", "channel"])
    def test_kind_severity_and_channel_must_be_stated(self, decide, missing):
        """C25, B72, L57, H10."""
        answer = decide("complaint_file", complained(**{missing: None}), "CP-1")
        assert (answer.outcome, answer.rules) == (True, [f"complaint-file.{missing}"])

    @pytest.mark.parametrize("kind", ComplaintKind)
    def test_there_are_five_kinds(self, decide, kind):
        """C25, B72."""
        assert {one.name for one in ComplaintKind} == {
            "QUALITY",
            "LATE_DELIVERY",
            "SPECIFICATION",
            "PACKAGING",
            "SERVICE",
        }
        assert decide("complaint_file", complained(kind=kind), "CP-1").outcome is False

    @pytest.mark.parametrize(
        ("established", "responsible", "missing"),
        [(True, None, True), (True, "U-2", False), (False, None, False), (None, None, False)],
    )
    def test_an_established_one_has_somebody_who_answers_for_it(
        self, decide, established, responsible, missing
    ):
        """H3, H10, I37."""
        ledger = complained(established=established, responsible=responsible)
        answer = decide("complaint_file", ledger, "CP-1")
        assert answer.rules == (["complaint-file.responsible"] if missing else [])

    def test_what_is_archived_is_not_asked_for(self, decide):
        ledger = complained(kind=None, archived_on=days_ago(1))
        assert decide("complaint_file", ledger, "CP-1").status == "not applicable"


class TestOutcome:
    """F24, D61."""

    def test_it_goes_on(self, decide):
        assert decide("complaint_outcome", complained(), "CP-1").outcome is False

    @pytest.mark.parametrize(
        ("severity", "days"), [(Severity.MINOR, 15), (Severity.MAJOR, 7), (Severity.CRITICAL, 3)]
    )
    def test_the_deadline_of_its_severity(self, decide, severity, days):
        """F24, H7, I37, L57: on the last day it is in time, the day after it is not."""
        ledger = complained(severity=severity, received_on=days_ago(days))
        assert decide("complaint_outcome", ledger, "CP-1").outcome is False
        answer = decide(
            "complaint_outcome", complained(severity=severity, received_on=days_ago(days + 1)), "CP-1"
        )
        assert (answer.outcome, answer.rules) == (True, ["complaint-outcome.late"])
        assert answer.actions == ["ESCALATE"]

    def test_without_severity_there_is_no_deadline(self, decide):
        """L57."""
        answer = decide("complaint_outcome", complained(severity=None, received_on=days_ago(300)), "CP-1")
        assert (answer.outcome, answer.unjudged) == (None, ["complaint-outcome.late"])

    def test_a_deadline_that_nobody_set_is_an_error_that_names_the_row(self, decide):
        """L57: no default."""
        answer = decide("complaint_outcome", complained(), "CP-1", complaint_days_minor=None)
        assert answer.status == "failed"
        assert "L57" in answer.decision.error.render()

    @pytest.mark.parametrize("untold", ["archived_on", "implemented_on"])
    def test_the_result_must_be_told(self, decide, untold):
        """D61, H9: whatever became of it."""
        answer = decide("complaint_outcome", complained(**{untold: days_ago(1)}), "CP-1")
        assert (answer.outcome, answer.rules) == (
            True,
            [f"complaint-outcome.{'archived' if untold == 'archived_on' else 'handled'}"],
        )
        told = complained(**{untold: days_ago(1)}, answered_on=days_ago(1))
        assert decide("complaint_outcome", told, "CP-1").status == "not applicable"

    def test_what_is_not_established_must_be_told_too(self, decide):
        """D61, H2."""
        answer = decide("complaint_outcome", complained(established=False), "CP-1")
        assert (answer.rules, answer.actions) == (["complaint-outcome.dismissed"], ["NOTIFY"])
        told = complained(established=False, result_told_on=days_ago(1))
        assert decide("complaint_outcome", told, "CP-1").status == "not applicable"

    def test_that_it_is_established_is_not_the_result(self, decide):
        """D61."""
        ledger = complained(established=True, result_told_on=days_ago(1), implemented_on=days_ago(0))
        assert decide("complaint_outcome", ledger, "CP-1").rules == ["complaint-outcome.handled"]


class TestCustomerVoice:
    """H11."""

    @pytest.mark.parametrize(
        ("severity", "technical", "rules"),
        [
            (Severity.MINOR, True, []),
            (Severity.MAJOR, True, ["complaint-voice.major"]),
            (Severity.CRITICAL, None, ["complaint-voice.major"]),
            (Severity.MINOR, False, ["complaint-voice.non-technical"]),
            (Severity.MAJOR, False, ["complaint-voice.major", "complaint-voice.non-technical"]),
        ],
    )
    def test_what_is_major_or_not_technical(self, decide, severity, technical, rules):
        """H11, B84: the person who looks after the customer's voice is told."""
        answer = decide("complaint_voice", complained(severity=severity, technical=technical), "CP-1")
        assert (answer.outcome, answer.rules) == (bool(rules), rules)
        assert {action.role for action in answer.decision.actions} == ({"customer_voice"} if rules else set())

    def test_nobody_can_tell(self, decide):
        answer = decide("complaint_voice", complained(technical=None), "CP-1")
        assert (answer.outcome, answer.unjudged) == (None, ["complaint-voice.non-technical"])


class TestChanceToSell:
    """H12, A57."""

    def test_an_answered_complaint_may_open_a_sale(self, decide):
        answer = decide("complaint_chance", complained(answered_on=days_ago(1)), "CP-1")
        assert (answer.outcome, answer.actions) == (True, ["OPEN_TASK"])

    def test_it_has(self, decide):
        ledger = complained(answered_on=days_ago(1), opportunity="OP-1")
        ledger.put(
            Opportunity(
                id="OP-1", customer="C-1", unit="U-1", created_on=day(days_ago(1)), status=PipelineStatus.OPEN
            )
        )
        assert decide("complaint_chance", ledger, "CP-1").outcome is False

    def test_a_misunderstanding_may_open_one_as_well(self, decide):
        """H12: a complaint that was not established."""
        ledger = complained(established=False, result_told_on=days_ago(1))
        assert decide("complaint_chance", ledger, "CP-1").outcome is True

    @pytest.mark.parametrize("more", [{}, {"answered_on": days_ago(2), "archived_on": days_ago(1)}])
    def test_neither_before_the_answer_nor_after_the_archive(self, decide, more):
        assert decide("complaint_chance", complained(**more), "CP-1").status == "not applicable"


class TestQualityObjection:
    """H47."""

    @pytest.mark.parametrize(
        ("more", "outcome", "actions"),
        [
            ({}, "UNASSIGNED", ["INVESTIGATE"]),
            ({"responsible": "U-2"}, "TRACKED", []),
            ({"responsible": "U-2", "implemented_on": days_ago(0)}, "HANDLED", []),
        ],
    )
    def test_recorded_tracked_handled(self, decide, more, outcome, actions):
        answer = decide("quality_objection", complained(**more), "CP-1")
        assert (answer.outcome, answer.actions) == (outcome, actions)

    @pytest.mark.parametrize(
        ("kind", "status"), [(ComplaintKind.SERVICE, "not applicable"), (None, "unknown")]
    )
    def test_only_objections_to_quality(self, decide, kind, status):
        assert decide("quality_objection", complained(kind=kind), "CP-1").status == status


class TestClaims:
    """C15, F12, F13, L40, A69. With us, four claims of 12 months or more than 5% of the revenue are too many."""

    def claims(self, complaints, returns, received_on=RECENTLY):
        ledger = Ledger().customer().account().invoice("2026-06-01", 1000)
        ledger.put(*(complaint(f"CP-{i}", received_on, paid=0) for i in range(complaints)))
        return ledger.put(*(given_back(f"R-{i}", returned_on=received_on) for i in range(returns)))

    @pytest.mark.parametrize(("complaints", "returns"), [(4, 0), (0, 4), (2, 2)])
    def test_complaints_and_returns_count_alike(self, decide, complaints, returns):
        """C15, F12, L40."""
        answer = decide("claim_warning", self.claims(complaints, returns))
        assert (answer.outcome, answer.rules) == (True, ["claim-warning.many"])
        assert answer.actions == ["INVESTIGATE"]

    def test_one_less_is_not_many(self, decide):
        """F12."""
        assert decide("claim_warning", self.claims(2, 1)).outcome is False

    @pytest.mark.parametrize(("received_on", "many"), [("2025-11-22", True), ("2025-11-21", False)])
    def test_those_of_12_months(self, decide, received_on, many):
        """F12: what is older than the last 12 months no longer counts."""
        answer = decide("claim_warning", self.claims(3, 0).put(complaint("CP-9", received_on, paid=0)))
        assert answer.outcome is many

    @pytest.mark.parametrize(("paid", "high"), [("50", False), ("50.01", True)])
    def test_payout_above_the_line(self, decide, paid, high):
        """C15, F13, L40: 50 of 1000 is exactly 5%."""
        answer = decide("claim_warning", self.claims(0, 0).put(complaint(paid=paid)))
        assert (answer.outcome, answer.rules) == (high, ["claim-warning.payout"] if high else [])

    def test_what_an_open_complaint_will_cost_is_not_counted_before_it_is_stated(self, decide):
        """F13."""
        assert decide("claim_warning", self.claims(1, 0).put(complaint())).outcome is False

    def test_what_an_archived_complaint_cost_must_be_known(self, decide):
        """F13."""
        answer = decide("claim_warning", self.claims(1, 0).put(complaint(archived_on=days_ago(1))))
        assert (answer.outcome, answer.unjudged) == (None, ["claim-warning.payout"])

    def test_without_revenue_the_ratio_is_unknown(self, decide):
        """F13."""
        answer = decide("claim_warning", complained(paid=1))
        assert (answer.outcome, answer.unjudged) == (None, ["claim-warning.payout"])

    def test_a_customer_without_claims_is_not_judged(self, decide):
        assert decide("claim_warning", self.claims(0, 0)).status == "not applicable"

    @pytest.mark.parametrize("table", ["complaints", "goods_returns"])
    def test_a_host_without_the_table(self, decide, table):
        """There may be claims that nobody sees."""
        ledger = self.claims(1 if table == "goods_returns" else 0, 1 if table == "complaints" else 0)
        assert decide("claim_warning", ledger.without(table)).outcome is None
        assert decide("claim_warning", self.claims(0, 0).without(table)).status == "unknown"

    @pytest.mark.parametrize(("parameter", "row"), [("claim_line", "F12, L40"), ("payout_line", "F13, L40")])
    def test_a_line_that_nobody_set_is_an_error_that_names_the_row(self, decide, parameter, row):
        """L40."""
        answer = decide("claim_warning", self.claims(1, 0), **{parameter: None})
        assert answer.status == "failed"
        assert row in answer.decision.error.render()


class TestSummary:
    """H10, J18, A33. With us, complaints are summed up every three months: after 2026-08-21."""

    def summary(self, submitted_on, unit="U-1", kind=DutyReportKind.COMPLAINT_SUMMARY):
        return DutyReport(
            id="DR-1",
            unit=unit,
            kind=kind,
            starts_on=day("2026-06-01"),
            ends_on=day("2026-08-20"),
            submitted_on=day(submitted_on),
        )

    def test_owed_once_there_were_complaints(self, decide):
        answer = decide("complaint_summary", complained(), "U-1")
        assert (answer.outcome, answer.actions) == (True, ["OPEN_TASK"])

    @pytest.mark.parametrize(("submitted_on", "owed"), [("2026-08-21", True), ("2026-08-22", False)])
    def test_one_within_the_period(self, decide, submitted_on, owed):
        """H10, J18."""
        assert (
            decide("complaint_summary", complained().put(self.summary(submitted_on)), "U-1").outcome is owed
        )

    def test_only_the_units_own_summary(self, decide):
        ledger = complained()
        assert (
            decide("complaint_summary", ledger.put(self.summary(days_ago(1), "U-2")), "U-1").outcome is True
        )
        other = complained().put(self.summary(days_ago(1), kind=DutyReportKind.WEEKLY_SERVICE))
        assert decide("complaint_summary", other, "U-1").outcome is True
        assert decide("complaint_summary", complained().put(self.summary(None)), "U-1").outcome is True

    @pytest.mark.parametrize(
        ("received_on", "status"), [("2026-08-22", "decided"), ("2026-08-21", "not applicable")]
    )
    def test_no_complaints_no_summary(self, decide, received_on, status):
        ledger = complained(received_on=received_on)
        assert decide("complaint_summary", ledger, "U-1").status == status
        assert decide("complaint_summary", ledger, "S").status == "not applicable", "those of units below"

    def test_without_complaints_no_summary_is_owed(self, decide):
        """H10."""
        assert decide("complaint_summary", complained().without("complaints"), "U-1").status == "unknown"

    def test_without_reports_nobody_can_tell(self, decide):
        assert decide("complaint_summary", complained().without("duty_reports"), "U-1").outcome is None

    def test_the_period_must_be_set(self, decide):
        """H10."""
        answer = decide("complaint_summary", complained(), "U-1", complaint_summary_months=None)
        assert "H10, J18" in answer.decision.error.render()


class TestServiceIndicator:
    """J29."""

    def test_complaints_for_each_10000_users(self):
        """J29: three complaints of 12 months and two customers."""
        ledger = Ledger().customer().customer("C-2").account().account("C-2")
        ledger.put(*(complaint(f"CP-{i}") for i in range(3)), complaint("CP-9", "2025-11-21"))
        assert measured(ledger, "complaint_rate", "U-1", "unit") == 15_000

    def test_without_users_it_is_unknown(self):
        """J29."""
        assert measured(Ledger(), "complaint_rate", "U-1", "unit") is None
