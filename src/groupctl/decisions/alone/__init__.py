"""Deciding about one record that no portfolio holds."""
