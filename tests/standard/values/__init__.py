"""Values for the parameters that the standard policy leaves open: one module for each family, each with ``VALUES``."""

import pkgutil
from collections.abc import Mapping
from importlib import import_module


def values() -> Mapping[str, object]:
    """All of them together."""
    modules = [import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__)]
    return {name: value for module in modules for name, value in module.VALUES.items()}
