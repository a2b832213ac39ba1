"""The record types that the library knows: the one place where they are declared.

A portfolio has each of these tables by name, typed: ``portfolio.invoices["R-17"].amount``. `STANDARD` is the `Schema` made of
them; a policy may add fields to them, and tables of its own beside them.
"""

from collections.abc import Mapping
from typing import Any, Final, Generic, TypeVar

from groupctl.model.authority import Absence, Appointment, Body, Delegation, Request, StepRecord, Vote
from groupctl.model.contract import Contract
from groupctl.model.credit import Collateral, CreditSurvey
from groupctl.model.customer import Account, Customer, CustomerGroup
from groupctl.model.due import AgreedTerms, Dispute, Dunning, Instalment, PaymentPromise
from groupctl.model.exchange import ExchangeRate
from groupctl.model.granted_limit import GrantedLimit
from groupctl.model.identity import IdentityCheck, Registration
from groupctl.model.indicators import Indicator, IndicatorReading
from groupctl.model.instrument import PaymentInstrument
from groupctl.model.ledger import (
    BalanceSheet,
    Budget,
    Expense,
    GoodsReturn,
    Incident,
    Invoice,
    InvoiceLine,
    Order,
    Payment,
    SalesPlan,
    StockPosition,
)
from groupctl.model.organisation import Unit
from groupctl.model.people import Contact, Employee, UserAccount, UserAccountChange
from groupctl.model.pipeline import Activity, Lead, Opportunity, Resource
from groupctl.model.planning import (
    Campaign,
    CashReceipt,
    ImprovementPlan,
    Kpi,
    Regulation,
    SeasonPlan,
    Strategy,
    Support,
    WorkGroup,
)
from groupctl.model.process import CalendarDay, ProcessEvent
from groupctl.model.product import Product
from groupctl.model.profile import (
    AccountReview,
    Acquisition,
    CustomerPlan,
    CustomerPolicy,
    DealerEvaluation,
    Occasion,
    Profile,
    Voice,
)
from groupctl.model.service import (
    Complaint,
    DutyReport,
    FaultReport,
    Project,
    SatisfactionSurvey,
    ServiceRequest,
    Visit,
)
from groupctl.schema.entities import Schema
from groupctl.schema.fields import about

T = TypeVar("T")


class Rows(Generic[T]):
    """One table of a portfolio: its rows by id, in order of id."""

    def __init__(self, cls: type[T]) -> None:
        self.cls = cls
        self.table = about(cls).table

    def __get__(self, tables: "Tables", _: type | None = None) -> Mapping[str, T]:
        return tables.tables[self.table]


class Tables:
    """The rows of every table by id. Each record type comes after those that it refers to."""

    __slots__ = ()

    tables: Mapping[str, Mapping[str, Any]]

    units = Rows(Unit)
    employees = Rows(Employee)
    groups = Rows(CustomerGroup)
    customers = Rows(Customer)
    accounts = Rows(Account)
    products = Rows(Product)
    orders = Rows(Order)
    invoices = Rows(Invoice)
    invoice_lines = Rows(InvoiceLine)
    instalments = Rows(Instalment)
    agreed_terms = Rows(AgreedTerms)
    disputes = Rows(Dispute)
    dunnings = Rows(Dunning)
    payment_promises = Rows(PaymentPromise)
    payments = Rows(Payment)
    payment_instruments = Rows(PaymentInstrument)
    goods_returns = Rows(GoodsReturn)
    expenses = Rows(Expense)
    budgets = Rows(Budget)
    sales_plans = Rows(SalesPlan)
    stock_positions = Rows(StockPosition)
    balance_sheets = Rows(BalanceSheet)
    credit_surveys = Rows(CreditSurvey)
    collaterals = Rows(Collateral)
    granted_limits = Rows(GrantedLimit)
    registrations = Rows(Registration)
    identity_checks = Rows(IdentityCheck)
    appointments = Rows(Appointment)
    delegations = Rows(Delegation)
    absences = Rows(Absence)
    bodies = Rows(Body)
    requests = Rows(Request)
    step_records = Rows(StepRecord)
    votes = Rows(Vote)
    contacts = Rows(Contact)
    profiles = Rows(Profile)
    dealer_evaluations = Rows(DealerEvaluation)
    account_reviews = Rows(AccountReview)
    customer_policies = Rows(CustomerPolicy)
    customer_plans = Rows(CustomerPlan)
    voices = Rows(Voice)
    occasions = Rows(Occasion)
    acquisitions = Rows(Acquisition)
    contracts = Rows(Contract)
    leads = Rows(Lead)
    opportunities = Rows(Opportunity)
    activities = Rows(Activity)
    resources = Rows(Resource)
    complaints = Rows(Complaint)
    projects = Rows(Project)
    visits = Rows(Visit)
    service_requests = Rows(ServiceRequest)
    faults = Rows(FaultReport)
    satisfaction_surveys = Rows(SatisfactionSurvey)
    duty_reports = Rows(DutyReport)
    campaigns = Rows(Campaign)
    supports = Rows(Support)
    season_plans = Rows(SeasonPlan)
    improvement_plans = Rows(ImprovementPlan)
    work_groups = Rows(WorkGroup)
    kpis = Rows(Kpi)
    strategies = Rows(Strategy)
    regulations = Rows(Regulation)
    cash_receipts = Rows(CashReceipt)
    user_accounts = Rows(UserAccount)
    user_account_changes = Rows(UserAccountChange)
    indicators = Rows(Indicator)
    indicator_readings = Rows(IndicatorReading)
    incidents = Rows(Incident)
    calendar_days = Rows(CalendarDay)
    process_events = Rows(ProcessEvent)
    exchange_rates = Rows(ExchangeRate)


STANDARD: Final = Schema(tuple(found.cls for found in vars(Tables).values() if isinstance(found, Rows)))
"""What the library knows."""

EXCHANGE_RATES: Final = about(ExchangeRate).table
