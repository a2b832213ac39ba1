"""One policy: files, tables and imports to a resolved policy, with every fault at once."""
