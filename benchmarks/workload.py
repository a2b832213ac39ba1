"""Made-up rule sets over 25 fields, the same conditions for every contender, and rows for them."""

import random
from datetime import date
from fractions import Fraction
from operator import eq, ge, gt, le, lt

from attrs import frozen

from groupctl.rules import core
from groupctl.rules.policy import Rule, RuleSet
from groupctl.rules.types import BOOLEAN, COUNT, DATE, MONEY, RATIO, Type, enumeration
from groupctl.schema.money import Money
from groupctl.texts.title import Title

GRADE = enumeration("Grade", ("甲", "乙", "丙", "丁"))
FIELDS = (
    *((f"amount{number}", MONEY) for number in range(10)),
    *((f"count{number}", COUNT) for number in range(4)),
    *((f"day{number}", DATE) for number in range(3)),
    *((f"flag{number}", BOOLEAN) for number in range(3)),
    *((f"grade{number}", GRADE) for number in range(2)),
    *((f"ratio{number}", RATIO) for number in range(3)),
)
FIRST_DAY = date(2025, 1, 1).toordinal()
LAST_DAY = date(2027, 12, 31)
OPERATORS = {"<": lt, "<=": le, ">": gt, ">=": ge, "=": eq}


@frozen
class Comparison:
    """One test: a field against a constant."""

    field: str
    type: Type
    operator: str
    value: object


Condition = tuple[Comparison, ...]


def draw_value(type_: Type, at: random.Random) -> object:
    match type_.kind:
        case "money":
            return at.randrange(10**8)
        case "count":
            return at.randrange(60)
        case "date":
            return date.fromordinal(FIRST_DAY + at.randrange(700))
        case "boolean":
            return at.random() < 0.5
        case "enumeration":
            return at.choice(type_.members)
        case _:
            return Fraction(at.randrange(1000), 1000)


def draw_condition(at: random.Random) -> Condition:
    """Three comparisons of three fields; one such condition in ten or so is true of a row."""
    condition = []
    for field, type_ in at.sample(FIELDS, 3):
        operators = ("=",) if type_.kind in ("boolean", "enumeration") else ("<", "<=", ">", ">=")
        condition.append(Comparison(field, type_, at.choice(operators), draw_value(type_, at)))
    return tuple(condition)


@frozen
class Workload:
    """Rules and rows. A row has one value for each field, in the order of ``FIELDS``."""

    conditions: tuple[Condition, ...]
    rows: tuple[tuple[object, ...], ...]

    @classmethod
    def draw(cls, rules: int, rows: int) -> "Workload":
        at = random.Random(rules)
        conditions = tuple(draw_condition(at) for _ in range(rules))
        return cls(
            conditions, tuple(tuple(draw_value(type_, at) for _, type_ in FIELDS) for _ in range(rows))
        )

    def fired(self, row: tuple[object, ...]) -> list[int]:
        """The rules that hold for ``row``, by plain Python: what every contender must say."""
        values = dict(zip([field for field, _ in FIELDS], row, strict=True))
        return [
            number
            for number, condition in enumerate(self.conditions)
            if all(OPERATORS[test.operator](values[test.field], test.value) for test in condition)
        ]

    def rule_set(self) -> RuleSet:
        """The rules as groupctl has them."""
        title = Title(en="A rule", zh="规则")
        rules = tuple(
            Rule(
                id=f"规则.{number}",
                when=core.And(terms=tuple(node_of(test) for test in condition)),
                then={"points": core.Const(type=COUNT, value=1)},
                title=title,
                source="D1",
            )
            for number, condition in enumerate(self.conditions)
        )
        return RuleSet(
            name="benchmark",
            about="order",
            hit="collect sum",
            gives={"points": COUNT},
            otherwise={"points": core.Const(type=COUNT, value=0)},
            unknown="pass",
            rules=rules,
            title=title,
            source="D1",
        )

    def policy(self) -> str:
        """The rules as a user writes them: a policy about records of its own, which lists the numbers of those that hold."""
        fields = "".join(f"      {field}: {{title: {field}, type: {type_}}}\n" for field, type_ in FIELDS)
        rules = "".join(
            f"      - {{id: r.{number}, when: '{' and '.join(map(written, condition))}', then: {{fired: {number}}}, {SAID}}}\n"
            for number, condition in enumerate(self.conditions)
        )
        return f"""\
policy: benchmark
version: "1"
currency: CNY
title: Benchmark
types:
  Grade: [{", ".join(GRADE.members)}]
records:
  sample:
    title: Sample
    fields:
{fields}rulesets:
  benchmark:
    about: sample
    hit: collect list
    gives: {{fired: count}}
    otherwise: {{fired: -1}}
    unknown: pass
    {SAID.replace(", ", chr(10) + "    ")}
    rules:
{rules}"""

    def stated(self) -> list[dict[str, object]]:
        """The rows as records state them: by field, amounts as money."""
        return [
            {
                field: Money(value, "CNY") if type_.kind == "money" and isinstance(value, int) else value
                for (field, type_), value in zip(FIELDS, row, strict=True)
            }
            for row in self.rows
        ]

    def rows_of(self, rule_set: RuleSet) -> list[tuple[object, ...]]:
        """The rows in the order of the inputs of ``rule_set``."""
        places = {field: place for place, (field, _) in enumerate(FIELDS)}
        order = [places[node.key] for node in rule_set.inputs if isinstance(node, core.Read)]
        return [tuple(row[place] for place in order) for row in self.rows]


SAID = "title: A rule, source: 'own: benchmark'"


def written(test: Comparison) -> str:
    """A test as a policy writes it."""
    match test.value:
        case bool():
            return test.field if test.value else f"not({test.field})"
        case date():
            return f'{test.field} {test.operator} @"{test.value}"'
        case int() if test.type.kind == "money":
            return f"{test.field} {test.operator} {test.value // 100}.{test.value % 100:02}"
        case _:
            return f"{test.field} {test.operator} {test.value}"


def node_of(test: Comparison) -> core.Node:
    read = core.Read(type=test.type, root=core.SUBJECT, path=(test.field,))
    return core.Comparison(
        operator=test.operator, left=read, right=core.Const(type=test.type, value=test.value)
    )
