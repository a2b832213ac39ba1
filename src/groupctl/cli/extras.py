"""Modules that an extra is needed for, imported where a command asks for them."""

from importlib import import_module
from typing import Any

from groupctl.errors import DataError


def with_extra(module: str, package: str) -> Any:
    """The module; None where the package that its extra brings is not installed."""
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        if error.name != package:
            raise
    return None


def needing_extra(module: str, package: str, extra: str) -> Any:
    """The module. DataError that names the extra where it is not installed."""
    found = with_extra(module, package)
    if found is None:
        raise DataError.of(f"cli.{extra}-needs-extra", hint=f"cli.{extra}-needs-extra-hint")
    return found
