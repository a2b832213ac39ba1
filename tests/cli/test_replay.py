"""`groupctl replay FILE`: the same policy and data give the same decisions, and every difference is told."""

import pytest

import groupctl
from tests.cli.conftest import lines, objects
from tests.cli.tiny import DECISIONS, LEDGER, write_ledger, write_policy


@pytest.fixture
def kept(run, here):
    run("review", "--out", "d.jsonl")
    return here / "d.jsonl"


def test_the_same_again(run, kept):
    result = run("replay d.jsonl")
    assert result.exit_code == 0
    assert lines(result) == [
        f"d.jsonl: {DECISIONS} decisions decided again",
        f"  {DECISIONS}  the same",
    ]


def test_a_policy_that_was_only_laid_out_anew_decides_the_same(run, kept, here):
    policy = here / "tiny.yaml"
    policy.write_text("# A remark.\n\n" + policy.read_text(encoding="utf-8"), encoding="utf-8")
    assert run("replay d.jsonl").exit_code == 0


@pytest.mark.parametrize("engine", ["compiled", "reference"])
def test_by_another_engine(run, kept, engine):
    assert run("replay d.jsonl", "--engine", engine).exit_code == 0


def test_another_ledger_is_told_first_then_what_it_changed(run, kept, here):
    write_ledger(here / "ledger", orders=LEDGER["orders"].replace("9000,", "19000,"))
    result = run("replay d.jsonl")
    assert result.exit_code == 1
    said = lines(result)
    assert said[1].split() == [str(DECISIONS - 1), "the", "same"]
    assert said[2].split(maxsplit=1) == ["1", "decided on other data: the ledger was changed since"]
    assert said[3].startswith("  portfolio hash ")
    assert said[4] == f"  1 of {DECISIONS} decisions differ, 1 in the answer"
    assert ["$.outputs[0].value", "RELEASE", "→", "REFER"] in [line.split() for line in said]


def test_another_policy_is_told(run, kept, here):
    write_policy(here / "tiny.yaml", "sales >= 50000", "sales >= 90000")
    result = run("replay d.jsonl")
    assert result.exit_code == 1
    assert any(line.endswith("decided by another policy: it was changed since") for line in lines(result))
    assert f"  1 of {DECISIONS} decisions differ, 1 in the answer" in lines(result)


def test_another_policy_that_decides_nothing_otherwise_makes_no_difference(run, kept, here):
    """Differences are counted in decisions; that the hash is another is said once."""
    write_policy(here / "tiny.yaml", "Sales to the customer", "Sales to a customer")
    result = run("replay d.jsonl")
    assert result.exit_code == 0
    assert lines(result)[1] == f"  {DECISIONS}  the same"
    assert lines(result)[2].startswith("  policy hash ")


def test_both_are_told(run, kept, here):
    write_ledger(here / "ledger", orders=LEDGER["orders"].replace("9000,", "9001,"))
    write_policy(here / "tiny.yaml", "sales >= 50000", "sales >= 50001")
    assert "both were changed since" in run("replay d.jsonl").stdout


def test_as_json_with_one_line_for_each_that_differs(run, kept, here):
    write_ledger(here / "ledger", orders=LEDGER["orders"].replace("9000,", "19000,"))
    found = objects(run("replay d.jsonl", "--format", "json"))
    assert {one["verdict"] for one in found} == {"portfolio"}
    (changed,) = [one for one in found if "changes" in one]
    assert (changed["rule_set"], changed["subject"]) == ("order_release", "SO-1")
    assert {"path": "$.outputs[0].value", "before": "RELEASE", "now": "REFER"} in changed["changes"]


def test_another_answer_on_the_same_policy_and_data_is_a_defect(run, kept):
    written = kept.read_text(encoding="utf-8")
    assert written.count('"value":"REFUSE"') == 1
    kept.write_text(written.replace('"value":"REFUSE"', '"value":"RELEASE"'), encoding="utf-8")
    result = run("replay d.jsonl")
    assert result.exit_code == 1
    assert "  1  the same policy and data, yet another answer" in result.stdout
    assert any(line.split() == ["$.outputs[0].value", "RELEASE", "→", "REFUSE"] for line in lines(result))


def test_what_is_no_more_is_told(run, kept, here):
    write_ledger(here / "ledger", orders="id,customer,unit,ordered_on,amount,status,currency\n")
    result = run("replay d.jsonl")
    assert ["3", "can't", "be", "decided", "again"] in [line.split() for line in lines(result)]
    assert "there is no order 'SO-1'" in result.stdout


def test_a_bad_line_is_told_with_its_place_and_costs_nothing_else(run, kept):
    kept.write_text("{oops\n" + kept.read_text(encoding="utf-8"), encoding="utf-8")
    result = run("replay d.jsonl")
    assert result.exit_code == 1
    assert "d.jsonl:1:2: not JSON: " in result.stdout
    assert lines(result)[0] == f"d.jsonl: {DECISIONS} decisions decided again"
    assert "  1  can't be read" in result.stdout.replace("   1", "  1")
    assert f"{DECISIONS}  the same" in result.stdout


def test_only_so_many_differences_are_shown(run, kept, here):
    write_policy(here / "tiny.yaml", "en: Small customer", "en: A small customer")
    assert run("replay d.jsonl", "--show", "2").stdout.count("d.jsonl:") == 3
    assert "... and 1 more; --show N shows more of them" in lines(run("replay d.jsonl", "--show", "2"))
    assert run("replay d.jsonl", "--show", "3").stdout.count("d.jsonl:") == 4


def test_another_answer_is_shown_before_another_reason(run, kept, here):
    """C-1 comes first in the file and is still small, by another condition; C-2 is not small any more."""
    write_policy(here / "tiny.yaml", "when: sales < small_line", "when: sales < small_line and sales > 0")
    said = run("replay d.jsonl", "--show", "1").stdout
    assert f"2 of {DECISIONS} decisions differ, 1 in the answer" in said
    assert "account C-2@U-1 · small" in said
    assert "account C-1@U-1" not in said


def test_each_decision_is_made_again_at_its_own_date(run, here):
    run("review", "--as-of", "2026-09-15", "--out", "a.jsonl")
    run("review", "--out", "b.jsonl")
    both = (here / "a.jsonl").read_text(encoding="utf-8") + (here / "b.jsonl").read_text(encoding="utf-8")
    (here / "c.jsonl").write_text(both, encoding="utf-8")
    result = run("replay c.jsonl")
    assert result.exit_code == 0, result.stdout


def test_no_data_of_a_day_any_more_ends_nothing(run, kept, here):
    """One day of a file of two can't be read again; the other is decided all the same."""
    other = (here / "d.jsonl").read_text(encoding="utf-8").splitlines()
    (here / "one.jsonl").write_text("\n".join(other) + "\n", encoding="utf-8")
    policy = groupctl.load_policy("tiny.yaml")
    host = groupctl.connect("files:ledger", currency="CNY")

    def snapshot(day):
        if snapshot.asked:
            return host.snapshot(day)
        snapshot.asked = True
        raise groupctl.AdapterError.of("adapters.no-such-path", path="backup")

    snapshot.asked = False
    found = list(
        groupctl.Replay(
            entries=groupctl.read_log(here / "one.jsonl"), engine=groupctl.Engine(policy), snapshot=snapshot
        )
    )
    assert [one.verdict for one in found] == ["gone", *["same"] * (DECISIONS - 1)]


def test_a_file_that_is_not_there(run):
    result = run("replay nowhere.jsonl")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "nowhere.jsonl can't be read" in result.stderr


@pytest.mark.parametrize("text", ["", "\n\n", "id,customer\nSO-1,C-1\n", "{}\n[]\n"])
@pytest.mark.parametrize("form", ["text", "json"])
def test_a_file_that_is_no_decision_log(run, here, text, form):
    (here / "d.jsonl").write_text(text, encoding="utf-8")
    result = run("replay d.jsonl", "--format", form)
    assert result.exit_code == 2
    assert "d.jsonl is no decision log" in result.stderr


def test_a_decision_that_was_changed_still_makes_a_log(run, kept):
    kept.write_text(kept.read_text(encoding="utf-8").splitlines()[0] + " \n", encoding="utf-8")
    assert run("replay d.jsonl").exit_code == 1
