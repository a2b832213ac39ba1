"""What is checked of an adapter, one thing at a time. A check raises `Wrong` with what it found; it passes by coming to its end."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

from attrs import define, evolve, field, frozen

from groupctl.adapters import Feature, TableSupport
from groupctl.adapters.contract import PROTOCOLS
from groupctl.adapters.host import Host
from groupctl.decisions.decision import Decision
from groupctl.decisions.engine import Engine
from groupctl.errors import AdapterError
from groupctl.portfolio.portfolio import Portfolio
from groupctl.portfolio.scope import Scope
from groupctl.rules.loading.loader import load_policy
from groupctl.schema.money import Money
from groupctl.testing.conformance.bench import Bench
from groupctl.testing.conformance.books import AS_OF, EARLIER, books, payment

Level = Literal["bronze", "silver", "gold"]
STRICT: Final = {"good": 0, "refer": 1, "bad": 2}


class Wrong(AssertionError):
    """What an adapter does against the contract."""


class NotClaimed(Exception):
    """The adapter doesn't claim what is checked."""


@define
class Site:
    """An adapter under test: its bench, and the reasons that the vendor gives for what it offers in part."""

    bench: Bench
    reasons: Mapping[str, str] = field(factory=dict)
    scheme: str = field(default="", init=False)
    """That of the adapter, once it was loaded."""

    def load(self) -> Host:
        """The books in the host."""
        adapter = self.bench.load(books())
        self.scheme = adapter.scheme
        return Host(adapter=adapter)

    def needs(self, host: Host, feature: Feature) -> None:
        """NotClaimed unless the adapter claims ``feature``."""
        if feature not in host.capabilities.features:
            raise NotClaimed(feature.label())


@frozen
class Check:
    """One thing that is checked, and the level that asks for it."""

    id: str
    level: Level
    run: Callable[[Site], None]

    @property
    def asks(self) -> str:
        """What it asks, in a sentence."""
        return (self.run.__doc__ or "").strip().partition("\n")[0]


Adds = Callable[[Level], Callable[[Callable[[Site], None]], Callable[[Site], None]]]


def adding(checks: list[Check]) -> Adds:
    """What adds a check of a level to ``checks``; it is called as its function is."""

    def of_level(level: Level) -> Callable[[Callable[[Site], None]], Callable[[Site], None]]:
        def add(run: Callable[[Site], None]) -> Callable[[Site], None]:
            checks.append(Check(run.__name__.replace("_", "-"), level, run))
            return run

        return add

    return of_level


CHECKS: Final[list[Check]] = []
check = adding(CHECKS)


def expected(
    host: Host, as_of: date = AS_OF, rows_of: Mapping[str, Sequence[Any]] | None = None
) -> Portfolio:
    """The books, or other rows, as the model has them, without the tables that the adapter doesn't offer."""
    support = host.capabilities.support
    tables = {
        name: rows
        for name, rows in (rows_of or books()).items()
        if support(name) is not TableSupport.UNSUPPORTED
    }
    return Portfolio.build(as_of=as_of, currency="CNY", tables=tables)


def differences(found: Portfolio, wanted: Portfolio, host: Host) -> Iterator[str]:
    """The rows of the books that are not read as they are, table by table."""
    for table in books():
        if host.capabilities.support(table) is TableSupport.UNSUPPORTED:
            continue
        there, should = found.tables[table], wanted.tables[table]
        made = {*found.made, *wanted.made} if table == "accounts" else set()
        lost = sorted(should.keys() - there.keys() - made)
        if host.capabilities.support(table) is TableSupport.FULL and lost:
            yield f"{table}: {len(lost)} of {len(should)} rows are lost, {lost[0]} among them"
        if more := sorted(there.keys() - should.keys() - made):
            yield f"{table}: {more[0]} is not in the host"
        for id_ in sorted(there.keys() & should.keys()):
            for name in found.schema.fields(table):
                got, want = getattr(there[id_], name), getattr(should[id_], name)
                if got != want and not (got is None and name in found.absent.get(table, ())):
                    yield f"{table}: {name} of {id_} is {got!r}, not {want!r}"
                    break


def agree(found: Portfolio, wanted: Portfolio, host: Host) -> None:
    """Wrong, with the first differences, unless both hold the same rows."""
    if wrong := [*differences(found, wanted, host)][:5]:
        raise Wrong("; ".join(wrong))


# ------------------------------------------------------------------------------------------------------ bronze
@check("bronze")
def rows_are_read_as_they_are(site: Site) -> None:
    """Every row of every table offered in full is there, with exact amounts, currencies, dates and limits, of both companies."""
    host = site.load()
    agree(host.snapshot(AS_OF), expected(host), host)


@check("bronze")
def two_readings_agree(site: Site) -> None:
    """Reading twice gives the same, byte for byte."""
    host = site.load()
    if host.snapshot(AS_OF).hash != host.snapshot(AS_OF).hash:
        raise Wrong("two snapshots of one host differ")


@check("bronze")
def the_day_is_kept(site: Site) -> None:
    """A snapshot of an earlier day is what was known then: later payments and settlements are not in it."""
    host = site.load()
    agree(host.snapshot(EARLIER), expected(host, EARLIER), host)


@check("bronze")
def what_is_claimed_in_part_is_lost_in_part(site: Site) -> None:
    """A table offered in part lacks some rows, or the vendor says why it may (`reasons`)."""
    host = site.load()
    found, wanted = host.snapshot(AS_OF), expected(host)
    for table in books():
        partial = host.capabilities.support(table) is TableSupport.PARTIAL
        if (
            partial
            and not site.reasons.get(table)
            and found.tables[table].keys() == wanted.tables[table].keys()
        ):
            raise Wrong(
                f"unexpected success: {table} is claimed in part and is whole; claim it in full, or give the reason"
            )


@check("bronze")
def what_works_is_claimed(site: Site) -> None:
    """A feature that is not claimed has no method that answers."""
    host = site.load()
    adapter: Any = host.adapter
    calls: dict[Feature, Callable[[], object]] = {
        Feature.SCOPE: lambda: adapter.read_scope(AS_OF, Scope(customers={"C-1"})),
        Feature.CHANGES: lambda: adapter.read_changes(AS_OF, ""),
        Feature.BALANCES: lambda: list(adapter.balances(AS_OF, None)),
        Feature.PERMISSIONS: lambda: adapter.permissions().user,
    }
    for feature, call in calls.items():
        if (
            feature not in host.capabilities.features
            and isinstance(adapter, PROTOCOLS[feature])
            and _works(call)
        ):
            raise Wrong(f"unexpected success: {feature.label()} is not claimed, and works")


def _works(call: Callable[[], object]) -> bool:
    try:
        call()
    except Exception:  # noqa: BLE001 - whatever it raises, it doesn't work
        return False
    return True


@check("bronze")
def a_host_that_fails_is_an_error(site: Site) -> None:
    """A host that can't be reached raises AdapterError: it is never an empty ledger."""
    host = site.load()
    with site.bench.broken():
        try:
            host.snapshot(AS_OF)
        except AdapterError:
            return
    raise Wrong("the host could not be reached, and the snapshot says nothing of it")


@cache
def kit_engine() -> Engine:
    """A small gate: limits against open invoices, and what was ever paid."""
    return Engine(load_policy(Path(__file__).with_name("policy.yaml")), "reference")


@check("bronze")
def what_is_lost_never_improves_an_outcome(site: Site) -> None:
    """No order gets a more lenient answer from what the adapter reads than from the rows themselves."""
    host = site.load()
    never_better(host.snapshot(AS_OF), expected(host))


def strictness(decision: Decision) -> int:
    """How strict an answer is; one that is no answer is as strict as a refusal."""
    return STRICT.get(decision.meaning, 2)


def never_better(found: Portfolio, wanted: Portfolio) -> None:
    """Wrong where an order gets a more lenient answer from ``found``."""
    for order in sorted(found.orders.keys() & wanted.orders.keys()):
        got, want = (kit_engine().decide("order_release", order, one, depth=0) for one in (found, wanted))
        if strictness(got) < strictness(want):
            raise Wrong(f"{order} gets {got.outcome}, and {want.outcome} from the rows themselves")


# ------------------------------------------------------------------------------------------------------ silver
@check("silver")
def a_scope_holds_all_of_its_customers(site: Site) -> None:
    """The part of a family has every row of it, and its orders get no more lenient an answer."""
    host = site.load()
    site.needs(host, Feature.SCOPE)
    whole = expected(host)
    for customer in sorted(whole.customers):
        scope = host.family("customer", customer)
        if scope is None or customer not in scope.customers:
            raise Wrong(f"the family of {customer} is {scope}")
        if customer in {"C-1", "C-2"} and not scope.customers >= {"C-1", "C-2"}:
            raise Wrong(f"the family of {customer} lacks a member of its group")
        part = host.snapshot(AS_OF, scope)
        for table in ("invoices", "payments", "orders", "accounts"):
            mine = {id_ for id_, row in whole.tables[table].items() if row.customer in scope.customers}
            if lost := sorted(mine - part.tables[table].keys() - set(whole.made)):
                raise Wrong(f"{table}: {lost[0]} belongs to the family of {customer} and is not read")
        never_better(part, whole)
    if host.family("order", "SO-none") is not None:
        raise Wrong("there is a family of an order that is not there")


@check("silver")
def changes_are_found_by_the_documents(site: Site) -> None:
    """After a payment, a new invoice and a changed limit, the rows that changed are all told; the customer was not touched."""
    host = site.load()
    site.needs(host, Feature.CHANGES)
    _, known = host.follow(AS_OF)
    rows = books()
    invoice, account = rows["invoices"][1], rows["accounts"][0]
    amount = Money(1, invoice.amount.currency)
    news = {
        "payments": payment("P-9999", invoice.customer, invoice.unit, amount, on=AS_OF, invoice=invoice.id),
        "invoices": evolve(invoice, id="I-9999", issued_on=EARLIER, due_on=AS_OF, settled_on=None),
        "accounts": evolve(account, credit_limit=rows["accounts"][2].credit_limit),
    }
    for table, row in news.items():
        site.bench.put(table, row)
        rows[table] = [*(one for one in rows[table] if one.id != row.id), row]
    portfolio, again = host.follow(AS_OF, known)
    agree(portfolio, expected(host, rows_of=rows), host)
    if again.cursor == known.cursor:
        raise Wrong("the cursor stands still though rows changed")


@check("silver")
def balances_are_the_hosts_own_and_of_the_day(site: Site) -> None:
    """The balances add up to the open items on either day, and a row that is lost shows."""
    host = site.load()
    site.needs(host, Feature.BALANCES)
    for day in (AS_OF, EARLIER):
        if wrong := [row.reason.render() for row in host.snapshot(day).rejected]:
            raise Wrong(f"on {day}: {wrong[0]}")
    adapter: Any = host.adapter
    for unit in ("U-1", "U-2"):
        if not any(one.unit == unit for one in adapter.balances(AS_OF, None)):
            raise Wrong(f"there is no balance of {unit}")


@check("silver")
def permissions_name_what_may_be_done(site: Site) -> None:
    """The permissions of the kit's user allow all that is claimed."""
    host = site.load()
    site.needs(host, Feature.PERMISSIONS)
    rights = host.permissions()
    if rights is None or not rights.all_rows:
        raise Wrong("the kit's user must see the rows of all companies")
    if lacking := [kind.label() for kind in host.capabilities.changes if kind not in rights.changes]:
        raise Wrong(f"the kit's user may not do what is claimed: {', '.join(lacking)}")
