"""Expressions and rule sets written by hand, for tests of engines; nothing is imported that they don't need."""

from groupctl.rules import core
from groupctl.rules.policy import Rule, RuleSet
from groupctl.rules.types import COUNT, MONEY
from groupctl.texts.title import Title

TITLE = Title(en="-", zh="-")


def read(name, type_=MONEY):
    return core.Read(type=type_, root=core.SUBJECT, path=(name,))


def const(value, type_=MONEY):
    return core.Const(type=type_, value=value)


def compare(operator, left, right):
    return core.Comparison(operator=operator, left=left, right=right)


def every(*terms):
    return core.And(terms=terms)


def some(*terms):
    return core.Or(terms=terms)


def rule_set(whens, *, hit="collect list", gives=None, thens=None, otherwise=None, unknown="pass"):
    """A rule set with these conditions; each rule gives its number unless ``thens`` says otherwise."""
    thens = thens or [{"answer": const(number, COUNT)} for number in range(len(whens))]
    rules = tuple(
        Rule(id=f"规则.{number}", when=when, then=then, title=TITLE, source="D1")
        for number, (when, then) in enumerate(zip(whens, thens, strict=True))
    )
    return RuleSet(
        name="生成",
        about="order",
        hit=hit,
        gives=gives or {"answer": COUNT},
        otherwise=otherwise or {"answer": const(-1, COUNT)},
        unknown=unknown,
        rules=rules,
        title=TITLE,
        source="D1",
    )
