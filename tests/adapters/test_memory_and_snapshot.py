"""Objects that are there already, and portfolios that were saved."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from attrs import evolve, frozen

from groupctl.adapters import Capabilities, Feature, Options, Reading, TableSupport
from groupctl.adapters.discovery import Plugin
from groupctl.adapters.files import open_files
from groupctl.adapters.host import Host, connect
from groupctl.errors import AdapterError, DataError
from groupctl.model.customer import Customer
from groupctl.model.organisation import Unit, UnitKind
from groupctl.portfolio.scope import Scope
from groupctl.portfolio.serialise import to_json
from tests.adapters.ledger import AS_OF, INVOICES, snapshot, spoilt, write

UNIT = Unit(id="U", name="U", kind=UnitKind.GROUP, currency="EUR")
CUSTOMER = Customer(id="C", name="C")


class TestMemory:
    def test_objects_become_a_portfolio(self):
        portfolio = connect("memory:mine", tables={"units": [UNIT], "customers": [CUSTOMER]}).snapshot(AS_OF)
        assert dict(portfolio.customers) == {"C": CUSTOMER}
        assert (portfolio.currency, portfolio.source) == ("EUR", "memory:mine")
        assert "invoices" in portfolio.missing_tables
        assert "customers" not in portfolio.missing_tables

    def test_the_portfolio_may_be_in_another_currency(self):
        host = connect("memory:mine", tables={"units": [UNIT]}, currency="CNY")
        assert host.snapshot(AS_OF).currency == "CNY"

    def test_the_demo_is_there(self):
        portfolio = connect("memory:demo", currency="USD").snapshot(AS_OF)
        assert len(portfolio.customers) > 1_000
        assert portfolio.currency == "USD"

    def test_there_is_nothing_under_other_names(self):
        with pytest.raises(AdapterError, match="needs its objects"):
            connect("memory:mine")

    def test_a_mapping_is_refused(self):
        with pytest.raises(AdapterError, match="no use for the option 'mapping'"):
            connect("memory:mine", tables={}, mapping="m.yaml")


class TestSnapshot:
    """A90."""

    def saved(self, folder: Path) -> Path:
        portfolio = spoilt(
            folder / "ledger", invoices=INVOICES + "I-5,C-1,U-1,soon,2026-02-10,1.00,CNY,,no\n"
        )
        path = folder / "saved.json"
        path.write_text(to_json(portfolio), encoding="utf-8")
        return path

    def test_a_saved_portfolio_comes_back_to_its_hash(self, tmp_path: Path):
        """A89, A90, K21, K36."""
        path = self.saved(tmp_path)
        before = snapshot(tmp_path / "ledger")
        after = connect(f"snapshot:{path}").snapshot(AS_OF)
        assert after.hash == before.hash
        assert after.rejected == before.rejected
        assert len(after.rejected) == 1

    def test_it_is_of_one_day(self, tmp_path: Path):
        host = connect(f"snapshot:{self.saved(tmp_path)}")
        with pytest.raises(AdapterError, match="is as of 2026-06-30, not 2026-07-01"):
            host.snapshot(date(2026, 7, 1))

    def test_what_is_no_portfolio_is_told_with_all_its_faults(self, tmp_path: Path):
        path = tmp_path / "p.json"
        for text in ("", "{}", "[" * 100_000, '{"format": "other"}'):
            path.write_text(text, encoding="utf-8")
            with pytest.raises(AdapterError, match=r"(?s)not a portfolio that was saved.*p\.json:1:1: \$"):
                connect(f"snapshot:{path}").snapshot(AS_OF)
        path.write_bytes(b"\xff\xfe\x00")
        with pytest.raises(AdapterError, match="can't be opened"):
            connect(f"snapshot:{path}").snapshot(AS_OF)
        with pytest.raises(AdapterError, match="there is nothing at"):
            connect(f"snapshot:{tmp_path}/none.json")


@pytest.mark.parametrize("scheme", ["files", "sqlite", "snapshot"])
def test_a_file_that_is_something_else_is_an_error_of_the_adapter_for_every_scheme(
    tmp_path: Path, scheme: str
):
    path = tmp_path / "policy.yaml"
    path.write_text("policy: acme\n", encoding="utf-8")
    with pytest.raises(
        AdapterError, match=r"policy\.yaml (is not a portfolio|holds none of|can't be opened)"
    ):
        connect(f"{scheme}:{path}").snapshot(AS_OF)


@pytest.mark.parametrize("as_of", ["2026-06-30", datetime(2026, 6, 30, 12, tzinfo=UTC), None, 20260630])
@pytest.mark.parametrize("spec", ["files:{}/ledger", "snapshot:{}/saved.json", "memory:demo"])
def test_a_day_that_is_none_is_the_callers_fault(tmp_path: Path, spec: str, as_of: object):
    TestSnapshot().saved(tmp_path)
    with pytest.raises(DataError, match="as_of must be a date, like") as raised:
        connect(spec.format(tmp_path)).snapshot(as_of)  # type: ignore[arg-type]
    assert type(as_of).__name__ in str(raised.value)


class TestFiles:
    def test_one_file_is_a_ledger_of_one_table(self, tmp_path: Path):
        write(tmp_path)
        portfolio = connect(f"files:{tmp_path / 'units.csv'}").snapshot(AS_OF)
        assert len(portfolio.units) == 3
        assert "customers" in portfolio.missing_tables

    def test_tables_may_be_json(self, tmp_path: Path):
        folder = write(tmp_path, units=None, customers=None)
        (folder / "units.json").write_text(
            '[{"id": "U-0", "name": "Group", "kind": "GROUP", "currency": "CNY"}, '
            '{"id": "U-1", "name": "Pumps", "kind": "BRANCH", "parent": "U-0"}, '
            '{"id": "U-2", "name": "Valves", "kind": "BRANCH", "parent": "U-0"}]'
        )
        (folder / "customers.jsonl").write_text(
            '{"id": "C-1", "name": "First", "blacklisted": false, "credit_limit": 12.50, "currency": "CNY"}\n'
            '{"id": "C-2", "name": "Second", "blacklisted": null}\n'
        )
        portfolio = snapshot(folder)
        assert not portfolio.rejected
        assert portfolio.record("customer", "C-1").values["credit_limit"] == 1250
        assert portfolio.customers["C-1"].blacklisted is False
        assert portfolio.customers["C-2"].blacklisted is None

    def test_objects_are_refused(self, tmp_path: Path):
        with pytest.raises(AdapterError, match="no use for the option 'tables'"):
            connect(f"files:{tmp_path}", tables={})

    def test_the_hash_does_not_depend_on_where_the_folder_is(self, tmp_path: Path):
        one, other = spoilt(tmp_path / "one" / "ledger"), spoilt(tmp_path / "two" / "ledger")
        assert one.hash == other.hash


def test_an_adapter_of_ones_own_needs_no_plugin(tmp_path: Path):
    """K16."""
    host = Host(adapter=open_files(str(write(tmp_path)), Options()))
    assert len(host.snapshot(AS_OF).units) == 3
    assert host.capabilities.support("units") is TableSupport.FULL


@frozen
class Own:
    """An adapter that hands over what it is given, whatever it says to offer."""

    reading: Reading
    tables: Mapping[str, TableSupport]
    scheme: str = "own"

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(tables=self.tables)

    def read(self, as_of: date) -> Reading:
        return self.reading


@frozen
class OwnInParts(Own):
    """One that can be asked for a part."""

    features: frozenset[Feature] = frozenset({Feature.SCOPE})

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(tables=self.tables, features=self.features)

    def family(self, entity: str, id_: str) -> Scope | None:
        return Scope(customers={id_})

    def read_scope(self, as_of: date, scope: Scope) -> Reading:
        customers = [one for one in self.reading.tables["customers"] if one.id in scope.customers]
        return evolve(self.reading, tables={"customers": customers})


def own(kind: type[Own] = Own, **tables: TableSupport) -> Host:
    """A host that hands two customers over and offers ``tables``."""
    reading = Reading(tables={"customers": [CUSTOMER, evolve(CUSTOMER, id="C-2")]}, currency="CNY")
    return Host(adapter=kind(reading, tables), plugin=Plugin(name="own", distribution="own"))


class TestCapabilities:
    def test_a_table_offered_in_full_is_whole(self):
        portfolio = own(customers=TableSupport.FULL).snapshot(AS_OF)
        assert "customers" not in portfolio.missing_tables
        assert not portfolio.partial

    def test_a_table_offered_in_part_is_partial(self):
        assert dict(own(customers=TableSupport.PARTIAL).snapshot(AS_OF).partial) == {"customers": "some"}

    def test_what_the_reading_says_of_a_partial_table_holds(self):
        invoices = Reading(tables={"invoices": []}, currency="CNY", partial={"invoices": "open"})
        host = Host(adapter=Own(invoices, {"invoices": TableSupport.PARTIAL}))
        assert dict(host.snapshot(AS_OF).partial) == {"invoices": "open"}

    @pytest.mark.parametrize("support", [TableSupport.PARTIAL, TableSupport.UNSUPPORTED])
    def test_a_table_that_is_not_offered_in_full_may_be_missing(self, support: TableSupport):
        portfolio = own(customers=TableSupport.FULL, invoices=support).snapshot(AS_OF)
        assert "invoices" in portfolio.missing_tables

    def test_a_table_offered_in_full_and_not_handed_over_is_a_fault_of_the_adapter(self):
        with pytest.raises(AdapterError, match=r"'own'.*offered in full.*: invoices, orders$"):
            own(customers=TableSupport.FULL, orders=TableSupport.FULL, invoices=TableSupport.FULL).snapshot(
                AS_OF
            )

    def test_it_may_say_that_the_table_could_not_be_read_today(self):
        lost = Reading(tables={}, currency="CNY", missing_tables=["invoices"])
        assert (
            "invoices"
            in Host(adapter=Own(lost, {"invoices": TableSupport.FULL})).snapshot(AS_OF).missing_tables
        )

    def test_a_table_that_is_not_offered_is_refused(self):
        with pytest.raises(AdapterError, match=r"don't offer.*: customers$"):
            own().snapshot(AS_OF)

    def test_there_need_be_no_exchange_rates(self):
        assert own(customers=TableSupport.FULL, exchange_rates=TableSupport.FULL).snapshot(AS_OF)


class TestScope:
    SCOPE = Scope(customers={"C"})

    def test_a_host_that_can_is_asked_for_a_part_and_the_portfolio_says_so(self):
        portfolio = own(OwnInParts, customers=TableSupport.FULL).snapshot(AS_OF, self.SCOPE)
        assert list(portfolio.customers) == ["C"]
        assert portfolio.scope == self.SCOPE

    def test_one_that_does_not_claim_it_is_not_asked(self):
        silent = OwnInParts(own().adapter.reading, {"customers": TableSupport.FULL}, features=frozenset())
        assert list(Host(adapter=silent).snapshot(AS_OF, self.SCOPE).customers) == ["C", "C-2"]

    def test_one_that_claims_it_without_the_methods_is_refused(self):
        class Boastful(Own):
            capabilities = Capabilities(features={Feature.SCOPE})

        with pytest.raises(AdapterError, match="claims 'one customer's family' and lacks family, read_scope"):
            Host(adapter=Boastful(own().adapter.reading, {}))

    def test_another_is_read_whole(self):
        portfolio = own(customers=TableSupport.FULL).snapshot(AS_OF, self.SCOPE)
        assert list(portfolio.customers) == ["C", "C-2"]
        assert portfolio.scope is None


def test_places_are_optional():
    reading = Reading(tables={"customers": [CUSTOMER, CUSTOMER]}, currency="CNY")
    portfolio = Host(adapter=Own(reading, {"customers": TableSupport.FULL})).snapshot(AS_OF)
    assert [row.where for row in portfolio.rejected] == [None, None]
