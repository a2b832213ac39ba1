"""From the sections of policy files to the parts of a draft."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path as FilePath
from typing import Any, Final, TypeVar

from attrs import define, field

from groupctl.rules import draft
from groupctl.rules.draft import Written
from groupctl.rules.loading.compose import DEFAULTS, REPLACEABLE, SETTABLE
from groupctl.rules.loading.draft_parts import KEY, DraftPath
from groupctl.rules.loading.process_shapes import read_process
from groupctl.rules.loading.record_shapes import read_fields, read_record
from groupctl.rules.loading.report_shapes import read_section
from groupctl.rules.loading.shapes import Shapes
from groupctl.rules.report_section import Section
from groupctl.sources.source_text import SourceText
from groupctl.sources.strict_yaml import Bad, Fields, Scalar, YamlNode
from groupctl.texts.title import Title

T = TypeVar("T")

HEAD: Final = ("policy", "version", "currency", "title")
SECTIONS: Final = (
    *(
        "imports",
        "types",
        "words",
        "section",
        "defaults",
        "fields",
        "records",
        "functions",
        "set",
        "add",
        "override",
        "disable",
    ),
    *("parameters", "measures", "rulesets", "processes", "report"),
)
PARAMETER: Final = (
    ("title", "unit", "source"),
    ("values", "scopes", "tighter", "override", "only_tighter"),
)
FORMULA: Final = (
    *("value", "sum", "min", "max", "mean", "latest", "earliest", "count", "count_distinct", "of", "where"),
    *(
        "latest_by",
        "rank",
        "share_before",
        "share_through",
        "among",
        "order",
        "working_days",
        "after",
        "settled",
    ),
)
MEASURE: Final = (("type", "title", "source"), ("about", *FORMULA))
ANSWERS: Final = ("gives", "otherwise")
RULE_SET: Final = (
    ("about", "title", "source"),
    (
        *("flag", *ANSWERS, *DEFAULTS, "outcomes", "only", "gate", "warning", "section", "exposure"),
        *("refer_to", "rules", "table"),
    ),
)
NESTED_WORDS: Final = ("members", "fields")
WORDS: Final = (*NESTED_WORDS, "outputs", "columns", "roles", "sections", "records")
RULE: Final = (
    ("id", "when", "title", "source"),
    ("then", "applies", "since", "until", "overridable", "proposes"),
)
ADDITION: Final = (RULE[0], ("before", "after", *RULE[1]))
OVERRIDE: Final = (("rule", "reason"), REPLACEABLE)
SETTING: Final = ((), (*SETTABLE, "reason"))
PROPOSAL: Final = (("action",), ("limit", "title", "role", "due_in"))

ReadTable = Callable[[Scalar, DraftPath], Sequence[draft.RuleDraft]]
"""Reads the CSV file that a rule set names: its rules, which belong at the path."""


@define
class Sections(Shapes):
    """Collects what the files of one policy say."""

    head: dict[str, SourceText | str] = field(factory=dict)
    title_: Title = field(factory=Title)
    imports: list[str] = field(factory=list)
    types: dict[str, Sequence[str]] = field(factory=dict)
    defaults: dict[str, str] = field(factory=dict)
    added: dict[str, list[draft.FieldDraft]] = field(factory=dict)
    records: list[draft.RecordDraft | str] = field(factory=list)
    functions: list[str] = field(factory=list)
    settings: dict[str, Mapping[str, object]] = field(factory=dict)
    additions: list[draft.Addition] = field(factory=list)
    overrides: list[draft.OverrideDraft] = field(factory=list)
    disable: dict[str, str] = field(factory=dict)
    parameters: list[draft.ParameterDraft] = field(factory=list)
    measures: list[draft.MeasureDraft] = field(factory=list)
    rulesets: list[draft.RuleSetDraft] = field(factory=list)
    processes: list[draft.ProcessDraft] = field(factory=list)
    report: list[Section] = field(factory=list)
    words: dict[str, dict[str, Any]] = field(factory=lambda: {kind: {} for kind in WORDS})
    section: SourceText | str = ""
    """The section of the rule sets of the file that is being read."""

    def file(self, root: YamlNode, top: SourceText, table: ReadTable, *, needs_head: bool) -> bool:
        """Read one file; whether it holds the head of the policy."""
        has_head = isinstance(root, Fields) and any(key.at in HEAD for key, _ in root.entries)
        required = HEAD if needs_head or has_head else ()
        found = self.fields(root, top, "policy", required, (*HEAD, *SECTIONS))
        if has_head:
            self._head(found)
        self.imports += self._texts_at(found.get("imports"), "imports", len(self.imports))
        self._merge(self.types, "types", found, self.texts)
        self._merge(self.defaults, "defaults", found, self.text)
        for key, node in self.entries(found.get("fields")):
            known = self.added.setdefault(str(key.at), [])
            self.spans[("fields", str(key.at), KEY)] = key.at
            known += read_fields(self, node, ("fields", str(key.at)), len(known))
        for key, node in self.entries(found.get("records")):
            self.records.append(read_record(self, key.at, node, ("records", len(self.records))))
        self.functions += self._texts_at(found.get("functions"), "functions", len(self.functions))
        self._merge(self.settings, "settings", found, self._setting, section="set")
        self._merge(self.disable, "disable", found, self.text)
        self._words(found.get("words"))
        self.section = self.text(found.get("section"), ("section",))
        for key, node in self.entries(found.get("add")):
            for item in self.items(node):
                self._addition(key.at, item)
        for node in self.items(found.get("override")):
            self._override(node)
        for key, node in self.entries(found.get("parameters")):
            self._parameter(key.at, node)
        for key, node in self.entries(found.get("measures")):
            self._measure(key.at, node)
        for key, node in self.entries(found.get("rulesets")):
            self._rule_set(key.at, node, table)
        for key, node in self.entries(found.get("processes")):
            path = ("processes", len(self.processes))
            self.processes.append(read_process(self, key.at, node, path, self._proposal))
        for key, node in self.entries(found.get("report")):
            self.report.append(read_section(self, key.at, node, ("report", len(self.report))))
        return has_head

    def _head(self, found: Mapping[str, YamlNode]) -> None:
        for name in ("policy", "version", "currency"):
            self.head[name] = self.text(found.get(name), ("name" if name == "policy" else name,))
        self.title_ = self.title(found.get("title"), ("title",))

    def _texts_at(self, node: YamlNode | None, name: str, start: int) -> list[SourceText | str]:
        nodes = [node] if isinstance(node, Scalar) and not node.empty else self.items(node)
        return [self.text(item, (name, start + i)) for i, item in enumerate(nodes)]

    def _merge(
        self,
        into: dict[str, T],
        name: str,
        found: Mapping[str, YamlNode],
        value: Callable[[YamlNode, DraftPath], T],
        section: str = "",
    ) -> None:
        earlier = dict(into)
        into |= self.mapping(found.get(section or name), (name,), value)
        for key, _ in self.entries(found.get(section or name)):
            if key.at in earlier:
                self.fault(key.at, "policy.said-twice", name=key.at)

    def _words(self, node: YamlNode | None) -> None:
        if node is None:
            return
        found = self.fields(node, node.at, "words", (), WORDS)
        for kind in WORDS:
            if kind not in NESTED_WORDS:
                self._titles(self.words[kind], found.get(kind), ("words", kind))
                continue
            for key, titles in self.entries(found.get(kind)):
                path: DraftPath = ("words", kind, str(key.at))
                self.spans[*path, KEY] = key.at
                self._titles(self.words[kind].setdefault(str(key.at), {}), titles, path)

    def _titles(self, into: dict[str, Title], node: YamlNode | None, path: DraftPath) -> None:
        """Titles by name, beside those that other files of the policy say."""
        for key, title in self.entries(node):
            name = str(key.at)
            if name in into:
                self.fault(key.at, "policy.said-twice", name=name)
                continue
            self.spans[*path, name, KEY] = key.at
            into[name] = self.title(title, (*path, name))

    def _setting(self, node: YamlNode, path: DraftPath) -> Mapping[str, object]:
        found = self.fields(node, self.spans[*path, KEY], "set", *SETTING)
        result: dict[str, object] = {}
        if "values" in found:
            result["values"] = self.dated(found["values"], (*path, "values"))
        if "scopes" in found:
            result["scopes"] = self._scopes(found["scopes"], (*path, "scopes"))
        if "override" in found:
            result["override"] = self.texts(found["override"], (*path, "override"))
        if "only_tighter" in found:
            result["only_tighter"] = self.flag(found["only_tighter"], (*path, "only_tighter"))
        for name in ("tighter", "reason"):
            if name in found:
                result[name] = self.text(found[name], (*path, name))
        return result

    def _scopes(
        self, node: YamlNode | None, path: DraftPath
    ) -> Mapping[str, Mapping[str, Mapping[date, Written]]]:
        return self.mapping(
            node,
            path,
            lambda level, here: self.mapping(level, here, self.dated),
        )

    def _override(self, node: YamlNode) -> None:
        path: DraftPath = ("overrides", len(self.overrides))
        self.spans[path] = node.at
        found = self.fields(node, node.at, "override", *OVERRIDE)
        self.overrides.append(
            draft.OverrideDraft(
                rule=self.text(found.get("rule"), (*path, "rule")),
                reason=self.text(found.get("reason"), (*path, "reason")),
                when=self._optional(found, "when", path),
                applies=self._optional(found, "applies", path),
                then=self._then(found["then"], (*path, "then")) if "then" in found else None,
                since=self.day(found.get("since"), (*path, "since")),
                until=self.day(found.get("until"), (*path, "until")),
                overridable=self.flag(found["overridable"], (*path, "overridable"))
                if "overridable" in found
                else None,
                proposes=self._proposals(found, path) if "proposes" in found else None,
                title=self.title(found["title"], (*path, "title")) if "title" in found else None,
                source=self._optional(found, "source", path),
            )
        )

    def _addition(self, rule_set: SourceText, node: YamlNode) -> None:
        path: DraftPath = ("additions", len(self.additions))
        self.spans[(*path, "rule_set")] = rule_set
        rule, found = self._rule(node, (*path, "rule"), ADDITION)
        before, after = (self.text(found.get(name), (*path, name)) for name in ("before", "after"))
        self.additions.append(draft.Addition(rule_set=rule_set, rule=rule, before=before, after=after))

    def _optional(self, found: Mapping[str, YamlNode], name: str, path: DraftPath) -> SourceText | str | None:
        return self.text(found[name], (*path, name)) if name in found else None

    def _parameter(self, name: SourceText, node: YamlNode) -> None:
        path: DraftPath = ("parameters", len(self.parameters))
        self.spans[path] = name
        found = self.fields(node, name, "parameters", *PARAMETER)
        self.parameters.append(
            draft.ParameterDraft(
                name=name,
                title=self.title(found.get("title"), (*path, "title")),
                unit=self._type(found.get("unit"), (*path, "unit")),
                source=self.text(found.get("source"), (*path, "source")),
                values=self.dated(found.get("values"), (*path, "values")),
                tighter=self.text(found.get("tighter"), (*path, "tighter")),
                override=self.texts(found.get("override"), (*path, "override")),
                only_tighter=self.flag(found.get("only_tighter"), (*path, "only_tighter")),
                scopes=self._scopes(found.get("scopes"), (*path, "scopes")),
            )
        )

    def _type(self, node: YamlNode | None, path: DraftPath) -> str | Sequence[str]:
        return (
            self.text(node, path)
            if node is None or isinstance(node, Scalar | Bad)
            else self.texts(node, path)
        )

    def _measure(self, key: SourceText, node: YamlNode) -> None:
        path: DraftPath = ("measures", len(self.measures))
        self.spans[path] = key
        entity, dot, name = key.partition(".")
        known = MEASURE if dot else (("about", *MEASURE[0]), MEASURE[1])
        found = self.fields(node, key, "measures", *known)
        about = self.text(found.get("about"), (*path, "about"))
        if dot and about and about != entity:
            self.fault(
                self.spans[*path, "about"], "policy.about-differs", name=key, about=about, entity=entity
            )
        self.measures.append(
            draft.MeasureDraft(
                name=name if dot else key,
                about=entity if dot else about,
                type=self._type(found.get("type"), (*path, "type")),
                formula={
                    word: self.text(found[word], (*path, "formula", word))
                    for word in FORMULA
                    if word in found
                },
                source=self.text(found.get("source"), (*path, "source")),
                title=self.title(found.get("title"), (*path, "title")),
            )
        )

    def _rule_set(self, name: SourceText, node: YamlNode, table: ReadTable) -> None:
        path: DraftPath = ("rulesets", len(self.rulesets))
        self.spans[path] = name
        required, optional = RULE_SET
        flagged = isinstance(node, Fields) and any(key.at == "flag" for key, _ in node.entries)
        found = self.fields(node, name, "rulesets", required if flagged else (*required, *ANSWERS), optional)
        flag = self.text(found.get("flag"), (*path, "flag"))
        if flag:
            self.spans[(*path, "gives", str(flag), KEY)] = self.spans[(*path, "flag")]
        for key in DEFAULTS:
            self._mark(found.get(key), (*path, key))
        if "rules" not in found and "table" not in found and isinstance(node, Fields):
            self.fault(name, "policy.no-rules", "policy.no-rules.hint", name=name)
        if "rules" in found and "table" in found:
            self.fault(name, "policy.rules-and-table", name=name)
        rules = self._rules(name, found, path, table)
        self.rulesets.append(
            draft.RuleSetDraft(
                name=name,
                about=self.text(found.get("about"), (*path, "about")),
                flag=flag,
                hit=self.text(found.get("hit"), (*path, "hit")),
                gives=self.mapping(found.get("gives"), (*path, "gives"), self._type),
                otherwise=self._then(found.get("otherwise"), (*path, "otherwise")),
                unknown=self.text(found.get("unknown"), (*path, "unknown")),
                title=self.title(found.get("title"), (*path, "title")),
                source=self.text(found.get("source"), (*path, "source")),
                only=self.text(found.get("only"), (*path, "only")),
                outcomes=self.mapping(found.get("outcomes"), (*path, "outcomes"), self.text),
                gate=self.flag(found.get("gate"), (*path, "gate")),
                warning=self.flag(found.get("warning"), (*path, "warning")),
                section=self.text(found.get("section"), (*path, "section")) or self.section,
                exposure=self.text(found.get("exposure"), (*path, "exposure")),
                refer_to=self.text(found.get("refer_to"), (*path, "refer_to")),
                rules=rules,
            )
        )

    def _rules(
        self, name: SourceText, found: Mapping[str, YamlNode], path: DraftPath, table: ReadTable
    ) -> list[draft.RuleDraft]:
        """The rules of a rule set, written here or in a table: at least one."""
        before = len(self.faults)
        rules = [
            self._rule(item, (*path, "rules", i), RULE)[0]
            for i, item in enumerate(self.items(found.get("rules")))
        ]
        named = found.get("table")
        if isinstance(named, Scalar) and not rules:
            rules = list(table(named, path))
        stated = found.get("rules", named)
        if stated and not rules and len(self.faults) == before:
            self.fault(stated.at, "policy.no-rules", "policy.no-rules.hint", name=name)
        return rules

    def _then(self, node: YamlNode | None, path: DraftPath) -> dict[str, Written]:
        return self.mapping(node, path, self.written)

    def _rule(
        self, node: YamlNode, path: DraftPath, keys: tuple[Sequence[str], Sequence[str]]
    ) -> tuple[draft.RuleDraft, Mapping[str, YamlNode]]:
        """A rule, and everything that is written there."""
        owner = next((value.at for key, value in getattr(node, "entries", ()) if key.at == "id"), node.at)
        self.spans[path] = owner
        found = self.fields(node, owner, "rules", *keys)
        rule = draft.RuleDraft(
            id=self.text(found.get("id"), (*path, "id")),
            when=self.text(found.get("when"), (*path, "when")),
            then=self._then(found.get("then"), (*path, "then")),
            title=self.title(found.get("title"), (*path, "title")),
            source=self.text(found.get("source"), (*path, "source")),
            applies=self.text(found.get("applies"), (*path, "applies")),
            since=self.day(found.get("since"), (*path, "since")),
            until=self.day(found.get("until"), (*path, "until")),
            overridable=self.flag(found.get("overridable"), (*path, "overridable")),
            proposes=self._proposals(found, path),
        )
        return rule, found

    def _proposals(self, found: Mapping[str, YamlNode], path: DraftPath) -> tuple[draft.ProposalDraft, ...]:
        return tuple(
            self._proposal(item, (*path, "proposes", i))
            for i, item in enumerate(self.items(found.get("proposes")))
        )

    def _proposal(self, node: YamlNode, path: DraftPath) -> draft.ProposalDraft:
        self.spans[path] = node.at
        found = self.fields(node, node.at, "proposes", *PROPOSAL)
        return draft.ProposalDraft(
            action=self.text(found.get("action"), (*path, "action")),
            limit=self.written(found.get("limit"), (*path, "limit")),
            title=self.title(found["title"], (*path, "title")) if "title" in found else None,
            role=self.text(found.get("role"), (*path, "role")),
            due_in=self.whole(found.get("due_in"), (*path, "due_in")),
        )

    def policy(self, base: FilePath) -> draft.PolicyDraft:
        """Everything that was read, as one draft."""
        return draft.PolicyDraft(
            name=self.head.get("policy", ""),
            version=self.head.get("version", ""),
            currency=self.head.get("currency", ""),
            title=self.title_,
            types=self.types,
            defaults=self.defaults,
            fields=self.added,
            records=self.records,
            functions=self.functions,
            imports=self.imports,
            settings=self.settings,
            additions=self.additions,
            overrides=self.overrides,
            disable=self.disable,
            parameters=self.parameters,
            measures=self.measures,
            rulesets=self.rulesets,
            processes=self.processes,
            report=self.report,
            words=draft.WordsDraft(**self.words),
            base=base,
        )
