"""``groupctl init``: a policy and a mapping to begin with, for a ledger that is there."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from attrs import frozen

import groupctl
from groupctl.adapters.proposed import HostTable, ProposedTable, host_tables, is_database, proposal
from groupctl.errors import DataError
from groupctl.rules.loading import packs
from groupctl.rules.policy import Policy
from groupctl.rules.reads import needs
from groupctl.texts import Language, say

FIRST: Final = "credit"
"""The pack to begin with where no ledger tells which ones can be fed."""
EVERYWHERE: Final = "units"
"""What every ledger has: rule sets about them don't tell whether a pack can be fed."""


@frozen(kw_only=True)
class Start:
    """The files to begin with, by their name."""

    files: Mapping[str, str]

    @classmethod
    def of(cls, root: str, ledger: Path | None, lang: Language) -> "Start":
        """A policy that imports the packs of ``root`` that the ledger can feed, and a mapping for it."""
        if ledger is None:
            return cls(files={"policy.yaml": policy_text([f"{root}/{FIRST}"], lang)})
        hosts = host_tables(ledger)
        schema = groupctl.load_policy(root).schema
        tables, unplaced = proposal(hosts, schema)
        if all(one.missing for one in tables):
            raise DataError.of("cli.init-nothing", path=ledger)
        there = {one.table for one in tables if not one.missing}
        fed = [name for name in packs.names() if name.startswith(f"{root}/") and feeds(name, there)]
        key = "table" if is_database(ledger) else "file"
        return cls(
            files={
                "policy.yaml": policy_text(fed or [f"{root}/{FIRST}"], lang),
                "mapping.yaml": mapping_text(tables, unplaced, key, lang),
            }
        )

    def write(self, folder: Path) -> Sequence[Path]:
        """Write the files. DataError where one of them is there already."""
        paths = [folder / name for name in self.files]
        for path in paths:
            if path.exists():
                raise DataError.of("cli.init-exists", path=path)
        folder.mkdir(parents=True, exist_ok=True)
        for path in paths:
            path.write_text(self.files[path.name], encoding="utf-8")
        return paths


def feeds(name: str, there: set[str]) -> bool:
    """Whether a ledger can feed a pack: it has the records that at least half of the pack's own rule sets are about."""
    policy = groupctl.load_policy(name)
    own = [one for one in policy.rulesets.values() if one.where and one.where.file.startswith(f"{name}/")]
    about = [policy.schema.entities[one.about].table for one in own]
    telling = [table for table in about if table != EVERYWHERE]
    return bool(telling) and 2 * sum(table in there for table in telling) >= len(telling)


def policy_text(imports: Sequence[str], lang: Language) -> str:
    """The policy: what it imports, and a line for each parameter that is still to be set."""
    lines = [
        *comment("init-policy", lang),
        "policy: own",
        'version: "0.1"',
        "currency: CNY",
        "title: {en: Our policy, zh: 本企业政策}",
        "imports:",
        *(f"  - {name}" for name in imports),
        "",
        *comment("init-set", lang),
        "# set:",
    ]
    shown = dict.fromkeys(line for name in imports for line in unset(groupctl.load_policy(name), lang))
    return "\n".join([*lines, *shown]) + "\n"


def unset(policy: Policy, lang: Language) -> Iterator[str]:
    """A line for each parameter that rules read and that has no value."""
    for name in sorted(needs(policy, policy.rulesets).parameters):
        one = policy.parameters[name]
        if not one.values:
            yield f"#   {name}: {{values: {{2000-01-01: ...}}, reason: ...}}  # {one.title.text(lang)} ({one.type})"


def mapping_text(
    tables: Sequence[ProposedTable], unplaced: Sequence[HostTable], key: str, lang: Language
) -> str:
    """The mapping: tables that can be read, then what is missing for others, then what found no place."""
    lines = [*comment("init-mapping", lang), "currency: CNY", "", "tables:"]
    for one in sorted(tables, key=lambda found: (bool(found.missing), found.table)):
        lines += table_lines(one, key, lang)
    if unplaced:
        lines += [*comment("init-unplaced", lang), *(f"#   {one.name}" for one in unplaced)]
    return "\n".join(lines) + "\n"


def table_lines(one: ProposedTable, key: str, lang: Language) -> Iterator[str]:
    """One table of a mapping; as a comment where something is missing that every row must state."""
    mark = "# " if one.missing else ""
    if one.missing:
        yield f"  # {say('cli.init-missing', lang, table=one.table, fields=', '.join(one.missing))}"
    yield f"  {mark}{one.table}:"
    if one.drawn_from:
        yield f"    # {say('cli.init-drawn', lang)}"
        yield f"    from: {one.drawn_from}"
    else:
        yield f"    {mark}{key}: {quoted(one.host.name)}"
        if one.host.delimiter not in {"", ","}:
            yield f"    {mark}delimiter: {quoted(one.host.delimiter)}"
    if one.columns:
        yield f"    {mark}columns:"
        yield from (f"      {mark}{name}: {quoted(column)}" for name, column in one.columns.items())
    if one.constants:
        stated = ", ".join(f"{name}: {value}" for name, value in one.constants.items())
        yield f"    {mark}constants: {{{stated}}}"
    if one.not_kept:
        yield f"    not_kept: [{', '.join(one.not_kept)}]"
    if not one.drawn_from and one.unplaced:
        yield f"    # {say('cli.init-no-place', lang, columns=', '.join(map(quoted, one.unplaced)))}"


def quoted(text: str) -> str:
    """A text as YAML takes it for one, whatever is in it."""
    return text if text.isascii() and text.isidentifier() else json.dumps(text, ensure_ascii=False)


def comment(key: str, lang: Language) -> list[str]:
    """A text of the command line as lines of a comment."""
    return [f"# {line}" for line in say(f"cli.{key}", lang).split("\n")]
