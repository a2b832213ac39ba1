"""D-class governance (d-class-governance.yaml) and its process (process-d-improvement.yaml)."""

from decimal import Decimal

VALUES = {
    "d_expense_share": Decimal("0.30"),
    "d_high_receivables": 50_000,
    "d_low_profit": 20_000,
    "d_lost_control_share": Decimal("0.50"),
    "d_deliberation_days": 60,
    "d_notice_days": 20,
    "d_benchmark_days": 30,
    "d_decision_days": 45,
}
