"""From the section ``report`` of a policy file to the sections of a report."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from groupctl.rules.loading.draft_parts import DraftPath
from groupctl.rules.loading.shapes import Shapes
from groupctl.rules.report_section import (
    VIEWS,
    Bars,
    Chart,
    Curve,
    Held,
    Listing,
    Movement,
    Owed,
    Pareto,
    Section,
    SectionPart,
    Tally,
    View,
)
from groupctl.sources.source_text import SourceText
from groupctl.sources.strict_yaml import Fields, YamlNode

SECTION: Final = (("title", "view", "source", "parts"), ("says", "parameters"))
LISTING: Final = (("about", "columns"), ("title", "percent", "order", "ascending", "where", "chart"))
TALLY: Final = (("rule_sets",), ("title",))
MOVEMENT: Final = (("rule_set",), ("title",))
UNTITLED: Final = ((), ("title",))
PARTS: Final = ("listing", "tally", "warnings", "tasks", "held", "movement")
"""What a part of a section may be; its key holds its name."""
CHARTS: Final[Mapping[str, tuple[Sequence[str], Sequence[str]]]] = {
    "bars": (("bars",), ("stacked",)),
    "pareto": (("pareto", "line"), ("through",)),
    "curve": (("curve", "place", "line", "across", "up", "title", "says"), ()),
}


def read_section(shapes: Shapes, name: SourceText, node: YamlNode, path: DraftPath) -> Section:
    """The section called ``name``; its faults and places go to ``shapes``."""
    shapes.spans[path] = name
    found = shapes.fields(node, name, "report", *SECTION)
    parts = [
        part
        for i, item in enumerate(shapes.items(found.get("parts")))
        if (part := _part(shapes, item, (*path, "parts", i)))
    ]
    return Section(
        name=name,
        title=shapes.title(found.get("title"), (*path, "title")),
        says=shapes.title(found.get("says"), (*path, "says")),
        view=_view(shapes, found.get("view"), (*path, "view")),
        source=shapes.text(found.get("source"), (*path, "source")),
        parameters=shapes.texts(found.get("parameters"), (*path, "parameters")),
        parts=parts,
    )


def _view(shapes: Shapes, node: YamlNode | None, path: DraftPath) -> View:
    text = shapes.text(node, path)
    for view in VIEWS:
        if text == view:
            return view
    if node is not None and text:
        shapes.fault(node.at, "policy.no-view", "policy.choose", name=text, known=", ".join(VIEWS))
    return VIEWS[0]


def _kind(shapes: Shapes, node: YamlNode, kinds: tuple[str, ...]) -> str:
    """The key that says what a part or a chart is; empty, and a fault, where there is none or more than one."""
    if not isinstance(node, Fields):
        shapes.wrong(node, "mapping")
        return ""
    found = [str(key.at) for key, _ in node.entries if key.at in kinds]
    if len(found) != 1:
        shapes.fault(node.at, "policy.no-report-part", "policy.no-report-part.hint", known=", ".join(kinds))
        return ""
    return found[0]


def _part(shapes: Shapes, node: YamlNode, path: DraftPath) -> SectionPart | None:
    kind = _kind(shapes, node, PARTS)
    if not kind:
        return None
    required, optional = {"listing": LISTING, "tally": TALLY, "movement": MOVEMENT}.get(kind, UNTITLED)
    found = shapes.fields(node, node.at, kind, (kind, *required), optional)
    name = shapes.text(found[kind], (*path, "name"))
    title = shapes.title(found.get("title"), (*path, "title"))
    match kind:
        case "listing":
            return Listing(
                name=name,
                title=title,
                about=shapes.text(found.get("about"), (*path, "about")),
                columns=shapes.texts(found.get("columns"), (*path, "columns")),
                percent=shapes.texts(found.get("percent"), (*path, "percent")),
                order=shapes.text(found.get("order"), (*path, "order")),
                ascending=shapes.flag(found.get("ascending"), (*path, "ascending")),
                where=shapes.text(found.get("where"), (*path, "where")),
                chart=_chart(shapes, found["chart"], (*path, "chart")) if "chart" in found else None,
            )
        case "tally":
            rule_sets = shapes.texts(found.get("rule_sets"), (*path, "rule_sets"))
            return Tally(name=name, title=title, rule_sets=rule_sets)
        case "movement":
            return Movement(
                name=name, title=title, rule_set=shapes.text(found.get("rule_set"), (*path, "rule_set"))
            )
        case "warnings":
            return Tally(name=name, title=title, warnings=True)
        case "tasks":
            return Owed(name=name, title=title)
    return Held(name=name, title=title)


def _chart(shapes: Shapes, node: YamlNode, path: DraftPath) -> Chart | None:
    shapes.spans[path] = node.at
    kind = _kind(shapes, node, tuple(CHARTS))
    return READERS[kind](shapes, node, path) if kind else None


def _bars(shapes: Shapes, node: YamlNode, path: DraftPath) -> Bars:
    found = shapes.fields(node, node.at, "chart", *CHARTS["bars"])
    return Bars(
        columns=shapes.texts(found["bars"], (*path, "columns")),
        stacked=shapes.flag(found.get("stacked"), (*path, "stacked")),
    )


def _pareto(shapes: Shapes, node: YamlNode, path: DraftPath) -> Pareto:
    found = shapes.fields(node, node.at, "chart", *CHARTS["pareto"])
    return Pareto(
        bars=shapes.text(found["pareto"], (*path, "bars")),
        line=shapes.text(found.get("line"), (*path, "line")),
        through=shapes.flag(found["through"], (*path, "through")) if "through" in found else True,
    )


def _curve(shapes: Shapes, node: YamlNode, path: DraftPath) -> Curve:
    found = shapes.fields(node, node.at, "chart", *CHARTS["curve"])
    return Curve(
        about=shapes.text(found["curve"], (*path, "about")),
        title=shapes.title(found.get("title"), (*path, "title")),
        says=shapes.title(found.get("says"), (*path, "says")),
        **{name: shapes.text(found.get(name), (*path, name)) for name in ("place", "line", "across", "up")},
    )


READERS: Final[Mapping[str, Callable[[Shapes, YamlNode, DraftPath], Chart]]] = {
    "bars": _bars,
    "pareto": _pareto,
    "curve": _curve,
}
