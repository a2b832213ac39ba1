"""Customers, the groups they form, and the account of a customer at one of our units."""

from datetime import date
from enum import auto
from fractions import Fraction

from groupctl.model.people import EmployeeRef
from groupctl.schema.choices import Choice
from groupctl.schema.fields import CustomerRef, Days, GroupRef, Happening, Identifier, UnitRef, record
from groupctl.schema.limits import Limit, Unknown


class ChannelType(Choice):
    """What a customer is in the channel (B7)."""

    DEALER = auto()
    RETAILER = auto()
    AGENT = auto()
    INDUSTRIAL_END_CUSTOMER = auto()
    CONSUMER = auto()


class OwnershipType(Choice):
    """Who owns a customer, as far as its value to the group depends on it (C10, L13)."""

    CENTRAL_ENTERPRISE = auto()
    CENTRAL_SECOND_LEVEL = auto()
    PROVINCIAL_ENTERPRISE = auto()
    LISTED = auto()
    LARGE_GROUP = auto()
    GROUP_SUBSIDIARY = auto()
    PRIVATE = auto()
    OTHER = auto()


class SalesRoute(Choice):
    """Sold to directly, or through the channel (C11)."""

    DIRECT = auto()
    CHANNEL = auto()


class DistributionLevel(Choice):
    """Where between us and the consumer a customer is: how deep a record of sales goes (C20)."""

    GENERAL_DISTRIBUTOR = auto()
    SECOND_TIER = auto()
    THIRD_TIER = auto()
    RETAIL_OUTLET = auto()
    CONSUMER = auto()


class AccountState(Choice):
    """The state of an account as the host records it (D25, D32, M19)."""

    ACTIVE = auto()
    FROZEN = auto()
    ELIMINATED = auto()


class PaymentTerm(Choice):
    """Cash on delivery, or on credit (D24, D27)."""

    CASH_ON_DELIVERY = auto()
    CREDIT = auto()


@record("group")
class CustomerGroup:
    """Customers under common control (B14); groups may lie within groups.

    The limit is for all members together.
    """

    id: Identifier
    name: str
    parent: GroupRef | None = None
    credit_limit: Limit = Unknown()


@record("customer")
class Customer:
    """A buyer from the group (B1, B7): ``since`` is the first day of trade with any of our units.

    ``country`` is free text (ISO 3166 codes are a good choice). ``blacklisted`` is rank 1 of L30. The limit is
    for all units together. ``manager`` is the person who looks after the customer (I27), ``verified_on`` the day on
    which its data were last checked (B14, H16). ``has_group_features`` says that it is run like a group (L13);
    ``wants_credit`` that it is willing to be rated (D80). ``segment`` is any segmentation that a business has (C17, C18, L65).
    """

    id: Identifier
    name: str
    group: GroupRef | None = None
    channel: ChannelType | None = None
    country: str | None = None
    since: date | None = None
    blacklisted: bool | None = None
    credit_limit: Limit = Unknown()
    manager: EmployeeRef | None = None
    address: str | None = None
    telephone: str | None = None
    industry: Identifier | None = None
    segment: Identifier | None = None
    ownership: OwnershipType | None = None
    has_group_features: bool | None = None
    sales_route: SalesRoute | None = None
    verified_on: Happening | None = None
    wants_credit: bool | None = None
    distribution_level: DistributionLevel | None = None


@record("account")
class Account:
    """A customer's dealings with one unit (L17); its id is ``customer@unit``.

    ``since`` is the day it began (M8, M14), ``credit_days`` the agreed time to pay, and the limit holds for this
    unit alone. ``return_days`` are those within which goods may come back (D62), ``cash_discount`` the share that prompt
    payment saves (B64).
    """

    customer: CustomerRef
    unit: UnitRef
    since: date | None = None
    state: AccountState | None = None
    payment_term: PaymentTerm | None = None
    credit_days: Days | None = None
    credit_limit: Limit = Unknown()
    return_days: Days | None = None
    cash_discount: Fraction | None = None

    @property
    def id(self) -> str:
        """``customer@unit``; unambiguous, because no unit's id holds an ``@``."""
        return account_id(self.customer, self.unit)


def account_id(customer: str, unit: str) -> str:
    """The id of the account of ``customer`` with ``unit``."""
    return f"{customer}@{unit}"
