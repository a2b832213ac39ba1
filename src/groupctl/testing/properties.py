"""What holds of every sound rule set, one line each on one's own policy.

::

    policy = groupctl.load_policy("policy/")
    test_nothing_lost_improves = properties.losing_never_improves(policy, "order_release")
    test_nothing_is_hidden = properties.nothing_hidden(policy, "order_release")

Each call makes a test, which draws its ledgers by `from_ruleset` unless it is given others. How many examples are tried is said by the
settings of Hypothesis. A failure prints the ledger as Python, and how the decision differs.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, Final, Literal

import attrs
from attrs import evolve, frozen
from hypothesis import given
from hypothesis import strategies as st

from groupctl.decisions.decision import Decision
from groupctl.decisions.engine import Engine
from groupctl.errors import DataError, Fault
from groupctl.portfolio.portfolio import Portfolio
from groupctl.portfolio.serialise import from_json, to_json
from groupctl.rules.loading import hidden
from groupctl.rules.policy import Policy
from groupctl.rules.reads import needs
from groupctl.schema.fields import field_types
from groupctl.schema.limits import Amount, Unknown
from groupctl.schema.money import Money
from groupctl.testing.aiming import from_ruleset
from groupctl.testing.ledger import Ledger
from groupctl.texts import say

Test = Callable[[], None]
Ledgers = st.SearchStrategy[Ledger]

MOST_LOSSES: Final = 4
"""How many rows or tables are lost of one ledger, each by itself, beside every value that the rule set reads."""

_BADNESS: Final[Mapping[str, int]] = {"good": 0, "": 1, "refer": 1, "bad": 2}


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
    drawn = ledgers or from_ruleset(policy, rule_set, rejected=False)

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

    @given(ledgers or from_ruleset(policy, rule_set, rejected=False))
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
        better = _BADNESS[now.meaning] < _BADNESS[was.meaning]
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

    def turned(ledger: Ledger) -> Mapping[str, str]:
        made = ledger.copy()
        for rows in made.tables.values():
            rows.reverse()
        return _bytes(Engine(policy), rule_set, made)

    return _alike(policy, rule_set, "in-another-order", turned, ledgers)


def engines_agree(policy: Policy, rule_set: str, ledgers: Ledgers | None = None) -> Test:
    """The compiled engine and the reference give the same bytes as durable_rules."""

    def others(ledger: Ledger) -> Mapping[str, str]:
        compiled = _bytes(Engine(policy, engine="compiled"), rule_set, ledger)
        reference = _bytes(Engine(policy, engine="reference"), rule_set, ledger)
        return compiled if compiled != _bytes(Engine(policy), rule_set, ledger) else reference

    return _alike(policy, rule_set, "by-another-engine", others, ledgers)


def round_trip(policy: Policy, rule_set: str, ledgers: Ledgers | None = None) -> Test:
    """A ledger that is written as JSON and read back is decided alike, and so are decisions the same when they are read back."""

    def again(ledger: Ledger) -> Mapping[str, str]:
        text = to_json(ledger.portfolio())
        found = _review(Engine(policy), rule_set, from_json(text, Portfolio, policy.schema))
        return {one.subject: Decision.from_json(one.to_json()).to_json() for one in found}

    return _alike(policy, rule_set, "read-back", again, ledgers)


def currency_does_not_matter(policy: Policy, rule_set: str, ledgers: Ledgers | None = None) -> Test:
    """All amounts, those of the policy too, in another currency of as many decimals: the outcomes stay."""
    other = "EUR" if policy.currency == "USD" else "USD"
    engine, moved = Engine(policy), Engine(evolve(policy, currency=other))

    def elsewhere(ledger: Ledger) -> Mapping[str, str]:
        made = ledger.copy()
        made.currency = other
        made.tables = {
            table: [_in(other, ledger.currency, row) for row in rows] for table, rows in made.tables.items()
        }
        return _outcomes(moved, rule_set, made)

    def here(ledger: Ledger) -> Mapping[str, str]:
        return _outcomes(engine, rule_set, ledger)

    return _alike(policy, rule_set, "in-another-currency", elsewhere, ledgers, first=here)


def _in(currency: str, instead_of: str, row: Any) -> Any:
    cls: type = type(row)
    held = {name: getattr(row, name) for name in field_types(cls)}
    changes: dict[str, Any] = {}
    value: Any
    for name, value in held.items():
        money = value.money if isinstance(value, Amount) else value
        if isinstance(money, Money) and money.currency == instead_of:
            moved = Money(money.minor, currency)
            changes[name] = Amount(moved, value.company) if isinstance(value, Amount) else moved
        elif value == instead_of and name in {"currency", "base", "quote"}:
            changes[name] = currency
    return attrs.evolve(row, **changes)


def explains_itself(policy: Policy, rule_set: str, ledgers: Ledgers | None = None) -> Test:
    """The rules that determined an outcome, and no others, give the same outcome."""
    engine = Engine(policy)

    @given(ledgers or from_ruleset(policy, rule_set))
    def explains_itself(ledger: Ledger) -> None:
        portfolio = ledger.portfolio()
        for was in _review(engine, rule_set, portfolio):
            if was.status != "decided" or was.unknown or was.is_given:
                continue
            alone = _only(policy, rule_set, {reason.rule for reason in was.because})
            now = Engine(alone, engine="reference").decide(rule_set, was.subject, portfolio)
            _same(rule_set, was.subject, str(was.outcome), str(now.outcome), "by-its-rules-alone")

    return explains_itself


def _only(policy: Policy, rule_set: str, names: Iterable[str]) -> Policy:
    found = policy.rulesets[rule_set]
    rules = tuple(rule for rule in found.rules if rule.id in set(names))
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

    @given(ledgers or from_ruleset(policy, rule_set))
    def alike(ledger: Ledger) -> None:
        was = first(ledger) if first else _bytes(engine, rule_set, ledger)
        now = other(ledger)
        for subject in was:
            _same(rule_set, subject, was[subject], now.get(subject, "-"), how)

    alike.__name__ = how.replace("-", "_")
    return alike


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
