"""Registration and tax numbers: whether they can be ones, and in which form two of them are the same."""

import re
from typing import Final, Protocol

from stdnum import get_cc_module
from stdnum.cn import uscc
from stdnum.exceptions import InvalidChecksum, ValidationError

from groupctl.model.identity import NumberKind, Registration
from groupctl.schema.money import Problem, shown
from groupctl.texts.similar import bare

_COUNTRY: Final = re.compile("[A-Z]{2}")
_CHINA: Final = "CN"
_ONE_NAME: Final = {"EL": "GR"}
"""Greek VAT numbers begin with EL."""

WRONG_NUMBERS: Final = frozenset({"model.wrong-check-digit", "model.no-such-number", "model.no-vat-numbers"})
"""Why a registration is rejected for its number."""


class _Numbers(Protocol):
    """What python-stdnum knows of one kind of number."""

    def validate(self, number: str) -> str: ...
    def compact(self, number: str) -> str: ...


Number = tuple[str, str]
"""Country and number, in the one form in which the same are equal."""


def problem_of(row: Registration) -> Problem | None:
    """Why the number of ``row`` can't be one; None where it can, or where its kind is not checked.

    Credit codes are those of GB 32100, VAT numbers those of their country as python-stdnum knows them.
    """
    value = {"value": shown(row.number)}
    if row.kind is NumberKind.OTHER:
        return None
    module: _Numbers | None
    if row.kind is NumberKind.SOCIAL_CREDIT_CODE:
        module = uscc
    elif (module := _vat(row.country or "")) is None:
        return "model.no-vat-numbers", {"value": shown(row.country)}
    try:
        module.validate(row.number)
    except InvalidChecksum:
        return "model.wrong-check-digit", value
    except ValidationError:
        return "model.no-such-number", value
    return None


def same_form(row: Registration) -> Number:
    """The number of ``row``: equal for two rows if and only if they have the same."""
    country = _ONE_NAME.get(row.country or "", row.country or "")
    if row.kind is NumberKind.SOCIAL_CREDIT_CODE:
        return _CHINA, bare(uscc.compact(row.number))
    if row.kind is NumberKind.VAT and (module := _vat(country)) is not None:
        return country, bare(module.compact(row.number))
    return country, bare(row.number)


def _vat(country: str) -> _Numbers | None:
    country = _ONE_NAME.get(country, country)
    return get_cc_module(country, "vat") if _COUNTRY.fullmatch(country) else None
