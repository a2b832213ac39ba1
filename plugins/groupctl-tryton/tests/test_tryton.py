"""The adapter on a real Tryton server: what it reads is what the host's books say, and what it writes the host keeps to."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from groupctl_tryton import open_tryton
from groupctl_tryton.client import Refused, Stale
from groupctl_tryton.ledger import Ledger
from host import running

import groupctl
from groupctl.adapters import Change, ChangeKind, Operation, Options, Outcome
from groupctl.adapters.host import Host
from groupctl.errors import AdapterError
from groupctl.portfolio.scope import Scope
from groupctl.schema.limits import UNLIMITED, Amount, Unlimited
from groupctl.schema.money import Money
from groupctl.texts.title import Title

TODAY = date.today()  # noqa: DTZ011 - the host tells what is open now
POLICY = Path(__file__).parent / "policy.yaml"


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    with running(tmp_path_factory.mktemp("tryton")) as host:
        yield host


@pytest.fixture
def opened(server, monkeypatch):
    """Open the server as a user."""

    def open_as(user, password=None, **options):
        monkeypatch.setenv("TRYTON_PASSWORD", password or f"{user}-secret-1")
        return open_tryton(f"{server.address}?user={user}&password=env:TRYTON_PASSWORD", Options(**options))

    return open_as


@pytest.fixture
def host(opened):
    return Host(adapter=opened("groupctl"))


def eur(amount):
    return Money.of(str(amount), "EUR")


def limit_of(subject, limit):
    return Change(kind=ChangeKind.SET_LIMIT, entity="account", subject=subject, limit=limit, on=TODAY)


def apply(adapter, change, number):
    """Plan and apply one change."""
    (before,) = adapter.before([change])
    return adapter.apply(Operation(id=f"{number}-{change.key}", change=change, before=before))


class TestReading:
    def test_open_items_add_up_to_the_balances_of_both_companies(self, host):
        portfolio = host.snapshot(TODAY)
        assert portfolio.rejected == ()
        assert {one.amount for one in portfolio.invoices.values() if one.customer == "C01"} == {
            eur(12000),
            eur(8000),
            Money.of("700", "GBP"),
        }
        assert [(one.customer, one.amount) for one in portfolio.payments.values()] == [("C02", eur(2000))]

    def test_the_currency_of_the_policy_is_the_one_to_decide_in(self, opened, host):
        assert Host(adapter=opened("groupctl", currency="GBP")).snapshot(TODAY).currency == "GBP"
        assert host.snapshot(TODAY).currency == "EUR"

    def test_limits_are_those_of_each_company(self, host):
        accounts = host.snapshot(TODAY).accounts
        assert accounts["C01@TRADING"].credit_limit == Amount(eur(25000))
        assert accounts["C01@BRITAIN"].credit_limit == Amount(Money.of("1000", "GBP"))
        assert accounts["C02@BRITAIN"].credit_limit == UNLIMITED

    def test_one_family_is_read_alone(self, host):
        assert host.family("order", "TRADING-2") == Scope(customers={"C02"})
        portfolio = host.snapshot(TODAY, Scope(customers=["C02"]))
        assert set(portfolio.customers) == {"C02", "C03"}, "and who buys what it pays"
        assert portfolio.rejected == ()

    def test_what_another_buys_and_one_pays_is_read_with_who_pays(self, host):
        portfolio = host.snapshot(TODAY, Scope(customers=["C02"]))
        paid = {one.id: one.amount for one in portfolio.orders.values() if one.bill_to == "C02"}
        assert paid == {"TRADING-4": eur(600)}
        assert host.family("order", "TRADING-4") == Scope(customers={"C02", "C03"})

    def test_a_user_who_sees_one_company_makes_every_table_partial(self, opened):
        host = Host(adapter=opened("admin", "admin-secret"))
        assert host.permissions().all_rows is False
        portfolio = host.snapshot(TODAY)
        assert "customers" in portfolio.partial or portfolio.rejected, "lost rows are told"

    def test_a_wrong_password_is_told_without_it(self, opened):
        with pytest.raises(AdapterError) as caught:
            opened("groupctl", "not-the-password")
        assert "not-the-password" not in str(caught.value)


class TestWriting:
    def test_a_limit_is_set_once_in_its_company_alone(self, host):
        change = limit_of("C03@TRADING", Amount(eur(1500)))
        assert apply(host.adapter, change, 1).outcome is Outcome.APPLIED
        assert apply(host.adapter, change, 1).outcome is Outcome.ALREADY
        accounts = host.snapshot(TODAY).accounts
        assert accounts["C03@TRADING"].credit_limit == Amount(eur(1500))
        assert isinstance(accounts["C03@BRITAIN"].credit_limit, Unlimited)

    def test_a_plan_that_is_out_of_date_is_a_conflict(self, host):
        change = limit_of("C04@TRADING", Amount(eur(100)))
        (before,) = host.adapter.before([change])
        assert apply(host.adapter, limit_of("C04@TRADING", Amount(eur(200))), 2).outcome is Outcome.APPLIED
        late = host.adapter.apply(Operation(id="3", change=change, before=before))
        assert late.outcome is Outcome.CONFLICT

    def test_the_lock_of_the_host_holds(self, host):
        ledger_party = next(iter(host.adapter.client.rows("party.party", [["code", "=", "C04"]], ["code"])))
        with pytest.raises(Stale):
            host.adapter.client.call(
                "party.party",
                "write",
                [ledger_party["id"]],
                {"credit_limit_amount": Decimal(1)},
                company=1,
                _timestamp={f"party.party,{ledger_party['id']}": "1.0"},
            )

    def test_a_limit_in_another_currency_is_refused(self, host):
        change = limit_of("C01@BRITAIN", Amount(eur(5)))
        assert apply(host.adapter, change, 4).outcome is Outcome.REFUSED

    def test_a_note_is_made_once(self, host):
        change = Change(
            kind=ChangeKind.NOTE,
            entity="order",
            subject="TRADING-3",
            what="why",
            text=Title("Looked at"),
            on=TODAY,
        )
        assert apply(host.adapter, change, 5).outcome is Outcome.APPLIED
        assert apply(host.adapter, change, 6).outcome is Outcome.ALREADY


def test_a_held_order_is_refused_by_the_host_until_the_customer_has_paid(server, host, opened):
    """Read, decide, write; the host refuses the order. The customer pays, and the order goes."""
    engine = groupctl.Engine(groupctl.load_policy(POLICY))
    clerk = opened("clerk").client
    sale, _ = Ledger(clerk).sale("TRADING-1")

    decision = engine.decide("order_release", "TRADING-1", host.snapshot(TODAY))
    assert decision.outcome == "REFER", groupctl.explained(decision)
    assert apply(host.adapter, limit_of("C01@TRADING", Amount(eur(0))), 7).outcome is Outcome.APPLIED
    with pytest.raises(Refused, match="limit"):
        clerk.call("sale.sale", "confirm", [sale["id"]], company=1)

    overdue = next(one for one in host.snapshot(TODAY).invoices.values() if one.amount == eur(12000))
    server.run("pay.py", server.address.replace("//", "//groupctl:groupctl-secret-1@") + "/rpc/", overdue.id)
    portfolio = host.snapshot(TODAY)
    assert portfolio.rejected == ()
    decision = engine.decide("order_release", "TRADING-1", portfolio)
    assert decision.outcome == "RELEASE", groupctl.explained(decision)
    assert apply(host.adapter, limit_of("C01@TRADING", Amount(eur(25000))), 8).outcome is Outcome.APPLIED
    clerk.call("sale.sale", "confirm", [sale["id"]], company=1)
    assert host.snapshot(TODAY).orders["TRADING-1"].status.name == "OPEN"
