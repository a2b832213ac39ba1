"""Conditions spelled out for durable_rules: flat lists of elementary tests.

A condition is definitely true when one of its *alternatives* is: a list of tests that must all hold. ``not`` is
pushed down to the tests, which is right in Kleene's logic too. A test looks at one or two *columns* of a fact.
A column is what a rule reads, or a value worked out beforehand: that is how arithmetic, functions, limits,
``if`` and ``is known`` get to an engine that has none of them.
"""

from collections.abc import Callable, Container, Sequence
from datetime import date
from fractions import Fraction
from itertools import product
from json import dumps
from math import prod
from typing import Final, Literal

from attrs import frozen

from groupctl.rules import core
from groupctl.rules.core import Value
from groupctl.rules.types import NUMERIC

MOST_ALTERNATIVES: Final = 30
"""A part of a condition with more alternatives than fit into one bucket is worked out beforehand."""

MOST_TESTS: Final = 40
"""A conjunction of more tests is worked out beforehand: a fact has room for some 250 columns."""

LONGEST_TEXT: Final = 1000
"""Longer texts, in characters as JSON, are compared beforehand or by their digest: the engine counts in 16 bits."""

LARGEST_WHOLE: Final = 2**62 - 1

PLACES: Final = 10**6
"""Fractions are compared with constants of up to six decimals by their place between the multiples of a millionth."""

Encoding = Literal["whole", "place", "mark", "day", "flag", "text"]
"""How a value is written on a fact: see ``durable_facts``."""

ENCODINGS: Final[dict[str, Encoding]] = {
    "text": "text",
    "enumeration": "text",
    "boolean": "flag",
    "date": "day",
}
OPERATORS: Final[dict[core.ComparisonOperator, str]] = {
    "=": "$eq",
    "!=": "$neq",
    "<": "$lt",
    "<=": "$lte",
    ">": "$gt",
    ">=": "$gte",
}
NEGATED: Final[dict[core.ComparisonOperator, core.ComparisonOperator]] = {
    "=": "!=",
    "!=": "=",
    "<": ">=",
    "<=": ">",
    ">": "<=",
    ">=": "<",
}


@frozen
class FactColumn:
    """A value on a fact: what it is a value of, and how it is written."""

    node: core.Node
    encoding: Encoding


@frozen
class Test:
    """``column operator value``; the value as it is on a fact."""

    operator: str
    column: FactColumn
    value: int | bool | str

    @property
    def columns(self) -> tuple[FactColumn, ...]:
        """What the test looks at."""
        return (self.column,)


@frozen
class Match:
    """``left operator right``, two columns of one fact."""

    operator: str
    left: FactColumn
    right: FactColumn

    @property
    def columns(self) -> tuple[FactColumn, ...]:
        """What the test looks at."""
        return (self.left, self.right)


Alternative = tuple[Test | Match, ...]


@frozen
class Speller:
    """Spells conditions out. ``unfit`` are columns that a row was found not to fit into."""

    unfit: Container[FactColumn] = ()

    def alternatives(self, node: core.Node, *, holds: bool = True) -> Sequence[Alternative]:
        """The alternatives under which ``node`` is definitely ``holds``."""
        match node:
            case core.Const():
                return [()] if node.value is holds else []
            case core.Not():
                return self.alternatives(node.term, holds=not holds)
            case core.And() | core.Or():
                every = isinstance(node, core.And) is holds
                return self._every(node, holds) if every else self._some(node, holds)
            case core.Comparison():
                operator = node.operator if holds else NEGATED[node.operator]
                test = self._comparison(operator, node.left, node.right)
                return [(test or flag(node, holds=holds),)]
            case _:
                return [(flag(node, holds=holds),)]

    def _some(self, node: core.And | core.Or, holds: bool) -> Sequence[Alternative]:  # noqa: FBT001 - private
        parts = [self.alternatives(term, holds=holds) for term in node.terms]
        fitted = fit(node.terms, parts, lambda sizes: sum(sizes) <= MOST_ALTERNATIVES, holds=holds)
        together = list(dict.fromkeys(alternative for part in fitted for alternative in part))
        return together if len(together) <= MOST_ALTERNATIVES else [(flag(node, holds=holds),)]

    def _every(self, node: core.And | core.Or, holds: bool) -> Sequence[Alternative]:  # noqa: FBT001 - private
        parts = [self.alternatives(term, holds=holds) for term in node.terms]
        fitted = fit(node.terms, parts, lambda sizes: prod(sizes) <= MOST_ALTERNATIVES, holds=holds)
        joined = [
            tuple(dict.fromkeys(test for part in choice for test in part)) for choice in product(*fitted)
        ]
        if any(len(alternative) > MOST_TESTS for alternative in joined):
            return [(flag(node, holds=holds),)]
        return list(dict.fromkeys(joined))

    def _comparison(
        self, operator: core.ComparisonOperator, left: core.Node, right: core.Node
    ) -> Test | Match | None:
        """The test for a comparison; None where the engine has none for it."""
        if isinstance(left, core.Const):
            if isinstance(right, core.Const):
                return None
            operator, left, right = core.MIRRORED[operator], right, left
        if left.type.kind in NUMERIC:
            return self._numbers(operator, left, right)
        encoding = ENCODINGS.get(left.type.kind)
        if encoding is None or (encoding != "day" and operator not in ("=", "!=")):
            return None
        if isinstance(right, core.Const):
            value = on_fact(right.value)
            return None if value is None else Test(OPERATORS[operator], FactColumn(left, encoding), value)
        return Match(OPERATORS[operator], FactColumn(left, encoding), FactColumn(right, encoding))

    def _numbers(
        self, operator: core.ComparisonOperator, left: core.Node, right: core.Node
    ) -> Test | Match | None:
        if isinstance(right, core.Const):
            return self._with_constant(operator, left, right.value)
        if self._fits(left, "whole") and self._fits(right, "whole"):
            return Match(OPERATORS[operator], FactColumn(left, "whole"), FactColumn(right, "whole"))
        if self._fits(right, "mark"):
            return Match(OPERATORS[operator], FactColumn(left, "place"), FactColumn(right, "mark"))
        if self._fits(left, "mark"):
            return Match(OPERATORS[operator], FactColumn(left, "mark"), FactColumn(right, "place"))
        return None

    def _with_constant(self, operator: core.ComparisonOperator, node: core.Node, value: Value) -> Test | None:
        if type(value) is int and abs(value) <= LARGEST_WHOLE and self._fits(node, "whole"):
            return Test(OPERATORS[operator], FactColumn(node, "whole"), value)
        place = place_of(value)
        return None if place is None else Test(OPERATORS[operator], FactColumn(node, "place"), place)

    def _fits(self, node: core.Node, encoding: Encoding) -> bool:
        """Whether what is read is expected to fit into a column: a parameter that is a ratio is a decimal too."""
        if not isinstance(node, core.Read) or FactColumn(node, encoding) in self.unfit:
            return False
        return node.type.kind != "ratio" or (encoding == "mark" and node.root == core.PARAMETER)


def flag(node: core.Node, *, holds: bool) -> Test:
    """The test of a truth worked out beforehand."""
    return Test("$eq", FactColumn(node, "flag"), holds)


def fit(
    nodes: Sequence[core.Node],
    parts: Sequence[Sequence[Alternative]],
    fits: Callable[[Sequence[int]], bool],
    *,
    holds: bool,
) -> list[Sequence[Alternative]]:
    """``parts``, the largest of them worked out beforehand until their sizes fit."""
    fitted = list(parts)
    while not fits([len(part) for part in fitted]):
        largest = max(range(len(fitted)), key=lambda index: len(fitted[index]))
        if len(fitted[largest]) <= 1:
            break
        fitted[largest] = [(flag(nodes[largest], holds=holds),)]
    return fitted


def on_fact(value: Value) -> int | bool | str | None:
    """A constant as it is on a fact; None for a text that is too long."""
    if isinstance(value, str):
        return value if len(dumps(value)) <= LONGEST_TEXT else None
    if isinstance(value, bool):
        return value
    return value.toordinal() if isinstance(value, date) else None


def place_of(value: Value) -> int | None:
    """The place of a constant among the multiples of a millionth; None for one that lies elsewhere."""
    if not isinstance(value, int | Fraction):
        return None
    place = Fraction(value) * PLACES
    return 2 * int(place) if place.denominator == 1 and abs(place) < LARGEST_WHOLE // 2 else None
