"""Rows as facts: the JSON that the C engine matches, with nothing on it but what rules read.

The engine takes ``'abc' > 5`` for true and ``'1' == 1`` too, so the class of every value is looked at first. A
value that is unknown is left out. Per encoding:

- ``whole``: a whole number within 64 bits.
- ``place``: an int or a Fraction by its place between the multiples of a millionth: even on one, odd between two.
- ``mark``: an int or a Fraction that is such a multiple, at the same scale. A place and a mark compare exactly.
- ``day``: a date as its ordinal. ``flag``: a truth. ``text``: a text, or the digest of a very long one.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from hashlib import sha256
from json.encoder import encode_basestring_ascii
from struct import Struct, error
from typing import Final, cast

from attrs import define, field, frozen

from groupctl.errors import EngineError
from groupctl.rules import core
from groupctl.rules.core import Value
from groupctl.rules.engines.base import InputRow
from groupctl.rules.engines.compiled_values import Values, compile_values, function_source, tuple_of
from groupctl.rules.engines.durable_alternatives import (
    LARGEST_WHOLE,
    LONGEST_TEXT,
    PLACES,
    Encoding,
    FactColumn,
)
from groupctl.rules.engines.durable_networks import GATE, Network, Program
from groupctl.rules.engines.python_source import FunctionWriter, Input, make
from groupctl.rules.policy import RuleSet, distinct_inputs

Facts = tuple[tuple[str, ...], tuple[int, ...]]
"""The text of the fact for each network, and the numbers of the columns that are unknown."""


class Unfit(Exception):
    """A value does not fit into its column: a fraction where whole numbers were expected, or more than 64 bits."""

    def __init__(self, column: FactColumn) -> None:
        super().__init__(column)
        self.column = column


def quoted(text: str) -> str:
    """A text as JSON, in ASCII. A very long one by its digest, behind an escape that no text has in JSON."""
    written = encode_basestring_ascii(text)
    if len(written) <= LONGEST_TEXT:
        return written
    return f'"\\x{sha256(text.encode("utf-8", "surrogatepass")).hexdigest()}"'


def whole(value: int | Fraction) -> int | None:
    """The number itself; None for a fraction and for what is too large."""
    return value if isinstance(value, int) and value.bit_length() < BITS else None


def place(value: int | Fraction) -> int:
    """Where a number is among the multiples of a millionth; far out all are at the same place."""
    top, bottom = value.as_integer_ratio()
    below, rest = divmod(top * PLACES, bottom)
    found = 2 * below + (rest > 0)
    return max(-LARGEST_WHOLE, min(found, LARGEST_WHOLE))


def mark(value: int | Fraction) -> int | None:
    """The place of a multiple of a millionth; None for what lies between two, or far out."""
    found = place(value)
    return found if found % 2 == 0 and abs(found) < LARGEST_WHOLE else None


BITS: Final = 64
FLAGS: Final = ("false", "true")


@frozen
class Form:
    """An encoding: the classes that its values may have, and how one is written; None for one that doesn't fit.

    ``quick``, ``statements`` and ``expression`` say the same as source about a value in the variable ``{0}``:
    the classes for which it is written at once, and what has to be done before.
    """

    classes: tuple[type, ...]
    quick: tuple[type, ...]
    write: Callable[[Value], int | str | None]
    expression: str = "{0}"
    statements: tuple[str, ...] = ()


NUMBER: Final = (int, Fraction)
SPLIT: Final = f"top, bottom = {{0}}.as_integer_ratio(); top *= {PLACES}"
FORMS: Final[Mapping[Encoding, Form]] = {
    "whole": Form(NUMBER, (int,), lambda value: whole(cast(Fraction, value))),
    "place": Form(
        NUMBER,
        NUMBER,
        lambda value: place(cast(Fraction, value)),
        "p{0}",
        (SPLIT, "p{0} = 2 * (top // bottom) + (top % bottom > 0)"),
    ),
    "mark": Form(
        NUMBER,
        NUMBER,
        lambda value: mark(cast(Fraction, value)),
        "m{0}",
        (SPLIT, "if top % bottom: return slow(row)", "m{0} = 2 * (top // bottom)"),
    ),
    "day": Form((date,), (date,), lambda value: cast(date, value).toordinal(), "{0}.toordinal()"),
    "flag": Form((bool,), (bool,), lambda value: FLAGS[cast(bool, value)], "FLAGS[{0}]"),
    "text": Form((str,), (str,), lambda value: quoted(cast(str, value)), "(COMMON.get({0}) or quoted({0}))"),
}
IN_DIGITS: Final = frozenset({"whole", "place", "mark"})


@define
class FactWriter:
    """Writes the facts of one program."""

    rule_set: RuleSet
    program: Program
    write: Callable[[InputRow], Facts] = field(init=False)
    """The facts for a row. EngineError for a value of the wrong class, Unfit for one that its column does not hold."""
    _values: Values = field(init=False)

    def __attrs_post_init__(self) -> None:
        nodes = [column.node for column in self.program.columns]
        self._values = compile_values(nodes, self.rule_set.inputs)
        self.write = self._quick_writer(distinct_inputs(nodes))

    def _quick_writer(self, read: Sequence[Input]) -> Callable[[InputRow], Facts]:
        """A generated function for rows in which everything is known, of the right class and within 64 bits."""
        columns = self.program.columns
        names = {node: f"v{index}" for index, node in enumerate(self.rule_set.inputs)}
        writer = FunctionWriter(names, frozenset(read))
        tests = [class_test(names[column.node], column) for column in columns if column.node in names]
        writer.lines.append(leave([*tests, *(f"{names[node]} is not None" for node in read)]))
        variables = [self._variable(number, column, writer) for number, column in enumerate(columns)]
        pairs = list(zip(variables, columns, strict=True))
        writer.lines.append(leave([class_test(*pair) for pair in pairs if pair[0] not in names.values()]))
        writer.lines += [
            line.format(name) for name, column in pairs for line in FORMS[column.encoding].statements
        ]
        numbers = [written(*pair) for pair in pairs if pair[1].encoding in IN_DIGITS]
        writer.lines += [f"try: pack({', '.join(numbers)})", "except error: return slow(row)"]
        facts = [
            f"{writer.bind(template(network, columns))} % ({tuple_of([written(*pairs[n]) for n in network.columns])})"
            for network in self.program.networks
        ]
        writer.lines.append(f"return ({tuple_of(facts)}), ()")
        used = {
            "slow": self._write_with_unknowns,
            "pack": Struct(f"{len(numbers)}q").pack,
            "COMMON": common_texts(columns),
        }
        source = function_source("write", names.values(), writer.lines)
        return cast(Callable[[InputRow], Facts], make(source, "write", {**GLOBALS, **writer.bound, **used}))

    def _variable(self, number: int, column: FactColumn, writer: FunctionWriter) -> str:
        """The variable with the value of a column; what is no input is worked out first."""
        text = writer.write(column.node).text
        if text in writer.names.values():
            return text
        writer.lines.append(f"x{number} = {text}")
        return f"x{number}"

    def _write_with_unknowns(self, row: InputRow) -> Facts:
        values = self._values(row)
        written = [
            None if value is None else self._checked(column, value)
            for column, value in zip(self.program.columns, values, strict=True)
        ]
        unknown = tuple(number for number, value in enumerate(values) if value is None)
        return tuple(fact_text(network, written) for network in self.program.networks), unknown

    def _checked(self, column: FactColumn, value: Value) -> int | str:
        form = FORMS[column.encoding]
        if type(value) not in form.classes:
            raise self._wrong_class(column, value)
        text = form.write(value)
        if text is None:
            raise Unfit(column)
        return text

    def _wrong_class(self, column: FactColumn, value: Value) -> EngineError:
        return EngineError.of(
            "engines.wrong-class",
            hint="engines.wrong-class-hint",
            input=column.node.key if isinstance(column.node, core.Read) else column.node.type.kind,
            rule_set=self.rule_set.name,
            kind=column.node.type.kind,
            found=type(value).__name__,
        )


GLOBALS: Final[Mapping[str, object]] = {
    "error": error,
    "Fraction": Fraction,
    "date": date,
    "quoted": quoted,
    "FLAGS": FLAGS,
}
"""What generated functions call by name."""


def common_texts(columns: Sequence[FactColumn]) -> Mapping[str, str]:
    """The members of enumerations as JSON."""
    return {member: quoted(member) for column in columns for member in column.node.type.members}


def leave(tests: Sequence[str]) -> str:
    """The statement that leaves a row that fails one of ``tests`` to the slow way."""
    return f"if not ({' and '.join(dict.fromkeys(tests))}): return slow(row)" if tests else "pass"


def class_test(name: str, column: FactColumn) -> str:
    """The source of the test that a value has a class of its column's encoding."""
    tests = [f"{name}.__class__ is {class_.__name__}" for class_ in FORMS[column.encoding].quick]
    return tests[0] if len(tests) == 1 else f"({' or '.join(tests)})"


def written(name: str, column: FactColumn) -> str:
    """The source of a value of the right class as it is on a fact."""
    return FORMS[column.encoding].expression.format(name)


def template(network: Network, columns: Sequence[FactColumn]) -> str:
    """The fact of a network in which everything is known, to be filled in."""
    letters = ["s" if columns[number].encoding in ("flag", "text") else "d" for number in network.columns]
    fields = [f',"{name}":%{letter}' for name, letter in zip(network.fields, letters, strict=True)]
    return f'{{"id":1,"{GATE}":1{"".join(fields)}}}'


def fact_text(network: Network, written: Sequence[int | str | None]) -> str:
    """The fact of a network, without what is unknown."""
    fields = [
        f',"{name}":{written[number]}'
        for name, number in zip(network.fields, network.columns, strict=True)
        if written[number] is not None
    ]
    return f'{{"id":1,"{GATE}":1{"".join(fields)}}}'
