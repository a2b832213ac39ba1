"""The rule language: expressions, types, measures, rule sets, policies."""
