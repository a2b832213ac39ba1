"""Who buys, who is billed, who pays and who gets the goods: whose an order and an invoice are."""

from typing import Any

import pytest

from groupctl.model import STANDARD, Account, Customer, CustomerGroup, Invoice
from groupctl.portfolio.portfolio import Portfolio
from groupctl.portfolio.rejected_row import RejectedRow
from groupctl.portfolio.scope import Scope
from groupctl.texts.causes import Cause
from tests.model.examples import AS_OF, invoice, order, portfolio, tables

ALL = ("A", "B", "C")


def group_of(*ids: str, **documents: Any) -> Portfolio:
    """Customers at U-1, where B is in the group G."""
    rows = {
        "groups": [CustomerGroup(id="G", name="G")],
        "customers": [Customer(id=id_, name=id_, group="G" if id_ == "B" else None) for id_ in ids or ALL],
        "accounts": [Account(customer=id_, unit="U-1") for id_ in ids or ALL],
    }
    stated = {name: rows_ for name, rows_ in documents.items() if name in STANDARD.tables}
    more = {name: said for name, said in documents.items() if name not in STANDARD.tables}
    return Portfolio.build(as_of=AS_OF, currency="CNY", tables=tables(**rows, **stated), **more)


def found(ledger: Portfolio, owner: tuple[str, str], collection: str) -> list[str]:
    return [record.id for record in ledger.related(ledger.record(*owner), collection)]


def gaps(ledger: Portfolio, owner: tuple[str, str], collection: str) -> list[str]:
    return [gap.key for gap in ledger.gaps(ledger.record(*owner), collection)]


@pytest.mark.parametrize(
    ("parties", "payer"),
    [
        ({}, "A"),
        ({"payer": "B"}, "B"),
        ({"bill_to": "B"}, "B"),
        ({"bill_to": "B", "payer": "C"}, "C"),
        ({"ship_to": "B"}, "A"),
    ],
    ids=[
        "the buyer",
        "the payer",
        "who is billed",
        "the payer before who is billed",
        "not who gets the goods",
    ],
)
class TestPayer:
    def test_the_document_is_among_what_the_payer_has_to_pay(self, parties, payer):
        ledger = group_of(
            orders=[order("O-1", customer="A", **parties)],
            invoices=[invoice("I-1", customer="A", **parties)],
        )
        for table in ("order", "invoice"):
            record = ledger.record(table, "O-1" if table == "order" else "I-1")
            assert record.values["payer"] is ledger.record("customer", payer)
            assert record.values["payer_account"] is ledger.record("account", f"{payer}@U-1")
            assert record.values["account"] is ledger.record("account", "A@U-1")
        for one in ALL:
            mine = ["I-1"] if one == payer else []
            assert found(ledger, ("customer", one), "invoices_to_pay") == mine
            assert found(ledger, ("account", f"{one}@U-1"), "invoices_to_pay") == mine
            assert found(ledger, ("customer", one), "invoices") == (["I-1"] if one == "A" else [])
        assert found(ledger, ("group", "G"), "orders_to_pay") == (["O-1"] if payer == "B" else [])

    def test_an_account_of_the_payer_is_made(self, parties, payer):
        ledger = portfolio(
            customers=[Customer(id=id_, name=id_) for id_ in ALL],
            accounts=[Account(customer="A", unit="U-1")],
            invoices=[invoice("I-1", customer="A", **parties)],
        )
        assert set(ledger.made) == {f"{payer}@U-1"} - {"A@U-1"}

    def test_a_row_that_was_rejected_leaves_a_gap_where_it_belongs(self, parties, payer):
        row = invoice("I-1", customer="A", **parties)
        ledger = group_of(invoices=[row, row])
        for one in ALL:
            lost = ["model.cause-rejected"] * 2 if one == payer else []
            assert gaps(ledger, ("customer", one), "invoices_to_pay") == lost[:1]
            assert gaps(ledger, ("account", f"{one}@U-1"), "invoices_to_pay") == lost[:1]


class TestLostPayer:
    """What names a payer that can't be told may be anybody's debt."""

    @pytest.mark.parametrize(
        ("payer", "owners"),
        [("nowhere", "ABC"), ("b", "B"), ("B.0", "B")],
        ids=["nowhere", "case", "decimals"],
    )
    def test_nowhere_is_anybodys_and_near_is_theirs(self, payer, owners):
        ledger = group_of(invoices=[invoice("I-1", customer="A", payer=payer)])
        assert [row.id for row in ledger.rejected] == ["I-1"]
        assert "".join(one for one in ALL if gaps(ledger, ("customer", one), "invoices_to_pay")) == owners
        assert bool(gaps(ledger, ("group", "G"), "invoices_to_pay"))

    def test_a_cell_that_cannot_be_read_is_anybodys(self):
        row = RejectedRow.of(invoice("I-1", customer="A"), Cause.of("model.unprintable"), unreadable="payer")
        ledger = group_of(invoices=[], rejected=[row])
        assert all(gaps(ledger, ("customer", one), "invoices_to_pay") for one in ALL)
        assert not gaps(ledger, ("customer", "B"), "invoices")

    def test_a_row_of_a_ledger_without_parties_is_its_customers(self):
        row = RejectedRow(table="invoices", customer="A", unit="U-1", reason=Cause.of("model.unprintable"))
        ledger = group_of(invoices=[], rejected=[row])
        assert [bool(gaps(ledger, ("customer", one), "invoices_to_pay")) for one in ALL] == [
            True,
            False,
            False,
        ]

    def test_a_payer_that_was_rejected_leaves_the_payer_unknown(self):
        twice = Customer(id="B", name="B")
        ledger = portfolio(
            customers=[Customer(id="A", name="A"), twice, twice],
            accounts=[Account(customer="A", unit="U-1")],
            orders=[order("O-1", customer="A", payer="B")],
        )
        record = ledger.record("order", "O-1")
        assert "payer" not in record.values
        assert ledger.cause(record, "payer").key == "model.cause-reference-rejected"
        assert ledger.cause(record, "payer_account").key == "model.cause-reference-rejected"

    def test_whose_id_may_be_that_of_a_rejected_customer_may_owe_it(self):
        """A customer without a readable id was rejected: a payer that is nowhere may be that one, or one that is near."""
        lost = RejectedRow(table="customers", reason=Cause.of("model.unprintable"))
        ledger = group_of(invoices=[invoice("I-1", customer="A", payer="b")], rejected=[lost])
        assert [bool(gaps(ledger, ("customer", one), "invoices_to_pay")) for one in ALL] == [
            False,
            True,
            False,
        ]
        assert gaps(ledger, ("account", "B@U-1"), "invoices_to_pay")

    def test_its_account_is_missing_at_the_unit(self):
        """What a unit's customers owe is a sum over accounts: that of a payer who was rejected is not among them."""
        twice = Customer(id="B", name="B")
        rows = {"customers": [Customer(id="A", name="A"), twice, twice], "accounts": [], "invoices": []}
        ledger = portfolio(**rows, orders=[order("O-1", customer="A", payer="B")])
        assert "model.cause-reference-rejected" in gaps(ledger, ("unit", "U-1"), "accounts")
        assert "model.cause-reference-rejected" in gaps(ledger, ("unit", "HQ"), "accounts")
        assert gaps(ledger, ("unit", "U-2"), "accounts") == []

    @pytest.mark.parametrize("column", ["payer", "bill_to"])
    @pytest.mark.parametrize("row", [invoice, order])
    def test_without_the_column_every_payer_is_unknown(self, row, column):
        one = row(customer="A")
        table = "invoices" if isinstance(one, Invoice) else "orders"
        ledger = group_of(**{table: [one]}, absent={table: [column]})
        record = ledger.record(table.removesuffix("s"), one.id)
        assert ledger.cause(record, "payer").key == "model.cause-absent-column"
        for owner in (("customer", "B"), ("account", "B@U-1"), ("group", "G")):
            assert gaps(ledger, owner, f"{table}_to_pay") == ["model.cause-absent-column"]


class TestPartOfALedger:
    """What one decision needs holds the payer with all that it has to pay, whoever bought it."""

    def cut(self, *ids: str, scope: str = "AB", **tables: Any) -> Portfolio:
        return group_of(*ids, partial=["customers"], scope=Scope(customers=[*scope], groups=["G"]), **tables)

    def test_both_here_is_complete(self):
        ledger = self.cut("A", "B", orders=[order("O-1", customer="A", payer="B")], invoices=[])
        assert found(ledger, ("account", "B@U-1"), "orders_to_pay") == ["O-1"]
        assert not gaps(ledger, ("account", "B@U-1"), "orders_to_pay")
        assert not gaps(ledger, ("order", "O-1"), "invoices")

    def test_a_payer_that_is_left_out_is_unknown(self):
        ledger = self.cut("A", scope="A", orders=[order("O-1", customer="A", payer="B")])
        assert ledger.cause(ledger.record("order", "O-1"), "payer").key == "model.cause-out-of-scope"

    def test_a_buyer_that_is_left_out_leaves_a_gap_at_the_payer(self):
        ledger = self.cut("B", scope="B", orders=[order("O-1", customer="A", payer="B")])
        (lost,) = ledger.rejected
        assert lost.reason.key == "model.buyer-left-out"
        assert gaps(ledger, ("account", "B@U-1"), "orders_to_pay")
        assert ledger.outside == {}

    def test_what_neither_buys_nor_pays_is_outside(self):
        ledger = self.cut("B", scope="B", orders=[order("O-1", customer="A", payer="C")])
        assert (ledger.outside, ledger.rejected) == ({"orders": 1}, ())
