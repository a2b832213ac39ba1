"""Key accounts (key-accounts.yaml): points, thresholds and intervals that the sources leave open."""

from decimal import Decimal

VALUES = {
    "layer_good_points": 2,
    "layer_fair_points": 1,
    "layer_share_line": Decimal("0.10"),
    "layer_share_points": 3,
    "core_score": 11,
    "important_score": 8,
    "strategic_score": 5,
    "strength_needed": 3,
    "ability_needed": 2,
    "wallet_line": Decimal("0.30"),
    "ordinary_visit_days": 180,
    "season_lead_days": 60,
    "return_visit_days": 90,
    "analysis_report_days": 10,
}
