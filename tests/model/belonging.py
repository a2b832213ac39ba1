"""What belongs to what, said once more and slowly: the oracle for the indexes."""

from typing import Any

from groupctl.model import STANDARD
from groupctl.portfolio.portfolio import Portfolio
from groupctl.portfolio.records import Record
from groupctl.texts.similar import bare


def at_or_above(portfolio: Portfolio, table: str, start: str | None) -> set[str]:
    """``start`` and everything above it."""
    found: set[str] = set()
    while start is not None and start in portfolio.tables[table]:
        found.add(start)
        start = portfolio.tables[table][start].parent
    return found


def customers_of(row: object) -> set[str]:
    """The customer that a row names."""
    named = getattr(row, "customer", None)
    return {named} if named else set()


def one_customer(portfolio: Portfolio, customer: str) -> set[str]:
    """The records that are the same customer: found, or of one number and not told apart, in one step or several."""
    said = {}
    for check in sorted(portfolio.identity_checks.values(), key=lambda row: (row.checked_on, row.same)):
        said[frozenset({check.customer, check.other})] = check.same
    numbers = {row.id: (row.country, bare(row.number)) for row in portfolio.registrations.values()}
    found, before = {customer}, set[str]()
    while found != before:
        before = set(found)
        for pair, same in said.items():
            found |= pair if same and pair & found else set()
        for one in portfolio.registrations.values():
            for other in portfolio.registrations.values():
                pair = frozenset({one.customer, other.customer})
                if one.customer in found and numbers[one.id] == numbers[other.id] and said.get(pair, True):
                    found.add(other.customer)
    return found


def belongs(portfolio: Portfolio, row: object, owner: Record, collection: str) -> bool:
    """Whether ``row`` belongs to ``collection`` of ``owner``."""
    here = owner.source
    if collection.startswith("all."):
        return True
    if collection == "children":
        return getattr(row, "parent") == owner.id  # noqa: B009
    if collection.endswith("_to_pay"):
        return belongs_to_payer(portfolio, row, owner)
    if collection == "lookalikes":
        return False  # the customers drawn have no addresses
    if collection == "duplicates":
        customer, other = (getattr(one, "customer", one.id) for one in (here, row))
        at_one_unit = getattr(here, "unit", None) == getattr(row, "unit", None)
        return other != customer and other in one_customer(portfolio, customer) and at_one_unit
    match owner.entity:
        case "unit":
            return owner.id in at_or_above(portfolio, "units", row.unit)
        case "group" if collection == "members":
            return owner.id in at_or_above(portfolio, "groups", row.group)
        case "group":
            groups = [portfolio.customers[name].group for name in customers_of(row)]
            if getattr(row, "group", None) == owner.id:
                return True
            return any(owner.id in at_or_above(portfolio, "groups", group) for group in groups)
        case "customer" if collection == "groups":
            return row.id in at_or_above(portfolio, "groups", here.group)
        case "customer":
            return owner.id in customers_of(row)
        case "account" if collection == "requests":
            return row.customer == here.customer and row.unit in at_or_above(portfolio, "units", here.unit)
        case "account":
            return row.customer == here.customer and row.unit in {here.unit, None}
        case _:
            return getattr(row, owner.entity) == owner.id


def belongs_to_payer(portfolio: Portfolio, row: Any, owner: Record) -> bool:
    """Whether ``owner`` has to pay ``row``: who is named as its payer, else who is billed, else who bought."""
    payer = row.payer or row.bill_to or row.customer
    match owner.entity:
        case "customer":
            return payer == owner.id
        case "account":
            return (payer, row.unit) == (owner.source.customer, owner.source.unit)
        case _:
            return owner.id in at_or_above(portfolio, "groups", portfolio.customers[payer].group)


def collections(portfolio: Portfolio) -> list[tuple[Record, str, str]]:
    """Every collection of every record, with the entity that it holds."""
    return [
        (record, name, collection.entity)
        for entity in STANDARD.entities.values()
        for record in portfolio.records(entity.name)
        for name, collection in entity.collections.items()
    ]
