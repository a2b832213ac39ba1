"""A portfolio with rows more is the one that would be built with them, whatever of the first it shares."""

from attrs import evolve
from hypothesis import assume, given
from hypothesis import strategies as st

from groupctl.portfolio.portfolio import Portfolio
from tests.model import strategies
from tests.model.belonging import collections
from tests.model.examples import customer, invoice, order, payment, portfolio, yuan

ADDED = ("payments", "invoices", "orders", "granted_limits", "requests", "expenses")


def content(found: Portfolio) -> dict[tuple[str, str, str], list[str]]:
    """The ids in each collection of each record."""
    return {
        (record.entity, record.id, name): [one.id for one in found.related(record, name)]
        for record, name, _ in collections(found)
    }


def values(found: Portfolio) -> dict[tuple[str, str], dict[str, object]]:
    """What is known of each record, records by their ids."""
    return {
        (entity, record.id): {name: getattr(value, "id", value) for name, value in record.values.items()}
        for entity in found.schema.entities
        for record in found.records(entity)
    }


@given(strategies.tables(most=4), st.data())
def test_it_is_the_portfolio_that_would_be_built(made, data):
    whole = Portfolio.build(as_of=strategies.AS_OF, currency="CNY", tables=made)
    table = data.draw(st.sampled_from([name for name in ADDED if whole.tables[name]] or ["units"]))
    some = data.draw(st.sets(st.sampled_from(sorted(whole.tables[table])), min_size=1))
    rest = {**made, table: [row for row in made[table] if row.id not in some]}
    less = Portfolio.build(as_of=strategies.AS_OF, currency="CNY", tables=rest)
    assume(not whole.rejected and not less.rejected and whole.made == less.made)
    supposed = less.with_rows([whole.tables[table][id_] for id_ in sorted(some)])
    assert supposed.hash == whole.hash
    assert content(supposed) == content(whole)
    assert values(supposed) == values(whole)


def test_what_refers_to_a_replaced_row_refers_to_the_new_one():
    found = portfolio(
        customers=[customer()],
        orders=[order("SO-1")],
        invoices=[invoice("I-1", order="SO-1")],
        payments=[payment("P-1", invoice="I-1")],
    )
    smaller = evolve(found.tables["orders"]["SO-1"], amount=yuan("1"))
    supposed = found.with_rows([smaller])
    assert supposed.record("invoice", "I-1").values["order"].values["amount"] == 100
    assert supposed.record("payment", "P-1").values["invoice"] is supposed.record("invoice", "I-1")
    assert found.record("invoice", "I-1").values["order"].values["amount"] != 100


def test_the_first_portfolio_stays_as_it_is():
    found = portfolio(customers=[customer()], orders=[order("SO-1")])
    before = content(found), values(found), found.hash
    supposed = found.with_rows([order("SO-2")])
    assert content(supposed) != before[0]
    assert (content(found), values(found), found.hash) == before
