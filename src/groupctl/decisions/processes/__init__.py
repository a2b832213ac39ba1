"""Processes at work: where each instance stands, what it may do next, what is owed, and what has happened."""
