"""Sales plans and distribution (sales-plans.yaml)."""

VALUES = {"distribution_visit_days": 90}
