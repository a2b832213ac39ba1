"""Who a customer is in law: its registration and tax numbers, and what a person found about two records."""

from collections.abc import Iterator
from datetime import date
from enum import auto
from typing import Annotated

from groupctl.schema.choices import Choice
from groupctl.schema.fields import CustomerRef, Identifier, Ref, record
from groupctl.schema.money import Problem


class NumberKind(Choice):
    """What registers a customer (H16): the unified social credit code of China (GB 32100), a VAT number, or anything else."""

    OTHER = auto()
    SOCIAL_CREDIT_CODE = auto()
    VAT = auto()


@record("registration", supplementary=True)
class Registration:
    """A number under which a customer is registered (H16). Customers of one number are one.

    ``country`` is its ISO 3166 code of two letters; a VAT number states it. A portfolio rejects credit codes and VAT numbers that are
    none: their form or check digit is wrong. Numbers of any other kind are not checked.
    """

    id: Identifier
    customer: CustomerRef
    kind: NumberKind
    number: Identifier
    country: Identifier | None = None

    def invariants(self) -> Iterator[tuple[str, Problem]]:
        """A VAT number states its country."""
        if self.kind is NumberKind.VAT and self.country is None:
            yield "country", ("model.vat-without-country", {})


@record("identity_check", dated="checked_on", supplementary=True)
class IdentityCheck:
    """What a person found about two records of customers (H16): the ``same`` customer, or two.

    Of several about the same two the last holds; of two on one day, that they are the same.
    """

    id: Identifier
    customer: CustomerRef
    other: Annotated[str, Ref("customer")]
    same: bool
    checked_on: date
    checked_by: Identifier | None = None
