"""How a host writes numbers and dates. A format is declared by a sample and read strictly: nothing is guessed.

Numbers: ``1234.56``, ``1,234.56``, ``1.234,56``, ``1 234,56``, ``1'234.56``, ``1234,56``. Dates: ``YYYY-MM-DD``,
``M/D/YYYY``, ``DD.MM.YYYY``, ``YYYY年M月D日`` and so on; ``M`` and ``D`` stand for one or two digits, ``MM`` and ``DD``
for two.
"""

import re
from datetime import date, datetime, time, tzinfo
from decimal import Decimal
from typing import Final, Self

from attrs import field, frozen

from groupctl.model.money import Problem, shown

LONGEST_NUMBER: Final = 60
"""Characters of the longest number that is looked at."""

_SAMPLE: Final = re.compile(r"1(?P<group>[,.' ]?)234(?P<point>[.,])56")
_TYPED: Final = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?")
_SPACES: Final = "[ \u00a0\u202f]"
_MINUS: Final = "\u2212"


class Unreadable(Exception):
    """A cell that does not say what its column promises."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.problem: Problem = code, {name: str(value) for name, value in values.items()}


class Plain(str):
    """Text in the plain style whatever the declared format: numbers of JSON and SQLite, values in a mapping file."""

    __slots__ = ()


class Real(Plain):
    """A binary floating-point number by its shortest text: exact to fifteen digits, no further."""

    __slots__ = ()


@frozen(kw_only=True)
class NumberFormat:
    """How numbers are written, declared by how 1234.56 looks."""

    sample: str
    group: str
    point: str
    pattern: re.Pattern[str] = field(init=False, repr=False, eq=False)

    @pattern.default
    def _pattern(self) -> re.Pattern[str]:
        group = _SPACES if self.group == " " else re.escape(self.group)
        grouped = rf"[0-9]{{1,3}}({group}[0-9]{{3}})+|" if self.group else ""
        return re.compile(rf"[+-]?({grouped}[0-9]+)({re.escape(self.point)}[0-9]+)?")

    @classmethod
    def of(cls, sample: str) -> Self | None:
        """The format in which 1234.56 reads ``sample``; None when it is no such sample."""
        found = _SAMPLE.fullmatch(sample)
        if found is None or found["group"] == found["point"]:
            return None
        return cls(sample=sample, group=found["group"], point=found["point"])

    def parse(self, text: str) -> Decimal:
        """The exact value. Unreadable for anything but a finite number in this format."""
        if len(text) > LONGEST_NUMBER:
            raise Unreadable("adapters.number-too-long", length=len(text), most=LONGEST_NUMBER)
        if isinstance(text, Plain) and _TYPED.fullmatch(text):
            return Decimal(text)
        plain = text.replace(_MINUS, "-")
        if not isinstance(text, Plain) and self.pattern.fullmatch(plain):
            return Decimal(self._plain(plain))
        raise Unreadable("adapters.not-a-number", value=shown(text), format=self.sample)

    def _plain(self, text: str) -> str:
        """``text`` without grouping, with a decimal point."""
        if not self.group:
            return text.replace(self.point, ".")
        digits = re.split(f"[{re.escape(self.point)}]", text)
        return ".".join([re.sub("[^0-9+-]", "", digits[0]), *digits[1:]])


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
        if found is None:
            raise Unreadable("adapters.not-a-date", value=shown(text), format=self.sample)
        try:
            day = date(int(found["year"]), int(found["month"]), int(found["day"]))
            clock = time.fromisoformat((found["time"] or "00:00").zfill(5))
            return day if found["offset"] is None else _moved(day, clock, found["offset"], zone)
        except (ValueError, OverflowError):
            raise Unreadable("adapters.not-a-date", value=shown(text), format=self.sample) from None


def _date_parts(sample: str) -> list[str]:
    """What stands between, then a run of one letter, by turns."""
    return re.split("(Y+|M+|D+)", sample)


def _moved(day: date, clock: time, offset: str, zone: tzinfo | None) -> date:
    """The date in ``zone`` when the clock is at ``clock`` on ``day``, ``offset`` from UTC."""
    moment = f"{day}T{clock.isoformat()}{offset}"
    if zone is None:
        raise Unreadable("adapters.no-time-zone", value=moment)
    return datetime.fromisoformat(moment).astimezone(zone).date()


PLAIN_NUMBERS: Final = NumberFormat(sample="1234.56", group="", point=".")
ISO_DATES: Final = DateFormat(sample="YYYY-MM-DD")
