"""CSV: every cell with its place, and broken rows that cost only themselves."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groupctl.adapters.delimited import MOST_LINES, DelimitedText, split_lines
from groupctl.adapters.raw import RawRow
from groupctl.adapters.unbound import Unbound


def table(text: str, delimiter: str = ",") -> DelimitedText:
    return DelimitedText("t.csv", delimiter, split_lines(text))


def cells(text: str) -> list[list[str]]:
    return [list(row.cells) for row in table(text).rows()]


def problems(text: str) -> list[tuple[int, str | None]]:
    return [(row.number, row.problem and row.problem[0]) for row in table(text).rows()]


CELLS = st.text(st.sampled_from('ab1,;"\n\t 中é'), max_size=8)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), max_size=6), st.sampled_from(["\n", "\r\n"]))
def test_what_the_csv_module_writes_is_read_back(rows: list[list[str]], end: str):
    written = io.StringIO()
    csv.writer(written, lineterminator=end).writerows([["x", "y"], *rows])
    assert cells(written.getvalue()) == [row for row in rows if any(row)]


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=6))
def test_every_cell_is_at_the_place_that_is_told(rows: list[list[str]]):
    written = io.StringIO()
    csv.writer(written, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows([["x", "y", "z"], *rows])
    read = table(written.getvalue())
    lines = written.getvalue().split("\n")
    for row in read.rows():
        for column, cell in enumerate(row.cells):
            place = read.span(row, column)
            at = lines[place.line - 1][place.column - 1 :]
            assert at.startswith('"' + str(cell).replace('"', '""').split("\n")[0])


def test_line_numbers_stay_right_after_quoted_line_breaks():
    text = 'a,b\n1,"two\nlines"\n3,4\n\n"x\n\ny",z\n5,6\n'
    assert problems(text) == [(2, None), (4, None), (6, None), (9, None)]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_in_every_way(end: str):
    assert cells(f"a,b{end}1,2{end}3,4") == [["1", "2"], ["3", "4"]]


def test_other_line_separators_of_unicode_are_text():
    assert cells("a,b\n1,x\u2028y\u0085z\x0bw\n") == [["1", "x\u2028y\u0085z\x0bw"]]


def test_a_quote_inside_a_plain_cell_is_text():
    assert cells('a,b\n12" pipe,5\n') == [['12" pipe', "5"]]


def test_another_delimiter():
    assert [list(row.cells) for row in table("a;b\n1,5;2\n", ";").rows()] == [["1,5", "2"]]


def test_rows_without_anything_in_them_are_no_rows():
    assert cells("a,b\n\n,\n1,2\n,\n\n") == [["1", "2"]]


def test_ragged_rows_are_told_and_the_others_read():
    text = "a,b\n1\n1,2\n1,2,3\n1,2,\n"
    assert problems(text) == [
        (2, "adapters.ragged"),
        (3, None),
        (4, "adapters.ragged"),
        (5, "adapters.ragged"),
    ]


def test_a_quote_that_is_never_closed_costs_its_own_line_only():
    assert problems('a,b\n1,"open\n3,4\n5,6\n') == [(2, "adapters.quote-open"), (3, None), (4, None)]


def test_a_quote_that_another_cell_closes_costs_its_own_line_only():
    assert problems('a,b\n1,"open\n3,4\n5,"six"\n') == [(2, "adapters.quote-early"), (3, None), (4, None)]


def test_a_quoted_cell_may_be_long_but_not_endless():
    long = "\n" * (MOST_LINES - 1)
    assert cells(f'a,b\n1,"{long}"\n') == [["1", long]]
    assert problems(f'a,b\n1,"\n{long}"\n3,4\n')[0] == (2, "adapters.quote-open")


def test_the_heading_is_the_first_line_that_holds_anything():
    read = table("\n\n a , b \n1,2\n")
    assert read.columns == ("a", "b")
    assert str(read.span(None)) == "t.csv:3:1"
    assert [row.number for row in read.rows()] == [4]


@pytest.mark.parametrize("text", ["", "\n\n", "  \n"])
def test_a_file_without_a_heading_is_no_table(text: str):
    with pytest.raises(Unbound) as raised:
        table(text)
    assert raised.value.problems[0][1][0] == "adapters.file-empty"


def test_a_heading_without_rows_is_an_empty_table():
    assert cells("a,b\n") == []


def test_a_heading_with_an_open_quote_is_no_table():
    with pytest.raises(Unbound):
        table('a,"b\n1,2\n')


def test_a_cell_of_ten_million_characters_is_read_at_once():
    (row,) = table("a,b\n1," + "x" * 10_000_000 + "\n").rows()
    assert len(str(row.cells[1])) == 10_000_000


def test_many_open_quotes_are_found_in_one_go():
    rows = problems("a,b\n" + '1,"open\n' * 20_001)
    assert len(rows) == 20_001
    assert {problem for _, problem in rows} == {"adapters.quote-early", "adapters.quote-open"}


def test_a_row_can_be_asked_for_its_place():
    read = table('a,b\n"x\ny",z\n')
    row = next(iter(read.rows()))
    assert str(read.span(row)) == "t.csv:2:1"
    assert (read.span(row, 1).line, read.span(row, 1).column) == (3, 4)
    assert str(read.span(RawRow(2))) == "t.csv:2:1"
