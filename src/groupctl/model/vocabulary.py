"""The words that the rule language has for the model, derived from its classes.

An entity's attributes are the fields of its class; a reference reads as the record it names. Collections are
the other side of the references: a customer has the invoices that name it, a group those of its members, a
unit those of itself and of the units below it. The groups of a customer are its own and all above that. A payment
has what it takes off its invoice (``amount_settled``) and whether a rate was needed for that (``converted``).
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from attrs import frozen

from groupctl.model.contract import Contract
from groupctl.model.credit import Approval, Collateral, CreditSurvey
from groupctl.model.customer import Customer, CustomerGroup, Relation
from groupctl.model.exchange import ExchangeRate
from groupctl.model.fields import FieldType, Kind, about, field_types
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
from groupctl.model.service import (
    Complaint,
    DutyReport,
    FaultReport,
    Project,
    SatisfactionSurvey,
    ServiceRequest,
    Visit,
)

CLASSES: tuple[type, ...] = (
    Unit,
    Employee,
    CustomerGroup,
    Customer,
    Relation,
    Product,
    Order,
    Invoice,
    InvoiceLine,
    Payment,
    GoodsReturn,
    Expense,
    Budget,
    SalesPlan,
    StockPosition,
    BalanceSheet,
    CreditSurvey,
    Collateral,
    Approval,
    Contact,
    Profile,
    DealerEvaluation,
    AccountReview,
    CustomerPolicy,
    CustomerPlan,
    Voice,
    Occasion,
    Acquisition,
    Contract,
    Lead,
    Opportunity,
    Activity,
    Resource,
    Complaint,
    Project,
    Visit,
    ServiceRequest,
    FaultReport,
    SatisfactionSurvey,
    DutyReport,
    Campaign,
    Support,
    SeasonPlan,
    ImprovementPlan,
    WorkGroup,
    Kpi,
    Strategy,
    Regulation,
    CashReceipt,
    Account,
    AccountChange,
    Indicator,
    IndicatorReading,
    Incident,
    CalendarDay,
    ProcessEvent,
)
"""The class of every entity. Each comes after those that it refers to."""

EXCHANGE_RATES = about(ExchangeRate).table
ALL = "all."


@frozen(kw_only=True)
class Attribute:
    """One value of a record.

    ``optional`` says whether it may be unknown: because the host need not state it, because an amount may have
    no exchange rate, or because a reference may lead to a row that was set aside. ``members`` and
    ``enumeration`` (the name of the enumeration) are for enumerations, ``target`` (an entity) for records.
    """

    name: str
    kind: Kind
    optional: bool
    members: tuple[str, ...] = ()
    enumeration: str = ""
    target: str | None = None


@frozen(kw_only=True)
class Collection:
    """Records of ``entity`` that belong to a record under ``name``."""

    name: str
    entity: str


@frozen(kw_only=True)
class Entity:
    """One kind of record; ``dated`` is the attribute with a record's own date, if it has one."""

    name: str
    table: str
    type: type
    dated: str | None
    attributes: Mapping[str, Attribute]
    collections: Mapping[str, Collection]

    @property
    def fields(self) -> Mapping[str, FieldType]:
        """The fields of the class behind it."""
        return field_types(self.type)

    def collection(self, name: str) -> Collection | None:
        """The collection called ``name``: one of its own, or a whole table (``all.customers``)."""
        return self.collections.get(name) or PORTFOLIO_COLLECTIONS.get(name)


def _attributes(cls: type) -> Iterator[Attribute]:
    fields = field_types(cls)
    yield Attribute(name="id", kind="text", optional=False)
    for name, field in fields.items():
        if name == "id":
            continue
        yield Attribute(
            name=name,
            kind=field.kind,
            optional=field.optional or field.kind in {"money", "limit"},
            members=field.members,
            enumeration=field.choice.__name__ if field.kind == "enumeration" else "",
            target=field.target,
        )
    if has_relation(cls):
        yield Attribute(name="relation", kind="record", optional=True, target="relation")
    if cls is Payment:
        yield Attribute(name="amount_settled", kind="money", optional=True)
        yield Attribute(name="converted", kind="boolean", optional=True)


def has_relation(cls: type) -> bool:
    """Whether objects of ``cls`` belong to a relation: they name a customer and a unit."""
    return cls is not Relation and {"customer", "unit"} <= field_types(cls).keys()


def _collections(entity: str) -> Iterator[Collection]:
    for cls in CLASSES:
        name, table = str(about(cls).entity), about(cls).table
        targets = {reference for reference, field in field_types(cls).items() if field.target == reference}
        if name == entity:
            if "parent" in field_types(cls):
                yield Collection(name="children", entity=name)
        elif entity == "customer" and name == "group":
            yield Collection(name="groups", entity=name)
        elif entity == "group":
            if name == "customer":
                yield Collection(name="members", entity=name)
            elif "customer" in targets:
                yield Collection(name=table, entity=name)
        elif (entity == "relation" and has_relation(cls)) or entity in targets:
            yield Collection(name=table, entity=name)


def _entity(cls: type) -> Entity:
    said = about(cls)
    name = str(said.entity)
    return Entity(
        name=name,
        table=said.table,
        type=cls,
        dated=said.dated,
        attributes=MappingProxyType({attribute.name: attribute for attribute in _attributes(cls)}),
        collections=MappingProxyType({collection.name: collection for collection in _collections(name)}),
    )


ENTITIES: Mapping[str, Entity] = MappingProxyType({entity.name: entity for entity in map(_entity, CLASSES)})
"""Every entity by its name."""

TABLES: Mapping[str, type] = MappingProxyType({about(cls).table: cls for cls in (*CLASSES, ExchangeRate)})
"""The class of the rows of every table that a host may give."""

PORTFOLIO_COLLECTIONS: Mapping[str, Collection] = MappingProxyType(
    {
        ALL + entity.table: Collection(name=ALL + entity.table, entity=entity.name)
        for entity in ENTITIES.values()
    }
)
"""Whole tables as collections (``all.customers``): every record has them."""
