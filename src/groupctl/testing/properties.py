"""What holds of every sound rule set, one line each on one's own policy.

::

    policy = groupctl.load_policy("policy/")
    test_nothing_lost_improves = properties.losing_never_improves(policy, "order_release")
    test_nothing_is_hidden = properties.nothing_hidden(policy, "order_release")

Each call makes a test, which draws its ledgers by `from_ruleset` unless it is given others. How many examples are tried is said by the
settings of Hypothesis. A failure prints the ledger as Python, and how the decision differs.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, timedelta
from typing import Any, Final, Literal

import attrs
from attrs import evolve, frozen
from hypothesis import given
from hypothesis import strategies as st

from groupctl.decisions.decision import Decision
from groupctl.decisions.engine import Engine
from groupctl.errors import DataError, Fault
from groupctl.model.authority import SeatLevel
from groupctl.portfolio.portfolio import Portfolio
from groupctl.portfolio.serialise import from_json, to_json
from groupctl.rules.loading import hidden
from groupctl.rules.policy import BADNESS, Policy
from groupctl.rules.reads import needs
from groupctl.schema.fields import field_types
from groupctl.schema.limits import Amount, Unknown
from groupctl.testing.aiming import aims, days, from_ruleset
from groupctl.testing.ledger import Ledger
from groupctl.testing.otherwise import in_currency, later, policy_times, times
from groupctl.texts import say

Test = Callable[[], None]
Ledgers = st.SearchStrategy[Ledger]

MOST_LOSSES: Final = 4
"""How many rows or tables are lost of one ledger, each by itself, beside every value that the rule set reads."""

SCALE: Final = 10
MOST_DAYS: Final = 3000
"""How far a ledger is moved to a day that a condition names."""


# --------------------------------------------------------------------------------------- better and worse
@frozen
class Loss:
    """Something of a ledger that is lost: a row that can't be read or is there twice, a value that isn't stated, a table."""

    what: Literal["row unreadable", "row twice", "value not stated", "table missing"]
    table: str
    id: str = ""
    field: str = ""

    def of(self, ledger: Ledger) -> Ledger:
        """The ledger without it."""
        made = ledger.copy()
        rows = made.tables[self.table]
        row: Any = next((row for row in rows if row.id == self.id), None)
        match self.what:
            case "table missing":
                made.without(self.table)
            case "row unreadable":
                made.lose(row, self.field)
            case "row twice":
                rows.append(row)
            case "value not stated":
                gone = Unknown() if isinstance(getattr(row, self.field), Amount) else None
                rows[rows.index(row)] = attrs.evolve(row, **{self.field: gone})
        return made


_STATED: Final = frozenset({"money", "ratio", "count", "days", "boolean"})
"""Kinds of values that are unknown where they are not stated; a day or a reference that isn't may say that there is none."""


def losses(ledger: Ledger, fields: Mapping[str, Collection[str]] | None = None) -> list[Loss]:
    """Everything that may be lost of ``ledger``, one thing at a time: of all fields, or of ``fields`` (table to names)."""
    found = []
    for table, rows in ledger.tables.items():
        if not rows or table == "units" or (fields is not None and table not in fields):
            continue
        found.append(Loss("table missing", table))
        for row in rows:
            cls: type = type(row)
            kinds = field_types(cls)
            read = [name for name in kinds if fields is None or name in fields[table]]
            found.append(Loss("row twice", table, row.id))
            found += [Loss("row unreadable", table, row.id, name) for name in read[-1:]]
            held = {name: getattr(row, name) for name in read}
            found += [
                Loss("value not stated", table, row.id, name)
                for name, value in held.items()
                if (kinds[name].optional and kinds[name].kind in _STATED and value is not None)
                or isinstance(value, Amount)
            ]
    return found


def losing_never_improves(policy: Policy, rule_set: str, ledgers: Ledgers | None = None) -> Test:
    """Losing or spoiling information that it reads never lets pass what did not pass. DataError where outcomes mean nothing."""
    _refuse_without_meaning(policy, rule_set)
    engine = Engine(policy)
    fields = needs(policy, [rule_set]).fields
    drawn = _drawn(policy, rule_set, ledgers, rejected=False)

    def with_losses(ledger: Ledger) -> st.SearchStrategy[tuple[Ledger, list[Loss]]]:
        found = losses(ledger, fields)
        stated = [loss for loss in found if loss.what == "value not stated"]
        others = st.permutations([loss for loss in found if loss not in stated])
        some = others.map(lambda rest: [*stated, *rest[:MOST_LOSSES]])
        return st.tuples(st.just(ledger), some)

    @given(drawn.filter(lambda ledger: bool(losses(ledger, fields))).flatmap(with_losses))
    def losing_never_improves(case: tuple[Ledger, list[Loss]]) -> None:
        ledger, lost = case
        for loss in lost:
            said = say("testing.something-lost", loss=str(loss))
            _never_better(engine, rule_set, ledger, loss.of(ledger), said, passes=True)

    return losing_never_improves


def monotone(
    policy: Policy, rule_set: str, worse: Callable[[Ledger], Ledger], ledgers: Ledgers | None = None
) -> Test:
    """What is ``worse`` never leads to a better outcome: more overdue never releases, a smaller limit never does.

    ``worse`` gets a ledger of its own, which it may change. DataError where outcomes have no meaning.
    """
    _refuse_without_meaning(policy, rule_set)
    engine = Engine(policy)

    @given(_drawn(policy, rule_set, ledgers, rejected=False))
    def monotone(ledger: Ledger) -> None:
        said = say("testing.something-worse")
        _never_better(engine, rule_set, ledger, worse(ledger.copy()), said, passes=False)

    return monotone


def _refuse_without_meaning(policy: Policy, rule_set: str) -> None:
    if not policy.rulesets[rule_set].outcomes:
        where = policy.rulesets[rule_set].where
        raise DataError([Fault("testing.no-meaning", {"name": rule_set}, where)])


def _never_better(
    engine: Engine, rule_set: str, before: Ledger, after: Ledger, what: str, *, passes: bool
) -> None:
    """No subject of ``before`` fares better ``after``; with ``passes`` only what did not pass and now does counts."""
    first, second = _decided(engine, rule_set, before), _decided(engine, rule_set, after)
    for subject in first.keys() & second.keys():
        was, now = first[subject], second[subject]
        better = BADNESS[now.meaning] < BADNESS[was.meaning]
        if now.status == was.status == "not applicable" or not better or (passes and now.meaning != "good"):
            continue
        said = say(
            "testing.better",
            rule_set=rule_set,
            subject=subject,
            was=str(was.outcome),
            now=str(now.outcome),
            what=what,
        )
        raise AssertionError(said)


# ------------------------------------------------------------------------------------------------- the same
def repeatable(policy: Policy, rule_set: str, ledgers: Ledgers | None = None) -> Test:
    """The same ledger, decided again by another engine object, gives the same bytes."""
    return _alike(
        policy, rule_set, "a-second-time", lambda ledger: _bytes(Engine(policy), rule_set, ledger), ledgers
    )


def order_does_not_matter(policy: Policy, rule_set: str, ledgers: Ledgers | None = None) -> Test:
    """The rows of each table in another order give the same bytes."""
    engine = Engine(policy)

    def turned(ledger: Ledger) -> Mapping[str, str]:
        made = ledger.copy()
        for rows in made.tables.values():
            rows.reverse()
        return _bytes(engine, rule_set, made)

    return _alike(policy, rule_set, "in-another-order", turned, ledgers)


def engines_agree(policy: Policy, rule_set: str, ledgers: Ledgers | None = None) -> Test:
    """The compiled engine and the reference give the same bytes as durable_rules."""
    durable = Engine(policy)
    compiled, reference = (Engine(policy, engine=name) for name in ("compiled", "reference"))

    def others(ledger: Ledger) -> Mapping[str, str]:
        found = _bytes(compiled, rule_set, ledger)
        return found if found != _bytes(durable, rule_set, ledger) else _bytes(reference, rule_set, ledger)

    return _alike(policy, rule_set, "by-another-engine", others, ledgers)


def round_trip(policy: Policy, rule_set: str, ledgers: Ledgers | None = None) -> Test:
    """A ledger that is written as JSON and read back is decided alike, and so are decisions the same when they are read back."""
    engine = Engine(policy)

    def again(ledger: Ledger) -> Mapping[str, str]:
        text = to_json(ledger.portfolio())
        found = _review(engine, rule_set, from_json(text, Portfolio, policy.schema))
        return {one.subject: Decision.from_json(one.to_json()).to_json() for one in found}

    return _alike(policy, rule_set, "read-back", again, ledgers)


def currency_does_not_matter(policy: Policy, rule_set: str, ledgers: Ledgers | None = None) -> Test:
    """All amounts, those of the policy too, in another currency of as many decimals: the outcomes stay."""
    other = "EUR" if policy.currency == "USD" else "USD"
    moved = Engine(evolve(policy, currency=other))

    def elsewhere(ledger: Ledger) -> Mapping[str, str]:
        return _outcomes(moved, rule_set, in_currency(ledger, other))

    return _same_outcomes(policy, rule_set, "in-another-currency", elsewhere, ledgers)


def scale_does_not_matter(policy: Policy, rule_set: str, ledgers: Ledgers | None = None) -> Test:
    """All amounts, those of the policy too, ten times as large: the outcomes stay.

    Amounts that are rounded, or held against numbers without a unit, break it.
    """
    large = Engine(policy_times(policy, SCALE))

    def larger(ledger: Ledger) -> Mapping[str, str]:
        return _outcomes(large, rule_set, times(ledger, SCALE))

    return _same_outcomes(policy, rule_set, "ten-times-as-large", larger, ledgers)


def stable_until_next_date(policy: Policy, rule_set: str, ledgers: Ledgers | None = None) -> Test:
    """A day later, with all days of the ledger a day later, the outcomes are the same, unless something takes effect or ends on that day.

    A date that is written into a condition breaks it: rules have ``since`` and ``until``, parameters values by date. So do months,
    years and working days: a rule set that reads the calendar is not for it.
    """
    engine = Engine(policy)
    borders = {*days(policy, rule_set)}
    written = aims(policy, rule_set).get("date", ())
    starts = [day for day in written if isinstance(day, date) and day not in borders]

    def lasts(ledger: Ledger) -> bool:
        return ledger.as_of not in borders and ledger.as_of + timedelta(1) not in borders

    def next_day(ledger: Ledger) -> Mapping[str, str]:
        return _outcomes(engine, rule_set, later(ledger, 1))

    def far(ledger: Ledger) -> st.SearchStrategy[Ledger]:
        moved = [
            later(ledger, (day - ledger.as_of).days)
            for day in starts
            if abs((day - ledger.as_of).days) < MOST_DAYS
        ]
        return st.sampled_from([ledger, *moved])

    drawn = _drawn(policy, rule_set, ledgers).flatmap(far).filter(lasts)
    return _same_outcomes(policy, rule_set, "a-day-later", next_day, drawn)


def never_beyond_authority(policy: Policy, matrix: str, ledgers: Ledgers | None = None) -> Test:
    """Ten times as much at stake never leads to a route that is decided at a lower level: no route goes beyond its authority.

    ``matrix`` is a rule set that gives a route. DataError for another one.
    """
    output = policy.rulesets[matrix].route
    if not output:
        raise DataError([Fault("testing.no-matrix", {"name": matrix}, policy.rulesets[matrix].where)])
    engine, routes = Engine(policy), policy.authority.routes

    @given(_drawn(policy, matrix, ledgers, rejected=False))
    def never_beyond_authority(ledger: Ledger) -> None:
        low, high = (_decided(engine, matrix, one) for one in (ledger, times(ledger, SCALE)))
        for subject in low.keys() & high.keys():
            was, now = (str(one[subject][output]) if one[subject].outputs else "" for one in (low, high))
            if was in routes and now in routes:
                levels = [list(SeatLevel).index(routes[name].deciding.seat.at) for name in (was, now)]
                if levels[1] < levels[0]:
                    raise AssertionError(
                        say("testing.beyond", rule_set=matrix, subject=subject, was=was, now=now)
                    )

    return never_beyond_authority


def explains_itself(policy: Policy, rule_set: str, ledgers: Ledgers | None = None) -> Test:
    """The rules that determined an outcome, and no others, give the same outcome."""
    engine = Engine(policy)

    @given(_drawn(policy, rule_set, ledgers))
    def explains_itself(ledger: Ledger) -> None:
        portfolio = ledger.portfolio()
        for was in _review(engine, rule_set, portfolio):
            if was.status != "decided" or was.unknown or was.is_given:
                continue
            alone = _only(policy, rule_set, {reason.rule for reason in was.because})
            now = Engine(alone, engine="reference").decide(rule_set, was.subject, portfolio)
            _same(rule_set, was.subject, str(was.outcome), str(now.outcome), "by-its-rules-alone")

    return explains_itself


def _only(policy: Policy, rule_set: str, names: Collection[str]) -> Policy:
    found = policy.rulesets[rule_set]
    rules = tuple(rule for rule in found.rules if rule.id in names)
    return evolve(policy, rulesets={**policy.rulesets, rule_set: evolve(found, rules=rules)})


# ---------------------------------------------------------------------------------------------- tables
def nothing_hidden(policy: Policy, rule_set: str) -> Test:
    """Its rules leave no gap, overlap nowhere and all decide, as far as that can be told exactly (``groupctl check``)."""

    def nothing_hidden() -> None:
        found = list(hidden.advice(policy, policy.rulesets[rule_set]))
        if found:
            raise AssertionError("\n".join(one.render() for one in found))

    return nothing_hidden


# --------------------------------------------------------------------------------------------- helpers
def _alike(
    policy: Policy,
    rule_set: str,
    how: str,
    other: Callable[[Ledger], Mapping[str, str]],
    ledgers: Ledgers | None,
    *,
    first: Callable[[Ledger], Mapping[str, str]] | None = None,
) -> Test:
    engine = Engine(policy)

    @given(_drawn(policy, rule_set, ledgers))
    def alike(ledger: Ledger) -> None:
        was = first(ledger) if first else _bytes(engine, rule_set, ledger)
        now = other(ledger)
        for subject in was:
            _same(rule_set, subject, was[subject], now.get(subject, "-"), how)

    alike.__name__ = how.replace("-", "_")
    return alike


def _drawn(policy: Policy, rule_set: str, ledgers: Ledgers | None, *, rejected: bool = True) -> Ledgers:
    return from_ruleset(policy, rule_set, rejected=rejected) if ledgers is None else ledgers


def _same_outcomes(
    policy: Policy,
    rule_set: str,
    how: str,
    other: Callable[[Ledger], Mapping[str, str]],
    ledgers: Ledgers | None,
) -> Test:
    """The outcomes of ``other`` are those of the ledger as it is; what rows are called in the reasons doesn't matter."""
    engine = Engine(policy)

    def here(ledger: Ledger) -> Mapping[str, str]:
        return _outcomes(engine, rule_set, ledger)

    return _alike(policy, rule_set, how, other, ledgers, first=here)


def _same(rule_set: str, subject: str, was: str, now: str, how: str) -> None:
    if was != now:
        what = say(f"testing.{how}")
        raise AssertionError(
            say("testing.another", rule_set=rule_set, subject=subject, was=was, now=now, what=what)
        )


def _review(engine: Engine, rule_set: str, portfolio: Portfolio) -> Iterable[Decision]:
    return engine.review(portfolio, rule_sets=[rule_set])


def _decided(engine: Engine, rule_set: str, ledger: Ledger) -> dict[str, Decision]:
    return {one.subject: one for one in _review(engine, rule_set, ledger.portfolio())}


def _bytes(engine: Engine, rule_set: str, ledger: Ledger) -> Mapping[str, str]:
    return {subject: one.to_json() for subject, one in _decided(engine, rule_set, ledger).items()}


def _outcomes(engine: Engine, rule_set: str, ledger: Ledger) -> Mapping[str, str]:
    return {
        subject: f"{one.status} {one.meaning}" for subject, one in _decided(engine, rule_set, ledger).items()
    }
