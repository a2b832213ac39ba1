"""What the rules of a policy read: the tables behind them, and the limits that hold."""

from pathlib import Path

import pytest

from groupctl.rules.loading.loader import load_policy
from groupctl.rules.reads import needs, tables_read
from tests.cli.tiny import write_policy
from tests.rules import small


@pytest.fixture
def tiny(tmp_path: Path):
    def tiny(old: str = "", new: str = ""):
        return load_policy(write_policy(tmp_path / "tiny.yaml", old, new))

    return tiny


class TestTables:
    def test_those_of_subjects_of_paths_of_measures_and_of_requests(self, tiny):
        granting = {
            "requests",
            "step_records",
            "votes",
            "employees",
            "appointments",
            "delegations",
            "absences",
        }
        read = {"units", "customers", "accounts", "orders", "invoices", "bodies", "credit_surveys"}
        assert tables_read(tiny()) == granting | read

    def test_what_no_rule_reads_is_not_read(self, tiny):
        """A measure alone reads nothing, nor do requests where nothing can be lifted."""
        assert "step_records" not in tables_read(tiny("        overridable: LIMIT\n", ""))
        measure = "  account.paid: {type: money, sum: amount, of: payments, title: {en: Paid, zh: 已付}, source: D1}\n"
        assert "payments" not in tables_read(tiny("rulesets:\n", measure + "rulesets:\n"))

    def test_what_a_measure_reads_that_a_rule_reads(self, tiny):
        old = "of: invoices\n    where: not(is known(settled_on))"
        assert "payments" in tables_read(tiny(old, "of: payments\n    where: amount > 1"))

    def test_through_quantifiers_and_all_records(self, tiny):
        assert "expenses" in tables_read(
            tiny("when: sales >= 50000", "when: some e in all.expenses satisfies e.amount > 5")
        )


class TestNeeds:
    def test_of_one_rule_set_go_through_measures_and_other_rule_sets(self):
        policy = load_policy("standard/credit")
        found = needs(policy, ["credit_limit"])
        assert {"c_class_limit", "a_share", "ledger_from"} & found.parameters == {"c_class_limit", "a_share"}
        assert {"accounts", "invoices"} <= found.tables
        assert "credit_limit" in found.fields["accounts"]
        assert "contracts" not in found.tables

    def test_of_all_rule_sets_are_the_tables_that_are_read(self):
        policy = load_policy("standard/credit")
        assert needs(policy, policy.rulesets).tables == tables_read(policy) > needs(policy, ["abc"]).tables


def test_what_only_a_proposed_limit_reads_is_needed(tmp_path):
    body = """\
    parameters:
      raised_limit: {title: New limit, unit: limit, source: D24}
    rulesets:
      slow:
        about: account
        flag: slow
        hit: any
        unknown: pass
        title: Slow
        source: D24
        rules: [{id: slow.days, when: credit_days > 30, title: Slow, source: D24, proposes: [{action: SET_LIMIT, limit: raised_limit}]}]
    """
    assert needs(small.policy(tmp_path, body), ["slow"]).parameters == {"raised_limit"}
