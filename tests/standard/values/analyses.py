"""Analyses (analyses.yaml)."""

VALUES = {"ageing_band_1": 30, "ageing_band_2": 60, "ageing_band_3": 90}
