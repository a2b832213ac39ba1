"""A snapshot of the records as of a date: built, checked, indexed, in one currency."""

from groupctl.portfolio.given import Given
from groupctl.portfolio.notes import Note
from groupctl.portfolio.portfolio import Portfolio
from groupctl.portfolio.rates import DoubtfulRate, Rates
from groupctl.portfolio.records import NoSuchRecord, Record
from groupctl.portfolio.rejected_row import RejectedRow
from groupctl.portfolio.scope import Scope

__all__ = [
    "DoubtfulRate",
    "Given",
    "NoSuchRecord",
    "Note",
    "Portfolio",
    "Rates",
    "Record",
    "RejectedRow",
    "Scope",
]
