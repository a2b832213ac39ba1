"""What was left out on purpose is unknown with that cause, and what is whole stays known."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groupctl.errors import ModelError
from groupctl.model import STANDARD, CustomerGroup
from groupctl.portfolio.portfolio import Portfolio
from groupctl.portfolio.scope import Scope
from groupctl.portfolio.serialise import from_json, to_json
from groupctl.schema.entities import has_payer
from groupctl.schema.fields import field_types, stated
from groupctl.texts.causes import Cause
from tests.model import strategies
from tests.model.belonging import collections
from tests.model.examples import AS_OF, customer, invoice, payment, tables


def cut(partial=(), scope=None, absent=None, **changes):
    return Portfolio.build(
        as_of=AS_OF,
        currency="CNY",
        tables=tables(**changes),
        partial=partial,
        scope=scope,
        absent=absent or {},
    )


def gaps(found, entity, id_, collection):
    return [cause.key for cause in found.gaps(found.record(entity, id_), collection)]


SOME = ["model.cause-partial-some"]
OUT = ["model.cause-out-of-scope"]
NO_COLUMN = ["model.cause-absent-column"]


def test_a_partial_table_leaves_every_collection_of_its_rows_open():
    found = cut(["invoices"], invoices=[invoice()])
    for entity, id_ in (("customer", "C-1"), ("account", "C-1@U-1"), ("unit", "HQ"), ("group", "G-0")):
        assert gaps(found, entity, id_, "invoices") == SOME
        assert gaps(found, entity, id_, "payments") == []
    assert gaps(found, "unit", "HQ", "all.invoices") == SOME


def test_what_is_still_open_is_whole_where_only_settled_rows_are_left_out():
    found = cut({"invoices": "open"}, invoices=[invoice()])
    here = found.record("customer", "C-1")
    assert gaps(found, "customer", "C-1", "invoices") == ["model.cause-partial-open"]
    assert found.gaps_of_open(here, "invoices") == ()


def test_customers_that_are_there_are_whole_where_others_are_left_out():
    found = cut(["customers"], invoices=[invoice()], payments=[payment()])
    assert gaps(found, "customer", "C-1", "invoices") == []
    assert gaps(found, "account", "C-1@U-1", "payments") == []
    assert gaps(found, "invoice", "I-1", "payments") == []
    assert gaps(found, "customer", "C-1", "groups") == []
    for entity, id_ in (("unit", "U-1"), ("group", "G-1")):
        assert gaps(found, entity, id_, "invoices") == OUT
    assert gaps(found, "customer", "C-1", "all.customers") == OUT
    assert gaps(found, "customer", "C-1", "all.employees") == []


def test_a_group_in_the_scope_is_whole_and_so_are_the_groups_below_it():
    scope = Scope(customers=["C-1"], groups=["G-0"])
    found = cut(scope=scope, invoices=[invoice()])
    for group in ("G-0", "G-1"):
        assert gaps(found, "group", group, "members") == []
        assert gaps(found, "group", group, "invoices") == []
    assert gaps(found, "unit", "U-1", "invoices") == OUT
    assert gaps(found, "customer", "C-2", "invoices") == OUT
    assert gaps(found, "account", "C-2@U-2", "invoices") == OUT


def test_a_group_with_a_member_out_of_the_scope_knows_its_members_but_not_their_documents():
    members = [customer("C-1"), customer("C-2")]
    found = cut(scope=Scope(customers=["C-1"], groups=["G-1"]), customers=members)
    assert gaps(found, "group", "G-1", "members") == []
    assert gaps(found, "group", "G-1", "invoices") == OUT
    assert gaps(found, "group", "G-0", "members") == OUT


def test_a_column_that_the_host_lacks_is_unknown_for_everybody():
    found = cut(absent={"customers": ["group"], "invoices": ["order"]}, customers=[customer(group=None)])
    assert gaps(found, "customer", "C-1", "groups") == NO_COLUMN
    assert gaps(found, "group", "G-0", "members") == NO_COLUMN
    assert gaps(found, "group", "G-0", "invoices") == NO_COLUMN
    here = found.record("customer", "C-1")
    assert found.cause(here, "group").key == "model.cause-absent-column"
    assert isinstance(found.states(here, "group"), Cause)
    assert found.states(here, "address") is False


def test_the_parent_that_no_group_could_state_leaves_every_line_open():
    groups = [CustomerGroup(id="G-1", name="sub")]
    found = cut(absent={"groups": ["parent"]}, groups=groups)
    assert gaps(found, "customer", "C-1", "groups") == NO_COLUMN
    assert gaps(found, "group", "G-1", "children") == NO_COLUMN


@pytest.mark.parametrize(
    ("fault", "given_"),
    [
        ("model.no-such-table", {"partial": ["invoice"]}),
        ("model.not-a-member", {"partial": {"invoices": "none"}}),
        ("model.never-open", {"partial": {"customers": "open"}}),
        ("model.no-such-table", {"absent": {"customer": ["group"]}}),
        ("model.no-such-name", {"absent": {"customers": ["gruop"]}}),
    ],
)
def test_what_no_portfolio_can_leave_out_is_refused(fault, given_):
    with pytest.raises(ModelError) as error:
        cut(**given_)
    assert [one.code for one in error.value.faults] == [fault]
    assert all(one.message("en") and one.message("zh") for one in error.value.faults)


def test_a_scope_is_several_ids():
    with pytest.raises(TypeError):
        Scope(customers="C-1")


selections = st.fixed_dictionaries(
    {},
    optional={
        "partial": st.dictionaries(st.sampled_from(sorted(STANDARD.tables)), st.just("some"), max_size=3),
        "scope": st.builds(
            Scope, customers=st.sets(st.sampled_from(["CU-0", "CU-1"])), groups=st.sets(st.just("GR-0"))
        ),
        "absent": st.dictionaries(st.just("customers"), st.sets(st.sampled_from(["group", "since"]))),
    },
)


@given(strategies.tables(), selections)
def test_it_reads_back_and_is_part_of_the_hash(made, selection):
    whole = Portfolio.build(as_of=strategies.AS_OF, currency="CNY", tables=made)
    found = Portfolio.build(as_of=strategies.AS_OF, currency="CNY", tables=made, **selection)
    again = from_json(to_json(found), Portfolio)
    assert (again.partial, again.scope, again.absent) == (found.partial, found.scope, found.absent)
    assert again.hash == found.hash
    if found.partial or found.absent:
        assert found.hash != whole.hash


# -------------------------------------------------------------------------------------- what is seen of a whole ledger
def family(whole, customer_):
    """A customer with everybody in its group, and in all groups around it, and with the other records of each."""
    groups = {group.id for group in whole.related(whole.record("customer", customer_), "groups")}
    found = {customer_}
    for group in groups:
        found |= {member.id for member in whole.related(whole.record("group", group), "members")}
    for one in tuple(found):
        found |= {other.id for other in whole.related(whole.record("customer", one), "duplicates")}
    return Scope(customers=found, groups=groups)


def rows_of(whole, scope):
    """What a host would load for a scope: what its customers buy and pay, what names it, and all that is nobody's.

    Who buys what they pay, and who pays what they buy, is there without rows of its own.
    """
    kept = {}
    parties = {*scope.customers}
    for row in (*whole.orders.values(), *whole.invoices.values()):
        both = {row.customer, stated(row, "payer")}
        parties |= both if both & scope.customers else set()

    def ours(row):
        if has_payer(type(row)):
            return bool({row.customer, stated(row, "payer")} & scope.customers)
        return getattr(row, "customer", None) in {None, *scope.customers}

    for table, rows in whole.stated.items():  # each table comes after those that it refers to
        here = [row for row in rows if (row.id in parties if table == "customers" else ours(row))]
        for name, field in field_types(STANDARD.tables[table]).items():
            if (field.target in STANDARD.of_customers and field.firm) or name == "customer":
                there = {row.id for row in kept.get(STANDARD.entities[field.target].table, ())}
                here = [row for row in here if getattr(row, name) is None or getattr(row, name) in there]
        kept[table] = here
    return kept


def own_documents(made):
    """``made`` without rows whose order, invoice or contract is another customer's: a scope would hold these too."""
    owners = {
        (table, row.id): (row.customer, stated(row, "payer") if has_payer(type(row)) else row.customer)
        for table, rows in made.items()
        for row in rows
        if hasattr(row, "customer")
    }

    def own(table, row):
        fields = field_types(STANDARD.tables[table]).items()
        named = {
            (STANDARD.entities[field.target].table, getattr(row, name))
            for name, field in fields
            if field.target
        }
        return all(owners.get(document, owners[table, row.id]) == owners[table, row.id] for document in named)

    return {
        table: [row for row in rows if (table, row.id) not in owners or own(table, row)]
        for table, rows in made.items()
    }


@given(strategies.tables(most=4).map(own_documents), st.data())
def test_a_scoped_snapshot_knows_what_the_whole_ledger_knows_or_says_that_it_does_not(made, data):
    """For every record and collection: the same rows, or a gap. So no order fares better by being looked at alone."""
    whole = Portfolio.build(as_of=strategies.AS_OF, currency="CNY", tables=made)
    if not whole.customers:
        return
    scope = family(whole, data.draw(st.sampled_from(sorted(whole.customers))))
    loaded = rows_of(whole, scope)
    whole_customers = {customer_.id for customer_ in loaded["customers"]} == scope.customers
    some = data.draw(st.sampled_from([scope, None] if whole_customers else [scope]))
    found = Portfolio.build(
        as_of=strategies.AS_OF,
        currency="CNY",
        tables=loaded,
        partial=["customers"],
        scope=some,
    )
    assert found.rejected == ()
    for record, name, _ in [*collections(found), *everything(found)]:
        before = [one.id for one in whole.related(whole.record(record.entity, record.id), name)]
        now = [one.id for one in found.related(record, name)]
        assert now == before or found.gaps(record, name), (record, name)
    for customer_ in scope.customers:  # and what is theirs is known
        record = found.record("customer", customer_)
        collections_ = STANDARD.entities["customer"].collections.keys() - {
            "lookalikes"
        }  # these may be anybody
        assert not any(found.gaps(record, name) for name in collections_)


def everything(found):
    """The whole tables, as collections of some record."""
    return [
        (record, f"all.{entity.table}", entity.name)
        for record in found.records("customer")[:1]
        for entity in STANDARD.entities.values()
    ]
