"""Where the bars and lines of a chart are. Only here figures become floats: for coordinates, never for text."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Final, Protocol
from unicodedata import east_asian_width

from attrs import frozen

from groupctl.decisions.measured import Measured
from groupctl.portfolio.records import Record
from groupctl.report.filled import Figure, FigureRow, Filled, Points
from groupctl.rules.report_section import Bars, Curve, Pareto, SectionPart
from groupctl.schema.limits import Amount
from groupctl.schema.money import Money
from groupctl.texts.title import Title

WIDTH: Final = 1180
LEFT: Final = 270
RIGHT: Final = 20
TOP: Final = 30
BAR: Final = 15
GAP: Final = 9
TALL: Final = 260
LABEL: Final = 34
"""How many narrow characters of a name fit beside a bar."""


class Wording(Protocol):
    """What a chart needs in one language."""

    def say(self, key: str, **values: object) -> str:
        """A text of the report."""
        ...

    def caption(self, shape: SectionPart) -> str:
        """The caption of a table."""
        ...

    def title(self, title: Title) -> str:
        """A title in the language."""
        ...

    def column_named(self, filled: Filled, name: str) -> str:
        """The heading of a column."""
        ...

    def figure(self, figure: Figure) -> str:
        """A figure as text."""
        ...

    def names(self, record: Record) -> tuple[str, str]:
        """What a record is called, and its id."""
        ...


@frozen(kw_only=True)
class Rect:
    """A bar of a series; ``told`` is what it stands for."""

    x: float
    y: float
    width: float
    height: float
    series: int
    told: str


@frozen(kw_only=True)
class Label:
    """A text; ``css`` names its style, ``anchor`` is ``start``, ``middle`` or ``end``."""

    x: float
    y: float
    text: str
    anchor: str = "start"
    css: str = "label"


@frozen(kw_only=True)
class Stroke:
    """A line through points."""

    points: tuple[tuple[float, float], ...]
    css: str

    @property
    def path(self) -> str:
        """The points as SVG writes them."""
        return " ".join(f"{x:.1f},{y:.1f}" for x, y in self.points)


@frozen(kw_only=True)
class Drawing:
    """A chart: its size, what it is called and shows, its marks, and the names of its series."""

    width: int
    height: int
    title: str
    told: str
    rects: tuple[Rect, ...] = ()
    labels: tuple[Label, ...] = ()
    strokes: tuple[Stroke, ...] = ()
    legend: tuple[str, ...] = ()


def draw(filled: Filled, words: Wording) -> Drawing | None:
    """The chart of a table; None where it has none or nothing in it is known."""
    chart = filled.shape.chart
    names = {heading.name for heading in filled.headings}
    match chart:
        case Bars(columns=columns) if filled.rows and (
            columns := tuple(one for one in columns if one in names)
        ):
            return bars(filled, columns, words, stacked=chart.stacked)
        case Pareto() if filled.rows and {chart.bars, chart.line} <= names:
            return pareto(filled, chart, words)
        case Curve() if filled.curve and filled.curve.places:
            return curve(filled.curve, chart, words)
    return None


def length(value: Measured) -> float | None:
    """How long a bar for ``value`` is, in units of the value; None for what has no length."""
    if isinstance(value, Amount):
        value = value.money
    if isinstance(value, Money):
        return float(value.minor)
    return float(value) if isinstance(value, int | Fraction) and not isinstance(value, bool) else None


def is_drawn(figure: Figure) -> bool:
    """Whether there is something to draw: a bar, or the word that its length is not known."""
    return figure.applies and (not figure.known or bool(length(figure.value)))


def bars(filled: Filled, columns: Sequence[str], words: Wording, *, stacked: bool) -> Drawing | None:
    """A bar for each column of each row, to the right of zero or to its left."""
    rows = [row for row in filled.rows if any(is_drawn(row.figure(name)) for name in columns)]
    if not rows:
        return None
    reach = [extent(row, columns, stacked=stacked) for row in rows]
    low, high = min([0.0, *(one[0] for one in reach)]), max([0.0, *(one[1] for one in reach)])
    scale = (WIDTH - LEFT - RIGHT - 90) / ((high - low) or 1.0)
    zero = LEFT - low * scale
    lanes = 1 if stacked else len(columns)
    step = lanes * BAR + GAP
    rects: list[Rect] = []
    labels: list[Label] = []
    for index, row in enumerate(rows):
        y = TOP + index * step
        labels.append(
            Label(x=LEFT - 8, y=y + lanes * BAR / 2 + 4, text=short(words.names(row.record)[0]), anchor="end")
        )
        left, right = zero, zero
        for series, name in enumerate(columns):
            figure, lane = row.figure(name), y if stacked else y + series * BAR
            size = length(figure.value)
            if size is None:
                x = right if stacked else zero
                labels.append(Label(x=x + 4, y=lane + BAR - 4, text=words.figure(figure), css="unknown"))
                right += 60 if stacked else 0
                continue
            width = abs(size) * scale
            start = (
                (right if size >= 0 else left - width) if stacked else (zero if size >= 0 else zero - width)
            )
            told = (
                f"{words.names(row.record)[0]} · {words.column_named(filled, name)}: {words.figure(figure)}"
            )
            rects.append(Rect(x=start, y=lane, width=width, height=BAR - 1, series=series, told=told))
            right, left = (right + width, left) if size >= 0 else (right, left - width)
            if not stacked:
                labels.append(
                    Label(
                        x=max(start + width, zero) + 4,
                        y=lane + BAR - 4,
                        text=words.figure(figure),
                        css="value",
                    )
                )
    bottom = TOP + len(rows) * step
    axis = Stroke(points=((zero, TOP - 4.0), (zero, bottom - GAP + 4.0)), css="axis")
    legend = tuple(words.column_named(filled, name) for name in columns)
    return Drawing(
        width=WIDTH,
        height=bottom + 4,
        title=words.caption(filled.shape),
        told=words.say("chart-bars", series=words.say("and").join(legend), count=len(rows)),
        rects=tuple(rects),
        labels=tuple(labels),
        strokes=(axis,),
        legend=legend,
    )


def extent(row: FigureRow, columns: Iterable[str], *, stacked: bool) -> tuple[float, float]:
    """How far the bars of a row reach to the left and to the right."""
    sizes = [length(row.figure(name).value) or 0.0 for name in columns]
    below, above = [size for size in sizes if size < 0], [size for size in sizes if size > 0]
    if stacked:
        return sum(below), sum(above)
    return min([0.0, *below]), max([0.0, *above])


def pareto(filled: Filled, chart: Pareto, words: Wording) -> Drawing | None:
    """Upright bars by size, and the running share as a line over them."""
    sizes = [length(row.figure(chart.bars).value) for row in filled.rows]
    highest = max((size for size in sizes if size), default=0.0)
    if highest <= 0:
        return None
    bottom, wide = TOP + TALL, (WIDTH - 120) / len(sizes)
    rects, labels, points = [], list(percent_axis(bottom)), []
    for index, (row, size) in enumerate(zip(filled.rows, sizes, strict=True)):
        x = 60 + index * wide
        labels.append(Label(x=x + wide / 2, y=bottom + 16, text=str(index + 1), anchor="middle"))
        if size is None:
            labels.append(Label(x=x + wide / 2, y=bottom - 4, text="?", anchor="middle", css="unknown"))
        elif size > 0:
            height = size / highest * TALL
            told = f"{words.names(row.record)[0]}: {words.figure(row.figure(chart.bars))}"
            rects.append(Rect(x=x + 2, y=bottom - height, width=wide - 4, height=height, series=0, told=told))
        share = length(row.figure(chart.line).value)
        if share is not None:
            points.append((x + (wide if chart.through else 0), bottom - share * TALL))
    strokes = (frame(bottom), Stroke(points=tuple(points), css="share"))
    legend = tuple(words.column_named(filled, name) for name in (chart.bars, chart.line))
    return Drawing(
        width=WIDTH,
        height=bottom + 24,
        title=words.caption(filled.shape),
        told=words.say("chart-pareto", bars=legend[0], line=legend[1], count=len(sizes)),
        rects=tuple(rects),
        labels=tuple(labels),
        strokes=strokes,
        legend=legend,
    )


def curve(points: Points, chart: Curve, words: Wording) -> Drawing:
    """The running share over the share of records, the largest first."""
    bottom, wide = TOP + TALL, WIDTH - 120
    last = float(points.places[-1][0]) or 1.0

    def at(place: Fraction, share: Fraction) -> tuple[float, float]:
        return 60 + float(place) / last * wide, bottom - float(share) * TALL

    strokes = [frame(bottom), Stroke(points=tuple(at(*point) for point in points.places), css="share")]
    across, up = points.guides
    if across is not None:
        x = 60 + float(across) * wide
        strokes.append(Stroke(points=((x, float(TOP)), (x, float(bottom))), css="guide"))
    if up is not None:
        y = bottom - float(up) * TALL
        strokes.append(Stroke(points=((60.0, y), (60.0 + wide, y)), css="guide"))
    below = [
        Label(x=60 + wide * part / 4, y=bottom + 16, text=f"{part * 25}%", anchor="middle")
        for part in range(5)
    ]
    return Drawing(
        width=WIDTH,
        height=bottom + 24,
        title=words.title(chart.title),
        told=words.title(chart.says).replace("{count}", f"{len(points.places) - 1:,}"),
        labels=(*percent_axis(bottom), *below),
        strokes=tuple(strokes),
    )


def percent_axis(bottom: int) -> Iterable[Label]:
    """The scale from 0 to 100%."""
    for part in range(5):
        yield Label(x=52, y=bottom - TALL * part / 4 + 4, text=f"{part * 25}%", anchor="end")


def frame(bottom: int) -> Stroke:
    """The two axes."""
    return Stroke(
        points=((60.0, float(TOP)), (60.0, float(bottom)), (float(WIDTH - 60), float(bottom))), css="axis"
    )


def short(name: str) -> str:
    """A name cut to what fits; a wide character takes the room of two."""
    room = LABEL
    for index, character in enumerate(name):
        room -= 2 if east_asian_width(character) in "WF" else 1
        if room < 0:
            return name[:index] + "…"
    return name
