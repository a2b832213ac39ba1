"""What the library is to a group's platform: one network of facts, rules that drive one another, many hosts."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given

from groupctl.adapters import Capabilities, Reading, TableSupport
from groupctl.adapters.host import Host, connect
from groupctl.model import STANDARD, Complaint, ComplaintKind, SatisfactionSurvey, Visit, VisitKind
from groupctl.portfolio.portfolio import Portfolio
from groupctl.rules.loading.loader import load_policy
from groupctl.testing import AS_OF, Ledger, day, trading
from tests.model import strategies
from tests.standard.deciding import engine, measured
from tests.standard.key_accounts import selling


class TestOneNetwork:
    """A2: customers, projects, documents, people, flows and money lead to one another."""

    @given(strategies.tables())
    def test_every_reference_can_be_gone_back(self, made):
        """A2: by a collection of its own where it is called like what it names, else through the whole table."""
        found = Portfolio.build(as_of=strategies.AS_OF, currency="CNY", tables=made)
        for entity in STANDARD.entities.values():
            for record in found.records(entity.name):
                for name, attribute in entity.attributes.items():
                    if attribute.target and name in record.values and name != "account":
                        back = way_back(entity.name, name, attribute.target)
                        assert record in found.related(record.values[name], back), (record, name)

    @pytest.mark.parametrize(
        "entity",
        [
            "order",
            "invoice",
            "expense",
            "contract",
            "project",
            "complaint",
            "visit",
            "opportunity",
            "contact",
        ],
    )
    def test_a_customer_leads_to_every_kind_of_thing(self, entity):
        """A2, A72: sales, marketing and service alike, each back to the customer."""
        assert STANDARD.entities["customer"].collections[STANDARD.entities[entity].table].entity == entity
        assert STANDARD.entities[entity].attributes["customer"].target == "customer"


def way_back(entity: str, reference: str, target: str) -> str:
    """The collection of the record that is named, in which the one that names it is found."""
    if reference == "parent":
        return "children"
    if (entity, reference) == ("customer", "group"):
        return "members"
    table = STANDARD.entities[entity].table
    return table if reference == target else f"all.{table}"


def sold(profit: int) -> Ledger:
    """C-1 brought this profit in the last closed year, and has an order on credit open."""
    return Ledger().customer().account(credit_limit="inherit").survey().invoice("2025-06-30", profit).order()


class TestGears:
    """A3: what one family of rules says sets others to work."""

    def test_one_fact_turns_class_limit_and_release(self):
        """A3: a yuan of profit below the line, and D-class, the limit and the order all answer otherwise."""
        weak, sound = (
            {
                name: engine("reference").decide(name, subject, sold(profit).portfolio())
                for name, subject in (("d_class", "C-1@U-1"), ("order_release", "SO-1"))
            }
            for profit in (99_999, 100_000)
        )
        assert (weak["d_class"].outcome, sound["d_class"].outcome) == ("true", "false")
        blocked = "order-release.d-class-cash-only"
        assert blocked in [reason.rule for reason in weak["order_release"].because]
        assert blocked not in [reason.rule for reason in sound["order_release"].because]

    def test_rule_sets_are_judged_after_those_they_read(self):
        """A3: the output of one family is read by another, which therefore comes later."""
        order = list(load_policy("standard").order)
        assert order.index("d_class") < order.index("credit_limit") < order.index("order_release")


class TestGroupOfCustomers:
    """A32: information, service, accounts, satisfaction and complaints of one customer, judged together."""

    def test_everything_that_is_wrong_speaks_in_one_review(self):
        book = (
            trading()
            .open_invoice(500, "2026-08-01", due_on="2026-09-01")
            .put(
                SatisfactionSurvey(
                    id="SV",
                    unit="U-1",
                    customer="C-1",
                    surveyed_on=day("2026-11-01"),
                    method="telephone",
                    respondents=10,
                    satisfied=5,
                ),
                Complaint(
                    id="CP",
                    customer="C-1",
                    unit="U-1",
                    received_on=day("2026-11-20"),
                    kind=ComplaintKind.QUALITY,
                ),
                Visit(
                    id="V",
                    customer="C-1",
                    unit="U-1",
                    visited_on=day("2026-11-02"),
                    kind=VisitKind.SALES_CALL,
                ),
            )
        )
        spoke = {
            decision.rule_set: decision
            for decision in engine("reference").review(book.portfolio())
            if decision.because
        }
        assert {"satisfaction", "complaint_file", "customer_file"} <= spoke.keys()
        assert spoke["satisfaction"].outcome == "BELOW"

    def test_key_accounts_are_found_over_all_units(self):
        """A36: C-1 is small at U-1 beside C-2; what it buys at U-2 makes it large for the group."""
        here = selling(100, 900)
        assert engine("reference").decide("key_account", "C-1", here.portfolio()).outcome == "false"
        both = selling(100, 900).invoice("2025-07-31", 1000, customer="C-1", unit="U-2")
        assert engine("reference").decide("key_account", "C-1", both.portfolio()).outcome == "true"


class TestFileOfACustomer:
    """A41: records are kept as data, counted and asked."""

    def test_measures_count_over_records(self):
        book = trading().invoice("2025-06-30", 100).invoice("2025-07-31", 250)
        portfolio = book.portfolio()
        assert len(portfolio.related(portfolio.record("customer", "C-1"), "invoices")) == 2
        assert measured(book, "revenue_year", "C-1", "customer") == 350_00
        assert measured(trading(), "revenue_year", "C-1", "customer") == 0


class TestWarningsFromData:
    """A43: warnings come out of a ledger without anybody asking about a customer."""

    def test_a_review_names_who_is_late_and_nobody_else(self):
        """A43: 500 are overdue at C-1, whose limit is 100; C-2 owes nothing."""
        book = Ledger().customer().account(credit_limit=100).survey().open_invoice(500, "2026-08-01")
        book.customer("C-2").account("C-2", credit_limit=100).survey(customer="C-2")
        review = engine("reference").review(book.portfolio(), rule_sets=["arrears_warning"])
        assert {decision.subject: decision.outcome for decision in review} == {
            "C-1@U-1": "true",
            "C-2@U-1": "false",
        }


class Joined:
    """Several hosts as one: an adapter is little more than a function that reads."""

    scheme = "joined"

    def __init__(self, *hosts: Host) -> None:
        self.hosts = hosts
        self.capabilities = Capabilities(tables=dict.fromkeys(ERP | CRM, TableSupport.FULL))

    def read(self, as_of: date) -> Reading:
        readings = [host.adapter.read(as_of) for host in self.hosts]
        tables = {table: list(rows) for reading in readings for table, rows in reading.tables.items()}
        rejected = [row for reading in readings for row in reading.rejected]
        absent = {table: names for reading in readings for table, names in reading.absent.items()}
        return Reading(tables=tables, currency="CNY", rejected=rejected, absent=absent, source="erp and crm")


ERP = {
    "units": "id,name,kind,parent,currency\nHQ,Group,GROUP,,CNY\nU-1,North,SUBSIDIARY,HQ,\n",
    "products": "id,name,category\nW-1,pipe,steel\n",
    "customers": "id,name,currency\nC-1,Some Ltd,CNY\n",
    "accounts": "customer,unit,state\nC-1,U-1,ACTIVE\n",
    "orders": "id,customer,unit,ordered_on,amount,currency,status\nO-1,C-1,U-1,2026-10-01,5.00,CNY,OPEN\n",
    "invoices": "id,customer,unit,issued_on,due_on,amount,currency\nI-1,C-1,U-1,2026-10-02,2026-11-02,5.00,CNY\n",
    "payments": "id,customer,unit,invoice,paid_on,amount,currency\nP-1,C-1,U-1,I-1,2026-11-01,2.00,CNY\n",
    "expenses": "id,customer,unit,spent_on,amount,currency\nE-1,C-1,U-1,2026-10-05,1.00,CNY\n",
}
CRM = {
    "employees": "id,name,unit,post\nS-1,Li,U-1,sales\n",
    "contacts": "id,customer,name,role\nK-1,C-1,Wang,OWNER\n",
    "activities": "id,customer,done_on,done_by,text\nA-1,C-1,2026-11-03,S-1,called\n",
    "contracts": "id,customer,unit,signed_on\nV-1,C-1,U-1,2026-09-30\n",
    "projects": "id,customer,unit,delivered_on\nJ-1,C-1,U-1,2026-10-20\n",
    "process_events": "id,process,subject,event,on,role\nX-1,contract,V-1,contract.sign,2026-09-30,director\n",
}


def opened(folder: Path, tables: dict[str, str]) -> Host:
    """A host whose tables are files."""
    folder.mkdir()
    for table, text in tables.items():
        (folder / f"{table}.csv").write_text(text, encoding="utf-8")
    return connect(f"files:{folder}", currency="CNY")


class TestManyHosts:
    """A17, A19, A28, A29: systems of different make become one portfolio."""

    def test_finance_and_accounts_in_one_portfolio(self, tmp_path):
        """A19, A28: people, projects, documents, flows and finance, which no single host has."""
        erp, crm = opened(tmp_path / "erp", ERP), opened(tmp_path / "crm", CRM)
        found = Host(adapter=Joined(erp, crm)).snapshot(AS_OF)
        assert found.rejected == ()
        here = found.record("customer", "C-1")
        for table in (
            "orders",
            "invoices",
            "payments",
            "expenses",
            "contacts",
            "activities",
            "contracts",
            "projects",
        ):
            (record,) = found.related(here, table)
            assert record.values["customer"] is here
        assert found.record("activity", "A-1").values["done_by"].values["unit"].id == "U-1"
        assert [event.values["subject"] for event in found.records("process_event")] == ["V-1"]

    def test_one_host_alone_knows_what_it_does_not_know(self, tmp_path):
        """A28: of an island it is known that it is one."""
        found = opened(tmp_path / "erp", ERP).snapshot(AS_OF)
        here = found.record("customer", "C-1")
        assert found.gaps(here, "contacts")
        assert not found.gaps(here, "invoices")

    def test_base_data_of_marketing(self, tmp_path):
        """A100: the catalogue of products and the organisation."""
        found = opened(tmp_path / "erp", ERP).snapshot(AS_OF)
        assert found.products["W-1"].category == "steel"
        assert found.organisation.children == {"HQ": ("U-1",)}

    def test_money_that_came_in(self, tmp_path):
        """A102: the funds of a customer and the orders that they settle."""
        found = opened(tmp_path / "erp", ERP).snapshot(AS_OF)
        (paid,) = found.related(found.record("customer", "C-1"), "payments")
        assert (paid.values["amount"], paid.values["invoice"].values["amount"]) == (200, 500)

    def test_modules_of_a_web_crm(self, tmp_path):
        """A110, A116: contracts, projects, people, contacts and activities, with what they belong to."""
        tables = {name: ERP[name] for name in ("units", "customers", "accounts")} | CRM
        found = opened(tmp_path / "crm", tables).snapshot(AS_OF)
        assert found.rejected == ()
        assert found.contracts["V-1"].signed_on == date(2026, 9, 30)
        assert found.record("contact", "K-1").values["role"] == "OWNER"
        assert found.activities["A-1"].text == "called"
