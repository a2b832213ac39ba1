"""The border to host systems: discovery, contract types and built-in adapters."""
