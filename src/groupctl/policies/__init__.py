"""The policy of the demonstration group, as data."""
