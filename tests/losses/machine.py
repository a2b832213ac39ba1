"""The machine: sound ledgers, one loss at a time (now and then two), and the outcomes before and after."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Final

from attrs import define, field, frozen

import tests.losses.giving  # noqa: F401 - kinds of loss of its own
from groupctl.errors import AdapterError, DataError
from groupctl.portfolio.portfolio import Portfolio
from tests.losses.hosts import Hosts
from tests.losses.ledgers import HOLDS, ledger
from tests.losses.losing import LOSSES
from tests.losses.outcomes import Outcomes, engine, improvements, outcomes
from tests.losses.sheets import Content, Sheet
from tests.losses.spoiling import SPARED, SPOILS, Spoil

Kind = tuple[str, str]
"""A kind of loss and the host in which it happens."""

KINDS: Final[Sequence[Kind]] = (
    *((name, host) for name, (_, hosts) in SPOILS.items() for host in hosts),
    *((name, "objects") for name in LOSSES),
)
PER_LEDGER: Final = 40
"""How many losses a ledger suffers before another is made."""
FIGURES: Final = 0.2
"""How often the figures are compared, and not only the releases of orders: they take as long again."""
TWICE: Final = 0.1
"""How often something is lost twice."""


@frozen
class Improvement:
    """A loss that made something look better, and how to see it again."""

    kind: Kind
    seed: int
    holds: tuple[str, ...]
    change: str
    what: tuple[str, ...]

    def __str__(self) -> str:
        kind, host = self.kind
        return f"{kind} in {host} (ledger {self.seed}, held for {' and '.join(self.holds)}; {self.change}): {'; '.join(self.what)}"


@define
class Tally:
    """What was done, and what came of it."""

    kinds: Counter[Kind] = field(factory=Counter)
    releases: Counter[str] = field(factory=Counter)
    reasons: Counter[str] = field(factory=Counter)
    """How often each answer and each rule was met in the sound ledgers."""
    referred: int = 0
    """Losses by which an order that went is referred."""
    refused: int = 0
    """Ledgers that can't be read at all any more: no order goes."""
    found: list[Improvement] = field(factory=list)

    @property
    def losses(self) -> int:
        return self.kinds.total()


def run(losses: int, seed: int, kinds: Sequence[Kind] = KINDS) -> Tally:
    """So many losses, every kind in turn, from a fixed seed."""
    tally = Tally()
    turn = _endless(kinds)
    while tally.losses < losses:
        seed += 1
        _suffer(seed, [next(turn) for _ in range(min(PER_LEDGER, losses - tally.losses))], tally)
    return tally


def summary(tally: Tally) -> Iterator[str]:
    """What was done, line by line, and every improvement."""
    yield f"{tally.losses} losses; {tally.referred} times an order that went was referred, {tally.refused} times the ledger was refused"
    for (kind, host), times in sorted(tally.kinds.items()):
        yield f"  {times:7} {kind} in {host}"
    for heading, counted in (("releases", tally.releases), ("reasons", tally.reasons)):
        yield f"{heading} of the sound ledgers:"
        yield from (f"  {times:7} {name}" for name, times in sorted(counted.items()))
    yield f"{len(tally.found)} improvements"
    yield from (f"  {improvement}" for improvement in tally.found)


def _endless(kinds: Sequence[Kind]) -> Iterator[Kind]:
    while True:
        yield from kinds


def _suffer(seed: int, kinds: Sequence[Kind], tally: Tally) -> None:
    """One ledger and its losses."""
    random = Random(seed)  # noqa: S311 - a fixed seed is the point
    holds = (list(HOLDS)[seed % len(HOLDS)], *random.choices(list(HOLDS), k=random.choice([0, 0, 0, 1])))
    hosts = Hosts.of(ledger(random, *holds))
    try:
        before = outcomes(engine(), hosts["objects"].read({}))
        for order, release in before.orders.items():
            tally.releases[release] += 1
            judgement = before.release(order)
            tally.reasons.update(judgement.rule_set.rules[rule].id for rule in judgement.asked)
        trial = _Trial(random, seed, holds, hosts, before, sorted(set(kinds)))
        for kind in kinds:
            trial.lose(kind, tally)
    finally:
        hosts.close()


@frozen
class _Trial:
    """A ledger that has lost nothing yet."""

    random: Random
    seed: int
    holds: tuple[str, ...]
    hosts: Hosts
    before: Outcomes
    kinds: Sequence[Kind]

    def lose(self, kind: Kind, tally: Tally) -> None:
        """One loss, and now and then a second one, unless this ledger has nothing to lose."""
        name, host = kind
        try:
            change, after = self._spoilt(name, host)
            now = None if after is None else outcomes(engine(), after)
        except (AdapterError, DataError):
            tally.refused += 1
            tally.kinds[kind] += 1
            return
        if now is None:
            return
        tally.kinds[kind] += 1
        tally.referred += any(
            release == "REFER" and self.before.orders.get(order) == "RELEASE"
            for order, release in now.orders.items()
        )
        figures = self.random.random() < FIGURES
        if better := tuple(improvements(self.before, now, SPARED.get(name, frozenset()), figures=figures)):
            tally.found.append(Improvement(kind, self.seed, self.holds, change, better))

    def _spoilt(self, name: str, host: str) -> tuple[str, Portfolio | None]:
        """What was changed, and the portfolio after it; None where this ledger has nothing of that kind."""
        if name in LOSSES:
            return name, LOSSES[name](self.random, self.hosts[host])
        spoil, _ = SPOILS[name]
        changes = spoil(self.random, self.hosts.sheets)
        if changes is None:
            return "", None
        if self.random.random() < TWICE:
            others = {table: sheet for table, sheet in self.hosts.sheets.items() if table not in changes}
            changes |= self._another(host)(self.random, others) or {}
        return self._described(changes), self.hosts[host].read(changes)

    def _another(self, host: str) -> Spoil:
        """A second kind of loss, for another table; not one that only some outcomes must stand."""
        return self.random.choice(
            [
                SPOILS[name][0]
                for name, where in self.kinds
                if where == host and name in SPOILS and name not in SPARED
            ]
        )

    def _described(self, changes: Mapping[str, Content]) -> str:
        """The rows that are no longer what they were."""
        said = []
        for table, content in changes.items():
            was = self.hosts.sheets[table]
            if not isinstance(content, Sheet):
                said.append(f"{table}: {content!r}"[:120])
            elif content.columns != was.columns:
                said.append(f"{table}: {','.join(content.columns)}")
            else:
                said += [f"{table}: {','.join(row)}" for row in content.rows if row not in was.rows]
        return " | ".join(said)
