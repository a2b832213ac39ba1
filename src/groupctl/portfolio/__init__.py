"""A snapshot of the records as of a date: built, checked, indexed, in one currency."""
