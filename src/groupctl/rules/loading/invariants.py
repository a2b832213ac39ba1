"""Invariants: what must never be, checked like any condition."""

from collections.abc import Mapping

from attrs import evolve, frozen

from groupctl.rules import draft
from groupctl.rules.authority import ROUTE, Authority
from groupctl.rules.function import Argument, Function
from groupctl.rules.loading.compose import Piece
from groupctl.rules.loading.context import Context, line
from groupctl.rules.policy import Invariant
from groupctl.rules.types import BOOLEAN, COUNT


def invariants(context: Context, authority: Authority) -> dict[str, Invariant]:
    """The invariants of the policy and its imports, by name, without those that have faults.

    Beside the names of conditions they know ``persons of(route)``: how many people a route takes at least.
    """
    names = context.names
    route = context.types.get(ROUTE)
    if route is not None:
        persons = Function(
            name="persons of",
            arguments=(Argument(name="route", kinds=frozenset({"enumeration"}), type=route),),
            result=COUNT,
            meaning=Persons({name: one.persons for name, one in authority.routes.items()}),
            version="1",
        )
        context.names = evolve(names, functions={**names.functions, persons.name: persons})
    pieces = sorted(context.composition.invariants.items())
    found = {str(name): _invariant(context, str(name), piece) for name, piece in pieces}
    context.names = names
    return {name: one for name, one in found.items() if one is not None}


@frozen
class Persons:
    """How many people each route takes at least; of none where no one may grant what is asked for."""

    routes: Mapping[str, int]

    def __call__(self, route: str) -> int | None:
        """The number for one route; None where it is none."""
        return self.routes.get(route)


def _invariant(context: Context, name: str, piece: Piece[draft.InvariantDraft]) -> Invariant | None:
    written, before = piece.item, len(context.faults)
    context.id(name, piece.sub("name"))
    told = context.told(written, piece)
    known = context.about(written.about, piece.sub("about"))
    never = context.expression(written.never, written.about, BOOLEAN, piece.sub("never")) if known else None
    if never is None or len(context.faults) > before:
        return None
    return Invariant(name=name, about=str(written.about), never=never, text=line(written.never), **told)
