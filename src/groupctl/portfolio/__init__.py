"""A snapshot of the records as of a date: built, checked, indexed, in one currency."""

from groupctl.portfolio.given import Given
from groupctl.portfolio.notes import Note
from groupctl.portfolio.portfolio import Portfolio
from groupctl.portfolio.rates import DoubtfulRate, Rates
from groupctl.portfolio.records import NoSuchRecord, Record
from groupctl.portfolio.scope import Scope
from groupctl.portfolio.set_aside import SetAside

__all__ = [
    "DoubtfulRate",
    "Given",
    "NoSuchRecord",
    "Note",
    "Portfolio",
    "Rates",
    "Record",
    "Scope",
    "SetAside",
]
