"""No table and no column of the model is missed: without one, what was known stays the same or becomes unknown.

`make fuzz` takes away others each time that its seed is another; these are a fixed sample.
"""

import pytest

from tests.losses.everywhere import answers, changed, columns, few, read, sound, without_column, without_table

EVERY_TABLE = 12
EVERY_COLUMN = 120


def test_the_ledger_is_sound_and_has_a_row_in_every_table():
    assert all(few().values())
    assert not read({}).rejected


@pytest.mark.slow
def test_a_better_answer_is_found():
    """What is compared can differ: without its complaint a customer has none, and nothing says that a table is missing."""
    assert list(changed(read({"complaints": []})))


@pytest.mark.slow
@pytest.mark.parametrize("table", sorted(few())[::EVERY_TABLE])
def test_without_a_table_nothing_else_is_answered(table):
    portfolio = without_table(table)
    assert list(changed(portfolio)) == []
    assert len(answers(portfolio)) < len(sound())


@pytest.mark.slow
@pytest.mark.parametrize(("table", "column"), list(columns())[::EVERY_COLUMN])
def test_without_a_column_nothing_else_is_answered(table, column):
    assert list(changed(without_column(table, column))) == []
