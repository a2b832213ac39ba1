"""Credit limits and classes (credit.yaml), and the day from which the ledger is complete."""

from datetime import date
from decimal import Decimal

VALUES = {
    "ledger_from": date(2020, 1, 1),
    "b_class_limit": 500_000,
    "c_class_limit": 100_000,
    "group_b_class_limit": 1_500_000,
    "group_c_class_limit": 300_000,
    "late_share_line": Decimal("0.20"),
    "limit_step": Decimal("0.10"),
}
