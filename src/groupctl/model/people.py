"""People: our own staff and their user accounts, and the persons on the customer's side."""

from datetime import date
from enum import auto
from typing import Annotated

from groupctl.model.appraisal import Appraisal
from groupctl.schema.choices import Choice, OpenChoice
from groupctl.schema.fields import Count, CustomerRef, Days, Happening, Identifier, Ref, UnitRef, record

EmployeeRef = Annotated[str, Ref("employee")]


class CrmRole(OpenChoice):
    """The five levels of permission in the group's CRM (C40, G44, G45)."""

    GROUP_MANAGEMENT = auto()
    SEGMENT_HEAD = auto()
    BUSINESS_STAFF = auto()
    SEGMENT_ADMINISTRATOR = auto()
    SYSTEM_ADMINISTRATOR = auto()


class ChangeReason(Choice):
    """Why a user account or its permissions change (D70)."""

    JOINED = auto()
    LEFT = auto()
    MOVED = auto()
    DEPARTURE_INTENT = auto()


class ContactRole(OpenChoice):
    """What a person is in the customer's company (B1, B24, I38, I47), down to those who sell and store our goods (D11)."""

    OWNER = auto()
    OPERATING_MANAGER = auto()
    LEGAL_REPRESENTATIVE = auto()
    KEY_DECISION_MAKER = auto()
    PURCHASER = auto()
    TECHNICIAN = auto()
    SHOP_ASSISTANT = auto()
    SALESPERSON = auto()
    STOREKEEPER = auto()
    OTHER = auto()


@record("employee", ordered=("joined_on <= left_on",))
class Employee:
    """One of our people (B43): what a sales force is controlled by.

    ``trained_on`` is the day the sales training was passed (D55), ``guarantor`` who stands surety with joint liability
    (D56). ``manages_money``, ``manages_goods`` and ``spends`` say what passes through their hands (D57);
    ``holds_customers_alone`` and ``threatens_to_leave_with_customers`` are what a patrol found (F30, G121).
    Character comes before ability when people are chosen (G123).
    """

    id: Identifier
    name: str
    unit: UnitRef
    post: Identifier | None = None
    in_sales: bool | None = None
    in_service: bool | None = None
    supervises_service: bool | None = None
    joined_on: date | None = None
    left_on: Happening | None = None
    intends_to_leave: bool | None = None
    trained_on: Happening | None = None
    guarantor: str | None = None
    manages_money: bool | None = None
    manages_goods: bool | None = None
    spends: bool | None = None
    manages_affairs: bool | None = None
    sources_suppliers: bool | None = None
    executes_purchases: bool | None = None
    character: Appraisal | None = None
    ability: Appraisal | None = None
    last_patrol_on: Happening | None = None
    holds_customers_alone: bool | None = None
    threatens_to_leave_with_customers: bool | None = None


@record("user_account", ordered=("opened_on <= closed_on",))
class UserAccount:
    """A user account (B40).

    ``leave_days`` are the days of leave since the last login (L51); ``logins_week`` counts the days with a login among the
    seven up to the snapshot's (D68).
    """

    id: Identifier
    employee: EmployeeRef
    unit: UnitRef
    role: CrmRole
    opened_on: date
    last_login_on: Happening | None = None
    travelling: bool | None = None
    leave_days: Days | None = None
    logins_week: Count | None = None
    frozen: bool | None = None
    closed_on: Happening | None = None


@record("user_account_change", dated="happened_on")
class UserAccountChange:
    """A request to open, change or close a user account (B41, D70).

    ``happened_on`` is the day of the joining, leaving or moving; the segment's administrator submits the form, a leader
    approves it and the marketing department carries it out (G47, H61).
    """

    id: Identifier
    employee: EmployeeRef
    unit: UnitRef
    user_account: Annotated[str, Ref("user_account")] | None = None
    reason: ChangeReason
    treatment: str | None = None
    happened_on: date
    submitted_on: Happening | None = None
    submitted_by: Identifier | None = None
    approved_on: Happening | None = None
    approved_by: Identifier | None = None
    executed_on: Happening | None = None
    executed_by: Identifier | None = None


@record("contact")
class Contact:
    """A person on the customer's side and what is known of them (B2, B20, B24).

    ``on_decision_chain`` says that the person belongs to those who decide on a purchase (C9).
    """

    id: Identifier
    customer: CustomerRef
    name: str
    role: ContactRole | None = None
    on_decision_chain: bool | None = None
    born_on: date | None = None
    education: str | None = None
    career: str | None = None
    personality: str | None = None
    interests: str | None = None
    family: str | None = None
    ability: Appraisal | None = None
    relationship: Appraisal | None = None
