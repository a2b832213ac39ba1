"""From lead to cash: who decides at the five points, how departments are sized, and by when money comes in."""

from decimal import Decimal

VALUES = {
    "kcp1_decider": "marketing_head",
    "kcp2_decider": "sales_director",
    "ati_decider": "account_department_manager",
    "atb_decider": "representative_office_manager",
    "atc_decider": "division_manager",
    "medium_department_revenue": 1_000_000,
    "large_department_revenue": 5_000_000,
    "utilisation_line": Decimal("0.60"),
    "invoice_days": 30,
    "collection_days": 60,
}
