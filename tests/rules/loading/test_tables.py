"""Decision tables in CSV files: one rule a row, unary tests in the cells, faults at the very cell."""

import csv
import io
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from groupctl.errors import PolicyError
from groupctl.model.action import ActionKind
from groupctl.rules.loading import tables
from groupctl.rules.loading.loader import load_policy
from groupctl.rules.loading.parts import Parts
from groupctl.rules.proposal import Proposal
from groupctl.sources.strict_yaml import SourceFile
from tests.rules.policy_text import only, underlined

HEAD = """\
policy: acme
version: 1
currency: CNY
title: {en: Acme, zh: 阿克米}
matters: {BIG: {title: Big, source: D24}}
rulesets:
  grade:
    about: order
    hit: first
    gives: {grade: [GOOD, BAD], note: text}
    otherwise: {grade: GOOD, note: fine}
    unknown: pass
    title: {en: Grade, zh: 等级}
    source: D24
"""
TABLE = """\
id,amount,status,account.credit_days,then:grade,then:note,title:en,title:zh,source,since,overridable,proposes
grade.small,< 100,-,,GOOD,"small, and fine",Small,小额,D24,,,
grade.open,[100..5000),"OPEN,INVOICED",> 30,BAD,= customer.name,Open,未结,"D24, L30",2024-01-01,BIG,FREEZE;NOTIFY
grade.other,-,not(CLOSED),unknown,BAD,other,Other,其他,M11,,,
"""


def load(table: str | bytes, folder: Path):
    """The policy whose one rule set is ``table``."""
    (folder / "acme.yaml").write_text(HEAD + "    table: grade.csv\n", encoding="utf-8")
    (folder / "grade.csv").write_bytes(table if isinstance(table, bytes) else table.encode())
    return load_policy(folder / "acme.yaml")


def faults(table: str, folder: Path):
    with pytest.raises(PolicyError) as caught:
        load(table, folder)
    for fault in caught.value.faults:
        assert fault.render("en")
        assert fault.render("zh")
    return caught.value.faults


class TestWhatATableMeans:
    def test_a_row_is_a_rule(self, tmp_path):
        first, second, third = load(TABLE, tmp_path).rulesets["grade"].rules
        assert first.id == "grade.small"
        assert first.then["note"].value == "small, and fine"
        assert (second.since, second.overridable, second.source) == (date(2024, 1, 1), "BIG", "D24, L30")
        assert second.proposes == (Proposal(action=ActionKind.FREEZE), Proposal(action=ActionKind.NOTIFY))
        assert third.title.text("zh") == "其他"

    def test_the_same_rules_written_as_a_list_are_the_same_policy(self, tmp_path):
        rules = """\
    rules:
      - id: grade.small
        when: amount < 100
        then: {grade: GOOD, note: "small, and fine"}
        title: {en: Small, zh: 小额}
        source: D24
      - id: grade.open
        when: amount in [100..5000) and status in ["OPEN", "INVOICED"] and account.credit_days > 30
        then: {grade: BAD, note: "= customer.name"}
        since: 2024-01-01
        overridable: BIG
        proposes: [{action: FREEZE}, {action: NOTIFY}]
        title: {en: Open, zh: 未结}
        source: D24, L30
      - id: grade.other
        when: not(status in ["CLOSED"]) and not(is known(account.credit_days))
        then: {grade: BAD, note: other}
        title: {en: Other, zh: 其他}
        source: M11
"""
        written = tmp_path / "list.yaml"
        written.write_text(HEAD + rules, encoding="utf-8")
        assert load_policy(written).hash == load(TABLE, tmp_path).hash

    def test_a_row_without_tests_always_holds(self, tmp_path):
        table = "id,amount,then:grade,then:note,title:en,title:zh,source\nall,-,BAD,x,All,全部,D24\n"
        assert load(table, tmp_path).rulesets["grade"].rules[0].when.value is True

    def test_heads_may_be_whole_expressions(self, tmp_path):
        table = (
            'id,"if amount > 5 then amount else 0",then:grade,then:note,title:en,title:zh,source\n'
            "a,> 7,BAD,x,A,甲,D24\n"
        )
        text = load(table, tmp_path).rulesets["grade"].rules[0].text
        assert text == "(if amount > 5 then amount else 0) in (> 7)"

    @pytest.mark.parametrize("change", [b"\xef\xbb\xbf%s", b"%s\n\n,,,,,,,,,,,\n"])
    def test_what_spreadsheets_add_does_no_harm(self, change, tmp_path):
        data = change % TABLE.encode()
        assert load(data, tmp_path).hash == load(TABLE, tmp_path).hash
        assert load(data.replace(b"\n", b"\r\n"), tmp_path).hash == load(TABLE, tmp_path).hash

    def test_the_places_of_rules_are_their_rows(self, tmp_path):
        rule = load(TABLE, tmp_path).rulesets["grade"].rules[1]
        assert Path(rule.where.file).name == "grade.csv"
        assert (rule.where.line, rule.where.column) == (3, 1)


class TestFaults:
    @pytest.mark.parametrize(
        ("old", "new", "code", "at"),
        [
            ("< 100,", "< 100 0,", "expression", "2:0"),
            ("< 100,", '"< ""x""",', "expression.comparison", '2:< ""x""'),
            ("id,amount,", "id,amuont,", "expression.unknown-name", "1:amuont"),
            (",then:grade,", ",then:grad,", "policy.no-output", "1:then:grad"),
            (",BAD,other", ",BAAD,other", "expression.unknown-member", "4:BAAD"),
            (",BAD,other", ",,other", "policy.table-cell-empty", "4:"),
            ("grade.open,", ",", "policy.table-cell-empty", "3:"),
            ("grade.open,", "grade.small,", "policy.defined-twice", "3:grade.small"),
            (",Other,", ",,", "policy.table-cell-empty", "4:"),
            ("2024-01-01", "2024-13-01", "policy.no-such-day", "3:2024-13-01"),
            (",BIG,FREEZE", ",BIGG,FREEZE", "authority.no-matter", "3:BIGG"),
            ("FREEZE;NOTIFY", "FREEZE;notify", "policy.no-action", "3:FREEZE;notify"),
            (",M11,,,", ",M11,,", "policy.table-width", "4:grade.other"),
            ('"small, and fine"', '"small" and fine', "policy.table-quote", '2:"small" and fine'),
            ("status,", "amount,", "policy.table-column-twice", "1:amount"),
            ("title:en,title:zh,", "text:en,text:zh,", "policy.table-column", "1:id"),
        ],
    )
    def test_each_is_at_its_cell(self, old, new, code, at, tmp_path):
        assert TABLE.count(old) == 1
        found = faults(TABLE.replace(old, new), tmp_path)
        fault = next(one for one in found if one.code.startswith(code))
        assert Path(fault.where.file).name == "grade.csv"
        line, text = at.split(":", 1)
        assert fault.where.line == int(line)
        assert underlined(fault).strip(",") == text

    def test_a_fault_in_a_head_is_reported_once_not_once_a_row(self, tmp_path):
        assert only(faults(TABLE.replace("id,amount", "id,amuont"), tmp_path)).where.line == 1

    @pytest.mark.parametrize("cell", ["5) or (true", "< 100) or (amount in (-", ")"])
    def test_a_cell_can_not_reach_beyond_its_own_column(self, cell, tmp_path):
        found = faults(TABLE.replace("< 100,", f"{cell},"), tmp_path)
        assert all(fault.where.line == 2 and Path(fault.where.file).name == "grade.csv" for fault in found)

    def test_semicolons_instead_of_commas(self, tmp_path):
        found = faults(TABLE.replace(",", ";"), tmp_path)
        assert "policy.table-separator" in [fault.hint for fault in found]

    def test_an_empty_table(self, tmp_path):
        assert only(faults("\n", tmp_path)).code == "policy.table-empty"

    def test_a_table_of_columns_without_rows(self, tmp_path):
        fault = only(faults(TABLE.splitlines()[0] + "\n\n", tmp_path))
        assert (fault.code, fault.where.line) == ("policy.table-empty", 1)

    @pytest.mark.parametrize("path", ["../grade.csv", "/etc/passwd", "a/../../b.csv"])
    def test_a_table_outside_the_folder_is_not_read(self, path, tmp_path):
        (tmp_path / "acme.yaml").write_text(HEAD + f"    table: {path}\n", encoding="utf-8")
        with pytest.raises(PolicyError) as caught:
            load_policy(tmp_path / "acme.yaml")
        fault = only(caught.value.faults)
        assert fault.code == "policy.table-outside"
        assert underlined(fault) == path

    def test_a_missing_table_is_reported_where_it_is_named(self, tmp_path):
        (tmp_path / "acme.yaml").write_text(HEAD + "    table: gone.csv\n", encoding="utf-8")
        with pytest.raises(PolicyError) as caught:
            load_policy(tmp_path / "acme.yaml")
        fault = only(caught.value.faults)
        assert (fault.code, underlined(fault)) == ("policy.no-such-file", "gone.csv")


CELLS = st.lists(st.text(st.sampled_from("ab ,\"'中\n;"), max_size=8), min_size=2, max_size=2)


class TestReading:
    @given(st.lists(CELLS, min_size=1, max_size=4), st.sampled_from(["\n", "\r\n"]))
    def test_cells_are_those_that_the_csv_library_reads(self, rows, newline):
        out = io.StringIO(newline="")
        csv.writer(out, lineterminator=newline).writerows(rows)
        shapes = Parts()
        cells = list(tables._lines(SourceFile("t.csv", out.getvalue()), shapes))
        wanted = [[cell.strip() for cell in row] for row in rows]
        assert not shapes.faults
        assert cells == [row for row in wanted if any(row)]

    @given(st.text(st.sampled_from("ab,\"' 中\n\r<>[]()-.;0"), max_size=60))
    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_no_table_ends_in_anything_but_rules_or_faults(self, tmp_path, text):
        head = "id,amount,then:grade,then:note,title:en,title:zh,source\n"
        try:
            load(head + text, tmp_path)
        except PolicyError as error:
            assert all(fault.where.line <= text.count("\n") + text.count("\r") + 2 for fault in error.faults)  # noqa: PT017
