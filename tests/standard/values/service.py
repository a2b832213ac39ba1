"""Complaints (complaints.yaml), and service (service.yaml)."""

from decimal import Decimal

VALUES = {
    "complaint_days_minor": 15,
    "complaint_days_major": 7,
    "complaint_days_critical": 3,
    "complaint_summary_months": 3,
    "claim_line": 4,
    "payout_line": Decimal("0.05"),
    "forum_months": 6,
    "walk_through_months": 12,
}
