"""Chance that comes out the same each time: every customer has dice of its own, so one story never moves another."""

from random import Random


def dice(*parts: object) -> Random:
    """A generator seeded by ``parts``: the demo's seed, and what is being made up."""
    return Random("/".join(map(str, parts)))  # noqa: S311 - made-up data, nothing secret


def jitter(chance: Random, amount: int, percent: int) -> int:
    """``amount`` give or take ``percent`` of it."""
    return amount * chance.randint(100 - percent, 100 + percent) // 100


def one_in(chance: Random, times: int) -> bool:
    """True once in ``times``."""
    return chance.randrange(times) == 0
