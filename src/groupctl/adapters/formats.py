"""How a host writes numbers and dates. A format is declared by samples and read strictly: nothing is guessed.

Numbers: how 1234.56 is written, as ``1234.56``, ``1,234.56``, ``1.234,56``, ``1 234,56``, ``1'234.56`` or ``1234,56``; further
samples add how a ledger writes what is below zero, ``(1,234.56)`` or ``1,234.56-``, and currencies, ``$1,234.56``.
Dates: ``YYYY-MM-DD``, ``M/D/YYYY``, ``DD.MM.YYYY``, ``YYYY年M月D日`` and so on; ``M`` and ``D`` stand for one or two digits,
``MM`` and ``DD`` for two. ``excel`` are the day numbers of that program.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from typing import Final, Self

from attrs import field, frozen

from groupctl.schema.currencies import CURRENCIES
from groupctl.schema.money import Problem, shown

LONGEST_NUMBER: Final = 60
"""Characters of the longest number that is looked at."""

_DOLLARS: Final = (
    "AUD BBD BMD BND BSD BZD CAD FJD GYD HKD JMD KYD LRD NAD NZD SBD SGD SRD TTD TWD USD XCD MXN CLP COP ARS"
)
SIGNS: Final[Mapping[str, frozenset[str]]] = {
    "$": frozenset(_DOLLARS.split()),
    "US$": frozenset({"USD"}),
    "HK$": frozenset({"HKD"}),
    "€": frozenset({"EUR"}),
    "£": frozenset({"GBP"}),
    "¥": frozenset({"CNY", "JPY"}),
    "￥": frozenset({"CNY", "JPY"}),
    "元": frozenset({"CNY"}),
    **{code: frozenset({code}) for code in CURRENCIES},
}
"""What may be beside an amount, and the currencies that it can mean."""

_ANY_SIGN: Final = "|".join(sorted(map(re.escape, SIGNS), key=lambda sign: (-len(sign), sign)))
_SAMPLE: Final = re.compile(
    rf"(?P<open>\()?(?P<before>{_ANY_SIGN})? ?1(?P<group>[,.' ]?)234(?P<point>[.,])56"
    rf"(?P<minus>-)? ?(?P<after>{_ANY_SIGN})?(?P<close>\))?"
)
TYPED: Final = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?")
"""A finite number as JSON and SQLite write it."""
_SPACES: Final = "[ \u00a0\u202f]"
_BRACKETS: Final = (("open", r"\("), ("close", r"\)"))
_MINUS: Final = "\u2212"


class Unreadable(Exception):
    """A cell that does not say what its column promises."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.problem: Problem = code, {name: str(value) for name, value in values.items()}


class Plain(str):
    """Text in the plain style whatever the declared format: values in a mapping file."""

    __slots__ = ()


class NumberText(Plain):
    """A number of JSON or SQLite by its text."""

    __slots__ = ()


class Real(NumberText):
    """A binary floating-point number by its shortest text: exact to fifteen digits, no further."""

    __slots__ = ()


@frozen(kw_only=True)
class WrittenNumber:
    """A number as it is written: its value, how many decimals the text has, and the currency sign beside it.

    ``decimals`` is None for the numbers of JSON and SQLite, in which a point is never anything else.
    """

    value: Decimal
    decimals: int | None = None
    sign: str = ""


@frozen(kw_only=True)
class NumberFormat:
    """How numbers are written, declared by how 1234.56 looks."""

    sample: str
    group: str
    point: str
    brackets: bool = False
    """Whether ``(1.00)`` is less than zero."""
    trailing_minus: bool = False
    """Whether ``1.00-`` is."""
    signs: frozenset[str] = frozenset()
    """The currency signs that may be beside amounts."""
    pattern: re.Pattern[str] = field(init=False, repr=False, eq=False)

    @pattern.default
    def _pattern(self) -> re.Pattern[str]:
        group = _SPACES if self.group == " " else re.escape(self.group)
        grouped = rf"[0-9]{{1,3}}({group}[0-9]{{3}})+|" if self.group else ""
        number = rf"(?P<whole>{grouped}[0-9]+)({re.escape(self.point)}(?P<part>[0-9]+))?"
        sign = "|".join(sorted(map(re.escape, self.signs), key=lambda one: (-len(one), one))) or "(?!)"
        trailing = f"(?P<trailing>{'-' if self.trailing_minus else '(?!)'})?"
        brackets = [f"(?P<{name}>{mark if self.brackets else '(?!)'})?" for name, mark in _BRACKETS]
        before = rf"(?P<lead>[+-])?((?P<before>{sign}){_SPACES}?(?P<inner>[+-])?)?"
        return re.compile(
            rf"{brackets[0]}{before}{number}{trailing}({_SPACES}?(?P<after>{sign}))?{brackets[1]}"
        )

    @classmethod
    def of(cls, *samples: str) -> Self | None:
        """The format in which 1234.56, or -1234.56, reads as each of ``samples``; None if that is no one format."""
        found = [_SAMPLE.fullmatch(sample) for sample in samples]
        parts = [match.groupdict("") for match in found if match]
        marks = {(part["group"], part["point"]) for part in parts}
        if len(parts) < len(samples) or len(marks) != 1:
            return None
        (group, point) = marks.pop()
        if group == point or any(
            bool(part["open"]) is not bool(part["close"])
            or (part["open"] and part["minus"])
            or (part["before"] and part["after"])
            for part in parts
        ):
            return None
        return cls(
            sample=" / ".join(samples),
            group=group,
            point=point,
            brackets=any(part["open"] for part in parts),
            trailing_minus=any(part["minus"] for part in parts),
            signs=frozenset(part[side] for part in parts for side in ("before", "after")) - {""},
        )

    def parse(self, text: str) -> Decimal:
        """The exact value. Unreadable for anything but a finite number in this format, without a currency sign."""
        written = self.read(text)
        if written.sign:
            raise Unreadable("adapters.not-a-number", value=shown(text), format=self.sample)
        return written.value

    def read(self, text: str) -> WrittenNumber:
        """The number as it is written. Unreadable for anything but a finite number in this format."""
        if len(text) > LONGEST_NUMBER:
            raise Unreadable("adapters.number-too-long", length=len(text), most=LONGEST_NUMBER)
        if isinstance(text, Plain) and TYPED.fullmatch(text):
            return WrittenNumber(value=Decimal(text))
        found = None if isinstance(text, Plain) else self.pattern.fullmatch(text.replace(_MINUS, "-"))
        marks = [mark for mark in found.group("lead", "inner", "trailing", "open") if mark] if found else []
        signs = [sign for sign in found.group("before", "after") if sign] if found else []
        if (
            not found
            or len(marks) > 1
            or len(signs) > 1
            or (found["open"] is None) != (found["close"] is None)
        ):
            raise Unreadable("adapters.not-a-number", value=shown(text), format=self.sample)
        whole, part = found.group("whole", "part")
        if self.group:
            whole = re.sub("[^0-9]", "", whole)
        minus = "-" if marks and marks[0] != "+" else ""
        value = Decimal(f"{minus}{whole}.{part}" if part else minus + whole)
        return WrittenNumber(value=value, decimals=len(part or ""), sign="".join(signs))


_DATE_PARTS: Final = {
    "YYYY": "(?P<year>[0-9]{4})",
    "MM": "(?P<month>[0-9]{2})",
    "M": "(?P<month>[0-9]{1,2})",
    "DD": "(?P<day>[0-9]{2})",
    "D": "(?P<day>[0-9]{1,2})",
}
_TIME: Final = (
    r"([T ]+(?P<time>[0-9]{1,2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,9})?)?)"
    r"( ?[AaPp][Mm]| ?(?P<offset>Z|[+-][0-9]{2}:?[0-9]{2}))?)?"
)

EXCEL: Final = "excel"
EXCEL_EPOCH: Final = date(1899, 12, 30)
FIRST_SURE_DAY: Final = 61
LAST_DAY_NUMBER: Final = (date(9999, 12, 31) - EXCEL_EPOCH).days
_DAY_NUMBER: Final = re.compile(r"(?P<day>[0-9]{1,7})([.,][0-9]{1,20})?")


@frozen(kw_only=True)
class DateFormat:
    """How dates are written.

    A time of day may follow; with an offset (``Z``, ``+08:00``) the moment is taken to the unit's time zone.
    """

    sample: str
    pattern: re.Pattern[str] = field(init=False, repr=False, eq=False)

    @pattern.default
    def _pattern(self) -> re.Pattern[str]:
        body = "".join(_DATE_PARTS.get(part) or re.escape(part) for part in _date_parts(self.sample))
        return re.compile(body + _TIME)

    @classmethod
    def of(cls, sample: str) -> Self | None:
        """The format written as ``sample``; None unless year, month and day each occur once, the year in full."""
        parts = _date_parts(sample)
        letters = sorted(part[0] for part in parts[1::2])
        sound = letters == ["D", "M", "Y"] and _DATE_PARTS.keys() >= set(parts[1::2])
        return cls(sample=sample) if sound and not re.search("[0-9A-Za-z]", "".join(parts[::2])) else None

    def parse(self, text: str, zone: tzinfo | None = None) -> date:
        """The date in ``zone``. Unreadable for what is no date in this format, or has an offset and no zone."""
        found = self.pattern.fullmatch(text) if len(text) <= LONGEST_NUMBER else None
        if not re.search("[1-9]", text) and re.search("0", text):
            raise Unreadable("adapters.null-date", value=shown(text))
        if found is None:
            raise Unreadable("adapters.not-a-date", value=shown(text), format=self.sample)
        try:
            day = date(int(found["year"]), int(found["month"]), int(found["day"]))
            clock = time.fromisoformat((found["time"] or "00:00").zfill(5))
            return day if found["offset"] is None else _moved(day, clock, found["offset"], zone)
        except (ValueError, OverflowError):
            raise Unreadable("adapters.not-a-date", value=shown(text), format=self.sample) from None


def _date_parts(sample: str) -> list[str]:
    """What is between, then a run of one letter, by turns."""
    return re.split("(Y+|M+|D+)", sample)


def _moved(day: date, clock: time, offset: str, zone: tzinfo | None) -> date:
    """The date in ``zone`` when the clock is at ``clock`` on ``day``, ``offset`` from UTC."""
    moment = f"{day}T{clock.isoformat()}{offset}"
    if zone is None:
        raise Unreadable("adapters.no-time-zone", value=moment)
    return datetime.fromisoformat(moment).astimezone(zone).date()


@frozen
class ExcelDays:
    """Days as that program counts them: 1 is the first of January 1900, and 61 the first of March."""

    sample: str = EXCEL

    def parse(self, text: str, zone: tzinfo | None = None) -> date:  # noqa: ARG002 - a day number has no offset
        """The date; what follows the point is the time of day. Unreadable for what is no such number.

        Before March 1900 the count is off by one, for it has a 29 February in that year: such numbers are refused.
        """
        found = _DAY_NUMBER.fullmatch(text)
        number = int(found["day"]) if found else 0
        if not FIRST_SURE_DAY <= number <= LAST_DAY_NUMBER:
            raise Unreadable("adapters.not-an-excel-day", value=shown(text))
        return EXCEL_EPOCH + timedelta(days=number)


DateStyle = DateFormat | ExcelDays


def date_style(sample: str) -> DateStyle | None:
    """How dates are written, as a mapping names it; None for no such way."""
    return ExcelDays() if sample == EXCEL else DateFormat.of(sample)


PLAIN_NUMBERS: Final = NumberFormat(sample="1234.56", group="", point=".")
ISO_DATES: Final = DateFormat(sample="YYYY-MM-DD")
