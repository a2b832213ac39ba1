"""A policy applied to a portfolio: what came out, why, and the record of it."""
