"""JSON tables: an array of objects or one on each line; numbers as they are written; broken parts told."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groupctl.adapters.cells import Opaque
from groupctl.adapters.formats import NumberText, Real
from groupctl.adapters.json_rows import JsonRows
from groupctl.adapters.unbound import Unbound


def rows(text: str, *, by_line: bool = False) -> list[tuple[int, list[object], str | None]]:
    """The line, the cells and what is wrong, row by row."""
    read = JsonRows("t.json", text, by_line=by_line)
    return [(read.span(row).line, list(row.cells), row.problem and row.problem[0]) for row in read.rows()]


def places(text: str, *, by_line: bool = False) -> list[str]:
    read = JsonRows("t.json", text, by_line=by_line)
    return [str(read.span(row)) for row in read.rows()]


NAMES = st.sampled_from(["a", "b", "编号"])
VALUES = st.none() | st.text(max_size=5) | st.integers() | st.booleans()


@given(st.lists(st.dictionaries(NAMES, VALUES), max_size=5), st.sampled_from([None, 2]))
def test_what_the_json_module_writes_is_read_back(items: list[dict[str, object]], indent: int | None):
    read = JsonRows("t.json", json.dumps(items, indent=indent))
    expected = [[_text(item.get(name)) for name in read.columns] for item in items]
    assert [list(row.cells) for row in read.rows()] == expected
    if items:  # a file without lines may have been cut off
        by_line = JsonRows("t.jsonl", "\n".join(map(json.dumps, items)), by_line=True)
        assert [list(row.cells) for row in by_line.rows()] == expected


def _text(value: object) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int) else value


def test_numbers_keep_their_digits():
    ((_, cells, _),) = rows('[{"a": 0.10, "b": 1e2, "c": 12345678901234567890.123, "d": "0,10"}]')
    assert cells == ["0.10", "1e2", "12345678901234567890.123", "0,10"]
    assert [type(cell) for cell in cells] == [NumberText, NumberText, NumberText, str]
    assert not isinstance(cells[0], Real)


def test_numbers_of_any_length_are_only_text_until_they_are_needed():
    ((_, cells, _),) = rows('[{"a": ' + "9" * 1_000_000 + "}]")
    assert len(str(cells[0])) == 1_000_000


def test_what_is_neither_text_nor_number_is_opaque():
    ((_, cells, _),) = rows('[{"a": [1], "b": {"c": 1}, "d": NaN, "e": -Infinity}]')
    assert all(isinstance(cell, Opaque) for cell in cells)


def test_rows_are_at_their_lines():
    text = '[\n{"a": 1},\n\n{"a":\n 2}, {"a": 3}\n]'
    assert [number for number, _, _ in rows(text)] == [2, 4, 5]


def test_rows_in_one_line_are_told_apart_by_number_and_column():
    assert places('[{"a": 1}, {"a": 2}, 7] x') == [
        "t.json#1:1:2",
        "t.json#2:1:12",
        "t.json#3:1:22",
        "t.json#4:1:25",
    ]
    assert places('[\n {"a": 1},\n {"a": oops}\n]') == ["t.json#1:2:2", "t.json#2:3:2"]


def test_json_lines_are_told_apart_by_their_lines():
    assert places('{"a": 1}\n\n{"a": 2}\n', by_line=True) == ["t.json:1:1", "t.json:3:1"]


def test_what_follows_a_fault_is_lost_and_what_came_before_is_kept():
    found = rows('[{"a": 1},\n {"a": 2},\n {"a": oops}, {"a": 4}]')
    assert [(number, problem) for number, _, problem in found] == [
        (1, None),
        (2, None),
        (3, "adapters.json-broken"),
    ]


@pytest.mark.parametrize(
    "text", ['[{"a": 1} {"a": 2}]', '[{"a": 1},]', '[{"a": 1}', '[{"a": 1}] x', "[] []", "[" * 100_000]
)
def test_a_broken_array_is_told(text: str):
    assert rows(text)[-1][2] == "adapters.json-broken"


def test_a_broken_line_costs_itself_only():
    found = rows('{"a": 1}\n{"a": \n\n{"a": 3}\n', by_line=True)
    assert [(number, problem) for number, _, problem in found] == [
        (1, None),
        (2, "adapters.not-json"),
        (4, None),
    ]


def test_an_object_that_states_something_twice_is_told():
    assert [problem for _, _, problem in rows('[{"a": 1, "a": 2}, {"a": 3}]')] == [
        "adapters.name-twice",
        None,
    ]


def test_what_is_no_object_is_told():
    assert [problem for _, _, problem in rows('[1, {"a": 3}, null]')] == [
        "adapters.not-an-object",
        None,
        "adapters.not-an-object",
    ]


@pytest.mark.parametrize("text", ["", "  \n", '{"a": 1}', "nonsense"])
def test_what_holds_no_array_is_no_table(text: str):
    with pytest.raises(Unbound):
        rows(text)


def test_an_empty_array_is_an_empty_table():
    assert rows("[]") == []


@pytest.mark.parametrize("text", ["", "\n", "  \n\t"])
def test_json_lines_without_a_line_may_have_been_cut_off(text: str):
    with pytest.raises(Unbound):
        rows(text, by_line=True)
