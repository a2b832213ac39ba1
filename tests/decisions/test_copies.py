"""Policy, portfolio, engine and decision can be sent to another process or kept: a copy says the same."""

import copy
import pickle
from datetime import date

import pytest

from groupctl.decisions.engine import Engine
from groupctl.errors import SourceSpan
from groupctl.model import ExchangeRate
from groupctl.portfolio.portfolio import Portfolio
from groupctl.portfolio.rejected_row import RejectedRow
from groupctl.rules.loading.loader import load_policy
from groupctl.texts.causes import Cause
from tests.decisions.test_engine import RELEASE
from tests.rules.small import granted, invoice, order, policy, portfolio

TOO_LARGE = Cause.of("model.cause-out-of-range", value="9e99")


def pickled(held):
    return pickle.loads(pickle.dumps(held))  # noqa: S301 - its own


@pytest.fixture(params=[pickled, copy.deepcopy, copy.copy], ids=["pickle", "deepcopy", "copy"])
def copied(request):
    return request.param


@pytest.fixture
def book() -> Portfolio:
    return portfolio(
        blacklisted=False,
        orders=[order("SO-1", amount="301"), order("SO-2")],
        invoices=[invoice("I-1")],
        **granted(),
        exchange_rates=[ExchangeRate(base="EUR", quote="CNY", on=date(2026, 6, 1), rate="7.5")],
        rejected=[RejectedRow(table="payments", reason=TOO_LARGE, where=SourceSpan("p.csv", 3), unit="U")],
    )


def said(engine, ledger) -> list[str]:
    return [decision.to_json() for decision in engine.review(ledger)]


@pytest.mark.parametrize("name", ["reference", "compiled", "durable"])
def test_a_copy_decides_the_same(tmp_path, book, copied, name):
    engine = Engine(policy(tmp_path, RELEASE), name)
    before = said(engine, book)
    assert said(copied(engine), copied(book)) == before
    assert said(Engine(copied(engine.policy), name), book) == before


def test_a_copy_of_a_portfolio_holds_all_of_it(book, copied):
    book.hash  # noqa: B018 - remembered, and not part of the copy
    again = copied(book)
    assert again.hash == book.hash
    assert (again.rejected, again.rates.rates) == (book.rejected, book.rates.rates)
    with pytest.raises(TypeError):
        again.tables["orders"] = ()


def test_a_copy_of_a_decision_is_equal(tmp_path, book, copied):
    made = Engine(policy(tmp_path, RELEASE), "reference").decide("release", "SO-1", book)
    assert copied(made) == made


def test_the_whole_standard_policy_can_be_copied(copied):
    made = load_policy("demo")
    assert copied(made) == made
