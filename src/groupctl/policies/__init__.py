"""The standard policy, as data."""
