"""Exchange rates of a portfolio, and the only rounding in groupctl beside ``round()`` and display."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import cast

from attrs import field, frozen

from groupctl.errors import ModelError
from groupctl.model.exchange import ExchangeRate
from groupctl.model.vocabulary import EXCHANGE_RATES
from groupctl.portfolio.rejected_row import RejectedRow
from groupctl.schema.checks import fault
from groupctl.schema.currencies import CURRENCIES
from groupctl.schema.money import LARGEST, Money
from groupctl.texts.causes import Cause


@frozen
class DoubtfulRate:
    """A rate that was stated but could not be read; None where not even that part could be read."""

    pair: frozenset[str] | None = None
    on: date | None = None

    def touches(self, pair: frozenset[str], since: date, as_of: date) -> bool:
        """Whether this might have been the rate of ``pair`` at ``as_of``, rather than one dated ``since``."""
        return (self.pair is None or self.pair == pair) and (self.on is None or since <= self.on <= as_of)


@frozen(eq=False)
class Rates:
    """Exchange rates by pair and date.

    The rate at a date is the latest one dated on or before it, of the pair itself in either direction (the
    direct one first on the same day), or else through one common currency (the one whose older rate is the
    newest; then by code). Where a doubtful rate might have been the one, there is no rate: never a guess.
    """

    rates: tuple[ExchangeRate, ...] = ()
    doubtful: tuple[DoubtfulRate, ...] = ()
    _found: dict[tuple[str, str, date], Fraction | Cause] = field(factory=dict, init=False, repr=False)
    _used: dict[tuple[str, str, date], tuple[ExchangeRate, ...]] = field(factory=dict, init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        twice = [name for name, times in Counter(rate.id for rate in self.rates).items() if times > 1]
        if twice:
            raise ModelError(
                fault("ExchangeRate", ("model.duplicate-id", {"id": name})) for name in sorted(twice)
            )

    def convert(self, money: Money, to: str, as_of: date) -> Money | Cause:
        """``money`` in the currency ``to``, rounded half-even to its minor unit; or why that is unknown."""
        if money.currency == to:
            return money
        rate = self.rate(money.currency, to, as_of)
        return rate if isinstance(rate, Cause) else _rounded(money, rate, to)

    def settled(self, paid: Money, paid_on: date, owed: str, to: str, as_of: date) -> Money | Cause:
        """What a payment takes off an invoice in the currency ``owed``, in the currency ``to`` (B61, B68).

        It settles what it was worth in ``owed`` on its own day; that share of the invoice is worth what the invoice is worth at
        ``as_of``. Both rates are exact and the result is rounded once, half-even; or why it is unknown.
        """
        if paid.currency == owed == to:
            return paid
        then = self.rate(paid.currency, owed, paid_on)
        now = self.rate(owed, to, as_of)
        if isinstance(then, Cause) or isinstance(now, Cause):
            return then if isinstance(then, Cause) else cast("Cause", now)
        return _rounded(paid, then * now, to)

    def rate(self, base: str, quote: str, as_of: date) -> Fraction | Cause:
        """How much of ``quote`` one ``base`` costs, exactly; or why that is unknown. Of itself a currency costs 1."""
        if base == quote:
            return Fraction(1)
        key = (base, quote, as_of)
        if (known := self._found.get(key)) is None:
            known = self._found[key] = self._look_up(base, quote, as_of)
        return known

    def used(self, base: str, quote: str, as_of: date) -> tuple[ExchangeRate, ...]:
        """The stated rates that make the rate of ``base`` in ``quote``: one, or two through another currency."""
        key = (base, quote, as_of)
        if (known := self._used.get(key)) is None:
            known = self._used[key] = self._look_up_used(base, quote, as_of)
        return known

    def _look_up_used(self, base: str, quote: str, as_of: date) -> tuple[ExchangeRate, ...]:
        if base == quote or isinstance(self.rate(base, quote, as_of), Cause):
            return ()
        direct = self._latest(base, quote, as_of)
        if direct:
            return (direct,)
        _, middle = self._best_route(base, quote, as_of)
        return (*self.used(base, middle, as_of), *self.used(middle, quote, as_of))

    def _look_up(self, base: str, quote: str, as_of: date) -> Fraction | Cause:
        values = {"base": base, "quote": quote, "as_of": str(as_of)}
        pair = frozenset({base, quote})
        direct = self._latest(base, quote, as_of)
        since = direct.on if direct else date.min
        if any(doubt.touches(pair, since, as_of) for doubt in self.doubtful):
            return Cause.of("model.cause-rate-rejected", **values)
        if direct:
            return _towards(direct, quote)
        _, middle = self._best_route(base, quote, as_of)
        if not middle:
            return Cause.of("model.cause-no-rate", **values)
        first, second = self.rate(base, middle, as_of), self.rate(middle, quote, as_of)
        if isinstance(first, Cause):
            return first
        return second if isinstance(second, Cause) else first * second

    def _best_route(self, base: str, quote: str, as_of: date) -> tuple[date, str]:
        """The common currency to go through, and the date of the older of its two rates; an empty one if there is none."""
        routes = self._routes(base, quote, as_of)
        return min(routes, key=lambda route: (-route[0].toordinal(), route[1]), default=(date.min, ""))

    def _routes(self, base: str, quote: str, as_of: date) -> Iterator[tuple[date, str]]:
        """The currencies that have a rate to both, each with the date of the older of its two rates."""
        for middle in sorted(self._neighbours(base) & self._neighbours(quote)):
            first, second = (
                self._latest(base, middle, as_of),
                self._latest(middle, quote, as_of),
            )
            if first and second:
                yield min(first.on, second.on), middle

    def _latest(self, base: str, quote: str, as_of: date) -> ExchangeRate | None:
        stated = [rate for rate in self._by_pair.get(frozenset({base, quote}), ()) if rate.on <= as_of]
        return max(stated, key=lambda rate: (rate.on, rate.base == base), default=None)

    @cached_property
    def _by_pair(self) -> Mapping[frozenset[str], list[ExchangeRate]]:
        pairs: dict[frozenset[str], list[ExchangeRate]] = {}
        for rate in self.rates:
            pairs.setdefault(frozenset({rate.base, rate.quote}), []).append(rate)
        return pairs

    def _neighbours(self, currency: str) -> frozenset[str]:
        return frozenset().union(*(pair for pair in self._by_pair if currency in pair)) - {currency}


def _rounded(money: Money, rate: Fraction, to: str) -> Money | Cause:
    minor = round(money.minor * rate * Fraction(10) ** (CURRENCIES[to] - CURRENCIES[money.currency]))
    if abs(minor) > LARGEST:
        return Cause.of("model.cause-out-of-range", value=money)
    return Money(minor, to)


def _towards(rate: ExchangeRate, quote: str) -> Fraction:
    return rate.rate if rate.quote == quote else 1 / rate.rate


def doubtful_rates(rejected: Iterable[RejectedRow], missing: frozenset[str]) -> tuple[DoubtfulRate, ...]:
    """The exchange rates that were stated but can't be used."""
    doubts = [DoubtfulRate()] if EXCHANGE_RATES in missing else []
    for row in rejected:
        if row.table == EXCHANGE_RATES:
            pair = frozenset({row.cells.get("base", ""), row.cells.get("quote", "")})
            doubts.append(
                DoubtfulRate(
                    pair if len(pair & CURRENCIES.keys()) == 2 else None,
                    _day(row.cells.get("on")),
                )
            )
    return tuple(doubts)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None
