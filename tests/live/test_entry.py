"""Decisions at order entry: from the rows of one family, never more lenient than from all."""

import sqlite3
from contextlib import closing

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import groupctl
from groupctl.demo import AS_OF as DEMO_DAY
from groupctl.demo import demo_reading
from groupctl.portfolio.scope import Scope
from groupctl.testing import AS_OF
from groupctl.testing.as_sqlite import write_sqlite
from groupctl.testing.conformance.checks import strictness
from tests.live.ledgers import answers, classes, engine, group, in_database, in_memory

ORDERS = [f"SO-{number}" for number in range(1, 7)]


@pytest.fixture(params=["memory", "sqlite"])
def host(request, tmp_path) -> groupctl.Host:
    return in_memory(group()) if request.param == "memory" else in_database(group(), tmp_path / "erp.db")


class TestFamily:
    @pytest.mark.parametrize(
        ("entity", "id_", "customers", "groups"),
        [
            ("order", "SO-1", {"C-1", "C-2"}, {"TOP"}),
            ("order", "SO-5", {"C-1", "C-2", "C-3"}, {"TOP"}),
            ("customer", "C-4", {"C-4"}, set()),
            ("account", "C-2@U-2", {"C-1", "C-2"}, {"TOP"}),
            ("group", "LOW", {"C-1", "C-2"}, {"TOP"}),
            ("payment", "P-3", {"C-3"}, set()),
        ],
    )
    def test_it_is_who_buys_and_pays_with_all_members_of_their_topmost_groups(
        self, host, entity, id_, customers, groups
    ):
        assert host.family(entity, id_) == Scope(customers=customers, groups=groups)

    def test_there_is_none_of_what_is_not_there(self, host):
        assert host.family("order", "SO-99") is None
        live = groupctl.LiveHost(host=host, engine=engine())
        with pytest.raises(groupctl.DataError, match="the host has no order 'SO-99'"):
            live.decide("order_release", "SO-99", as_of=AS_OF)


class TestScope:
    def test_rows_of_others_stay_where_they_are(self, host):
        portfolio = host.snapshot(AS_OF, host.family("order", "SO-5"))
        assert sorted(portfolio.customers) == ["C-1", "C-2", "C-3"]
        assert sorted(portfolio.orders) == ["SO-1", "SO-2", "SO-3", "SO-5", "SO-6"]
        assert sorted(portfolio.payments) == ["P-1", "P-2", "P-3"]
        assert not portfolio.rejected

    def test_a_place_is_that_in_the_whole_table(self, tmp_path):
        path = tmp_path / "erp.db"
        write_sqlite(path, group().tables)
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("UPDATE invoices SET amount = 'many' WHERE id = 'I-3'")
            connection.commit()
        host = groupctl.connect(f"sqlite:{path}", currency="CNY")
        part = host.snapshot(AS_OF, host.family("customer", "C-3"))
        assert [row.where for row in part.rejected] == [row.where for row in host.snapshot(AS_OF).rejected]


class TestDecision:
    @pytest.mark.parametrize("order", ORDERS)
    def test_with_the_classes_of_last_night_it_is_that_of_the_whole_snapshot(self, host, order):
        ranked = classes(host.snapshot(AS_OF), engine())
        live, whole = answers(host, order, given=ranked)
        assert whole.outcome == ("REFER" if order in {"SO-1", "SO-4", "SO-5", "SO-6"} else "RELEASE")
        assert (live.outcome, live.meaning) == (whole.outcome, whole.meaning)

    @pytest.mark.parametrize("order", ORDERS)
    def test_without_them_it_is_not_more_lenient(self, host, order):
        live, whole = answers(host, order)
        assert strictness(live) >= strictness(whole)

    def test_it_explains_itself_and_is_in_the_journal(self, host, tmp_path):
        journal = tmp_path / "journal.jsonl"
        ranked = classes(host.snapshot(AS_OF), engine())
        made = [answers(host, order, journal=journal, given=ranked)[0] for order in ("SO-6", "SO-1")]
        assert "account exposure" in groupctl.explained(made[0])
        entries = list(groupctl.read_log(journal))
        assert [entry.decision for entry in entries] == made
        assert not [entry.fault for entry in entries if entry.fault]

    def test_a_line_that_a_crash_cut_off_costs_no_other(self, host, tmp_path):
        journal = tmp_path / "journal.jsonl"
        answers(host, "SO-1", journal=journal)
        journal.write_bytes(journal.read_bytes()[:-40])
        decision, _ = answers(host, "SO-2", journal=journal)
        entries = list(groupctl.read_log(journal))
        assert entries[-1].decision == decision
        assert any(entry.fault for entry in entries)


CELLS = [("invoices", name) for name in ("id", "customer", "amount", "unit", "due_on", "payer")]
CELLS += [("orders", name) for name in ("id", "customer", "payer", "amount", "status")]
CELLS += [("payments", name) for name in ("id", "customer", "invoice", "amount")]
CELLS += [("customers", name) for name in ("id", "group", "credit_limit")]
CELLS += [("accounts", name) for name in ("customer", "unit", "credit_limit")]
TEXTS = [
    None,
    "",
    "C-1",
    " C-1",
    "C-2 ",
    "C-4",
    "C-9",
    "c-1",
    "C-1\u3000",
    "I-1",
    "I-4",
    "SO-1",
    "1O",
    "99",
    "TOP",
    "X",
]
CHANGES = st.builds(
    lambda cell, row, text: (*cell, row, text),
    st.sampled_from(CELLS),
    st.integers(1, 9),
    st.sampled_from(TEXTS),
)


class TestNeverMoreLenient:
    @example([("invoices", "id", 1, None), ("invoices", "payer", 1, "I-1")], "SO-3")
    @given(
        st.lists(CHANGES, max_size=3),
        st.sampled_from(ORDERS),
    )
    def test_whatever_is_wrong_with_the_ledger(self, tmp_path_factory, changes, order):
        path = tmp_path_factory.mktemp("spoilt") / "erp.db"
        write_sqlite(path, group().tables)
        with closing(sqlite3.connect(path)) as connection:
            for table, column, row, text in changes:
                connection.execute(f'UPDATE "{table}" SET "{column}" = ? WHERE rowid = ?', (text, row))  # noqa: S608 - our own names
            connection.commit()
        host = groupctl.connect(f"sqlite:{path}", currency="CNY")
        whole = host.snapshot(AS_OF)
        if order not in whole.orders:
            with pytest.raises(groupctl.DataError):
                answers(host, order)
            return
        live, all_ = answers(host, order)
        assert strictness(live) >= strictness(all_), (live.outcome, all_.outcome)

    @pytest.mark.slow
    @pytest.mark.parametrize("kind", ["memory", "sqlite"])
    def test_order_by_order_of_the_demo(self, kind, tmp_path):
        demo = groupctl.Engine(groupctl.load_policy("demo"), "compiled")
        spec = "memory:demo"
        if kind == "sqlite":
            path = write_sqlite(tmp_path / "erp.db", demo_reading().tables, demo.policy.schema)
            spec = f"sqlite:{path}"
        host = groupctl.connect(spec, currency=demo.policy.currency, schema=demo.policy.schema)
        whole = host.snapshot(DEMO_DAY)
        ranked = classes(whole, demo)
        bare = groupctl.LiveHost(host=host, engine=demo)
        told = groupctl.LiveHost(host=host, engine=demo, given=ranked)
        open_ = [one.id for one in whole.orders.values() if one.status.name in {"DRAFT", "QUOTATION", "OPEN"}]
        for order in open_[:: 25 if kind == "memory" else 100]:
            expected = demo.decide("order_release", order, whole, depth=0)
            assert strictness(bare.decide("order_release", order, as_of=DEMO_DAY, depth=0)) >= strictness(
                expected
            )
            assert told.decide("order_release", order, as_of=DEMO_DAY, depth=0).outcome == expected.outcome
