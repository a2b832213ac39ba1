"""The levers that a policy allows: each does one thing to what a rule set decides about, and everything that it names is there."""

from typing import Any, Final

from groupctl.model.granted_limit import SECURED, LimitKind
from groupctl.rules import core, draft
from groupctl.rules.levers import KINDS, Lever
from groupctl.rules.loading.compose import Piece
from groupctl.rules.loading.context import Context
from groupctl.rules.loading.draft_parts import DraftPart
from groupctl.rules.reads import entity_of, led_to
from groupctl.rules.types import MONEY

HOLDERS: Final = ("account", "customer", "group")
GRANTABLE: Final = tuple(kind.name for kind in LimitKind if kind not in SECURED | {LimitKind.INSURED})
"""The kinds of limits that rest on nothing but a decision."""
BESIDE: Final = {"owed": "pay", "by": "raise_", "matter": "raise_"}
"""Keys that belong to another one."""


def levers(context: Context) -> tuple[Lever, ...]:
    """The levers of the policy and its imports, as far as they are sound; the rest is a fault."""
    found = (_lever(context, piece) for piece in context.composition.levers.values())
    return tuple(one for one in found if one is not None)


def _lever(context: Context, piece: Piece[draft.LeverDraft]) -> Lever | None:
    written, part = piece.item, piece.part
    context.id(written.name, part.sub("name"))
    told = context.told(written, piece)
    named = [kind for kind in KINDS if getattr(written, _key(kind))]
    if len(named) != 1:
        context.fault(part.sub("name"), "policy.lever-does", "policy.lever-does.hint", known=", ".join(KINDS))
        return None
    for key, owner in BESIDE.items():
        if bool(getattr(written, key)) != (owner == _key(named[0])):
            code = "policy.lever-lacks" if owner == _key(named[0]) else "policy.lever-beside"
            at = part.sub("name") if code == "policy.lever-lacks" else part.sub(key)
            context.fault(at, code, name=key, owner=owner.rstrip("_"))
            return None
    rule_set = context.composition.rulesets.get(written.rule_set)
    if rule_set is None:
        if context.given(written.rule_set, part.sub("rule_set")):
            known = context.composition.rulesets
            context.unknown(part.sub("rule_set"), "policy.no-report-rule-set", written.rule_set, known)
        return None
    if "good" not in rule_set.item.outcomes.values():
        context.fault(part.sub("rule_set"), "policy.lever-no-meaning", name=written.rule_set)
        return None
    kind = named[0]
    does = {"pay": _pay, "prepay": _prepay, "cut": _cut, "raise": _raise, "approve": _approve}[kind]
    done = does(context, written, str(rule_set.item.about), part)
    if done is None:
        return None
    return Lever(name=str(written.name), rule_set=str(written.rule_set), kind=kind, **told, **done)


def _key(kind: str) -> str:
    return "raise_" if kind == "raise" else kind


def _pay(context: Context, written: draft.LeverDraft, about: str, part: DraftPart) -> dict[str, Any] | None:
    items = context.collection(written.pay, about, part.sub("pay"))
    if items is None:
        return None
    if entity_of(context.schema, items, {core.SUBJECT: about}) != "invoice":
        context.fault(part.sub("pay"), "policy.lever-invoices", name=written.pay)
        return None
    owed = context.expression(written.owed, "invoice", MONEY, part.sub("owed"))
    return None if owed is None else {"items": items, "amount": owed}


def _prepay(
    context: Context, written: draft.LeverDraft, about: str, part: DraftPart
) -> dict[str, Any] | None:
    if about != "order":
        context.fault(part.sub("prepay"), "policy.lever-orders", name=about)
        return None
    most = context.expression(written.prepay, about, MONEY, part.sub("prepay"))
    return None if most is None else {"amount": most}


def _cut(context: Context, written: draft.LeverDraft, about: str, part: DraftPart) -> dict[str, Any] | None:
    known = [name for name, one in context.schema.entities[about].fields.items() if one.kind == "money"]
    if written.cut not in known:
        context.unknown(part.sub("cut"), "policy.lever-field", written.cut, known, entity=about)
        return None
    return {"what": str(written.cut)}


def _raise(context: Context, written: draft.LeverDraft, about: str, part: DraftPart) -> dict[str, Any] | None:
    path = tuple(written.raise_.split("."))
    entity = about
    for step in path:
        is_there = entity and step in context.schema.entities[entity].attributes
        entity = led_to(context.schema, entity, step) if is_there else ""
    if entity not in HOLDERS:
        context.fault(part.sub("raise_"), "policy.lever-holder", name=written.raise_)
        return None
    if written.by not in GRANTABLE:
        context.unknown(part.sub("by"), "policy.lever-kind", written.by, GRANTABLE)
        return None
    if written.matter not in context.composition.matters:
        context.unknown(
            part.sub("matter"), "policy.lever-matter", written.matter, context.composition.matters
        )
        return None
    return {"path": path, "what": str(written.by), "matters": (str(written.matter),)}


def _approve(
    context: Context, written: draft.LeverDraft, _about: str, part: DraftPart
) -> dict[str, Any] | None:
    whole = context.composition
    known = {whole.rules[name].item.overridable for name in whole.members[str(written.rule_set)]} - {
        "",
        "false",
    }
    wrong = False
    for i, matter in enumerate(written.approve):
        if matter not in known:
            wrong = True
            context.unknown(
                part.sub("approve", i), "policy.lever-approves", matter, known, rule_set=written.rule_set
            )
    return None if wrong else {"matters": tuple(map(str, written.approve))}
