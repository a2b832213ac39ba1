"""`groupctl review`: what matters first for people, every decision for programs."""

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator

from groupctl.cli.commands import groupctl
from groupctl.cli.options import Invocation
from groupctl.decisions.journal.log import read_log
from groupctl.decisions.journal.schema import log_schema
from groupctl.report.summary import sections
from groupctl.texts.plain_text import display_width
from tests.cli.conftest import lines, objects
from tests.cli.tiny import AS_OF, DECISIONS, LEDGER, write_ledger

EACH = [word for name in (*sections(None), "tiers", "d_class") for word in ("--section", name)]


def part(result, heading: str) -> list[str]:
    """The lines of one part of the summary."""
    said = lines(result)
    start = said.index(heading) + 1
    return [line.strip() for line in said[start : [*said, ""].index("", start)]]


class TestBySection:
    def test_orders_with_their_amounts_and_reasons(self, run):
        assert part(run("review", *EACH), "Orders") == [
            "REFUSE              1     100.00 CNY",
            "REFER for approval  1  11,000.00 CNY",
            "RELEASE             1   9,000.00 CNY",
            "held because",
            "1  The customer is blacklisted (release.blacklisted)",
            "1  The exposure exceeds the limit with this order (release.limit)",
        ]

    def test_orders_that_could_not_be_read_are_told_among_the_orders(self, run, here):
        write_ledger(here / "ledger", orders=LEDGER["orders"] + "SO-8,C-1,U-1,2026-11-01,90O0,OPEN,CNY\n")
        said = part(run("review", *EACH), "Orders")
        assert said[-1] == "orders that could not be read and were not decided: 1"

    def test_several_rule_sets_about_orders_have_a_heading_each(self, run, here):
        policy = (here / "tiny.yaml").read_text(encoding="utf-8")
        second = policy[policy.index("  order_release:") :]
        for old, new in [("order_release:", "second_look:"), ("Release of an order", "A second look")]:
            second = second.replace(old, new)
        second = second.replace("id: release.", "id: second.").replace("{release: ", "{second: ")
        (here / "tiny.yaml").write_text(policy + second, encoding="utf-8")
        said = part(run("review", *EACH), "Orders")
        assert said[0] == "Release of an order"
        assert "A second look" in said
        assert said.count("held because") == 2

    def test_the_parts_in_the_order_of_a_controllers_morning(self, run, here):
        write_ledger(here / "ledger", invoices=LEDGER["invoices"].replace("43000", "43O00"))
        (here / "ledger" / "payments.csv").unlink()
        (here / "ledger" / "requests.csv").unlink()
        said = [line for line in lines(run("review", "--all")) if line and not line.startswith(" ")]
        assert said[2:] == [
            "Rejected rows",
            "Exposure against limit",
            "Orders",
            "Warnings",
            "Tiers",
            "Other rule sets",
            "Other rule sets: actions proposed",
            "What can't be judged, and what is missing",
            "Tables that are missing and that the rules read",
            "One order explained",
        ]

    def test_of_the_missing_tables_those_are_told_that_a_rule_reads(self, run, here):
        for name in ("payments", "requests", "budgets"):
            (here / "ledger" / f"{name}.csv").unlink()
        assert part(run("review", *EACH), "Tables that are missing and that the rules read") == ["requests"]

    def test_then_exposure_against_limit(self, run):
        assert part(run("review", *EACH), "Exposure against limit") == [
            "Credit limit",
            "3 in all; exposure 40,000.00 CNY; limits of 2: 50,000.00 CNY; 1 unlimited",
        ]

    def test_unknown_exposure_is_not_nothing(self, run, here):
        (here / "ledger" / "invoices.csv").unlink()
        assert part(run("review", *EACH), "Exposure against limit") == ["Credit limit", "3 can't be judged"]

    def test_those_over_their_limit_by_excess(self, run, here):
        accounts = LEDGER["accounts"].replace("50000", "30000").replace("unlimited", "600")
        invoices = LEDGER["invoices"].replace("700,2026-02-01", "700,")
        write_ledger(here / "ledger", accounts=accounts, invoices=invoices)
        assert part(run("review", *EACH), "Exposure against limit")[2:] == [
            "2 over their limit, by 10,100.00 CNY together",
            "C-1@U-1  40,000.00  >  30,000.00  +10,000.00",
            "C-1@U-2     700.00  >     600.00     +100.00",
        ]

    def test_tiers_and_other_rule_sets_with_the_number_of_each_outcome(self, run):
        result = run("review", *EACH)
        assert part(result, "Tiers") == ["Class by sales  A 1  B 1"]
        assert part(result, "Other rule sets") == ["Small customer  yes 2  no 1"]

    def test_actions_with_those_they_concern(self, run):
        assert part(run("review", *EACH), "Other rule sets: actions proposed") == [
            "2  review  sales manager",
            "Sales below the line  C-1@U-1, C-2@U-1",
        ]

    def test_warnings_and_what_is_missing(self, run):
        result = run("review", *EACH)
        assert part(result, "Warnings") == ["Quota", "2  can't be judged"]
        assert part(result, "What can't be judged, and what is missing") == [
            "decisions that lack something: 2",
            "2  parameter quota (Quota of a unit, L37) has no value in force on 2026-11-21  quota_warning",
        ]

    def test_one_order_explained(self, run):
        explained = lines(run("review", *EACH))
        start = explained.index("One order explained")
        assert explained[start + 1] == "  REFER for approval · order SO-2"
        assert (
            "      ✓ account.exposure + amount 51,000.00 > Credit limit (account) 50,000.00 CNY"
            not in explained
        )
        assert any("51,000.00 > Credit limit (account) 50,000.00 CNY" in line for line in explained)

    def test_rows_rejected_are_counted_and_shown_with_their_place(self, run, here):
        write_ledger(here / "ledger", invoices=LEDGER["invoices"].replace("43000", "43O00"))
        said = part(run("review", *EACH), "Rejected rows")
        assert "1  invoices" in said
        assert any(line.startswith("invoices.csv:3:") and "43O00" in line for line in said)

    def test_long_lists_are_cut_unless_all_is_asked_for(self, run, here):
        bad = "".join(f"I-{number},C-1,U-1,x,2026-10-01,1,,CNY\n" for number in range(10, 30))
        write_ledger(here / "ledger", invoices=LEDGER["invoices"] + bad)
        assert "... and 10 more; --all shows them" in part(run("review", *EACH), "Rejected rows")
        assert sum("invoices.csv:" in line for line in part(run("review", "--all"), "Rejected rows")) == 20

    def test_in_chinese(self, run):
        result = run("review", *EACH, "--lang", "zh")
        assert part(result, "订单")[0] == "拒绝（REFUSE）     1     100.00 CNY"
        assert part(result, "客户分级") == ["销售额分类  A 1  B 1"]

    def test_the_language_of_the_environment(self, run, monkeypatch):
        monkeypatch.setenv("LANG", "zh_CN.UTF-8")
        assert "订单" in lines(run("review", *EACH))

    def test_only_some_rule_sets(self, run):
        result = run("review", "--rule-set", "small", "--all")
        assert "3 decisions" in lines(result)[0]
        assert "Orders" not in lines(result)

    def test_only_what_is_asked_for_and_none_where_there_is_nothing(self, run):
        said = lines(run("review", "--section", "tiers", "--section", "d_class"))
        assert said[2:] == ["", "Tiers", "  Class by sales  A 1  B 1", "", "D-class customers", "  none"]

    def test_only_what_a_section_tells_of_is_decided(self, run):
        assert "2 decisions" in lines(run("review", "--section", "tiers"))[0]
        assert "decisions" not in lines(run("review", "--section", "rejected"))[0]
        whole = lines(run("review", "--section", "unjudged"))[0]
        assert whole == lines(run("review"))[0]

    def test_an_unknown_section_is_told_before_anything_is_decided(self, run):
        result = run("review", "--section", "teirs", "--host", "files:nowhere")
        assert result.exit_code == 2
        assert result.stderr == "there is no section 'teirs'\n    → did you mean tiers?\n"

    def test_lines_are_as_wide_as_the_terminal_at_most(self, run, monkeypatch):
        for columns, most in (("80", 80), ("200", 120)):
            monkeypatch.setenv("COLUMNS", columns)
            assert all(display_width(line) <= most for line in lines(run("review", "--all")))


class TestTheScreen:
    def test_what_a_controller_acts_on_then_where_the_rest_is(self, run, here):
        accounts = LEDGER["accounts"].replace("50000", "30000")
        write_ledger(here / "ledger", accounts=accounts, invoices=LEDGER["invoices"].replace("700,", "7OO,"))
        assert (
            run("review").stdout.partition("\n\n")[2]
            == """\
Not read: rejected rows 1, faults in the columns 0
  invoices.csv:4:35: amount: '7OO' is not a number written like 1234.56

Orders held: 3 of 3, 20,100.00 CNY; 1 of them refused
  customer  order  amount in CNY  who acts  why
  C-1       SO-2       11,000.00            The exposure exceeds the limit with this order
  C-1       SO-1        9,000.00            The exposure exceeds the limit with this order
  C-2       SO-3          100.00            The customer is blacklisted

Limits overrun: 1 of 3; 1 can't be judged
  whose             exposure      limit    headroom
  account C-1@U-1  40,000.00  30,000.00  -10,000.00

New warnings since 2026-11-14: 0 of 0

Can't be judged: 4 decisions lack something
  2  Quota                        parameter quota (Quota of a unit, L37) has no value in force on
                                  2026-11-21
  2  Class by sales (and 1 more)  rows of invoices were rejected

The rest: groupctl review --section NAME
  rejected, limits, orders, warnings, tiers, others, unjudged, example; --all prints every section
    in full
"""
        )

    def test_the_reason_stands_below_where_there_is_no_room_beside(self, run, monkeypatch):
        monkeypatch.setenv("COLUMNS", "60")
        said = lines(run("review"))
        assert said[said.index("  customer  order  amount in CNY  who acts") + 1 :][:2] == [
            "  C-1       SO-2       11,000.00",
            "    The exposure exceeds the limit with this order",
        ]

    def test_without_a_gate_orders_are_held_by_what_outcomes_mean(self, run, here):
        policy = (here / "tiny.yaml").read_text(encoding="utf-8")
        assert "    gate: true\n" in policy
        (here / "tiny.yaml").write_text(policy.replace("    gate: true\n", ""), encoding="utf-8")
        assert "Orders held: 2 of 3, 11,100.00 CNY; 1 of them refused" in lines(run("review"))

    def test_a_warning_is_new_that_was_not_raised_a_week_ago_or_on_the_day_that_is_asked_for(self, run, here):
        policy = (here / "tiny.yaml").read_text(encoding="utf-8")
        quota = "source: L37\n    values: {2017-01-01: 5, 2026-11-18: 0}\nmeasures:"
        (here / "tiny.yaml").write_text(policy.replace("source: L37\nmeasures:", quota), encoding="utf-8")
        said = lines(run("review"))
        assert (
            said[said.index("New warnings since 2026-11-14: 2 of 2") + 1]
            == "  2  The quota is used up  U-1, U-2"
        )
        assert "New warnings since 2026-11-18: 0 of 2" in lines(run("review", "--since", "2026-11-18"))

    def test_in_chinese(self, run):
        said = lines(run("review", "--lang", "zh"))
        assert "  客户  订单  金额（CNY）  处理人  原因" in said
        assert "未放行订单：3 张中有 2 张，合计 11,100.00 CNY，其中拒绝 1 张" in said

    def test_rows_that_could_not_be_read_are_told_although_nothing_is_decided(self, run, here):
        write_ledger(
            here / "ledger",
            orders="id,customer,unit,ordered_on,amount,status,currency\nSO-8,C-1,U-1,2026-11-01,90O0,OPEN,CNY\n",
        )
        said = lines(run("review", "--rule-set", "order_release"))
        assert said[0] == "There was nothing to decide."
        assert said[2] == "Not read: rejected rows 1, faults in the columns 0"

    def test_where_nothing_is_to_be_decided_it_says_so(self, run):
        said = lines(run("review", "--rule-set", "order_release", "--as-of", "2020-01-01"))
        assert said[0] == "There was nothing to decide."
        assert not any("--section" in line for line in said)


def decisions_in(result: Result) -> list[dict]:
    return [line["decision"] for line in objects(result) if "decision" in line]


class TestAsJson:
    def test_is_a_log_as_the_schema_says(self, run):
        result = run("review", "--format", "json")
        assert result.exit_code == 0
        written = objects(result)
        validator = Draft202012Validator(log_schema())
        for line in written:
            validator.validate(line)
        assert len(written) == DECISIONS + 2
        assert written[-1]["end"] == DECISIONS

    def test_holds_what_was_worked_out_by_hand(self, run):
        made = {
            (one["rule_set"], one["subject"]): (one.get("outputs") or [{}])[0].get("value")
            for one in decisions_in(run("review", "--format", "json"))
        }
        assert made == {
            ("sales_class", "C-1"): "A",
            ("sales_class", "C-2"): "B",
            ("small", "C-1@U-1"): "true",
            ("small", "C-1@U-2"): "false",
            ("small", "C-2@U-1"): "true",
            ("credit_limit", "C-1@U-1"): "50000.00",
            ("credit_limit", "C-1@U-2"): "unlimited",
            ("credit_limit", "C-2@U-1"): "0.00",
            ("quota_warning", "U-1"): None,
            ("quota_warning", "U-2"): None,
            ("order_release", "SO-1"): "RELEASE",
            ("order_release", "SO-2"): "REFER",
            ("order_release", "SO-3"): "REFUSE",
        }

    @pytest.mark.parametrize("engine", ["durable", "compiled", "reference"])
    def test_every_engine_gives_the_same_bytes(self, run, engine):
        again = run("review", "--format", "json", "--engine", engine)
        assert again.stdout == run("review", "--format", "json", "--engine", "reference").stdout

    def test_the_language_changes_nothing(self, run):
        assert (
            run("review", "--format", "json").stdout
            == run("review", "--format", "json", "--lang", "zh").stdout
        )


class TestOut:
    def test_keeps_every_decision_and_still_prints_the_summary(self, run, here):
        result = run("review", "--out", "d.jsonl")
        assert lines(result)[-1] == f"{DECISIONS} decisions kept in d.jsonl"
        assert any(line.startswith("Orders held") for line in lines(result))
        kept = (here / "d.jsonl").read_text(encoding="utf-8")
        assert kept == run("review", "--format", "json").stdout

    def test_json_goes_to_the_file_alone(self, run, here):
        result = run("review", "--format", "json", "--out", "d.jsonl")
        assert result.stdout == ""
        assert len([entry for entry in read_log(here / "d.jsonl") if entry.decision]) == DECISIONS

    def test_a_failure_leaves_the_file_that_was_there(self, run, here):
        (here / "d.jsonl").write_text("before", encoding="utf-8")
        assert run("review", "--rule-set", "nope", "--out", "d.jsonl").exit_code == 2
        assert (here / "d.jsonl").read_text(encoding="utf-8") == "before"


@pytest.mark.parametrize(
    ("lang", "said"), [("en", "can't be used here"), ("zh", "此处无法使用durable_rules")]
)
def test_without_durable_rules_the_reference_decides_and_says_so_once(run, monkeypatch, lang, said):
    usual = run("review", "--format", "json").stdout
    monkeypatch.setattr("groupctl.rules.engines.durable.available", lambda: False)
    monkeypatch.setattr("groupctl.rules.engines.durable.reason_missing", lambda: "no module of that name")
    result = run("review", "--format", "json", "--lang", lang)
    assert result.exit_code == 0
    assert said in result.stderr
    assert result.stdout == usual
    assert result.stderr.count("no module of that name") == 1


class TestThePolicyByDefault:
    def test_a_foreign_ledger_is_decided_by_the_standard_policy_and_told_so(self, here):
        asked = ["review", "--host", "files:ledger", "--as-of", AS_OF, "--rule-set", "improvement"]
        result = CliRunner().invoke(groupctl, asked, catch_exceptions=False)
        assert result.stderr == "no --policy was given: deciding by 'standard'\n"
        assert lines(result)[0].startswith("standard 1.0 on ")
        assert "L21" in result.stdout, "the row that the missing parameter comes from"

    def test_a_policy_that_was_named_is_not_told(self, run):
        assert run("review").stderr == ""

    def test_the_demo_has_its_own(self):
        assert Invocation().policy_name == "demo"
        assert Invocation(host="files:x").policy_name == "standard"
