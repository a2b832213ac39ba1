"""What is controlled, as typed immutable objects: organisation, customers, ledger, credit, the portfolio."""

from groupctl.model.credit import (
    INHERIT,
    UNLIMITED,
    Amount,
    Approval,
    ApprovalStep,
    Collateral,
    CollateralKind,
    CreditSurvey,
    Inherit,
    Limit,
    Unknown,
    Unlimited,
)
from groupctl.model.currencies import CURRENCIES
from groupctl.model.customer import (
    ChannelType,
    Customer,
    CustomerGroup,
    PaymentTerm,
    Relation,
    RelationState,
)
from groupctl.model.exchange import DoubtfulRate, ExchangeRate, Rates
from groupctl.model.ledger import (
    BalanceSheet,
    Budget,
    Expense,
    GoodsReturn,
    Incident,
    IncidentKind,
    Invoice,
    Order,
    OrderStatus,
    Payment,
    SalesPlan,
    StockPosition,
)
from groupctl.model.money import Money
from groupctl.model.organisation import ControlMode, Organisation, Unit, UnitKind
from groupctl.model.portfolio import Portfolio
from groupctl.model.records import NoSuchRecord, Record
from groupctl.model.set_aside import SetAside
from groupctl.model.vocabulary import ENTITIES, TABLES

__all__ = [
    "CURRENCIES",
    "ENTITIES",
    "INHERIT",
    "TABLES",
    "UNLIMITED",
    "Amount",
    "Approval",
    "ApprovalStep",
    "BalanceSheet",
    "Budget",
    "ChannelType",
    "Collateral",
    "CollateralKind",
    "ControlMode",
    "CreditSurvey",
    "Customer",
    "CustomerGroup",
    "DoubtfulRate",
    "ExchangeRate",
    "Expense",
    "GoodsReturn",
    "Incident",
    "IncidentKind",
    "Inherit",
    "Invoice",
    "Limit",
    "Money",
    "NoSuchRecord",
    "Order",
    "OrderStatus",
    "Organisation",
    "Payment",
    "PaymentTerm",
    "Portfolio",
    "Rates",
    "Record",
    "Relation",
    "RelationState",
    "SalesPlan",
    "SetAside",
    "StockPosition",
    "Unit",
    "UnitKind",
    "Unknown",
    "Unlimited",
]
