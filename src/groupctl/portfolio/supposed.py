"""A portfolio with something in it that the host does not have: what would be, if it had."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from attrs import evolve

from groupctl.model.authority import Request
from groupctl.model.organisation import ControlMode, Organisation
from groupctl.portfolio.portfolio import Portfolio
from groupctl.portfolio.records import Table


def with_requests(portfolio: Portfolio, requests: Iterable[Request]) -> Portfolio:
    """The portfolio with more requests. DataError for one that names a unit, customer, order or person that isn't there."""
    for one in requests:
        for entity in ("unit", "customer", "order"):
            if (name := getattr(one, entity)) is not None:
                portfolio.record(entity, name)
        if one.requester is not None:
            portfolio.record("employee", one.requester)
    return _with_tables(portfolio, requests={one.id: one for one in requests})


def with_modes(portfolio: Portfolio, modes: Mapping[str, ControlMode]) -> Portfolio:
    """The portfolio with other control modes of some units (G1 to G6). DataError for a unit that isn't there."""
    for name in modes:
        portfolio.record("unit", name)
    units = {name: evolve(portfolio.tables["units"][name], control_mode=mode) for name, mode in modes.items()}
    found = _with_tables(portfolio, units=units)
    tree = Organisation(found.tables["units"].values(), portfolio.organisation.lost)
    return evolve(found, organisation=tree)


def _with_tables(portfolio: Portfolio, **rows: Mapping[str, Any]) -> Portfolio:
    """The portfolio with rows of some tables added, or put in place of those of the same id."""
    tables = dict(portfolio.tables)
    for name, some in rows.items():
        all_ = {**tables[name], **some}
        tables[name] = Table(tables[name].entity, {id_: all_[id_] for id_ in sorted(all_)})
    return evolve(portfolio, tables=MappingProxyType(tables))
