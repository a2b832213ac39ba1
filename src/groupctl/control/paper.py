"""What is wrong with a matrix on paper, without people: gaps, overlaps, larger amounts decided lower, modes out of order (G24 to G26, G29).

Conditions on the amount at stake against numbers and parameters are looked at on both sides of every border, for each unit that has
values of its own and on each day on which a value changes: that decides everything. Any other condition is told as not checked.
"""

import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations, pairwise
from typing import Final

from attrs import frozen

from groupctl.errors import Fault
from groupctl.model.authority import SeatLevel, StepPart
from groupctl.model.organisation import ControlMode
from groupctl.rules import core
from groupctl.rules.authority import REFER, Route
from groupctl.rules.evaluation.scope import tightest, values_on
from groupctl.rules.matrix import MatrixCell, cells
from groupctl.rules.policy import Parameter, Policy
from groupctl.rules.show import show_money

COMPARE: Final[Mapping[str, Callable[[int, int], bool]]] = {
    "=": operator.eq,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
MODES: Final = tuple(ControlMode.__members__)
"""From the loosest hand of the parent to the tightest."""
LEVELS: Final = (SeatLevel.UNIT, SeatLevel.DIVISION, SeatLevel.SEGMENT, SeatLevel.GROUP)


@frozen
class Values:
    """The values of the parameters on a day, for the whole group or for a unit that has its own."""

    day: date
    unit: str
    known: Mapping[str, int]


def faults_on_paper(policy: Policy) -> Iterator[Fault]:
    """Every fault of the matrix, each with a witness, once for a matter and a mode (G24 to G26, G29)."""
    known = list(cells(policy))
    of_matter = {name: [cell for cell in known if cell.matter == name] for name in policy.authority.matters}
    parameters = list(parameters_read(policy, known))
    yield from _without_values(parameters)
    for matter, mine in of_matter.items():
        if not mine:
            yield _without_row(policy, matter)
        unread = [cell for cell in mine if not all(map(readable, cell.terms))]
        for cell in unread:
            condition = ", ".join(cell.conditions)
            yield Fault(
                "authority.check-not-checked", {"rule": cell.rule, "condition": condition}, cell.where
            )
        if mine and not unread:
            yield from _first_of_each(
                fault for values in _variants(parameters) for fault in _matter(policy, matter, mine, values)
            )
    yield from _seats_twice(policy)
    yield from _idle_posts(policy)


def _without_row(policy: Policy, matter: str) -> Fault:
    """A matter that no row decides, with the rules that it would lift."""
    rules = [rule.id for one in policy.rulesets.values() for rule in one.rules if rule.overridable == matter]
    code = "authority.check-no-row-lifts" if rules else "authority.check-no-row"
    where = policy.authority.matters[matter].where
    return Fault(code, {"matter": matter, "rules": ", ".join(rules)}, where)


def _first_of_each(found: Iterator[tuple[tuple[str, ...], Fault]]) -> Iterator[Fault]:
    told = set()
    for key, fault in found:
        if key not in told:
            told.add(key)
            yield fault


def parameters_read(policy: Policy, known: Sequence[MatrixCell]) -> Iterator[Parameter]:
    """The parameters that the conditions read, each once."""
    nodes = (node for cell in known for term in cell.terms for node in core.walk(term))
    names = dict.fromkeys(
        node.path[0] for node in nodes if isinstance(node, core.Read) and node.root == core.PARAMETER
    )
    return (policy.parameters[name] for name in names)


def _without_values(parameters: Sequence[Parameter]) -> Iterator[Fault]:
    for parameter in parameters:
        if not parameter.values:
            yield Fault("authority.check-no-value", {"parameter": parameter.name}, parameter.where)


def _variants(parameters: Sequence[Parameter]) -> Iterator[Values]:
    """The values on each day on which one changes, for the group and for each unit that has its own."""
    units = [
        "",
        *sorted({unit for one in parameters for scoped in one.scopes.values() for unit in scoped}),
    ]
    days = {since for one in parameters for since, _ in one.values}
    days |= {
        since
        for one in parameters
        for scoped in one.scopes.values()
        for dated in scoped.values()
        for since, _ in dated
    }
    for day in sorted(days) or [date.min]:
        for unit in units:
            found = {}
            for one in parameters:
                uses = list(values_on(one, (unit,) if unit else (), day))
                if uses:
                    use = tightest(one, uses) if one.only_tighter else uses[0]
                    if isinstance(use.value, int):
                        found[one.name] = use.value
            if len(found) == len(parameters):
                yield Values(day, unit, found)


def readable(term: core.Node, values: Values | None = None) -> bool:
    """Whether a condition compares the amount at stake with a number or a parameter, which has one of ``values`` where they are given."""
    return (
        isinstance(term, core.Comparison)
        and term.operator in COMPARE
        and isinstance(term.left, core.Read)
        and term.left.root == core.SUBJECT
        and term.left.type.kind == "money"
        and (
            isinstance(term.right, core.Const)
            or (
                isinstance(term.right, core.Read)
                and term.right.root == core.PARAMETER
                and (values is None or term.right.path[0] in values.known)
            )
        )
    )


def border(term: core.Node, values: Values) -> int:
    """The amount that a readable condition compares with."""
    assert isinstance(term, core.Comparison)  # noqa: S101 - looked at before
    if isinstance(term.right, core.Read):
        return values.known[term.right.path[0]]
    assert isinstance(term.right, core.Const)  # noqa: S101 - likewise
    assert isinstance(term.right.value, int)  # noqa: S101 - likewise
    return term.right.value


def holds(cell: MatrixCell, mode: str, stake: int, values: Values) -> bool:
    """Whether a cell decides about an amount under a mode."""
    return cell.mode in {"", mode} and all(
        COMPARE[term.operator](stake, border(term, values))
        for term in cell.terms
        if isinstance(term, core.Comparison)
    )


def _matter(
    policy: Policy, matter: str, mine: Sequence[MatrixCell], values: Values
) -> Iterator[tuple[tuple[str, ...], Fault]]:
    borders = {border(term, values) for cell in mine for term in cell.terms}
    stakes = sorted({0, *(max(0, border + step) for border in borders for step in (-1, 0, 1))})
    decided: dict[tuple[str, int], Route] = {}
    for mode in MODES:
        for stake in stakes:
            found = [cell for cell in mine if holds(cell, mode, stake, values)]
            told = {
                "matter": matter,
                "mode": mode,
                "stake": show_money(stake, policy.currency),
                "unit": values.unit or "-",
                "day": str(values.day),
            }
            if not found:
                yield ("gap", mode), Fault("authority.check-gap", told, mine[0].where)
            elif len(found) > 1:
                rules = ", ".join(cell.rule for cell in found)
                yield (
                    ("overlap", mode),
                    Fault("authority.check-overlap", {**told, "rules": rules}, found[1].where),
                )
            elif found[0].route != REFER:
                decided[mode, stake] = policy.authority.routes[found[0].route]
        yield from _not_monotone(
            policy, matter, mode, [(stake, decided.get((mode, stake))) for stake in stakes]
        )
    for one, other in pairwise(MODES):
        for stake in stakes:
            loose, tight = decided.get((one, stake)), decided.get((other, stake))
            if loose and tight and rank(tight) < rank(loose):
                shown = show_money(stake, policy.currency)
                said = {"matter": matter, "mode": other, "looser": one, "stake": shown}
                said |= {"route": tight.name, "other": loose.name}
                yield ("mode", other), Fault("authority.check-mode", said, mine[0].where)


def _not_monotone(
    policy: Policy, matter: str, mode: str, found: Sequence[tuple[int, Route | None]]
) -> Iterator[tuple[tuple[str, ...], Fault]]:
    for (less, lower), (more, higher) in pairwise(
        [(stake, route) for stake, route in found if route is not None]
    ):
        if rank(higher) < rank(lower):
            said = {"matter": matter, "mode": mode, "route": higher.name, "other": lower.name}
            said |= {"stake": show_money(more, policy.currency), "less": show_money(less, policy.currency)}
            yield ("monotone", mode), Fault("authority.check-not-monotone", said, higher.where)


def rank(route: Route) -> tuple[int, bool]:
    """How high a route is decided: by the level of the seat that decides, and there a body above a post."""
    step = route.deciding
    return LEVELS.index(step.seat.at), step.part is StepPart.DELIBERATE


def _seats_twice(policy: Policy) -> Iterator[Fault]:
    """Steps that add nothing: the same seat judges before (G26). By M18 another person than its holder has to do the second."""
    for route in policy.authority.routes.values():
        for one, other in combinations(route.steps, 2):
            if one.part is StepPart.REVIEW and one.seat == other.seat:
                said = {"route": route.name, "seat": str(one.seat), "one": one.part.name}
                yield Fault("authority.check-seat-twice", {**said, "other": other.part.name}, route.where)


def _idle_posts(policy: Policy) -> Iterator[Fault]:
    """Posts that no route, no superior and no task names."""
    authority = policy.authority
    seats = [step.seat for route in authority.routes.values() for step in route.steps]
    seats += [route.asked_by for route in authority.routes.values() if route.asked_by]
    named = {above.post for seat in seats for above in authority.line(seat)}
    named |= {
        other
        for post in authority.posts.values()
        for other in (post.name, *post.incompatible)
        if post.incompatible
    }
    for post in authority.posts.values():
        if post.name not in named:
            yield Fault("authority.check-idle-post", {"post": post.name}, post.where)
