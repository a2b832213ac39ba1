"""Rule sets and their rules: hit policies, answers, and what holds when too little is known."""

from collections.abc import Mapping, Sequence
from typing import Final, cast, get_args

from groupctl.rules import core, draft
from groupctl.rules.authority import ROUTE
from groupctl.rules.draft import Written
from groupctl.rules.loading.compose import Piece
from groupctl.rules.loading.context import Context, line
from groupctl.rules.loading.draft_parts import KEY, DraftPart
from groupctl.rules.loading.left_out import DEFAULTS
from groupctl.rules.loading.proposals import proposals
from groupctl.rules.loading.roles import role
from groupctl.rules.loading.shapes import EXAMPLES
from groupctl.rules.policy import HitPolicy, Meaning, Reach, Rule, RuleSet, UnknownPolicy, members_of
from groupctl.rules.types import BOOLEAN, MONEY, NUMERIC, Type

HIT_POLICIES: Final[tuple[HitPolicy, ...]] = get_args(HitPolicy)
UNKNOWN_POLICIES: Final[tuple[UnknownPolicy, ...]] = get_args(UnknownPolicy)
NOTHING: Final = "false"
"""In place of a matter: nothing lifts a rule."""
MEANINGS: Final[tuple[Meaning, ...]] = get_args(Meaning)
REACHES: Final[tuple[Reach, ...]] = get_args(Reach)


def defaults(context: Context) -> None:
    """What the policy says for rule sets that say nothing: only what it may be said for."""
    sheet = context.composition.sheet
    for key, value in sheet.policy.defaults.items():
        part = sheet.part("defaults", key)
        known: Sequence[str] = {"hit": HIT_POLICIES, "unknown": UNKNOWN_POLICIES}.get(key, ())
        if not known:
            context.unknown(part.sub(KEY), "policy.no-default", key, DEFAULTS)
        elif context.given(value, part) and value not in known:
            context.unknown(part, f"policy.no-{key}-policy", value, known)


def rule_set(context: Context, name: str, piece: Piece[draft.RuleSetDraft]) -> RuleSet | None:
    """One rule set; None when it can't be worked out."""
    written, before = piece.item, len(context.faults)
    context.id(name, piece.part.sub("name"))
    told = context.told(written, piece)
    gives = {
        str(output): type_
        for output in written.gives
        if (type_ := context.outputs.get((written.about, output)))
    }
    hit = _hit(context, piece, gives)
    unknown = _unknown(context, piece, gives)
    outcomes = _outcomes(context, piece, gives)
    reaches = _reaches(context, piece, gives)
    stake = _stake(context, piece, gives)
    otherwise = _answers(context, written.otherwise, written.about, gives, piece.sub("otherwise"))
    only = context.perhaps(written.only, written.about, BOOLEAN, piece.sub("only"))
    rules = [
        _rule(context, context.composition.rules[rule], written.about, gives)
        for rule in context.composition.members[name]
    ]
    if not written.rules and not piece.part.source.shaped:
        context.fault(piece.sub("rules"), "policy.no-rules", "policy.no-rules.hint", name=name)
    if len(context.faults) > before or hit is None or unknown is None:
        return None
    return RuleSet(
        name=name,
        about=str(written.about),
        hit=hit,
        gives=gives,
        otherwise=otherwise,
        unknown=unknown,
        only=only,
        outcomes=outcomes,
        reaches=reaches,
        gate=written.gate,
        warning=written.warning,
        section=_section(context, piece),
        exposure=_exposure(context, piece, gives),
        refer_to=str(written.refer_to),
        stake=stake,
        rules=tuple(rule for rule in rules if rule),
        disabled=context.composition.disabled[name],
        **told,
    )


def _hit(context: Context, piece: Piece[draft.RuleSetDraft], gives: Mapping[str, Type]) -> HitPolicy | None:
    """The hit policy, if the outputs allow it."""
    hit, part = line(piece.item.hit), piece.sub("hit")
    if not _stated(context, hit, piece, "hit"):
        return None
    if hit not in HIT_POLICIES:
        if hit != _default(piece, "hit"):
            context.unknown(part, "policy.no-hit-policy", hit, HIT_POLICIES)
        return None
    first = next(iter(gives.values()), None)
    if hit == "priority" and first and first.kind != "enumeration":
        context.fault(part, "policy.priority-needs-enumeration", name=next(iter(gives)), type=first)
    numeric = len(gives) == 1 and first is not None and first.kind in NUMERIC
    if hit in ("collect sum", "collect min", "collect max") and gives and not numeric:
        context.fault(part, "policy.collect-needs-number", hit=hit)
    return hit


def _stated(context: Context, value: str, piece: Piece[draft.RuleSetDraft], key: str) -> bool:
    """Whether a rule set, or the defaults of its policy, says ``key``."""
    if not value and not piece.part.source.says(piece.sub(key).path):
        hint = "policy.missing-default.hint"
        context.fault(
            piece.part, "policy.missing-key", hint, name=key, what="rulesets", example=EXAMPLES[key]
        )
        return False
    return context.given(value, piece.sub(key))


def _default(piece: Piece[draft.RuleSetDraft], key: str) -> str:
    """What the policy says for its rule sets that say nothing; what is wrong with it has been reported there."""
    return piece.sheet.policy.defaults.get(key, "")


def _unknown(
    context: Context, piece: Piece[draft.RuleSetDraft], gives: Mapping[str, Type]
) -> UnknownPolicy | None:
    unknown, part = piece.item.unknown, piece.sub("unknown")
    if not _stated(context, unknown, piece, "unknown"):
        return None
    if unknown not in UNKNOWN_POLICIES:
        if unknown != _default(piece, "unknown"):
            context.unknown(part, "policy.no-unknown-policy", unknown, UNKNOWN_POLICIES)
        return None
    if unknown == "refer" and gives and "refer" not in piece.item.outcomes.values():
        context.fault(part, "policy.refer-needs-outcome", "policy.refer-needs-outcome.hint")
    if unknown == "ignore" and piece.item.gate:
        context.fault(part, "policy.gate-ignores", "policy.gate-ignores.hint", name=piece.item.name)
    if piece.item.refer_to:
        role(context, piece.item.refer_to, piece.sub("refer_to"))
        if unknown != "refer":
            context.fault(piece.sub("refer_to"), "policy.refers-nothing", "policy.refers-nothing.hint")
    return cast(UnknownPolicy, str(unknown))


def _outcomes(
    context: Context, piece: Piece[draft.RuleSetDraft], gives: Mapping[str, Type]
) -> dict[str, Meaning]:
    """What the members of the outputs mean; of one output, only one member refers. A gate says it of each."""
    possible = {name: members_of(type_) for name, type_ in gives.items()}
    known = {member for members in possible.values() for member in members}
    result: dict[str, Meaning] = {}
    for member, meaning in piece.item.outcomes.items():
        part = piece.sub("outcomes", member)
        if gives and member not in known:
            context.unknown(piece.sub("outcomes", member, KEY), "policy.no-outcome", member, known)
        if meaning not in MEANINGS:
            context.unknown(part, "policy.no-meaning", meaning, MEANINGS)
        else:
            result[str(member)] = meaning
    for name, members in possible.items():
        referring = [member for member in members if result.get(member) == "refer"]
        if len(referring) > 1:
            part = piece.sub("outcomes", referring[1])
            context.fault(part, "policy.refer-twice", name=name, first=referring[0], second=referring[1])
    if piece.item.gate and gives and len(gives) == len(piece.item.gives):
        unsaid = [member for member in next(iter(possible.values())) if member not in piece.item.outcomes]
        if unsaid:
            part = piece.sub("outcomes") if piece.item.outcomes else piece.sub("gate")
            context.fault(
                part,
                "policy.gate-outcomes",
                "policy.gate-outcomes.hint",
                names=", ".join(unsaid),
                member=unsaid[0],
            )
    return result


def _reaches(
    context: Context, piece: Piece[draft.RuleSetDraft], gives: Mapping[str, Type]
) -> dict[str, Reach]:
    """How far the members of the outputs let a user account reach."""
    known = {member for type_ in gives.values() for member in members_of(type_)}
    result: dict[str, Reach] = {}
    if piece.item.reaches and piece.item.about != "user_account":
        context.fault(piece.sub("reaches"), "policy.reaches-about", about=piece.item.about)
    for member, reach in piece.item.reaches.items():
        if gives and member not in known:
            context.unknown(piece.sub("reaches", member, KEY), "policy.no-outcome", member, known)
        if reach not in REACHES:
            context.unknown(piece.sub("reaches", member), "policy.no-reach", reach, REACHES)
        else:
            result[str(member)] = reach
    return result


def _section(context: Context, piece: Piece[draft.RuleSetDraft]) -> str:
    """The section of a rule set, which the words of the policy must know."""
    section = piece.item.section
    known = context.composition.sections
    if section and section not in known:
        context.unknown(piece.sub("section"), "policy.no-section", section, known)
    return str(section)


def _exposure(context: Context, piece: Piece[draft.RuleSetDraft], gives: Mapping[str, Type]) -> str:
    """The amount that is held against the limit which the rule set gives."""
    exposure, part = piece.item.exposure, piece.sub("exposure")
    names = context.measures | context.outputs
    known = [
        name for (about, name), type_ in names.items() if about == piece.item.about and type_.kind == "money"
    ]
    first = next(iter(gives.values()), None)
    if exposure and first and first.kind != "limit":
        context.fault(part, "policy.exposure-without-limit", "policy.exposure-without-limit.hint", type=first)
    elif exposure and exposure not in known and exposure not in context.broken:
        context.unknown(part, "policy.no-exposure", exposure, known)
    return str(exposure)


def _stake(context: Context, piece: Piece[draft.RuleSetDraft], gives: Mapping[str, Type]) -> str:
    """The amount at stake: of a rule set that gives a route, and of no other."""
    stake, part = piece.item.stake, piece.sub("stake")
    routes = [output for output, type_ in gives.items() if type_.name == ROUTE]
    if routes and piece.item.about != "request":
        context.fault(piece.sub("about"), "authority.route-about", name=routes[0])
    elif len(routes) > 1 or (stake and gives and not routes):
        context.fault(piece.sub("gives"), "authority.one-route", name=piece.item.name, found=len(routes))
    elif routes and not stake:
        context.fault(piece.sub("gives"), "authority.no-stake", name=piece.item.name)
    elif routes:
        known = [
            name for (about, name), type_ in context.measures.items() if about == "request" and type_ == MONEY
        ]
        if stake not in known and stake not in context.broken:
            context.unknown(part, "authority.unknown-stake", stake, known)
    return str(stake)


def _answers(
    context: Context, written: Mapping[str, Written], about: str, gives: Mapping[str, Type], part: DraftPart
) -> dict[str, core.Node]:
    """What is said for each output: all of them, and no other."""
    result = {}
    for output, value in written.items():
        if output in gives:
            node = context.answer(value, gives[output], about, part.sub(output))
            if node is not None:
                result[str(output)] = node
            elif isinstance(value, str) and not value.strip() and part.source.shaped:
                context.fault(part.sub(output), "policy.empty")  # its shape is right: it is a text
        elif output not in context.broken:
            context.unknown(part.sub(output, KEY), "policy.no-output", output, gives)
    unreadable = [
        output
        for output in gives
        if part.source.shaped and output not in written and part.source.says((*part.path, output, KEY))
    ]
    missing = [output for output in gives if output not in written and output not in unreadable]
    misspelt = [output for output in written if output not in gives]
    if missing and not misspelt and part.source.says(part.path):
        context.fault(part, "policy.missing-output", "policy.missing-output.hint", name=", ".join(missing))
    return {output: result[output] for output in gives if output in result}


def _rule(
    context: Context, piece: Piece[draft.RuleDraft], about: str, gives: Mapping[str, Type]
) -> Rule | None:
    written, before = piece.item, len(context.faults)
    context.id(written.id, piece.part.sub("id"))
    told = context.told(written, piece, "id")
    when = context.expression(written.when, about, BOOLEAN, piece.sub("when"))
    applies = context.perhaps(written.applies, about, BOOLEAN, piece.sub("applies"))
    then = _answers(context, written.then, about, gives, piece.sub("then"))
    if not written.then and not piece.part.source.says(piece.sub("then").path):
        context.fault(
            piece.part, "policy.missing-key", "policy.missing-key.hint",
            name="then", what="rules", example=EXAMPLES["then"],
        )  # fmt: skip
    if written.since and written.until and written.until < written.since:
        context.fault(
            piece.sub("until"), "policy.until-before-since", since=written.since, until=written.until
        )
    proposes = proposals(context, written.proposes, about, piece.sub("proposes"))
    matters = context.composition.matters
    matter = "" if written.overridable == NOTHING else str(written.overridable)
    if matter and matter not in matters:
        context.unknown(piece.sub("overridable"), "authority.no-matter", matter, matters)
    if when is None or len(context.faults) > before:
        return None
    return Rule(
        id=str(written.id),
        when=when,
        applies=applies,
        then=then,
        since=written.since,
        until=written.until,
        overridable=matter,
        proposes=proposes,
        text=line(written.when),
        **told,
        change=piece.change,
    )
