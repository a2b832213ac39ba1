"""``groupctl init``: a policy and a mapping to begin with, for a ledger that is there."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from attrs import frozen

import groupctl
from groupctl.adapters.guessed import Guess
from groupctl.adapters.proposed import (
    HostTable,
    ProposedTable,
    Style,
    host_tables,
    is_database,
    proposal,
    style,
)
from groupctl.errors import DataError, mistyped
from groupctl.rules.loading import packs
from groupctl.rules.policy import Policy
from groupctl.rules.reads import needs
from groupctl.rules.show import show_value
from groupctl.schema.currencies import CURRENCIES
from groupctl.texts import Language, say

FIRST: Final = "credit"
"""The pack to begin with where no ledger tells which ones can be fed."""
EVERYWHERE: Final = "units"
"""What every ledger has: rule sets about them don't tell whether a pack can be fed."""


PLAIN_DATES: Final = "YYYY-MM-DD"
PLAIN_NUMBERS: Final = "1234.56"
AMOUNTS: Final = frozenset({"money", "limit"})


@frozen
class Currency:
    """A currency, and the key of what is said about where it comes from; empty where the user named it."""

    code: str
    doubt: str

    def line(self, lang: Language) -> str:
        """The line of a file that names it."""
        return f"currency: {self.code}" + (f"  # {say(f'cli.{self.doubt}', lang)}" if self.doubt else "")


@frozen(kw_only=True)
class Start:
    """The files to begin with, by their name."""

    files: Mapping[str, str]

    @classmethod
    def of(cls, root: str, ledger: Path | None, currency: str | None, lang: Language) -> "Start":
        """A policy that imports the packs of ``root`` that the ledger can feed, and a mapping for it.

        Both are in ``currency``, else in the one that the ledger names most, else in that of ``root``. DataError where there is no such one.
        """
        own = groupctl.load_policy(root)
        if currency is not None and currency not in CURRENCIES:
            raise DataError(mistyped("policy.no-currency", currency, CURRENCIES, None))
        if ledger is None:
            chosen = Currency(currency or own.currency, "" if currency else "init-assumed-currency")
            return cls(files={"policy.yaml": policy_text([f"{root}/{FIRST}"], chosen, lang)})
        hosts = host_tables(ledger)
        tables, unplaced = proposal(hosts, own.schema)
        if all(one.missing for one in tables):
            raise DataError.of("cli.init-nothing", path=ledger)
        there = {one.table for one in tables if not one.missing}
        fed = [name for name in packs.names() if name.startswith(f"{root}/") and feeds(name, there)]
        key = "table" if is_database(ledger) else "file"
        written = style(tables, own.schema)
        doubt = "" if currency else "init-found-currency" if written.currency else "init-assumed-currency"
        chosen = Currency(currency or written.currency or own.currency, doubt)
        return cls(
            files={
                "policy.yaml": policy_text(fed or [f"{root}/{FIRST}"], chosen, lang),
                "mapping.yaml": mapping_text(tables, unplaced, key, (chosen, written), lang),
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


def policy_text(imports: Sequence[str], currency: Currency, lang: Language) -> str:
    """The policy: what it imports, and a line for each parameter that is still to be set."""
    packs_ = [groupctl.load_policy(name) for name in imports]
    foreign = any(pack.currency != currency.code for pack in packs_)
    lines = [
        *comment("init-policy", lang),
        "policy: own",
        'version: "0.1"',
        currency.line(lang),
        "title: {en: Our policy, zh: 本企业政策}",
        "imports:",
        *(f"  - {name}" for name in imports),
        "",
        *comment("init-set", lang),
        *(comment("init-other-currency", lang) if foreign else ()),
        "# set:",
    ]
    shown = dict.fromkeys(line for pack in packs_ for line in unset(pack, currency.code, lang))
    return "\n".join([*lines, *shown]) + "\n"


def unset(policy: Policy, currency: str, lang: Language) -> Iterator[str]:
    """A line for each parameter that rules read and that has no value, and for each amount in another currency."""
    read = needs(policy, policy.rulesets).parameters
    for name, one in sorted(policy.parameters.items()):
        amount = one.type.kind in AMOUNTS and one.values and policy.currency != currency
        if amount or (name in read and not one.values):
            said = (
                f": {show_value(one.values[-1][1], one.type, policy.currency)} {policy.currency}"
                if amount
                else ""
            )
            title = f"{one.title.text(lang)} ({one.type}{said})"
            yield f"#   {name}: {{values: {{2000-01-01: ...}}, reason: ...}}  # {title}"


def mapping_text(
    tables: Sequence[ProposedTable],
    unplaced: Sequence[HostTable],
    key: str,
    found: tuple[Currency, Style],
    lang: Language,
) -> str:
    """The mapping: tables that can be read, then what is missing for others, then what found no place."""
    currency, written = found
    lines = [
        *comment("init-mapping", lang),
        currency.line(lang),
        *style_line("dates", written.dates, PLAIN_DATES, lang),
        *style_line("numbers", written.numbers, PLAIN_NUMBERS, lang),
        *("", "tables:"),
    ]
    for one in sorted(tables, key=lambda found: (bool(found.missing), found.table)):
        lines += table_lines(one, key, lang)
    if unplaced:
        lines += [*comment("init-unplaced", lang), *(f"#   {one.name}" for one in unplaced)]
    return "\n".join(lines) + "\n"


def style_line(key: str, guess: Guess, plain: str, lang: Language) -> Iterator[str]:
    """How dates or numbers are written; what is not as plain as can be is told, and where two ways are possible none is taken."""
    if guess.way and guess.way != plain:
        yield f"{key}: {quoted(guess.way)}  # {say('cli.init-guessed-from', lang, sample=guess.sample)}"
    elif len(guess.ways) > 1:
        ways = ", ".join(map(quoted, guess.ways))
        yield f"# {key}:  # {say('cli.init-choose', lang, ways=ways, sample=guess.sample)}"
    elif not guess.ways and guess.sample:
        yield f"# {key}:  # {say('cli.init-no-way', lang, sample=guess.sample)}"


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
        if one.host.encoding not in {"", "utf-8"}:
            yield f"    {mark}encoding: {one.host.encoding}  # {say('cli.init-guessed', lang)}"
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
