"""The documents of a ledger: orders, invoices and the money for them."""

from datetime import date

import pytest

from groupctl.model import Budget, Expense, OrderStatus
from groupctl.schema.money import Money
from tests.model.examples import invoice, order, payment, yuan
from tests.model.holding import holding, ids, refused, seen, unknown

DAY = date(2026, 1, 1)
PARTIES = dict.fromkeys(["customer", "bill_to", "payer", "ship_to"], "C-1")


class TestOrder:
    """B58: entered, confirmed, changed, closed; what is still to be invoiced, and what it is settled by."""

    @pytest.mark.parametrize("status", list(OrderStatus))
    def test_how_far_it_has_come(self, status):
        """B58."""
        found = holding(orders=[order(status=status, invoiced=yuan(30), on_credit=True)])
        assert seen(found, "order", "O-1") == {
            **PARTIES,
            "unit": "U-1",
            "account": "C-1@U-1",
            "payer_account": "C-1@U-1",
            "ordered_on": DAY,
            "amount": 10000,
            "return_order": False,
            "invoiced": 3000,
            "status": status.name,
            "on_credit": True,
        }

    def test_from_the_order_to_its_due_date_and_settlement(self):
        """B58: the order leads to its invoices, these to their payments, and each step back."""
        found = holding(
            orders=[order()],
            invoices=[invoice(order="O-1", settled_on=date(2026, 2, 1))],
            payments=[payment(invoice="I-1")],
        )
        (billed,) = found.related(found.record("order", "O-1"), "invoices")
        (paid,) = found.related(billed, "payments")
        assert (billed.values["due_on"], billed.values["settled_on"]) == (date(2026, 1, 31), date(2026, 2, 1))
        assert paid.values["invoice"].values["order"] is found.record("order", "O-1")
        assert ids(found, "account", "C-1@U-1", "orders") == ["O-1"]

    def test_what_need_not_be_stated(self):
        found = holding(orders=[order()])
        beside = {"delivered", "deliver_on", "held_on", "reopened_on"}
        assert unknown(found, "order", "O-1") == {"invoiced", "on_credit", *beside}

    @pytest.mark.parametrize("part", ["delivered", "invoiced"])
    def test_its_parts_have_its_sign_and_may_exceed_it(self, part):
        """Hosts deliver more than was ordered; of a return, what came back and what was credited are below zero."""
        refused(order, "model.sign-of-order", **{part: yuan(-1)})
        refused(order, "model.sign-of-order", amount=yuan(-100), **{part: yuan(1)})
        assert order(**{part: yuan(101)})
        assert order(amount=yuan(-100), **{part: yuan(-101)})
        assert order(amount=yuan(-100), **{part: yuan(0)})

    def test_held_and_opened_again_in_the_future_is_not_yet(self):
        tomorrow = date(2026, 7, 1)
        found = holding(orders=[order(held_on=tomorrow, reopened_on=tomorrow, deliver_on=tomorrow)])
        assert unknown(found, "order", "O-1") >= {"held_on", "reopened_on"}
        assert seen(found, "order", "O-1")["deliver_on"] == tomorrow


class TestReceivable:
    """B50, B61, B68: what is sold, what is owed, what was paid on account."""

    def test_amount_cost_and_dates(self):
        """B50, B68: settled or owed, in dispute or not."""
        found = holding(invoices=[invoice(cost=yuan(80), disputed=False)])
        known = seen(found, "invoice", "I-1")
        assert (known["amount"], known["cost"], known["disputed"]) == (10000, 8000, False)
        assert unknown(found, "invoice", "I-1") == {"order", "settled_on", "on_credit"}

    def test_settled_later_is_owed_today(self):
        """B68: on the last of June the invoice that is paid in July is open."""
        found = holding(invoices=[invoice(settled_on=date(2026, 7, 1))])
        assert "settled_on" in unknown(found, "invoice", "I-1")

    def test_money_on_account_names_no_invoice(self):
        """B61: it is the customer's funds with us, and found from the account."""
        found = holding(payments=[payment("P-1"), payment("P-2", amount=Money.of(-50, "CNY"))])
        assert unknown(found, "payment", "P-1") == {"invoice", "order", "amount_settled", "converted"}
        paid = [
            record.values["amount"]
            for record in found.related(found.record("account", "C-1@U-1"), "payments")
        ]
        assert paid == [5000, -5000]


class TestExpense:
    """B52: every expense stands with the customer that it was for, and beside its budget."""

    def test_with_and_without_customer(self):
        own = {"unit": "U-1", "spent_on": DAY, "amount": yuan(5)}
        budget = Budget(
            id="B-1",
            customer="C-1",
            unit="U-1",
            starts_on=DAY,
            ends_on=date(2026, 12, 31),
            amount=yuan(50),
        )
        found = holding(
            budgets=[budget],
            expenses=[Expense(id="E-1", customer="C-1", kind="travel", **own), Expense(id="E-2", **own)],
        )
        assert ids(found, "customer", "C-1", "expenses") == ["E-1"]
        assert ids(found, "account", "C-1@U-1", "budgets") == ["B-1"]
        assert ids(found, "unit", "U-1", "expenses") == ["E-1", "E-2"]
        assert unknown(found, "expense", "E-2") == {"customer", "kind", "account"}
