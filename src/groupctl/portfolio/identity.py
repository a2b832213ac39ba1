"""Which records of customers are one customer, and which look as if they were."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Final

from groupctl.model.customer import Customer
from groupctl.model.identity import IdentityCheck, Registration
from groupctl.portfolio.numbers import Number, same_form
from groupctl.texts.similar import bare, slips

Pair = frozenset[str]

_LETTERS_A_SLIP: Final = 6
"""One letter in so many may differ between names, and between addresses, that are nearly the same."""
_WINDOW: Final = 8
"""With so many of those that follow in order of name, and of address, a customer is compared (sorted neighbourhood)."""


class Identities:
    """The customers that are one: those of the same number, and those of which a person said so.

    A person's word breaks the tie between two of one number, as long as nothing else joins them.
    """

    def __init__(self, registrations: Iterable[Registration], checks: Iterable[IdentityCheck]) -> None:
        self.said = last_word(checks)
        self._numbers: dict[Number, set[str]] = {}
        for row in registrations:
            self._numbers.setdefault(same_form(row), set()).add(row.customer)
        self._root: dict[str, str] = {}
        for pair, same in self.said.items():
            if same:
                self._join(min(pair), max(pair))
        for customers in self._numbers.values():
            self._join_all(sorted(customers))
        members: dict[str, list[str]] = {}
        for customer in sorted(self._root):
            members.setdefault(self._top(customer), []).append(customer)
        self._members = {one: tuple(found) for found in members.values() for one in found}

    def one_with(self, customer: str) -> tuple[str, ...]:
        """The other records that are the same customer, in order of id."""
        return tuple(other for other in self._members.get(customer, ()) if other != customer)

    def groups(self) -> Iterable[Sequence[str]]:
        """The records of each customer that has several."""
        return sorted({found for found in self._members.values() if len(found) > 1})

    def of_number_near(self, number: str) -> frozenset[str]:
        """The customers with a number that is at most one slip of the pen from ``number``."""
        wanted = bare(number)
        known = {one for part in _one_left_out(wanted) for one in self._by_part.get(part, ())}
        near = (self._numbers[one] for one in known if slips(wanted, one[1]) <= 1)
        return frozenset().union(*near)

    @cached_property
    def _by_part(self) -> Mapping[str, Collection[Number]]:
        """The numbers by each of their forms with one letter left out: two that are one slip apart have such a form in common."""
        found: dict[str, set[Number]] = {}
        for number in self._numbers:
            for part in _one_left_out(number[1]):
                found.setdefault(part, set()).add(number)
        return found

    def _join_all(self, customers: Sequence[str]) -> None:
        """Join each with the first before it that a person has not told apart from it."""
        for at, one in enumerate(customers):
            for other in customers[:at]:
                if self.said.get(frozenset({one, other}), True):
                    self._join(one, other)
                    break

    def _join(self, one: str, other: str) -> None:
        first, second = sorted((self._top(one), self._top(other)))
        self._root[first] = self._root[second] = first

    def _top(self, one: str) -> str:
        while (above := self._root.setdefault(one, one)) != one:
            one = above
        return one


def last_word(checks: Iterable[IdentityCheck]) -> Mapping[Pair, bool]:
    """What was found last about two records: whether they are the same."""
    ordered = sorted(checks, key=lambda row: (row.checked_on, row.same))
    return {frozenset({row.customer, row.other}): row.same for row in ordered}


def lookalikes(customers: Iterable[Customer]) -> Mapping[str, tuple[str, ...]]:
    """The customers of nearly the same name and address, by id.

    Each is compared with a few of those that follow it in order of name and in order of address: their number bounds the work.
    """
    told = [(bare(one.name), bare(one.address), one.id) for one in customers if one.address is not None]
    by_address = [(address, name, id_) for name, address, id_ in told]
    pairs = {
        *(frozenset({one[2], other[2]}) for one, other in _neighbours(told) if _alike(one, other)),
        *(frozenset({one[2], other[2]}) for one, other in _neighbours(by_address) if _alike(one, other)),
    }
    found: dict[str, list[str]] = {}
    for pair in pairs:
        one, other = sorted(pair)
        found.setdefault(one, []).append(other)
        found.setdefault(other, []).append(one)
    return {id_: tuple(sorted(others)) for id_, others in found.items()}


def _neighbours(
    rows: Iterable[tuple[str, str, str]],
) -> Iterator[tuple[tuple[str, str, str], tuple[str, str, str]]]:
    ordered = sorted(rows)
    for at, one in enumerate(ordered):
        for other in ordered[at + 1 : at + 1 + _WINDOW]:
            yield one, other


def _alike(one: tuple[str, str, str], other: tuple[str, str, str]) -> bool:
    return all(_nearly(a, b) for a, b in zip(one[:2], other[:2], strict=True))


def _nearly(one: str, other: str) -> bool:
    if one == other:
        return True
    room = max(len(one), len(other)) // _LETTERS_A_SLIP
    return abs(len(one) - len(other)) <= room and slips(one, other) <= room


def _one_left_out(text: str) -> frozenset[str]:
    return frozenset({text, *(text[:at] + text[at + 1 :] for at in range(len(text)))})
