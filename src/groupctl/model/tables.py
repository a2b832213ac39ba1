"""The tables of a portfolio by name, each with the type of its rows."""

from collections.abc import Mapping
from typing import Any

from groupctl.model.contract import Contract
from groupctl.model.credit import Approval, Collateral, CreditSurvey
from groupctl.model.customer import Customer, CustomerGroup, Relation
from groupctl.model.exchange import ExchangeRate
from groupctl.model.indicators import Indicator, IndicatorReading
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
from groupctl.model.people import Account, AccountChange, Contact, Employee
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
from groupctl.model.records import Table
from groupctl.model.service import (
    Complaint,
    DutyReport,
    FaultReport,
    Project,
    SatisfactionSurvey,
    ServiceRequest,
    Visit,
)


class Tables:
    """The rows of every table by id, in order of id."""

    __slots__ = ()

    tables: Mapping[str, Table[Any]]

    @property
    def units(self) -> Mapping[str, Unit]:
        """Units by id."""
        return self.tables["units"]

    @property
    def groups(self) -> Mapping[str, CustomerGroup]:
        """Customer groups by id."""
        return self.tables["groups"]

    @property
    def customers(self) -> Mapping[str, Customer]:
        """Customers by id."""
        return self.tables["customers"]

    @property
    def relations(self) -> Mapping[str, Relation]:
        """Relations, by ``customer@unit``."""
        return self.tables["relations"]

    @property
    def orders(self) -> Mapping[str, Order]:
        """Orders by id."""
        return self.tables["orders"]

    @property
    def invoices(self) -> Mapping[str, Invoice]:
        """Invoices by id."""
        return self.tables["invoices"]

    @property
    def payments(self) -> Mapping[str, Payment]:
        """Payments by id."""
        return self.tables["payments"]

    @property
    def goods_returns(self) -> Mapping[str, GoodsReturn]:
        """Returns of goods by id."""
        return self.tables["goods_returns"]

    @property
    def expenses(self) -> Mapping[str, Expense]:
        """Expenses by id."""
        return self.tables["expenses"]

    @property
    def budgets(self) -> Mapping[str, Budget]:
        """Expense budgets by id."""
        return self.tables["budgets"]

    @property
    def sales_plans(self) -> Mapping[str, SalesPlan]:
        """Sales plans by id."""
        return self.tables["sales_plans"]

    @property
    def stock_positions(self) -> Mapping[str, StockPosition]:
        """Stock positions by id."""
        return self.tables["stock_positions"]

    @property
    def incidents(self) -> Mapping[str, Incident]:
        """Incidents by id."""
        return self.tables["incidents"]

    @property
    def balance_sheets(self) -> Mapping[str, BalanceSheet]:
        """Balance sheets by id."""
        return self.tables["balance_sheets"]

    @property
    def credit_surveys(self) -> Mapping[str, CreditSurvey]:
        """Credit surveys by id."""
        return self.tables["credit_surveys"]

    @property
    def collaterals(self) -> Mapping[str, Collateral]:
        """Collateral by id."""
        return self.tables["collaterals"]

    @property
    def approvals(self) -> Mapping[str, Approval]:
        """Approvals by id."""
        return self.tables["approvals"]

    @property
    def exchange_rates(self) -> Mapping[str, ExchangeRate]:
        """Exchange rates, by ``EUR/CNY@2026-11-20``."""
        return self.tables["exchange_rates"]

    @property
    def employees(self) -> Mapping[str, Employee]:
        """Employees by id."""
        return self.tables["employees"]

    @property
    def contacts(self) -> Mapping[str, Contact]:
        """Contacts at customers by id."""
        return self.tables["contacts"]

    @property
    def profiles(self) -> Mapping[str, Profile]:
        """Customer profiles by id."""
        return self.tables["profiles"]

    @property
    def dealer_evaluations(self) -> Mapping[str, DealerEvaluation]:
        """Dealer evaluations by id."""
        return self.tables["dealer_evaluations"]

    @property
    def account_reviews(self) -> Mapping[str, AccountReview]:
        """Reviews of key accounts by id."""
        return self.tables["account_reviews"]

    @property
    def customer_policies(self) -> Mapping[str, CustomerPolicy]:
        """Customer policies by id."""
        return self.tables["customer_policies"]

    @property
    def customer_plans(self) -> Mapping[str, CustomerPlan]:
        """Customer plans by id."""
        return self.tables["customer_plans"]

    @property
    def voices(self) -> Mapping[str, Voice]:
        """What customers said by id."""
        return self.tables["voices"]

    @property
    def occasions(self) -> Mapping[str, Occasion]:
        """Occasions of key accounts by id."""
        return self.tables["occasions"]

    @property
    def acquisitions(self) -> Mapping[str, Acquisition]:
        """New customers before acceptance by id."""
        return self.tables["acquisitions"]

    @property
    def contracts(self) -> Mapping[str, Contract]:
        """Contracts by id."""
        return self.tables["contracts"]

    @property
    def leads(self) -> Mapping[str, Lead]:
        """Leads by id."""
        return self.tables["leads"]

    @property
    def opportunities(self) -> Mapping[str, Opportunity]:
        """Opportunities by id."""
        return self.tables["opportunities"]

    @property
    def activities(self) -> Mapping[str, Activity]:
        """Activities by id."""
        return self.tables["activities"]

    @property
    def resources(self) -> Mapping[str, Resource]:
        """Resources by id."""
        return self.tables["resources"]

    @property
    def complaints(self) -> Mapping[str, Complaint]:
        """Complaints by id."""
        return self.tables["complaints"]

    @property
    def projects(self) -> Mapping[str, Project]:
        """Projects in use by id."""
        return self.tables["projects"]

    @property
    def visits(self) -> Mapping[str, Visit]:
        """Visits by id."""
        return self.tables["visits"]

    @property
    def service_requests(self) -> Mapping[str, ServiceRequest]:
        """Service requests by id."""
        return self.tables["service_requests"]

    @property
    def faults(self) -> Mapping[str, FaultReport]:
        """Fault reports by id."""
        return self.tables["faults"]

    @property
    def satisfaction_surveys(self) -> Mapping[str, SatisfactionSurvey]:
        """Satisfaction surveys by id."""
        return self.tables["satisfaction_surveys"]

    @property
    def duty_reports(self) -> Mapping[str, DutyReport]:
        """Reports owed by id."""
        return self.tables["duty_reports"]

    @property
    def products(self) -> Mapping[str, Product]:
        """Products by id."""
        return self.tables["products"]

    @property
    def invoice_lines(self) -> Mapping[str, InvoiceLine]:
        """Invoice lines by id."""
        return self.tables["invoice_lines"]

    @property
    def campaigns(self) -> Mapping[str, Campaign]:
        """Campaigns by id."""
        return self.tables["campaigns"]

    @property
    def supports(self) -> Mapping[str, Support]:
        """Support lent to dealers by id."""
        return self.tables["supports"]

    @property
    def season_plans(self) -> Mapping[str, SeasonPlan]:
        """Season plans by id."""
        return self.tables["season_plans"]

    @property
    def improvement_plans(self) -> Mapping[str, ImprovementPlan]:
        """Improvement plans by id."""
        return self.tables["improvement_plans"]

    @property
    def work_groups(self) -> Mapping[str, WorkGroup]:
        """Work groups by id."""
        return self.tables["work_groups"]

    @property
    def kpis(self) -> Mapping[str, Kpi]:
        """Key figures by id."""
        return self.tables["kpis"]

    @property
    def regulations(self) -> Mapping[str, Regulation]:
        """Regulations by id."""
        return self.tables["regulations"]

    @property
    def cash_receipts(self) -> Mapping[str, CashReceipt]:
        """Cash receipts by id."""
        return self.tables["cash_receipts"]

    @property
    def accounts(self) -> Mapping[str, Account]:
        """CRM accounts by id."""
        return self.tables["accounts"]

    @property
    def account_changes(self) -> Mapping[str, AccountChange]:
        """Changes of CRM accounts by id."""
        return self.tables["account_changes"]

    @property
    def indicators(self) -> Mapping[str, Indicator]:
        """Indicators by id."""
        return self.tables["indicators"]

    @property
    def indicator_readings(self) -> Mapping[str, IndicatorReading]:
        """Readings of indicators by id."""
        return self.tables["indicator_readings"]

    @property
    def calendar_days(self) -> Mapping[str, CalendarDay]:
        """Days that are not what their weekday says by id."""
        return self.tables["calendar_days"]

    @property
    def process_events(self) -> Mapping[str, ProcessEvent]:
        """Events of processes by id."""
        return self.tables["process_events"]

    @property
    def strategies(self) -> Mapping[str, Strategy]:
        """Strategies by id."""
        return self.tables["strategies"]
