"""The sales force and key figures (sales-force.yaml, strategy.yaml)."""

VALUES = {"patrol_interval": 90, "kpi_evaluation_days": 15}
