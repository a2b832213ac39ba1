"""The standard policy: packs of YAML and CSV, and the sections of its report."""
