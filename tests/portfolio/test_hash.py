"""Same facts, same hash; any other fact, another hash."""

import re
from datetime import timedelta

import attrs
from hypothesis import assume, given
from hypothesis import strategies as st

from groupctl.errors import SourceSpan
from groupctl.model import STANDARD
from groupctl.portfolio.codec import canonical, to_plain
from groupctl.portfolio.fingerprint import row_text
from groupctl.portfolio.portfolio import Portfolio
from groupctl.portfolio.rejected_row import RejectedRow
from groupctl.schema.fields import field_types
from groupctl.testing.strategies import values
from tests.model import strategies
from tests.model.examples import AS_OF, FAULTY, invoice, lost, portfolio


def build(made, **given_):
    return Portfolio.build(**{"as_of": strategies.AS_OF, "currency": "CNY", "tables": made, **given_})


PINNED = "fb78415a9672e29171901bd33a5904466fe31586a1eccfc5bbf14cd2ac27cfaf"


def test_it_is_sha256_in_hex():
    assert re.fullmatch("[0-9a-f]{64}", portfolio().hash)


def test_it_is_the_same_everywhere_and_for_ever():
    """A change of this value means that recorded decisions can't be replayed: it needs a new format."""
    assert portfolio(invoices=[invoice()]).hash == PINNED


@given(strategies.tables(), st.data())
def test_it_does_not_depend_on_the_order_of_rows_and_tables(made, data):
    names = data.draw(st.permutations(sorted(made)))
    shuffled = {table: data.draw(st.permutations(made[table])) for table in names}
    assert build(shuffled).hash == build(made).hash


@given(strategies.tables())
def test_a_row_is_written_as_canonical_json(made):
    """Written directly, for rows are many; the same bytes as by way of JSON values."""
    for row in (row for rows in made.values() for row in rows):
        assert row_text(row) == canonical(to_plain(row))


@given(strategies.tables(), st.data())
def test_it_changes_with_any_cell(made, data):
    found = build(strategies.present(made))
    rows = [(table, row) for table, kept in found.tables.items() for row in kept.values()]
    table, row = data.draw(st.sampled_from(rows))
    name, field = data.draw(st.sampled_from(sorted(field_types(type(row)).items())))
    assume(name not in {"id", "parent"})
    known = sorted(found.tables[STANDARD.entities[field.target].table]) if field.target else [None]
    assume(known)
    value = data.draw(st.sampled_from(known) if field.target else values(field))
    assume(value != getattr(row, name))
    try:
        other = attrs.evolve(row, **{name: value})
    except ValueError:
        assume(False)
    changed = {name_: list(kept.values()) for name_, kept in found.tables.items()}
    changed[table] = [other if item is row else item for item in changed[table]]
    again = build(changed)
    assume(again.later == {} and again.tables[table].get(row.id) == other)
    assert again.hash != found.hash


@given(strategies.tables(), st.data())
def test_it_changes_with_any_row(made, data):
    found = build(strategies.present(made))
    fewer = found.stated
    table = data.draw(st.sampled_from([name for name, rows in fewer.items() if rows]))
    fewer[table] = fewer[table][1:]
    again = build(fewer)
    assume(again.made == found.made)  # an account of which nothing is stated is made again from its documents
    assert again.hash != found.hash


def test_it_changes_with_the_frame():
    hashes = {
        portfolio().hash,
        portfolio(as_of=AS_OF + timedelta(1)).hash,
        portfolio(missing=["orders"]).hash,
        portfolio(rejected=[lost()]).hash,
        portfolio(rejected=[lost(), lost()]).hash,
        portfolio(rejected=[lost(customer="C-1")]).hash,
        portfolio(rejected=[lost(row=[("id", "I-1")])]).hash,
        portfolio(rejected=[lost("orders")]).hash,
        Portfolio.build(as_of=AS_OF, currency="EUR", tables=dict(portfolio().tables, **EMPTY)).hash,
    }
    assert len(hashes) == 9


EMPTY: dict[str, list[object]] = {table: [] for table in portfolio().tables}


def test_it_does_not_depend_on_where_the_data_came_from():
    here, there = (
        RejectedRow(table="invoices", reason=FAULTY, where=SourceSpan(file, 7)) for file in ("a.csv", "b.csv")
    )
    assert portfolio(rejected=[here]).hash == portfolio(rejected=[there]).hash
    assert build(EMPTY, source="a").hash == build(EMPTY, source="b").hash
