"""What a decision tells about its subject besides the rules: whose it is, at which rates, against which limits."""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from attrs import define, field

from groupctl.decisions.decision import LaterRows, LimitTest, RateUsed, Stated
from groupctl.decisions.recording import finding
from groupctl.portfolio.portfolio import Portfolio
from groupctl.portfolio.records import Record
from groupctl.rules import core
from groupctl.rules.evaluation.currencies_read import CurrenciesRead
from groupctl.rules.evaluation.environment import Bindings, Environment
from groupctl.rules.policy import RuleSet
from groupctl.rules.reads import needs
from groupctl.rules.show import show, show_number
from groupctl.rules.types import LIMIT
from groupctl.rules.unknown import Maybe, UnknownValue
from groupctl.schema.fields import field_types
from groupctl.schema.limits import Amount, Unlimited
from groupctl.schema.money import Money
from groupctl.texts.causes import Cause


@define(eq=False)
class Circumstances:
    """The circumstances of the records of one portfolio, remembered where they are many records' own."""

    environment: Environment
    _currencies: dict[Record, frozenset[str]] = field(factory=dict, init=False)
    _read: CurrenciesRead = field(init=False)
    _lost: dict[Record, tuple[Cause, ...]] = field(factory=dict, init=False)
    _tables: dict[str, frozenset[str]] = field(factory=dict, init=False)
    _tests: dict[str, tuple[core.Node, ...]] = field(factory=dict, init=False)

    def __attrs_post_init__(self) -> None:
        self._read = CurrenciesRead(self.environment)

    @property
    def portfolio(self) -> Portfolio:
        """The portfolio that the records belong to."""
        return self.environment.portfolio

    def found(self, rule_set: RuleSet, record: Record) -> Mapping[str, object]:
        """What a decision of ``rule_set`` about ``record`` tells of it, by the decision's fields."""
        return {
            "rates": tuple(self.rates(rule_set, record)),
            "rejected": self.rejected(record),
            "limits": tuple(self.limits(rule_set, record)),
            "later": tuple(self.later(rule_set, record)),
        }

    def later(self, rule_set: RuleSet, record: Record) -> Iterator[LaterRows]:
        """The rows of the subject's family that are dated later and would be looked at, were they not."""
        if not self.portfolio.later_rows:
            return
        if rule_set.name not in self._tables:
            self._tables[rule_set.name] = needs(self.environment.policy, (rule_set.name,)).tables
        for table, count in sorted(self.portfolio.later_of(record).items()):
            if table in self._tables[rule_set.name]:
                yield LaterRows(table=table, count=count)

    def rates(self, rule_set: RuleSet, record: Record) -> Iterator[RateUsed]:
        """The rates at which amounts of ``record``, and of its customer or unit, count that the rule set reads."""
        if not self.portfolio.rates.rates:
            return
        owner, currency, as_of = owner_of(record), self.portfolio.currency, self.portfolio.as_of
        if owner not in self._currencies:
            stated = {money.currency for row in self._rows(owner) for money in amounts(row)}
            self._currencies[owner] = frozenset(stated - {currency})
        if not self._currencies[owner]:
            return
        read = self._read.each(self._read.read_all(rule_set.inputs, record))
        used = {
            rate.id: rate
            for other in sorted(self._currencies[owner].intersection(read))
            for rate in self.portfolio.rates.used(other, currency, as_of)
        }
        for _, rate in sorted(used.items()):
            yield RateUsed(base=rate.base, quote=rate.quote, rate=show_number(rate.rate), on=rate.on)

    def _rows(self, owner: Record) -> Iterator[Record]:
        yield owner
        for name in self.portfolio.schema.entities[owner.entity].collections:
            yield from self.portfolio.related(owner, name)

    def rejected(self, record: Record) -> tuple[Cause, ...]:
        """The rows that were rejected and would belong to ``record``, or to the account that it belongs to."""
        if not self.portfolio.rejected:
            return ()
        if record not in self._lost:
            account = record.values.get("account", record.values.get("customer"))
            accounts = dict.fromkeys([account, record.values.get("payer_account")])
            owners = [record, *(one for one in accounts if isinstance(one, Record))]
            gaps = {
                gap
                for owner in owners
                for name in self.portfolio.schema.entities[owner.entity].collections
                for gap in self.portfolio.gaps(owner, name)
                if "rejected" in gap.key
            }
            self._lost[record] = tuple(sorted(gaps))
        return self._lost[record]

    def limits(self, rule_set: RuleSet, record: Record) -> Iterator[LimitTest]:
        """Each limit that a rule holds an amount against, once."""
        if rule_set.name not in self._tests:
            conditions = [rule.condition for rule in rule_set.rules]
            self._tests[rule_set.name] = tuple(dict.fromkeys(compare_limits(conditions)))
        met = {}
        for test in self._tests[rule_set.name]:
            for one in self._limit_tests(test, record, {core.SUBJECT: record}):
                met[one.entity, one.subject, one.exposure.name, one.limit.name] = one
        yield from met.values()

    def _limit_tests(self, node: core.Node, about: Record, bindings: Bindings) -> Iterator[LimitTest]:
        if isinstance(node, core.Quantified):
            owner, name = self.environment.collection(node.collection, bindings)
            items = () if isinstance(owner, UnknownValue) else self.portfolio.related(owner, name)
            for item in items:
                for test in compare_limits([node.condition]):
                    yield from self._limit_tests(test, item, {**bindings, node.variable: item})
        elif isinstance(node, core.Call):
            yield self._limit_test(node, about, bindings)

    def _limit_test(self, test: core.Call, about: Record, bindings: Bindings) -> LimitTest:
        currency = self.environment.policy.currency
        exposure, limit = (self.environment.evaluate(part, bindings) for part in test.arguments)
        names = [show(part, currency) for part in test.arguments]
        parts = zip(names, test.arguments, (exposure, limit), strict=True)
        first, second = (finding(name, part.type, value, currency) for name, part, value in parts)
        room = finding("headroom", LIMIT, headroom(exposure, limit), currency)
        return LimitTest(entity=about.entity, subject=about.id, exposure=first, limit=second, headroom=room)


def headroom(exposure: Maybe, limit: Maybe) -> Maybe:
    """What a limit leaves of itself; unlimited where it is."""
    if isinstance(limit, Unlimited):
        return limit
    if isinstance(exposure, UnknownValue) or isinstance(limit, UnknownValue):
        return UnknownValue.joined([exposure, limit])
    if isinstance(exposure, int | Fraction) and isinstance(limit, int | Fraction):
        return limit - exposure
    return UnknownValue(())


def compare_limits(conditions: list[core.Node]) -> Iterator[core.Node]:
    """The tests of an amount against a limit, and the quantifiers that hold some."""
    for condition in conditions:
        for node in core.walk_outside_quantifiers(condition):
            inner = isinstance(node, core.Quantified) and any(compare_limits([node.condition]))
            if inner or (isinstance(node, core.Call) and node.function == "over"):
                yield node


def owner_of(record: Record) -> Record:
    """Whose documents count for ``record``: its customer's, else its own."""
    customer = record.values.get("customer")
    return customer if isinstance(customer, Record) else record


def amounts(record: Record) -> Iterator[Money]:
    """The amounts that the host states in a row."""
    for name in field_types(record.source.__class__):
        value = getattr(record.source, name)
        if isinstance(value, Amount):
            value = value.money
        if isinstance(value, Money):
            yield value


def stated(record: Record) -> Stated:
    """Whose ``record`` is and what it amounts to, as the host states it."""
    source, amount = record.source, getattr(record.source, "amount", None)
    return Stated(
        customer=record.id if record.entity == "customer" else getattr(source, "customer", None) or "",
        unit=record.id if record.entity == "unit" else getattr(source, "unit", None) or "",
        amount=amount.amount if isinstance(amount, Money) else "",
        currency=amount.currency if isinstance(amount, Money) else "",
    )
