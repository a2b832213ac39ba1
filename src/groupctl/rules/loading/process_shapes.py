"""From the section ``processes`` of a policy file to the parts of a draft."""

from collections.abc import Callable, Mapping
from typing import Final

from groupctl.rules import draft
from groupctl.rules.loading.draft_parts import DraftPath
from groupctl.rules.loading.shapes import Shapes
from groupctl.sources.source_text import SourceText
from groupctl.sources.strict_yaml import Fields, YamlNode

PROCESS: Final = (("about", "kind", "flow", "states", "events", "title", "source"), ("tasks",))
STATE: Final = (("title",), ("final",))
EVENT: Final = (("id", "from", "to", "title", "source"), ("by", "needs", "proposes"))
NEED: Final = (("when", "title", "source"), ())
TASK: Final = (("id", "in", "days", "title", "source"), ("since", "working", "by"))

ReadProposal = Callable[[YamlNode, DraftPath], draft.ProposalDraft]


def read_process(
    shapes: Shapes, name: SourceText, node: YamlNode, path: DraftPath, proposal: ReadProposal
) -> draft.ProcessDraft:
    """The process called ``name``; its faults and places go to ``shapes``."""
    shapes.spans[path] = name
    found = shapes.fields(node, name, "processes", *PROCESS)
    if "states" in found:
        shapes.spans[(*path, "states")] = found["states"].at
    return draft.ProcessDraft(
        name=name,
        about=shapes.text(found.get("about"), (*path, "about")),
        kind=shapes.text(found.get("kind"), (*path, "kind")),
        flow=shapes.text(found.get("flow"), (*path, "flow")),
        states=[  # their order counts: the first is where an instance starts
            _state(shapes, key.at, item, (*path, "states", i))
            for i, (key, item) in enumerate(shapes.entries(found.get("states")))
        ],
        events=[
            _event(shapes, item, (*path, "events", i), proposal)
            for i, item in enumerate(shapes.items(found.get("events")))
        ],
        tasks=[
            _task(shapes, item, (*path, "tasks", i))
            for i, item in enumerate(shapes.items(found.get("tasks")))
        ],
        title=shapes.title(found.get("title"), (*path, "title")),
        source=shapes.text(found.get("source"), (*path, "source")),
    )


def _state(shapes: Shapes, name: SourceText, node: YamlNode, path: DraftPath) -> draft.StateDraft:
    shapes.spans[path] = name
    found = shapes.fields(node, name, "states", *STATE)
    return draft.StateDraft(
        name=name,
        title=shapes.title(found.get("title"), (*path, "title")),
        final=shapes.flag(found.get("final"), (*path, "final")),
    )


def _part(
    shapes: Shapes, node: YamlNode, path: DraftPath, what: str, keys: tuple[tuple[str, ...], tuple[str, ...]]
) -> Mapping[str, YamlNode]:
    """The fields of an event or a task, which is placed where its id is, if it has one."""
    entries = node.entries if isinstance(node, Fields) else ()
    owner = next((value.at for key, value in entries if key.at == "id"), node.at)
    shapes.spans[path] = owner
    return shapes.fields(node, owner, what, *keys)


def _names(shapes: Shapes, node: YamlNode | None, path: DraftPath) -> tuple[SourceText | str, ...]:
    """The states that are named; that there are none is noted when it is known that something stands there."""
    if node is not None:
        shapes.spans[path] = node.at
    return shapes.texts(node, path)


def _event(shapes: Shapes, node: YamlNode, path: DraftPath, proposal: ReadProposal) -> draft.EventDraft:
    found = _part(shapes, node, path, "events", EVENT)
    return draft.EventDraft(
        id=shapes.text(found.get("id"), (*path, "id")),
        from_=_names(shapes, found.get("from"), (*path, "from_")),
        to=shapes.text(found.get("to"), (*path, "to")),
        by=shapes.text(found.get("by"), (*path, "by")),
        needs=[
            _need(shapes, item, (*path, "needs", i))
            for i, item in enumerate(shapes.items(found.get("needs")))
        ],
        proposes=[
            proposal(item, (*path, "proposes", i))
            for i, item in enumerate(shapes.items(found.get("proposes")))
        ],
        title=shapes.title(found.get("title"), (*path, "title")),
        source=shapes.text(found.get("source"), (*path, "source")),
    )


def _need(shapes: Shapes, node: YamlNode, path: DraftPath) -> draft.NeedDraft:
    shapes.spans[path] = node.at
    found = shapes.fields(node, node.at, "needs", *NEED)
    return draft.NeedDraft(
        when=shapes.text(found.get("when"), (*path, "when")),
        title=shapes.title(found.get("title"), (*path, "title")),
        source=shapes.text(found.get("source"), (*path, "source")),
    )


def _task(shapes: Shapes, node: YamlNode, path: DraftPath) -> draft.TaskDraft:
    found = _part(shapes, node, path, "tasks", TASK)
    return draft.TaskDraft(
        id=shapes.text(found.get("id"), (*path, "id")),
        in_=_names(shapes, found.get("in"), (*path, "in_")),
        since=shapes.text(found.get("since"), (*path, "since")) or "entered",
        days=shapes.text(found.get("days"), (*path, "days")),
        working=shapes.flag(found.get("working"), (*path, "working")),
        by=shapes.text(found.get("by"), (*path, "by")),
        title=shapes.title(found.get("title"), (*path, "title")),
        source=shapes.text(found.get("source"), (*path, "source")),
    )
