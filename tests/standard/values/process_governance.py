"""Processes and orders (process-governance.yaml, purchasing.yaml)."""

VALUES = {"process_review_months": 12, "order_days": 60}
