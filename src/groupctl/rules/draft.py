"""A policy as it is written: by a YAML file, by a CSV table or as these Python objects. Nothing is resolved yet.

Every text may be a plain ``str`` or a ``SourceText`` one, which remembers its place in a file::

    draft.RuleSetDraft(name="d_class", about="account", flag="d_class", ...)
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final

from attrs import field, frozen

from groupctl.rules.processes import ProcessState
from groupctl.rules.report_section import Section
from groupctl.texts.title import Title

Written = bool | int | Decimal | str | date
"""A value as it is written. No floats: write ``Decimal("0.15")`` or the text ``"0.15"``."""


@frozen(kw_only=True)
class WordsDraft:
    """What a policy calls members of enumerations, outputs of rule sets that give several, columns, roles, sections, records and fields.

    Members are by enumeration, fields by record type. Columns are short titles of measures, outputs and attributes, for tables.
    Sections are what rule sets are shown under, in the order in which they are named.
    """

    members: Mapping[str, Mapping[str, Title]] = field(factory=dict)
    outputs: Mapping[str, Title] = field(factory=dict)
    columns: Mapping[str, Title] = field(factory=dict)
    roles: Mapping[str, Title] = field(factory=dict)
    sections: Mapping[str, Title] = field(factory=dict)
    records: Mapping[str, Title] = field(factory=dict)
    fields: Mapping[str, Mapping[str, Title]] = field(factory=dict)


@frozen(kw_only=True)
class FieldDraft:
    """One field of a record type. ``type`` is a type as text, the members of an enumeration, or a kind of record.

    Rows must state a ``required`` one. ``sign`` (``not negative`` or ``positive``) is for numbers; ``happens`` says that on this
    day something ends or is done: before it, it has not happened. ``inherit`` names the reference to the record that
    speaks where a row doesn't state it (``group``, ``customer``, ``unit``, ``parent``).
    """

    name: str
    title: Title
    type: str | Sequence[str]
    required: bool = False
    sign: str = ""
    happens: bool = False
    inherit: str = ""


@frozen(kw_only=True)
class RecordDraft:
    """One record type: its fields beside the id. ``table`` is the plural unless it is said; ``dated`` the field with its day."""

    name: str
    title: Title
    fields: Sequence[FieldDraft]
    table: str = ""
    dated: str = ""


@frozen(kw_only=True)
class ParameterDraft:
    """See ``policy.Parameter``. ``unit`` is a type as text or the members of an enumeration.

    ``tighter`` says which direction is stricter (``lower`` or ``higher``, M24); ``override`` which scopes may set
    their own value; ``only_tighter`` refuses looser ones there.
    """

    name: str
    title: Title
    unit: str | Sequence[str]
    source: str
    values: Mapping[date, Written] = field(factory=dict)
    tighter: str = ""
    override: Sequence[str] = ()
    only_tighter: bool = False
    scopes: Mapping[str, Mapping[str, Mapping[date, Written]]] = field(factory=dict)


@frozen(kw_only=True)
class MeasureDraft:
    """See ``policy.Measure``.

    ``formula`` holds exactly one of these keys with its companions: ``value``; ``sum`` / ``min`` / ``max`` / ``mean`` / ``count_distinct`` with ``of`` and perhaps ``where``;
    ``count`` (a collection) and perhaps ``where``; ``rank`` / ``share_before`` / ``share_through`` with
    ``among`` and perhaps ``where`` and ``order`` (``descending`` or ``ascending``); ``working_days`` with ``after``.
    """

    name: str
    about: str
    type: str | Sequence[str]
    formula: Mapping[str, str]
    source: str
    title: Title


@frozen(kw_only=True)
class ProposalDraft:
    """See ``proposal.Proposal``; ``limit`` is an expression about the subject or a written value."""

    action: str
    limit: Written | None = None
    title: Title | None = None
    role: str = ""
    due_in: int | None = None


@frozen(kw_only=True)
class RuleDraft:
    """See ``policy.Rule``; ``when``, ``applies`` and the values of ``then`` are expressions or written values.

    In a rule set with a ``flag``, ``then`` may be left out: the flag is true. ``overridable`` is the matter of the requests that, once
    granted, lift the rule; ``false`` where none do.
    """

    id: str
    when: str
    title: Title
    source: str
    then: Mapping[str, Written] = field(factory=dict)
    applies: str = ""
    since: date | None = None
    until: date | None = None
    overridable: str = ""
    proposes: Sequence[ProposalDraft] = ()


@frozen(kw_only=True)
class RuleSetDraft:
    """See ``policy.RuleSet``; ``gives`` maps each output to a type as text or to the members of an enumeration.

    ``flag`` takes the place of ``gives`` and ``otherwise``: one boolean output, false unless a rule fires. Where ``hit`` or
    ``unknown`` is left out, the ``defaults`` of the policy hold.
    ``only`` is an expression about the subject: where it is false, there is nothing to decide. ``refer_to`` is the role
    that ``unknown: refer`` tells. ``outcomes`` says what members mean: ``good``, ``refer`` or ``bad``.
    ``reaches`` says of a rule set about user accounts how far each member reaches: ``none``, ``own``, ``segment`` or ``all`` records.
    """

    name: str
    about: str
    title: Title
    source: str
    rules: Sequence[RuleDraft]
    flag: str = ""
    hit: str = ""
    gives: Mapping[str, str | Sequence[str]] = field(factory=dict)
    otherwise: Mapping[str, Written] = field(factory=dict)
    unknown: str = ""
    only: str = ""
    outcomes: Mapping[str, str] = field(factory=dict)
    reaches: Mapping[str, str] = field(factory=dict)
    gate: bool = False
    warning: bool = False
    section: str = ""
    exposure: str = ""
    refer_to: str = ""
    stake: str = ""


@frozen(kw_only=True)
class NeedDraft:
    """See ``processes.Need``; ``when`` is an expression about the record."""

    when: str
    title: Title
    source: str


@frozen(kw_only=True)
class EventDraft:
    """See ``processes.Event``; ``by`` is an expression of type text, ``apart_from`` names events of the process."""

    id: str
    from_: Sequence[str]
    to: str
    title: Title
    source: str
    by: str = ""
    apart_from: Sequence[str] = ()
    needs: Sequence[NeedDraft] = ()
    proposes: Sequence[ProposalDraft] = ()


@frozen(kw_only=True)
class TaskDraft:
    """See ``processes.Task``; ``since`` is ``entered`` or an expression of type date, ``days`` one of type days or count."""

    id: str
    in_: Sequence[str]
    days: str
    title: Title
    source: str
    since: str = "entered"
    working: bool = False
    by: str = ""


@frozen(kw_only=True)
class ProcessDraft:
    """See ``processes.Process``; every instance starts in the first of ``states``."""

    name: str
    about: str
    kind: str
    flow: str
    states: Sequence[ProcessState]
    events: Sequence[EventDraft]
    title: Title
    source: str
    tasks: Sequence[TaskDraft] = ()


@frozen(kw_only=True)
class PostDraft:
    """See ``authority.Post``; ``superiors`` maps levels to seats, ``post@LEVEL``."""

    name: str
    title: Title
    superiors: Mapping[str, str] = field(factory=dict)
    incompatible: Sequence[str] = ()


@frozen(kw_only=True)
class MatterDraft:
    """See ``authority.Matter``."""

    name: str
    title: Title
    source: str


@frozen(kw_only=True)
class RouteStepDraft:
    """See ``authority.RouteStep``; ``seat`` is ``post@LEVEL``. Unless it is said, all but what is done afterwards holds."""

    part: str
    seat: str
    days: int
    holds: bool | None = None


@frozen(kw_only=True)
class RouteDraft:
    """See ``authority.Route``; ``asked_by`` is ``post@LEVEL``."""

    name: str
    title: Title
    source: str
    steps: Sequence[RouteStepDraft]
    asked_by: str = ""


@frozen(kw_only=True)
class InterestDraft:
    """See ``authority.Interest``; whom it is of follows from the records."""

    name: str
    about: str
    who: str
    title: Title
    source: str
    latest_by: str = ""


@frozen(kw_only=True)
class LeverDraft:
    """See ``levers.Lever``. Of ``pay``, ``prepay``, ``cut``, ``raise_`` and ``approve`` exactly one is there.

    ``pay`` is a collection of invoices that is read from the subject, and ``owed`` what each of them owes. ``prepay`` is the most
    that is paid in advance. ``raise_`` is a path to an account, a customer or a group, ``by`` the kind of limit and ``matter`` that of the
    request for it.
    """

    name: str
    rule_set: str
    title: Title
    source: str
    pay: str = ""
    owed: str = ""
    prepay: str = ""
    cut: str = ""
    raise_: str = ""
    by: str = ""
    matter: str = ""
    approve: Sequence[str] = ()


@frozen(kw_only=True)
class ReplacementDraft:
    """Replaces parts of an imported rule, or all of it: the fields that are given; ``reason`` is mandatory."""

    rule: str
    reason: Title
    when: str | None = None
    applies: str | None = None
    then: Mapping[str, Written] | None = None
    since: date | None = None
    until: date | None = None
    overridable: str | None = None
    proposes: Sequence[ProposalDraft] | None = None
    title: Title | None = None
    source: str | None = None


@frozen(kw_only=True)
class Addition:
    """A rule more for an imported rule set, ``before`` or ``after`` one of its rules, else behind them all.

    Where the first rule that holds decides (hit policy ``first``), a place must be named.
    """

    rule_set: str
    rule: RuleDraft
    before: str = ""
    after: str = ""


SETTING: Final = {
    "values": Mapping[date, Written],
    "scopes": Mapping[str, Mapping[str, Mapping[date, Written]]],
    "tighter": str,
    "override": Sequence[str],
    "only_tighter": bool,
    "reason": Title,
}
"""What a setting of an imported parameter may hold."""


@frozen(kw_only=True)
class InvariantDraft:
    """See ``policy.Invariant``; ``never`` is an expression about a record of ``about``."""

    name: str
    about: str
    never: str
    title: Title
    source: str


@frozen(kw_only=True)
class PolicyDraft:
    """A whole policy as written.

    ``types`` names enumerations. ``enumerations`` adds members to those of record types, with what they are called. ``defaults`` gives the ``hit`` and ``unknown`` of rule sets that say none. ``given_days`` names the parameter that says for
    how many days a given value holds. ``fields`` are those that it adds to record types, ``records`` its own record types, or the name of
    one whose class is written in Python, ``functions`` the names of those that it needs beside the library's. ``imports`` are names of packs (``standard/credit``) or paths relative to
    ``base``. ``settings`` gives imported parameters their values (``values`` and ``scopes`` replace those of the
    import, as do ``tighter``, ``override`` and ``only_tighter``, with a ``reason``); ``additions`` are rules more for
    imported rule sets; ``replacements`` change imported rules; ``disable`` (id to reason) switches off imported rules
    and the events and tasks of imported processes. ``invariants`` are what must never be. ``report`` are sections of the
    report, ``levers`` ways to a better outcome, beside those that are imported.
    """

    name: str
    version: str
    currency: str
    title: Title
    types: Mapping[str, Sequence[str]] = field(factory=dict)
    enumerations: Mapping[str, Mapping[str, Title]] = field(factory=dict)
    defaults: Mapping[str, str] = field(factory=dict)
    given_days: str = ""
    fields: Mapping[str, Sequence[FieldDraft]] = field(factory=dict)
    records: Sequence[RecordDraft | str] = ()
    functions: Sequence[str] = ()
    imports: Sequence[str] = ()
    settings: Mapping[str, Mapping[str, object]] = field(factory=dict)
    additions: Sequence[Addition] = ()
    replacements: Sequence[ReplacementDraft] = ()
    disable: Mapping[str, Title] = field(factory=dict)
    parameters: Sequence[ParameterDraft] = ()
    measures: Sequence[MeasureDraft] = ()
    rulesets: Sequence[RuleSetDraft] = ()
    processes: Sequence[ProcessDraft] = ()
    posts: Sequence[PostDraft] = ()
    matters: Sequence[MatterDraft] = ()
    routes: Sequence[RouteDraft] = ()
    interests: Sequence[InterestDraft] = ()
    invariants: Sequence[InvariantDraft] = ()
    words: WordsDraft = WordsDraft()
    report: Sequence[Section] = ()
    levers: Sequence[LeverDraft] = ()
    base: Path | None = None
