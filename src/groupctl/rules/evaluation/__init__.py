"""A policy meets a portfolio: what rules read, each value worked out once, and what granted requests lift."""
