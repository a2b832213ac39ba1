"""Rule sets of the C engine: alternatives in buckets, in the only form that may reach it.

Every rule is one flat conjunction of comparisons, each of one field with a constant or with another field of
the same fact, and that only behind ``$ex`` of both. Names are made up. What the limits are for is told in
docs/explanation/engines.md.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from json import dumps
from typing import Final

from attrs import define, field, frozen

from groupctl.rules.engines.durable_alternatives import Alternative, FactColumn, Match, Speller, Test
from groupctl.rules.policy import RuleSet

BUCKET: Final = 30
"""Alternatives in one bucket. More than 64 conditions true side by side are more than the engine can hold."""

BUCKETS: Final = 16
"""Buckets in one network: with a bucket's own alternatives they stay below the same 64."""

MOST_COLUMNS: Final = 200
"""Columns of one fact: the engine takes 254."""

GATE: Final = "_b"
"""The field that every fact carries as 1, and every bucket tests in its own way."""

ALIAS: Final = "m"
RESERVED: Final = ("id", "sid", "$s", GATE)

FactCondition = dict[str, dict[str, object]]
"""``{"$lt": {"a": 5}}``"""


@frozen
class Network:
    """One rule set of the C engine.

    ``columns`` are the numbers of the program's columns on its facts and ``fields`` what they are called there;
    ``catch_alls`` are the rules that prove that every bucket was reached, in the order in which they fire;
    ``rules`` says which rules of the policy a rule of the engine stands for; ``always`` are those without a condition.
    """

    text: str
    columns: tuple[int, ...]
    fields: tuple[str, ...]
    catch_alls: tuple[str, ...]
    always: tuple[int, ...]
    rules: Mapping[str, tuple[int, ...]]


@frozen
class Program:
    """A rule set of a policy for the C engine; ``reads`` are the numbers of the columns behind each rule."""

    columns: tuple[FactColumn, ...]
    networks: tuple[Network, ...]
    reads: tuple[frozenset[int], ...]


@define
class Draft:
    """A network that is being filled: buckets of alternatives, each with the rules that it stands for."""

    buckets: list[list[tuple[Alternative, tuple[int, ...]]]] = field(factory=lambda: [[]])
    columns: set[FactColumn] = field(factory=set)

    def takes(self, columns: Iterable[FactColumn]) -> bool:
        """Whether another alternative with ``columns`` fits in."""
        room = len(self.buckets) < BUCKETS or len(self.buckets[-1]) < BUCKET
        return room and len(self.columns.union(columns)) <= MOST_COLUMNS

    @property
    def always(self) -> tuple[int, ...]:
        """The rules without a condition."""
        return next((rules for bucket in self.buckets for tests, rules in bucket if not tests), ())

    def add(self, alternative: Alternative, rules: tuple[int, ...]) -> None:
        """Put an alternative that fits in into the last bucket, or into a new one."""
        if len(self.buckets[-1]) == BUCKET:
            self.buckets.append([])
        self.buckets[-1].append((alternative, rules))
        self.columns.update(columns_of(alternative))


def compile_program(rule_set: RuleSet, speller: Speller) -> Program:
    """``rule_set`` for the C engine."""
    spelled = [speller.alternatives(rule.condition) for rule in rule_set.rules]
    columns = tuple(dict.fromkeys(column for rule in spelled for one in rule for column in columns_of(one)))
    numbers = {column: number for number, column in enumerate(columns)}
    reads = tuple(
        frozenset(numbers[column] for one in rule for column in columns_of(one)) for rule in spelled
    )
    networks = tuple(write_network(draft, numbers) for draft in pack(merged(spelled)))
    return Program(columns, networks, reads)


def columns_of(alternative: Alternative) -> Iterator[FactColumn]:
    """What the tests of ``alternative`` look at."""
    return (column for test in alternative for column in test.columns)


def merged(spelled: Sequence[Sequence[Alternative]]) -> Mapping[Alternative, tuple[int, ...]]:
    """Every alternative once, with the rules that it stands for: two hundred rules on one condition are a crash.

    Tests that many alternatives share come first, where the engine shares them too.
    """
    uses = Counter(test for rule in spelled for alternative in rule for test in alternative)
    order = {test: place for place, test in enumerate(sorted(uses, key=lambda test: -uses[test]))}
    rules: dict[Alternative, dict[int, None]] = {}
    for index, rule in enumerate(spelled):
        for alternative in rule:
            rules.setdefault(tuple(sorted(alternative, key=order.__getitem__)), {})[index] = None
    return {alternative: tuple(indexes) for alternative, indexes in rules.items()}


def pack(alternatives: Mapping[Alternative, tuple[int, ...]]) -> Sequence[Draft]:
    """Alternatives in as many networks as they need."""
    drafts = [Draft()]
    for alternative, rules in alternatives.items():
        if not drafts[-1].takes(columns_of(alternative)):
            drafts.append(Draft())
        drafts[-1].add(alternative, rules)
    return drafts


def write_network(draft: Draft, numbers: Mapping[FactColumn, int]) -> Network:
    """The text of a network. Priorities are unique: catch-alls fire first, then rules in the order of the policy."""
    columns = sorted(draft.columns, key=numbers.__getitem__)
    fields = dict(zip(columns, field_names(len(columns)), strict=True))
    gates: list[FactCondition] = [{"$gt": {GATE: -bucket}} for bucket in range(1, len(draft.buckets) + 1)]
    conditions: list[list[FactCondition]] = [[gate] for gate in gates]
    rules: dict[str, tuple[int, ...]] = {}
    for gate, bucket in zip(gates, draft.buckets, strict=True):
        for alternative, indexes in bucket:
            rules[rule_name(len(conditions))] = indexes
            conditions.append([gate, *(term for test in alternative for term in write_test(test, fields))])
    return Network(
        text=write_rules(conditions),
        columns=tuple(numbers[column] for column in columns),
        fields=tuple(fields.values()),
        catch_alls=tuple(rule_name(number) for number in range(len(gates))),
        always=draft.always,
        rules=rules,
    )


def write_rules(conditions: Sequence[Sequence[FactCondition]]) -> str:
    """The rules with these conditions, numbered by priority, as the JSON that the engine reads."""
    rules = {
        rule_name(priority): {"pri": priority, "all": [{ALIAS: {"$and": terms}}]}
        for priority, terms in enumerate(conditions)
    }
    return dumps(rules, separators=(",", ":"))


def write_test(test: Test | Match, fields: Mapping[FactColumn, str]) -> Iterator[FactCondition]:
    """A test in the engine's words. A missing field on the right is read from old memory: ``$ex`` comes first."""
    if isinstance(test, Test):
        yield {test.operator: {fields[test.column]: test.value}}
        return
    for column in dict.fromkeys(test.columns):
        yield {"$ex": {fields[column]: 1}}
    yield {test.operator: {fields[test.left]: {"$m": fields[test.right]}}}


def rule_name(number: int) -> str:
    """Three digits, so that they can be cut out of a message."""
    return f"{number:03d}"


def field_names(count: int) -> Iterator[str]:
    """Short names with different hashes: the engine knows fields by a 32-bit hash alone."""
    taken = {name_hash(name) for name in RESERVED}
    number = 0
    while count:
        name, number = letters(number), number + 1
        if name_hash(name) not in taken:
            taken.add(name_hash(name))
            count -= 1
            yield name


def letters(number: int) -> str:
    """0 is ``a``, 25 ``z``, 26 ``aa``."""
    name = ""
    while number >= 0:
        number, letter = divmod(number, 26)
        name, number = chr(97 + letter) + name, number - 1
    return name


def name_hash(name: str) -> int:
    """The 32-bit FNV-1a hash by which the engine knows a name."""
    found = 0x811C9DC5
    for byte in name.encode():
        found = (found ^ byte) * 16777619 % 2**32
    return found
