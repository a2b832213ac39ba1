"""What the host does not have: a request that is yet to be made, a unit under another control mode."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from attrs import evolve

from groupctl.model.authority import Request
from groupctl.model.organisation import ControlMode, Organisation
from groupctl.portfolio.portfolio import Portfolio
from groupctl.portfolio.records import Beside, Record, Table

SUPPOSED: Final = "?"
"""The id of a request that is only asked about."""


def supposed_request(portfolio: Portfolio, request: Request) -> Record:
    """The record of a request that the portfolio does not hold. DataError for a unit, customer, group, order or person that isn't there."""
    for entity in ("unit", "customer", "group", "order"):
        if (name := getattr(request, entity)) is not None:
            portfolio.record(entity, name)
    if request.requester is not None:
        portfolio.record("employee", request.requester)
    return portfolio.supposed(request)


def with_modes(portfolio: Portfolio, modes: Mapping[str, ControlMode]) -> Portfolio:
    """The portfolio with other control modes of some units (G1 to G6, G9). DataError for a unit that isn't there."""
    for name in modes:
        portfolio.record("unit", name)
    known = portfolio.tables["units"]
    changed = {name: evolve(known[name], control_mode=mode) for name, mode in modes.items()}
    units = Table("unit", Beside(known, changed))
    return evolve(
        portfolio,
        tables=MappingProxyType({**portfolio.tables, "units": units}),
        organisation=Organisation(units.values(), portfolio.organisation.lost),
    )
