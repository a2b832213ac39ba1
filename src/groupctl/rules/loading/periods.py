"""Periods and scopes in which parameters have one value each: what rules say is compared in one after the other."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from groupctl.rules import core
from groupctl.rules.loading.parameters import Dated
from groupctl.rules.policy import Parameter, ScopeLevel
from groupctl.rules.types import BOOLEAN, DATE
from groupctl.schema.checks import FIRST_DAY, LAST_DAY

AS_OF: Final = core.Read(type=DATE, root=core.AS_OF)

Scope = tuple[ScopeLevel, str] | None
"""A segment or a unit with values of its own; None for the group's."""


def scopes(parameters: Iterable[Parameter]) -> list[Scope]:
    """The group, then each segment and unit that has a value of its own for one of the parameters."""
    own = {(level, id_) for one in parameters for level, units in one.scopes.items() for id_ in units}
    return [None, *sorted(own)]


def values_in(parameter: Parameter, scope: Scope) -> Dated:
    """The values of a parameter in a scope: its own from their day on, those of the group before it."""
    level, id_ = scope or ("unit", "")
    own = parameter.scopes.get(level, {}).get(id_, ())
    return (*(one for one in parameter.values if not own or one[0] < own[0][0]), *own)


def periods(values: Iterable[Dated]) -> Iterator[tuple[date, date]]:
    """First and last days between which none of ``values`` changes."""
    changes = {day for one in values for day, _ in one if FIRST_DAY < day <= LAST_DAY}
    one_day = timedelta(days=1)
    for start, after in pairwise([FIRST_DAY, *sorted(changes), LAST_DAY + one_day]):
        yield start, after - one_day


def in_force(since: date | None, until: date | None) -> core.Node:
    """That the day of a decision is between two, as a condition."""
    terms: list[core.Node] = [core.Const(type=BOOLEAN, value=True)] * 2
    if since is not None:
        terms.append(core.Comparison(operator=">=", left=AS_OF, right=core.Const(type=DATE, value=since)))
    if until is not None:
        terms.append(core.Comparison(operator="<=", left=AS_OF, right=core.Const(type=DATE, value=until)))
    return core.And(terms=tuple(terms))
