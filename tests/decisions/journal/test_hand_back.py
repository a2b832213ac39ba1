"""A review is handed back as given values, as a log or as a table, and nothing of it grows younger or better."""

from datetime import date
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from groupctl.decisions.decision import GivenValue
from groupctl.decisions.journal.hand_back import given_from, read_given
from groupctl.decisions.journal.log import write_log
from groupctl.errors import DataError
from groupctl.portfolio.given import Given
from tests.decisions.sample_decisions import AS_OF, D_CLASS, decision, decisions, finding

HEAD = "entity,id,name,value,on,source\n"


class TestFromDecisions:
    def test_each_output_with_the_day_and_the_rule_set(self):
        assert given_from([D_CLASS]) == (
            Given("account", "C-1@U-3", "d_class", "true", AS_OF, "d_class, acme 1.0"),
        )

    def test_only_some_names(self):
        assert given_from([D_CLASS], names=["tier"]) == ()

    @pytest.mark.parametrize(
        ("output", "value"),
        [
            (finding("x", "money", "83000.00"), "83000.00 CNY"),
            (finding("x", "limit", "5.00"), "5.00 CNY"),
            (finding("x", "limit", "unlimited"), "unlimited"),
            (finding("x", "ratio", "1/3"), "1/3"),
            (finding("x", "count"), None),
        ],
    )
    def test_values_as_they_are_and_what_is_unknown_as_unknown(self, output, value):
        (one,) = given_from([decision(outputs=(output,))])
        assert one.value == value

    def test_several_values_are_left_out(self):
        assert given_from([decision(outputs=(finding("x", "text", ("a", "b")),))]) == ()

    def test_what_was_given_keeps_its_day(self):
        """Handing back every night would keep an old value young for ever."""
        before = GivenValue(
            entity="customer",
            subject="C-1",
            value=finding("x", "count", "1"),
            on=date(2026, 11, 2),
            source="s",
        )
        (one,) = given_from([evolve(D_CLASS, given=(before,))])
        assert one.on == date(2026, 11, 2)


class TestFromAFile:
    def test_a_log(self, tmp_path):
        write_log(tmp_path / "d.jsonl", [D_CLASS])
        assert read_given(tmp_path / "d.jsonl") == given_from([D_CLASS])

    def test_a_log_that_was_changed_gives_nothing(self, tmp_path):
        path = tmp_path / "d.jsonl"
        write_log(path, [D_CLASS])
        path.write_text(path.read_text(encoding="utf-8").replace('"true"', '"false"'), encoding="utf-8")
        with pytest.raises(DataError, match="does not follow line 2"):
            read_given(path)

    def test_a_table(self, tmp_path):
        path = tmp_path / "given.csv"
        path.write_text(
            HEAD + 'customer,C-1,grade,A,2026-11-20,"bank, by letter"\ncustomer,C-2,grade,,2026-11-20,bank\n',
            encoding="utf-8",
        )
        assert read_given(path) == (
            Given("customer", "C-1", "grade", "A", date(2026, 11, 20), "bank, by letter"),
            Given("customer", "C-2", "grade", None, date(2026, 11, 20), "bank"),
        )

    def test_all_that_is_wrong_with_a_table_is_told_at_once(self, tmp_path):
        path = tmp_path / "given.csv"
        rows = (
            "custmer,C-1,grade,A,2026-11-20,bank",
            "customer,C-1,grade,A,20.11.2026,bank",
            "customer,C-1,grade",
            "customer,,grade,A,2026-11-20,",
            "customer,C-1,grade,A,2026-11-20,bank,more",
        )
        path.write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
        with pytest.raises(DataError) as raised:
            read_given(path)
        assert [(fault.where.line, fault.code) for fault in raised.value.faults if fault.where] == [
            (2, "model.no-such-name"),
            (3, "journal.given-no-day"),
            (4, "journal.given-cells"),
            (5, "model.wrong-type"),
            (5, "model.wrong-type"),
            (6, "journal.given-cells"),
        ]

    @pytest.mark.parametrize(
        "text", ["", "entity,id\n", "id,entity,name,value,on,source,more\n", HEAD + '"open', "\0"]
    )
    def test_what_is_no_table_is_told(self, tmp_path, text):
        path = tmp_path / "given.csv"
        path.write_text(text, encoding="utf-8")
        with pytest.raises(DataError):
            read_given(path)

    def test_a_file_that_is_not_there(self, tmp_path):
        for name in ("no.csv", "no.jsonl"):
            with pytest.raises(DataError, match="can't be read"):
                read_given(tmp_path / name)


@given(st.lists(decisions(), max_size=4))
def test_a_log_gives_what_its_decisions_give(tmp_path_factory, made):
    path: Path = tmp_path_factory.mktemp("log") / "d.jsonl"
    write_log(path, made)
    try:
        wanted = given_from(made)
    except ValueError:  # the sample has names and entities that no record can have
        return
    assert read_given(path) == wanted
