"""The matrix of authority, cell by cell: what its rules say of a matter under a control mode, and where two matrices differ (G24, G26)."""

from collections.abc import Iterator, Mapping, Sequence

from attrs import field, frozen

from groupctl.errors import SourceSpan
from groupctl.model.organisation import ControlMode
from groupctl.rules import core
from groupctl.rules.authority import MATTER
from groupctl.rules.policy import Policy
from groupctl.rules.show import show


@frozen
class MatrixCell:
    """What a rule says of one matter: under which control mode (all where it names none) and which other conditions, the route."""

    rule: str
    matter: str
    mode: str
    conditions: tuple[str, ...]
    route: str
    terms: tuple[core.Node, ...] = field(default=(), repr=False)
    """The other conditions themselves."""
    where: SourceSpan | None = field(default=None, eq=False)


def cells(policy: Policy) -> Iterator[MatrixCell]:
    """Every rule of the matrices, once for each matter that it names."""
    for rule_set in policy.matrices:
        for rule in rule_set.rules:
            route = rule.then[rule_set.route]
            terms = rule.condition.terms if isinstance(rule.condition, core.And) else (rule.condition,)
            matters = [name for term in terms for name in _members(term, MATTER)]
            modes = [name for term in terms for name in _members(term, ControlMode.__name__)]
            other = [term for term in terms if not any(_members(term, MATTER, ControlMode.__name__))]
            for matter in matters:
                for mode in modes or [""]:
                    yield MatrixCell(
                        rule=rule.id,
                        matter=matter,
                        mode=mode,
                        conditions=tuple(show(term, policy.currency) for term in other),
                        route=str(route.value)
                        if isinstance(route, core.Const)
                        else show(route, policy.currency),
                        terms=tuple(other),
                        where=rule.where,
                    )


@frozen
class MatrixRow:
    """What decides one matter under some conditions: the route by control mode; that of all modes under an empty name."""

    matter: str
    conditions: tuple[str, ...]
    routes: Mapping[str, str]
    terms: tuple[core.Node, ...] = field(default=(), repr=False)
    """The conditions themselves."""


def matrix_rows(policy: Policy) -> Iterator[MatrixRow]:
    """The matrix as it is read: matter by matter in the order of the policy, a row for each set of conditions."""
    found: dict[tuple[str, tuple[str, ...]], list[MatrixCell]] = {}
    for cell in cells(policy):
        found.setdefault((cell.matter, cell.conditions), []).append(cell)
    for name in policy.authority.matters:
        for (matter, conditions), of_row in found.items():
            if matter == name:
                routes = {cell.mode: cell.route for cell in of_row}
                yield MatrixRow(matter, conditions, routes, of_row[0].terms)


def _members(condition: core.Node, *enumerations: str) -> Iterator[str]:
    """The members of some enumerations that a condition names."""
    for node in core.walk(condition):
        if isinstance(node, core.Const) and node.type.name in enumerations:
            yield str(node.value)


@frozen
class ChangedCell:
    """A cell of two matrices that differ; a side is empty where it has no such cell."""

    matter: str
    conditions: tuple[str, ...]
    before: str
    after: str


def between_modes(policy: Policy, before: str, after: str) -> Sequence[ChangedCell]:
    """What is decided on another route under the control mode ``after`` (G9)."""
    known = list(cells(policy))
    return differing(
        *({_place(one): one.route for one in known if one.mode in {"", mode}} for mode in (before, after))
    )


def between_policies(before: Policy, after: Policy) -> Sequence[ChangedCell]:
    """What another policy decides on another route."""
    return differing(
        *({(*_place(one), one.mode): one.route for one in cells(policy)} for policy in (before, after))
    )


def _place(cell: MatrixCell) -> tuple[object, ...]:
    return cell.matter, cell.conditions


def differing(
    before: Mapping[tuple[object, ...], str], after: Mapping[tuple[object, ...], str]
) -> Sequence[ChangedCell]:
    """The places of two matrices at which they say different things, in their order."""
    found = []
    for place in dict.fromkeys([*before, *after]):
        one, other = before.get(place, ""), after.get(place, "")
        if one != other:
            matter, conditions, *mode = place
            assert isinstance(conditions, tuple)  # noqa: S101 - for the type checker
            found.append(
                ChangedCell(str(matter), (*(str(name) for name in mode if name), *conditions), one, other)
            )
    return found
