"""Running totals: what each record of a collection sums up to, itself and those before it, from one sorted list.

``sum: owed, of: account.invoices, where: past_due and due_on <= subject.due_on`` asks each invoice of an account about all of
them. What does not depend on the subject is worked out once: the invoices past due in order of their due day, and the sums so
far. Anything that is not known there leaves the answer to `measures.aggregate`, which says what it means.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from itertools import accumulate
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

from attrs import frozen

from groupctl.errors import DecisionError
from groupctl.portfolio.records import Record
from groupctl.rules import core
from groupctl.rules.core import Value
from groupctl.rules.policy import Aggregate
from groupctl.rules.unknown import UnknownValue

if TYPE_CHECKING:
    from groupctl.rules.evaluation.environment import Environment

_BISECTED: Final[Mapping[str, Callable[[Sequence[Any], Any], int]]] = {
    "<": bisect_left,
    "<=": bisect_right,
    ">": bisect_right,
    ">=": bisect_left,
}


@frozen(kw_only=True)
class RunningPlan:
    """A filter taken apart: ``place operator bound``, the first about the item, the second about the subject, and the rest."""

    place: core.Node
    operator: core.ComparisonOperator
    bound: core.Node
    rest: core.Node | None
    value: core.Node | None

    @classmethod
    def of(cls, formula: Aggregate) -> "RunningPlan | None":
        """How ``formula`` is worked out from a sorted list; None where it can't be."""
        terms = formula.where.terms if isinstance(formula.where, core.And) else (formula.where,)
        bounds = [term for term in terms if term is not None and _reads(term, core.SUBJECT)]
        if formula.function not in {"sum", "count"} or formula.latest_by or len(bounds) != 1:
            return None
        test, value = bounds[0], formula.value
        if not isinstance(test, core.Comparison) or (value and _reads(value, core.SUBJECT)):
            return None
        place, operator, bound = test.left, test.operator, test.right
        if _reads(place, core.SUBJECT):
            place, operator, bound = bound, core.MIRRORED[operator], place
        if operator not in _BISECTED or _reads(place, core.SUBJECT) or _reads(bound, core.ITEM):
            return None
        rest = tuple(term for term in terms if term is not test and term is not None)
        return cls(
            place=place,
            operator=operator,
            bound=bound,
            rest=rest[0] if len(rest) == 1 else core.And(terms=rest) if rest else None,
            value=value,
        )

    def totals(
        self, items: Sequence[Record], subject: Record, environment: "Environment"
    ) -> "RunningTotals | None":
        """Everything that is the same for all subjects in the scope of this one; None where something is not known."""
        bindings = {core.SUBJECT: subject}

        def each(node: core.Node) -> list[Any]:
            found = list(environment.values(node, core.ITEM, items, bindings))
            if any(isinstance(one, UnknownValue) for one in found):
                raise _NotKnown
            return found

        try:
            if self.rest is not None:
                items = [item for item, met in zip(items, each(self.rest), strict=True) if met]
            values = each(self.value) if self.value is not None else [1] * len(items)
            placed = sorted(zip(each(self.place), values, strict=True), key=itemgetter(0))
        except (DecisionError, _NotKnown):
            return None
        upwards = self.operator in {"<", "<="}
        ordered = [value for _, value in (placed if upwards else reversed(placed))]
        sums = list(accumulate(ordered, initial=0))
        return RunningTotals(
            places=[place for place, _ in placed],
            sums=sums if upwards else sums[::-1],
            find=_BISECTED[self.operator],
        )


class _NotKnown(Exception):
    pass


def _reads(node: core.Node, root: str) -> bool:
    return any(isinstance(part, core.Read) and part.root == root for part in core.walk(node))


@frozen(kw_only=True)
class RunningTotals:
    """The places of the items that meet the rest of a filter, sorted, and what those on the wanted side of each sum up to."""

    places: Sequence[Any]
    sums: Sequence[Value]
    find: Callable[[Sequence[Any], Any], int]

    def beside(self, bound: Value) -> Value:
        """The sum of the values of the items whose place meets ``bound``."""
        return self.sums[self.find(self.places, bound)]
