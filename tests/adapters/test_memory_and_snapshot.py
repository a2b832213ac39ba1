"""Objects that are there already, and portfolios that were saved."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from groupctl.adapters.contract import Options, Reading
from groupctl.adapters.discovery import Plugin
from groupctl.adapters.files import open_files
from groupctl.adapters.host import Host, connect
from groupctl.errors import AdapterError, DataError
from groupctl.model.customer import Customer
from groupctl.model.organisation import Unit, UnitKind
from groupctl.model.serialise import to_json
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
        assert after.set_aside == before.set_aside
        assert len(after.set_aside) == 1

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
        assert not portfolio.set_aside
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
    assert host.capabilities.can_block is False


def test_places_are_optional():
    class Adapter:
        scheme = "own"
        capabilities = Host(adapter=open_files(".", Options())).capabilities

        def read(self, as_of: date) -> Reading:
            return Reading(tables={"customers": [CUSTOMER, CUSTOMER]}, currency="CNY", source=str(as_of))

    portfolio = Host(adapter=Adapter(), plugin=Plugin(name="own", distribution="own")).snapshot(AS_OF)
    assert [row.where for row in portfolio.set_aside] == [None, None]
