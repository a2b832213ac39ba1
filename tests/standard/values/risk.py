"""Terms and collection (terms.yaml), new customers, risk indicators, and what follows a warning (intervention.yaml)."""

from decimal import Decimal

VALUES = {
    "a_class_credit_days": 90,
    "b_class_credit_days": 60,
    "c_class_credit_days": 30,
    "new_customer_credit_days": 15,
    "cash_discount_cap": Decimal("0.03"),
    "credit_sales_cap": 5_000_000,
    "collect_visit_days": 15,
    "collect_claim_days": 60,
    "collect_review_days": 180,
    "receivables_analysis_months": 3,
    "indicator_days": 45,
    "intervention_warnings": 3,
    "warning_acknowledge_days": 2,
    "warning_cause_days": 10,
    "warning_close_days": 30,
}
