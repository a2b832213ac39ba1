"""Mapping files: what they may say, and that all their faults come at once, each with its place."""

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from groupctl.adapters.host import connect
from groupctl.adapters.mapping import LedgerMapping, load_mapping
from groupctl.errors import DataError
from groupctl.model import STANDARD
from tests.adapters.ledger import AS_OF, snapshot, write


def load(folder: Path, text: str, source_key: str = "file") -> LedgerMapping:
    path = folder / "mapping.yaml"
    path.write_text(text, encoding="utf-8")
    return load_mapping(path, source_key)  # type: ignore[arg-type]


def faults(folder: Path, text: str) -> list[str]:
    with pytest.raises(DataError) as raised:
        load(folder, text)
    return [f"{fault.where}: {fault.message()}" for fault in raised.value.faults]


FOREIGN = """\
currency: EUR
dates: DD.MM.YYYY
numbers: "1.234,56"
delimiter: ";"
encoding: gb18030
tables:
  units:
    from: invoices
    constants: {id: HQ, name: 总部, kind: GROUP}
  groups:
    from: invoices
    having: 集团
    columns: {id: 集团, name: 集团}
  customers:
    from: invoices
    columns: {id: 客户, name: 客户名称, group: 集团}
  invoices:
    file: 应收.csv
    columns:
      id: 发票号
      customer: 客户
      issued_on: 开票日
      due_on: 到期日
      amount: 金额
      disputed: 争议
      settled_on: 结清日
    constants: {unit: HQ}
    values:
      disputed: {有异议: true, 无: false, "-": ""}
      settled_on: {"00.00.0000": null}
"""
FOREIGN_LEDGER = """\
发票号;客户;客户名称;集团;开票日;到期日;金额;争议;结清日
1;K1;甲公司;G;02.01.2026;01.02.2026;1.234,50;无;00.00.0000
2;K1;甲公司;G;03.01.2026;02.02.2026;99,00;有异议;05.03.2026
3;K2;乙公司; ;04.01.2026;03.02.2026;7,10;-;
"""


def test_a_foreign_ledger_is_read_as_the_mapping_says(tmp_path: Path):
    """A19, A76, K2, K10."""
    (tmp_path / "应收.csv").write_bytes(FOREIGN_LEDGER.encode("gb18030"))
    (tmp_path / "mapping.yaml").write_text(FOREIGN, encoding="utf-8")
    portfolio = snapshot(tmp_path)
    assert not portfolio.rejected
    assert {customer.id: customer.name for customer in portfolio.customers.values()} == {
        "K1": "甲公司",
        "K2": "乙公司",
    }
    assert list(portfolio.groups) == ["G"]
    assert [portfolio.customers[id_].group for id_ in ("K1", "K2")] == ["G", None]
    assert str(portfolio.invoices["1"].amount) == "1234.50 EUR"
    assert portfolio.invoices["1"].settled_on is None
    assert portfolio.invoices["2"].due_on == date(2026, 2, 2)
    assert [portfolio.invoices[id_].disputed for id_ in "123"] == [False, True, None]
    assert portfolio.units["HQ"].name == "总部"
    assert portfolio.currency == "EUR"
    assert "orders" in portfolio.missing_tables


def test_tables_that_are_not_named_are_not_read(tmp_path: Path):
    folder = write(tmp_path)
    (folder / "mapping.yaml").write_text("tables: {units: , customers: {}}", encoding="utf-8")
    with pytest.raises(DataError, match="name: value"):
        snapshot(folder)
    (folder / "mapping.yaml").write_text("tables: {units: {}, customers: {}}", encoding="utf-8")
    portfolio = snapshot(folder)
    assert len(portfolio.customers) == 2
    assert "invoices" in portfolio.missing_tables


def test_an_explicit_mapping_goes_before_the_one_in_the_folder(tmp_path: Path):
    folder = write(tmp_path / "ledger")
    (folder / "mapping.yaml").write_text("nonsense", encoding="utf-8")
    other = tmp_path / "other.yaml"
    other.write_text("tables: {units: {}}", encoding="utf-8")
    assert len(snapshot(folder, mapping=other).units) == 3


def test_a_table_may_be_written_in_its_own_way(tmp_path: Path):
    folder = write(
        tmp_path,
        payments="id;customer;unit;paid_on;amount\nP-1;C-1;U-1;3/1/2026;1 000,50\n",
    )
    (folder / "mapping.yaml").write_text(
        "tables:\n  units: {}\n  customers: {}\n  payments:\n"
        '    {currency: CNY, dates: D/M/YYYY, numbers: "1 234,56", delimiter: ";"}\n',
        encoding="utf-8",
    )
    payment = snapshot(folder, AS_OF).payments["P-1"]
    assert (str(payment.amount), payment.paid_on) == ("1000.50 CNY", date(2026, 1, 3))


def test_ten_faults_come_at_once_each_with_its_place(tmp_path: Path):
    text = """\
curency: USD
currency: USDD
dates: DD/MM/YY
numbers: 1234
encoding: ebcdic
delimiter: "#"
tables:
  invoces: {}
  invoices:
    file: [a, b]
    columns: {id: no, custmer: who, unit: where}
    constants: {unit: HQ, on_credit: maybe, state: ACTIVE}
    values: {disputed: {J: jein}}
  customers: {from: invoces}
"""
    assert faults(tmp_path, text) == [
        "mapping.yaml:1:1: 'curency' is not known here; did you mean 'currency'?",
        "mapping.yaml:2:11: there is no currency 'USDD' in ISO 4217; did you mean USD?",
        (
            "mapping.yaml:3:8: 'DD/MM/YY' is not how a date is described; write YYYY, M or MM, and D or DD once each, "
            "like YYYY-MM-DD or M/D/YYYY, or excel for its day numbers"
        ),
        (
            "mapping.yaml:4:10: '1234' is not how 1234.56 can be written; choose 1234.56, 1,234.56, 1.234,56, 1 234,56, "
            "1'234.56 or 1234,56, and add to it as (1,234.56), 1,234.56- or $1,234.56"
        ),
        (
            "mapping.yaml:5:11: 'ebcdic' is not an encoding that can be read here; choose one of big5, cp1252, gb18030, "
            "gb2312, gbk, latin-1, shift_jis, utf-16, utf-8, utf8"
        ),
        "mapping.yaml:6:13: '#' does not separate cells; choose ',', ';', '|' or tab",
        "mapping.yaml:8:3: 'invoces' is not known here; did you mean 'invoices'?",
        "mapping.yaml:10:11: a single value is expected here",
        "mapping.yaml:11:23: 'custmer' is not known here; did you mean 'customer'?",
        "mapping.yaml:12:16: 'unit' is both a column and a constant; keep one of them",
        "mapping.yaml:12:38: on_credit: 'maybe' is neither yes nor no",
        (
            "mapping.yaml:12:45: 'state' is not known here; expected one of id, customer, bill_to, payer, "
            "ship_to, unit, issued_on, due_on, amount, cost, order, settled_on, disputed, on_credit, currency"
        ),
        "mapping.yaml:13:28: disputed: 'jein' is neither yes nor no",
        "mapping.yaml:14:21: 'invoces' is not known here; did you mean 'invoices'?",
    ]


def test_a_fault_shows_its_line_and_underlines_it(tmp_path: Path):
    with pytest.raises(DataError) as raised:
        load(tmp_path, "tables:\n  invoices: {columns: {金额: x, amuont: y}}\n")
    assert raised.value.render().splitlines()[-2:] == [
        "      invoices: {columns: {金额: x, amuont: y}}",
        "                                    ^^^^^^",
    ]
    assert "是否想写" in raised.value.render("zh")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# nothing\n",
        "- a\n",
        "tables: [1\n",
        "tables: {a: 1, a: 2}\n",
        "tables: &x {}\n",
        "tables: !!python/object:os.system {}\n",
        "tables: \x00\n",
        "tables: {invoices: {columns: id}}\n",
        "tables: {invoices: {columns: {id: }}}\n",
        "tables: {invoices: {values: {disputed: {J: [1]}}}}\n",
        "tables: {customers: {from: }}\n",
        "tables: {customers: {from: invoices, file: a.csv}, invoices: {}}\n",
        "tables: {customers: {from: accounts}, accounts: {from: invoices}, invoices: {}}\n",
        "tables: {invoices: {table: ar}}\n",
        "numbers: ['1,234.56', '1.234,56-']\ntables: {}\n",
        "numbers: '(1,234.56'\ntables: {}\n",
        "numbers: []\ndecimals: 12\ntables: {}\n",
        "round: perhaps\ntables: {}\n",
        "partial: [custommers]\ntables: {}\n",
        "partial: {accounts: open}\ntables: {}\n",
        "not_kept: [contrcts]\ntables: {}\n",
        "not_kept: [customers]\ntables: {customers: {}}\n",
        "tables: {customers: {not_kept: [name]}}\n",
        "tables: {customers: {not_kept: [gruop]}}\n",
        "tables: {customers: {columns: {id: a, name: b, group: c}, not_kept: [group]}}\n",
        "tables: {customers: {where: [posted]}}\n",
        "tables: {customers: {where: {status: {posted: true}}}}\n",
    ],
)
def test_what_is_no_mapping_is_told_with_its_place(tmp_path: Path, text: str):
    assert all(fault.startswith("mapping.yaml:") for fault in faults(tmp_path, text))


def test_a_file_that_is_not_utf_8_is_told(tmp_path: Path):
    (tmp_path / "m.yaml").write_bytes("tables: {invoices: {file: 应收.csv}}".encode("gb18030"))
    with pytest.raises(DataError, match=r"m\.yaml:1:28"):
        load_mapping(tmp_path / "m.yaml", "file")


def test_a_mapping_that_is_not_there_is_told(tmp_path: Path):
    with pytest.raises(DataError, match="can't be opened"):
        load_mapping(tmp_path / "m.yaml", "file")


def test_the_column_that_rows_must_have_must_be_there(tmp_path: Path):
    folder = write(tmp_path)
    (folder / "mapping.yaml").write_text("tables: {units: {}, customers: {having: grp}}", encoding="utf-8")
    (rejected,) = snapshot(folder).rejected
    assert str(rejected.where) == "mapping.yaml:1:41"
    assert "did you mean 'group'" in rejected.reason.render()


def test_a_file_may_lie_beside_the_mapping(tmp_path: Path):
    folder, beside = write(tmp_path / "ledger", orders=None), write(tmp_path / "beside", units="id\n")
    (beside / "m.yaml").write_text(
        "tables: {units: {file: units.csv}, customers: {}, orders: {file: orders.csv}}", encoding="utf-8"
    )
    portfolio = snapshot(folder, mapping=beside / "m.yaml")
    assert (len(portfolio.units), len(portfolio.orders)) == (3, 2)
    assert not portfolio.rejected


def test_constants_and_values_are_checked_as_far_as_can_be_before_a_row_is_read(tmp_path: Path):
    text = """\
tables:
  customers:
    currency: JPY
    constants: {name: X, credit_limit: "1.5", since: 2026-02-30}
    values: {channel: {A: DEALR}}
"""
    assert faults(tmp_path, text) == [
        "mapping.yaml:4:41: credit_limit: 1.5 has more decimals than JPY has (0)",
        "mapping.yaml:4:54: since: '2026-02-30' is not a date written as YYYY-MM-DD",
        (
            "mapping.yaml:5:27: channel: 'DEALR' is not known here; write one of "
            "DEALER, RETAILER, AGENT, INDUSTRIAL_END_CUSTOMER, CONSUMER"
        ),
    ]


def test_values_and_constants_are_plain_whatever_the_ledger_is_written_in(tmp_path: Path):
    text = """\
dates: DD.MM.YYYY
numbers: "1.234,56"
currency: CNY
tables:
  units: {from: customers, constants: {id: U, name: U, kind: GROUP}}
  customers:
    columns: {id: id, name: id, credit_limit: limit}
    constants: {since: 2026-01-02}
    values: {credit_limit: {"0": unlimited, "?": unknown, Std: 1000.50}}
"""
    (tmp_path / "mapping.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "customers.csv").write_text('id,limit\nA,0\nB,Std\nC,"2.000,25"\nD,?\n', encoding="utf-8")
    portfolio = snapshot(tmp_path)
    limits = {id_: type(customer.credit_limit).__name__ for id_, customer in portfolio.customers.items()}
    assert limits == {"A": "Unlimited", "B": "Amount", "C": "Amount", "D": "Unknown"}
    money = [portfolio.customers[id_].credit_limit.money for id_ in "BC"]  # type: ignore[union-attr]
    assert list(map(str, money)) == ["1000.50 CNY", "2000.25 CNY"]
    assert portfolio.customers["A"].since == date(2026, 1, 2)


# ------------------------------------------------------------------------------------- tables that are not kept
@pytest.mark.parametrize("scheme", ["files", "sqlite"])
class TestNotKept:
    """A table that the business doesn't keep is empty; one that is merely not there is missing."""

    def missing(
        self, tmp_path: Path, scheme: str, head: str, *there: str, tables: str = "tables: {units: {}}\n"
    ) -> frozenset[str]:
        """The tables that are missing from a ledger of units that also has the tables ``there``."""
        heading = "id,name,kind,currency\n"
        host = tmp_path / ("ledger.db" if scheme == "sqlite" else "ledger")
        if scheme == "sqlite":
            with closing(sqlite3.connect(host)) as database:
                for table in ("units", *there):
                    database.execute(f"CREATE TABLE {table} ({heading})")
                database.execute("INSERT INTO units VALUES ('HQ', 'HQ', 'GROUP', 'CNY')")
                database.commit()
        else:
            host.mkdir()
            for table in there:
                (host / f"{table}.csv").write_text(heading, encoding="utf-8")
            (host / "units.csv").write_text(f"{heading}HQ,HQ,GROUP,CNY\n", encoding="utf-8")
        mapping = tmp_path / "m.yaml"
        mapping.write_text(head + tables, encoding="utf-8")
        found = connect(f"{scheme}:{host}", mapping=mapping if head else None).snapshot(AS_OF)
        return found.missing_tables

    def test_what_the_mapping_says(self, tmp_path: Path, scheme: str):
        missing = self.missing(tmp_path, scheme, "not_kept: [contracts]\n")
        assert "contracts" not in missing
        assert "leads" in missing

    def test_a_supplementary_table_that_no_mapping_names(self, tmp_path: Path, scheme: str):
        """A mapping that was written before there were instalments decides as it did."""
        assert STANDARD.supplementary
        assert not STANDARD.supplementary & self.missing(tmp_path, scheme, "currency: CNY\n")

    def test_one_that_is_there_is_not_passed_over(self, tmp_path: Path, scheme: str):
        assert "instalments" in self.missing(tmp_path, scheme, "currency: CNY\n", "instalments")

    def test_a_mapping_without_tables_reads_those_that_are_called_as_ours(self, tmp_path: Path, scheme: str):
        """One line says what is not kept. Disputes are there and read, though they can't be understood; what else is not there is missing."""
        missing = self.missing(tmp_path, scheme, "not_kept: [contracts]\n", "disputes", tables="")
        assert "contracts" not in missing
        assert missing & STANDARD.supplementary == {"disputes"}
        assert "leads" in missing

    def test_without_a_mapping_it_is_missing(self, tmp_path: Path, scheme: str):
        assert self.missing(tmp_path, scheme, "") >= STANDARD.supplementary
