"""What a host or a user says stays on its line and in its place."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groupctl.errors import DataError, Fault, SourceSpan
from groupctl.texts import say
from groupctl.texts.causes import Cause
from groupctl.texts.layout import Line
from groupctl.texts.plain_text import display_width, harmless


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Alpha Trading Ltd. 北京", "Alpha Trading Ltd. 北京"),
        ("two\nlines\tapart", "two lines apart"),
        ("\x1b[2J", "�[2J"),
        ("C-1\u2028RELEASE", "C-1�RELEASE"),
        ("C-1\u2029\x85RELEASE", "C-1��RELEASE"),
        ("\u202egro.lruoy", "�gro.lruoy"),
        ("\u2066a\u2069", "�a�"),
        ("A\u200bB\ufeff\u00ad", "A�B��"),
        ("\U000e0041", "�"),
        ("שלום 1,000", "\u2068שלום\u2069 1,000"),
        ("شركة الف", "\u2068شركة الف\u2069"),
    ],
)
def test_what_can_forge_or_reorder_a_line_is_marked_or_isolated(text, shown):
    assert harmless(text) == shown


@given(st.text())
def test_it_is_one_line_without_anything_that_steers_and_stays_so(text):
    shown = harmless(text)
    assert harmless(shown) == shown
    assert len(shown.splitlines()) <= 1
    steering = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI"}
    assert not steering & {unicodedata.bidirectional(character) for character in shown}
    assert shown.count("\u2068") == shown.count("\u2069")


@given(st.text(st.characters(categories=["L", "N"], max_codepoint=0x58F)))
def test_names_in_plain_letters_are_left_alone(text):
    assert harmless(text) == text.replace("\u00ad", "�")


def test_isolates_and_accents_take_no_room_in_a_table():
    assert display_width(harmless("שלום")) == 4
    assert display_width("e\u0301") == 1


@pytest.mark.parametrize("forged", ["\n", "\u2028", "\r", "\x0b", "\x85"])
class TestALineCannotBeForged:
    def test_by_a_value_of_a_message(self, forged):
        assert len(say("journal.cannot-read", file=f"a{forged}RELEASE", reason="x").splitlines()) == 1

    def test_by_a_cause(self, forged):
        cause = Cause.of("model.cause-not-stated", f"customer C-1{forged}RELEASE", attribute=f"x{forged}y")
        assert len(cause.render().splitlines()) == 1

    def test_by_the_place_or_the_source_line_of_a_fault(self, forged):
        fault = Fault("journal.no-object", {}, SourceSpan(f"a{forged}b", 1), line=f"x{forged}y")
        assert len(DataError(fault).render().splitlines()) == 3  # the message, the line, its underline

    def test_by_a_part_of_a_line(self, forged):
        assert len(str(Line.of(f"order SO-1{forged}RELEASE")).splitlines()) == 1
