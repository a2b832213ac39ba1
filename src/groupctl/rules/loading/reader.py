"""From the sections of policy files to the parts of a draft."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path as FilePath
from typing import Any, Final, get_args

from attrs import define, evolve, field

from groupctl.rules import draft
from groupctl.rules.loading.draft_parts import KEY, DraftPath
from groupctl.rules.loading.left_out import ANSWERS
from groupctl.rules.loading.parts import Parts, hints_of, keys, owner_of
from groupctl.rules.loading.report_shapes import READERS
from groupctl.rules.report_section import Section
from groupctl.sources.source_text import SourceText
from groupctl.sources.strict_yaml import Fields, Scalar, YamlNode
from groupctl.texts.title import Title

HEAD: Final = ("policy", "version", "currency", "title")
SECTIONS: Final = (
    *(
        "imports",
        "types",
        "enumerations",
        "words",
        "section",
        "given_days",
        "defaults",
        "fields",
        "records",
        "functions",
        "set",
        "add",
    ),
    *("replace", "disable", "parameters", "measures", "rulesets", "processes", "report"),
    *("posts", "matters", "routes", "interests", "invariants", "levers"),
)
MERGED: Final = {"types": "types", "defaults": "defaults", "set": "settings", "disable": "disable"}
"""Sections of single values by name, and where they belong in a draft."""
LISTED: Final[Mapping[str, tuple[str, type]]] = {
    "replace": ("replacements", draft.ReplacementDraft),
    "parameters": ("parameters", draft.ParameterDraft),
    "processes": ("processes", draft.ProcessDraft),
    "posts": ("posts", draft.PostDraft),
    "matters": ("matters", draft.MatterDraft),
    "routes": ("routes", draft.RouteDraft),
    "interests": ("interests", draft.InterestDraft),
    "invariants": ("invariants", draft.InvariantDraft),
    "levers": ("levers", draft.LeverDraft),
}
"""Sections of parts of one kind, and where they belong in a draft."""
LISTS: Final = (
    "imports",
    "functions",
    "records",
    "additions",
    "replacements",
    "parameters",
    "measures",
    "rulesets",
    "processes",
    "posts",
    "matters",
    "routes",
    "interests",
    "invariants",
    "report",
    "levers",
)
FORMULA: Final = (
    *("value", "sum", "min", "max", "mean", "latest", "earliest", "count", "count_distinct", "of", "where"),
    *("latest_by", "rank", "share_before", "share_through", "among", "order", "working_days", "after"),
    *("settled", "granted"),
)
MEASURE: Final = (("type", "title", "source"), ("about", *FORMULA))
RULE_SET: Final = (
    keys(draft.RuleSetDraft, "rules")[0],
    (*keys(draft.RuleSetDraft)[1], "rules", "table"),
)
NESTED_WORDS: Final = ("members", "fields")
WORDS: Final = keys(draft.WordsDraft)[1]
RULE: Final = keys(draft.RuleDraft)
ADDITION: Final = (RULE[0], (*keys(draft.Addition)[1], *RULE[1]))
IN_PYTHON: Final = "python"
"""In place of what a record is made of: its class is written in Python."""

ReadTable = Callable[[Scalar, Callable[[int], DraftPath]], Sequence[draft.RuleDraft]]
"""Reads the CSV file that a rule set names: its rules, each of which belongs at its path."""


@define
class Sections(Parts):
    """Collects what the files of one policy say, by the fields of its draft."""

    head: dict[str, Any] = field(factory=dict)
    merged: dict[str, dict[str, Any]] = field(factory=lambda: {name: {} for name in MERGED.values()})
    added: dict[str, list[draft.FieldDraft]] = field(factory=dict)
    lists: dict[str, list[Any]] = field(factory=lambda: {name: [] for name in LISTS})
    enumerations: dict[str, dict[str, Title]] = field(factory=dict)
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
        for name in ("imports", "functions"):
            self._texts(found.get(name), name)
        for title, name in MERGED.items():
            self._merge(found.get(title), name)
        for key, node in self.entries(found.get("fields")):
            path: DraftPath = ("fields", str(key.at))
            added = self.added.setdefault(str(key.at), [])
            self.spans[(*path, KEY)] = key.at
            added += self.parts(draft.FieldDraft, "fields", node, path, len(added))
        for key, node in self.entries(found.get("records")):
            self._record(key.at, node)
        for key, titles in self.entries(found.get("enumerations")):
            self._titles_of(self.enumerations, key.at, titles, ("enumerations",))
        self._words(found.get("words"))
        self.section = self.text(found.get("section"), ("section",))
        if "given_days" in found:
            self.head["given_days"] = self.text(found["given_days"], ("given_days",))
        for key, node in self.entries(found.get("add")):
            self._additions(key.at, node, table)
        for title, (name, cls) in LISTED.items():
            known = self.lists[name]
            known += self.parts(cls, title, found.get(title), (name,), len(known))
        for key, node in self.entries(found.get("measures")):
            self._measure(key.at, node)
        for key, node in self.entries(found.get("rulesets")):
            self._rule_set(key.at, node, table)
        for key, node in self.entries(found.get("report")):
            path = ("report", len(self.lists["report"]))
            section = self.part(Section, "report", key.at, node, path, name=key.at, where=None)
            self.lists["report"].append(section)
        return has_head

    def value(self, hint: Any, what: str, node: YamlNode | None, path: DraftPath) -> Any:
        """See `Parts.value`."""
        return READERS[hint](self, node, path) if hint in READERS else super().value(hint, what, node, path)

    def _head(self, found: Mapping[str, YamlNode]) -> None:
        for key in ("policy", "version", "currency"):
            name = "name" if key == "policy" else key
            self.head[name] = self.text(found.get(key), (name,))
        self.head["title"] = self.title(found.get("title"), ("title",))

    def _texts(self, node: YamlNode | None, name: str) -> None:
        nodes = [node] if isinstance(node, Scalar) and not node.empty else self.items(node)
        known = self.lists[name]
        known += [self.text(item, (name, i)) for i, item in enumerate(nodes, len(known))]

    def _merge(self, node: YamlNode | None, name: str) -> None:
        """Values by name, beside those that other files of the policy say."""
        into, (_, hint) = self.merged[name], get_args(hints_of(draft.PolicyDraft)[name])
        for key, _ in self.entries(node):
            if key.at in into:
                self.fault(key.at, "policy.said-twice", name=key.at)
        read = self._setting if name == "settings" else partial(self.value, hint, name)
        into |= self.mapping(node, (name,), read)

    def _setting(self, node: YamlNode, path: DraftPath) -> Mapping[str, object]:
        found = self.fields(node, self.spans[*path, KEY], "set", (), tuple(draft.SETTING))
        return {
            key: self.value(draft.SETTING[key], key, item, (*path, key)) for key, item in found.items() if key
        }

    def _record(self, name: SourceText, node: YamlNode) -> None:
        path: DraftPath = ("records", len(self.lists["records"]))
        if isinstance(node, Scalar) and node.at == IN_PYTHON:
            self.spans[path] = name
            self.lists["records"].append(name)
        else:
            self.lists["records"].append(self.part(draft.RecordDraft, "records", name, node, path, name=name))

    def _words(self, node: YamlNode | None) -> None:
        if node is None:
            return
        found = self.fields(node, node.at, "words", (), WORDS)
        for kind in WORDS:
            if kind not in NESTED_WORDS:
                self._titles(self.words[kind], found.get(kind), ("words", kind))
                continue
            for key, titles in self.entries(found.get(kind)):
                self._titles_of(self.words[kind], key.at, titles, ("words", kind))

    def _titles_of(
        self, into: dict[str, dict[str, Title]], owner: SourceText, node: YamlNode, path: DraftPath
    ) -> None:
        """Titles of what belongs to ``owner``, by name."""
        here: DraftPath = (*path, str(owner))
        self.spans[*here, KEY] = owner
        self._titles(into.setdefault(str(owner), {}), node, here)

    def _titles(self, into: dict[str, Title], node: YamlNode | None, path: DraftPath) -> None:
        """Titles by name, beside those that other files of the policy say."""
        for key, title in self.entries(node):
            name = str(key.at)
            if name in into:
                self.fault(key.at, "policy.said-twice", name=name)
                continue
            self.spans[*path, name, KEY] = key.at
            into[name] = self.title(title, (*path, name))

    def _additions(self, rule_set: SourceText, node: YamlNode, table: ReadTable) -> None:
        """Rules more for a rule set, written here or in a table."""
        if not isinstance(node, Scalar) or node.empty:
            for item in self.items(node):
                self._addition(rule_set, item)
            return
        additions, start = self.lists["additions"], len(self.lists["additions"])
        for i, rule in enumerate(table(node, lambda i: ("additions", start + i, "rule")), start):
            self.spans["additions", i, "rule_set"] = rule_set
            additions.append(draft.Addition(rule_set=rule_set, rule=rule))

    def _addition(self, rule_set: SourceText, node: YamlNode) -> None:
        path: DraftPath = ("additions", len(self.lists["additions"]))
        owner = owner_of(node)
        self.spans[(*path, "rule_set")], self.spans[(*path, "rule")] = rule_set, owner
        found = self.fields(node, owner, "rules", *ADDITION)
        rule = self.made(draft.RuleDraft, found, (*path, "rule"))
        self.lists["additions"].append(self.made(draft.Addition, found, path, rule_set=rule_set, rule=rule))

    def _measure(self, key: SourceText, node: YamlNode) -> None:
        path: DraftPath = ("measures", len(self.lists["measures"]))
        self.spans[path] = key
        entity, dot, name = key.partition(".")
        known = MEASURE if dot else (("about", *MEASURE[0]), MEASURE[1])
        found = self.fields(node, key, "measures", *known)
        about = self.text(found.get("about"), (*path, "about"))
        if dot and about and about != entity:
            self.fault(
                self.spans[*path, "about"], "policy.about-differs", name=key, about=about, entity=entity
            )
        formula = {
            word: self.text(found[word], (*path, "formula", word)) for word in FORMULA if word in found
        }
        named = {"name": name, "about": entity} if dot else {"name": key, "about": about}
        made = self.made(draft.MeasureDraft, found, path, formula=formula, **named)
        self.lists["measures"].append(made)

    def _rule_set(self, name: SourceText, node: YamlNode, table: ReadTable) -> None:
        path: DraftPath = ("rulesets", len(self.lists["rulesets"]))
        self.spans[path] = name
        required, optional = RULE_SET
        flagged = isinstance(node, Fields) and any(key.at == "flag" for key, _ in node.entries)
        found = self.fields(node, name, "rulesets", required if flagged else (*required, *ANSWERS), optional)
        if "rules" not in found and "table" not in found and isinstance(node, Fields):
            self.fault(name, "policy.no-rules", "policy.no-rules.hint", name=name)
        if "rules" in found and "table" in found:
            self.fault(name, "policy.rules-and-table", name=name)
        rules = self._rules(name, found, path, table)
        made = self.made(draft.RuleSetDraft, found, path, name=name, rules=rules)
        if made.flag:
            self.spans[(*path, "gives", str(made.flag), KEY)] = self.spans[(*path, "flag")]
        self.lists["rulesets"].append(made if made.section else evolve(made, section=self.section))

    def _rules(
        self, name: SourceText, found: Mapping[str, YamlNode], path: DraftPath, table: ReadTable
    ) -> list[draft.RuleDraft]:
        """The rules of a rule set, written here or in a table: at least one."""
        before = len(self.faults)
        rules = self.parts(draft.RuleDraft, "rules", found.get("rules"), (*path, "rules"))
        named = found.get("table")
        if isinstance(named, Scalar) and not rules:
            rules = list(table(named, lambda i: (*path, "rules", i)))
        stated = found.get("rules", named)
        if stated and not rules and len(self.faults) == before:
            self.fault(stated.at, "policy.no-rules", "policy.no-rules.hint", name=name)
        return rules

    def policy(self, base: FilePath) -> draft.PolicyDraft:
        """Everything that was read, as one draft."""
        said: dict[str, Any] = {"name": "", "version": "", "currency": "", "title": Title()}
        said |= {**self.head, **self.merged, **self.lists}
        said |= {"fields": self.added, "enumerations": self.enumerations}
        return draft.PolicyDraft(**said, words=draft.WordsDraft(**self.words), base=base)
