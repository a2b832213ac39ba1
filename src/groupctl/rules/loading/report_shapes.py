"""What only the section ``report`` of a policy file has: parts and charts, of which one key says what they are."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from attrs import field, frozen

from groupctl.rules.loading.draft_parts import DraftPath
from groupctl.rules.loading.parts import Keys, Parts, keys
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
    SectionPart,
    Tally,
    View,
)
from groupctl.sources.strict_yaml import Fields, YamlNode


@frozen
class Kind:
    """What a key makes of the mapping that it is in: its class, and the field that it holds; ``stated`` are those that no key holds."""

    cls: type
    holds: str = "name"
    stated: Mapping[str, object] = field(factory=dict)

    @property
    def keys(self) -> Keys:
        """The keys beside it."""
        return keys(self.cls, self.holds, *self.stated)


PARTS: Final = {
    "listing": Kind(Listing),
    "tally": Kind(Tally, stated={"warnings": False}),
    "warnings": Kind(Tally, stated={"warnings": True, "rule_sets": ()}),
    "tasks": Kind(Owed),
    "held": Kind(Held),
    "movement": Kind(Movement),
}
CHARTS: Final = {"bars": Kind(Bars, "columns"), "pareto": Kind(Pareto, "bars"), "curve": Kind(Curve, "about")}


def _view(parts: Parts, node: YamlNode | None, path: DraftPath) -> View:
    text = parts.text(node, path)
    for view in VIEWS:
        if text == view:
            return view
    if node is not None and text:
        parts.fault(node.at, "policy.no-view", "policy.choose", name=text, known=", ".join(VIEWS))
    return VIEWS[0]


def _section_parts(parts: Parts, node: YamlNode | None, path: DraftPath) -> list[SectionPart]:
    found = (_one(parts, PARTS, "", item, (*path, i)) for i, item in enumerate(parts.items(node)))
    return [part for part in found if part]


def _chart(parts: Parts, node: YamlNode | None, path: DraftPath) -> Chart | None:
    chart: Chart | None = _one(parts, CHARTS, "chart", node, path) if node else None
    return chart


def _one(parts: Parts, kinds: Mapping[str, Kind], what: str, node: YamlNode, path: DraftPath) -> Any:
    """What a mapping is by one of its keys; None, and a fault, where it has none of them or more than one."""
    if not isinstance(node, Fields):
        parts.wrong(node, "mapping")
        return None
    chosen = [str(key.at) for key, _ in node.entries if key.at in kinds]
    if len(chosen) != 1:
        parts.fault(node.at, "policy.no-report-part", "policy.no-report-part.hint", known=", ".join(kinds))
        return None
    key, kind = chosen[0], kinds[chosen[0]]
    required, optional = kind.keys
    found = parts.fields(node, node.at, what or key, (key, *required), optional)
    return parts.made(kind.cls, {**found, kind.holds: found[key]}, path, **kind.stated)


READERS: Final[Mapping[object, Callable[[Parts, YamlNode | None, DraftPath], object]]] = {
    View: _view,
    Sequence[SectionPart]: _section_parts,
    Chart: _chart,
}
