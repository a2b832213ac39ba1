"""`groupctl check` and `groupctl policy show`: what a policy says, and what is wrong with it."""

import pytest

from tests.cli.conftest import lines, objects
from tests.cli.tiny import place, write_policy


class TestCheck:
    def test_a_sound_policy(self, run):
        result = run("check")
        assert result.exit_code == 0
        assert lines(result)[-1].startswith("tiny 1.0: no faults")

    def test_advice_is_no_fault(self, run):
        result = run("check", "--format", "json")
        assert result.exit_code == 0
        assert {one["severity"] for one in objects(result)} == {"advice"}
        assert [one["code"] for one in objects(result)] == ["policy.advice-no-values"]

    def test_all_faults_at_once_with_their_places(self, run, here):
        write_policy(here / "tiny.yaml", "about: customer\n    hit: first", "about: costumer\n    hit: frist")
        result = run("check")
        assert result.exit_code == 1
        places = [place("customer\n    hit: first"), place("first\n    gives: {sales_class")]
        assert [
            line.split(": ")[0]
            for line in lines(result)
            if line.startswith("tiny.yaml:") and "faults" not in line
        ] == places
        assert "        hit: frist" in lines(result)
        assert "             ^^^^^" in lines(result)
        assert lines(result)[-1] == "tiny.yaml: faults: 2"

    def test_as_json_for_an_editor(self, run, here):
        write_policy(
            here / "tiny.yaml", "hit: first\n    gives: {sales_class", "hit: frist\n    gives: {sales_class"
        )
        (fault,) = objects(run("check", "--format", "json"))
        assert fault["severity"] == "fault"
        assert f"{fault['file']}:{fault['line']}:{fault['column']}" == place("first\n    gives: {sales_class")
        assert fault["message"].keys() == {"en", "zh"}
        assert fault["length"] == len("frist")
        assert "first" in fault["remedy"]["en"]
        assert fault["remedy"].keys() == {"en", "zh"}

    def test_in_chinese(self, run, here):
        write_policy(here / "tiny.yaml", "about: customer\n", "about: costumer\n")
        assert lines(run("check", "--lang", "zh"))[-1] == "tiny.yaml：1 处错误"

    def test_the_shipped_policies_are_sound(self, run):
        assert run("check", "--policy", "demo").exit_code == 0
        assert run("check", "--policy", "standard").exit_code == 0


class TestPolicyShow:
    def test_the_whole_policy_in_short(self, run):
        said = lines(run("policy show"))
        assert said[0] == "tiny 1.0  Tiny"
        assert "Parameters (2)" in said
        assert "Measures (4)" in said
        assert "Rule sets, in the order of deciding (6)" in said
        assert any(line.split() == ["quota", "none:", *line.split()[2:]] for line in said)

    def test_a_parameter_with_its_values_and_readers(self, run):
        said = lines(run("policy show small_line"))
        assert said[0] == "small_line  Sales below which a customer is small"
        assert [line.split() for line in said[1:]] == [
            ["parameter"],
            ["source", "D24"],
            ["type", "money"],
            ["value", "100,000.00", "CNY", "since", "2017-01-01,", "whole", "group"],
            ["500.00", "CNY", "since", "2020-01-01,", "unit", "U-2"],
            ["read", "by", "small.sales"],
            ["at", place("small_line:")],
        ]

    def test_a_parameter_for_programs_has_values_with_unit_day_and_scope(self, run):
        (parameter,) = objects(run("policy show small_line", "--format", "json"))
        assert parameter["values"] == [
            {"value": "100000.00", "unit": "CNY", "since": "2017-01-01", "scope": "policy"},
            {"value": "500.00", "unit": "CNY", "since": "2020-01-01", "scope": "unit U-2"},
        ]
        (unset,) = objects(run("policy show quota", "--format", "json"))
        assert unset["values"] == []
        (days,) = objects(run("policy show new_customer_days", "--policy", "standard", "--format", "json"))
        assert days["values"] == [{"value": 365, "unit": "days", "since": "1900-01-01", "scope": "policy"}]

    def test_a_gate_is_said_to_be_one(self, run):
        assert ["gate", "yes"] in [line.split() for line in lines(run("policy show order_release"))]
        gates = {
            one["name"]: one["gate"]
            for one in objects(run("policy show", "--format", "json"))
            if "gate" in one
        }
        assert gates["order_release"] is True
        assert gates["small"] is False

    def test_a_measure_by_its_short_name_means_that_of_every_entity(self, run):
        made = objects(run("policy show sales", "--format", "json"))
        assert [one["name"] for one in made] == ["account.sales", "customer.sales"]
        assert [one["read-by"] for one in made] == ["small.sales", "class.a"]

    def test_a_rule(self, run):
        (rule,) = objects(run("policy show release.limit", "--format", "json"))
        assert rule["if"] == "over(account.exposure + amount, account.resolved_limit)"
        assert rule["then"] == "release = REFER"
        assert rule["ruleset"] == "order_release"
        assert rule["where"] == place("release.limit")

    def test_an_output_means_the_rule_set_that_gives_it(self, run):
        (rule_set,) = objects(run("policy show resolved_limit", "--format", "json"))
        assert (rule_set["kind"], rule_set["name"]) == ("ruleset", "credit_limit")

    @pytest.mark.parametrize("row", ["D99", "24", "d24"])
    def test_only_the_whole_name_of_a_row_counts(self, run, row):
        assert run(f"policy show {row}").exit_code == 2

    def test_what_the_policy_calls_so_comes_before_a_row(self, run, here):
        write_policy(here / "tiny.yaml", "id: release.limit", "id: D24")
        first, *_ = objects(run("policy show D24", "--format", "json"))
        assert (first["kind"], first["name"]) == ("rule", "D24")

    def test_an_unknown_name_gets_a_suggestion(self, run):
        result = run("policy show smal_line")
        assert result.exit_code == 2
        assert "small_line" in result.stderr

    def test_in_chinese(self, run):
        said = lines(run("policy show small.sales", "--lang", "zh"))
        assert said[:2] == ["small.sales  销售额低于线", "  规则"]
