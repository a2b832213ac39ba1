"""Promotion (promotion.yaml)."""

from decimal import Decimal

VALUES = {"promotion_effect_share": Decimal("0.80")}
