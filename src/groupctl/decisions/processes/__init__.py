"""Processes at work: where each instance is, what it may do next, what is owed, and what has happened."""
