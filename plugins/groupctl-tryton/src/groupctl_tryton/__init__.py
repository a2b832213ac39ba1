"""``tryton:https://erp.example.com/company?user=groupctl&password=env:TRYTON_PASSWORD``: a Tryton 8.2 server.

Read are companies, parties, limits by company, open receivables and payments, sales and rates; written are limits and notes. The user must see all
companies. Tryton keeps no groups of customers: each stands alone.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from urllib.parse import parse_qs, urlsplit

from attrs import define, field

from groupctl.adapters import (
    Adapter,
    AdapterKind,
    Balance,
    Before,
    Capabilities,
    Change,
    ChangeKind,
    Effect,
    Feature,
    Idempotency,
    LimitForm,
    LimitRules,
    LimitScope,
    Lock,
    Operation,
    Options,
    Permissions,
    Reading,
    Receipt,
    TableSupport,
    Writing,
    ZeroLimit,
    credential,
    hookimpl,
    refuse,
)
from groupctl.errors import AdapterError
from groupctl.portfolio.scope import Scope
from groupctl.texts import Language
from groupctl_tryton.client import Client
from groupctl_tryton.ledger import Ledger
from groupctl_tryton.writing import Writer

FULL = ("units", "groups", "customers", "accounts", "orders", "exchange_rates")
CAPABILITIES = Capabilities(
    tables={
        **dict.fromkeys(FULL, TableSupport.FULL),
        "invoices": TableSupport.PARTIAL,
        "payments": TableSupport.PARTIAL,
    },
    features=[Feature.SCOPE, Feature.BALANCES, Feature.PERMISSIONS],
    changes={
        ChangeKind.SET_LIMIT: Writing(
            entities=["account"], effect=Effect.ENFORCED, lock=Lock.TIMESTAMP, idempotency=Idempotency.STATE
        ),
        ChangeKind.NOTE: Writing(
            entities=["account", "customer", "order"],
            effect=Effect.ADVISORY,
            lock=Lock.NONE,
            idempotency=Idempotency.STAMP,
        ),
    },
    limits=LimitRules(
        scope=LimitScope.COMPANY, zero=ZeroLimit.BLOCKS, forms=[LimitForm.AMOUNT, LimitForm.UNLIMITED]
    ),
)


@define
class TrytonAdapter:
    """One session with a server."""

    client: Client
    currency: str | None = None
    """The one to decide in; None is that of the first company."""
    _ledger: Ledger | None = field(default=None, init=False)
    scheme: str = field(default="tryton", init=False)
    capabilities: Capabilities = field(default=CAPABILITIES, init=False)

    def read(self, as_of: date) -> Reading:  # noqa: ARG002 - the server tells what is open now
        """Everything that is open now."""
        return self._anew().reading()

    def _anew(self) -> Ledger:
        """The companies and parties as they are now; what follows from a reading or a plan goes by the same."""
        self._ledger = Ledger(self.client, self.currency)
        return self._ledger

    def _known(self) -> Ledger:
        return self._ledger or self._anew()

    def family(self, entity: str, id_: str) -> Scope | None:
        """The customer of the record alone, for Tryton keeps no groups."""
        ledger = self._anew()
        codes = {row["code"] for row in ledger.parties.values()}
        match entity:
            case "customer" if id_ in codes:
                named = {id_}
            case "account" if (customer := id_.rpartition("@")[0]) in codes:
                named = {customer}
            case "order":
                named = ledger.parties_of_sale(id_)
            case _:
                named = set()
        return Scope(customers=named) if named else None

    def read_scope(self, as_of: date, scope: Scope) -> Reading:  # noqa: ARG002 - as above
        """What is open now of these customers."""
        return self._anew().reading(frozenset(scope.customers))

    def balances(self, as_of: date, customers: frozenset[str] | None) -> Iterable[Balance]:  # noqa: ARG002 - as above
        """What each party owes each company by Tryton's own sum."""
        return self._known().balances(customers)

    def permissions(self) -> Permissions:
        """Whether the user sees the rows of all companies: Tryton leaves the others out without a word."""
        (user,) = self.client.call(
            "res.user", "read", [self.client.id], ["login", "companies", "company_filter"]
        )
        companies = {one["id"] for one in self.client.rows("company.company", [], ["id"])}
        all_rows = user["company_filter"] == "all" and companies <= set(user["companies"] or ())
        return Permissions(user=user["login"], all_rows=all_rows, changes=frozenset(CAPABILITIES.changes))

    def before(self, changes: Sequence[Change]) -> Sequence[Before | None]:
        """What is there now, for each of ``changes``."""
        writer = Writer(self.client, self._anew())
        return [writer.before(change) for change in changes]

    def apply(self, operation: Operation) -> Receipt:
        """Make one change."""
        return Writer(self.client, self._known()).apply(operation)


def open_tryton(target: str, options: Options) -> Adapter:
    """Log in to the server at ``target``. AdapterError where the address lacks the user or where the password is."""
    refuse(options, "tryton", "mapping", "tables")
    parts, asked = urlsplit(target), parse_qs(urlsplit(target).query)
    if (
        parts.scheme not in {"http", "https"}
        or not parts.path.strip("/")
        or not {"user", "password"} <= asked.keys()
    ):
        raise AdapterError.of(
            "adapters.cannot-open",
            path=target,
            error="write https://HOST/DATABASE?user=NAME&password=env:VARIABLE",
        )
    address = f"{parts.scheme}://{parts.netloc}/{parts.path.strip('/')}"
    client = Client.opened(address, asked["user"][0], credential(asked["password"][0]))
    return TrytonAdapter(client, options.currency)


@hookimpl
def groupctl_adapters() -> Iterable[AdapterKind]:
    """What this module offers."""
    title: dict[Language, str] = {"en": "Tryton 8.2 (JSON-RPC)", "zh": "Tryton 8.2（JSON-RPC）"}
    return [
        AdapterKind(scheme="tryton", title=title, open=open_tryton, contract="1.0", capabilities=CAPABILITIES)
    ]
