"""Rows as facts: the JSON that the C engine matches, with nothing on it but what rules read.

The engine takes ``'abc' > 5`` for true and ``'1' == 1`` too, so the class of every value is looked at first. A
value that is unknown is left out. Per encoding:

- ``whole``: a whole number within 64 bits.
- ``place``: an int or a Fraction by its place between the multiples of a millionth: even on one, odd between two.
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
from groupctl.rules.engines.base import Row
from groupctl.rules.engines.compiled_values import Values, compile_values, function_source, tuple_of
from groupctl.rules.engines.durable_alternatives import LARGEST_WHOLE, LONGEST_TEXT, PLACES, Column, Encoding
from groupctl.rules.engines.durable_networks import GATE, Network, Program
from groupctl.rules.engines.python_source import Input, Writer, make
from groupctl.rules.policy import RuleSet, distinct_inputs

Facts = tuple[tuple[str, ...], tuple[int, ...]]
"""The text of the fact for each network, and the numbers of the columns that are unknown."""


class NotWhole(Exception):
    """An input that was taken for a whole number carries a fraction, or more than 64 bits."""

    def __init__(self, node: core.Node) -> None:
        super().__init__(node)
        self.node = node


def quoted(text: str) -> str:
    """A text as JSON, in ASCII. A very long one by its digest, behind an escape that no text has in JSON."""
    written = encode_basestring_ascii(text)
    if len(written) <= LONGEST_TEXT:
        return written
    return f'"\\x{sha256(text.encode("utf-8", "surrogatepass")).hexdigest()}"'


def place(value: int | Fraction) -> int:
    """Where a number stands among the multiples of a millionth; far out all stand at the same place."""
    top, bottom = value.as_integer_ratio()
    whole, rest = divmod(top * PLACES, bottom)
    found = 2 * whole + (rest > 0)
    return max(-LARGEST_WHOLE, min(found, LARGEST_WHOLE))


FLAGS: Final = ("false", "true")


@frozen
class Form:
    """An encoding: the classes of its values, and the expression that writes one where its class is right."""

    classes: tuple[type, ...]
    quick: str
    write: Callable[[Value], int | str]


FORMS: Final[Mapping[Encoding, Form]] = {
    "whole": Form((int,), "{}", lambda value: cast(int, value)),
    "place": Form((int, Fraction), "place({})", lambda value: place(cast(Fraction, value))),
    "day": Form((date,), "{}.toordinal()", lambda value: cast(date, value).toordinal()),
    "flag": Form((bool,), "FLAGS[{}]", lambda value: FLAGS[cast(bool, value)]),
    "text": Form((str,), "quoted({})", lambda value: quoted(cast(str, value))),
}
NUMBERS: Final = {int, Fraction}
BITS: Final = 64
GLOBALS: Final[Mapping[str, object]] = {
    "error": error,
    "Fraction": Fraction,
    "date": date,
    "place": place,
    "quoted": quoted,
    "FLAGS": FLAGS,
}
"""What the expressions of ``FORMS`` and their tests call by name."""


@define
class FactWriter:
    """Writes the facts of one program."""

    rule_set: RuleSet
    program: Program
    write: Callable[[Row], Facts] = field(init=False)
    """The facts for a row. EngineError for a value of the wrong class, NotWhole for a fraction in a ``whole``."""
    _values: Values = field(init=False)

    def __attrs_post_init__(self) -> None:
        nodes = [column.node for column in self.program.columns]
        self._values = compile_values(nodes, self.rule_set.inputs)
        self.write = self._quick_writer(distinct_inputs(nodes))

    def _quick_writer(self, read: Sequence[Input]) -> Callable[[Row], Facts]:
        """A generated function for rows in which everything is known and of the right class."""
        columns = self.program.columns
        names = {node: f"v{index}" for index, node in enumerate(self.rule_set.inputs)}
        writer = Writer(names, frozenset(read))
        tests = [class_test(names[column.node], column) for column in columns if column.node in names]
        tests += [f"{names[node]} is not None" for node in read]
        writer.lines.append(leave(tests))
        written = [writer.write(column.node).text for column in columns]
        values = [f"x{number}" for number in range(len(columns))]
        writer.lines += [f"{value} = {text}" for value, text in zip(values, written, strict=True)]
        pairs = list(zip(values, columns, strict=True))
        writer.lines.append(
            leave([class_test(value, column) for value, column in pairs if column.node not in names])
        )
        wholes = [value for value, column in pairs if column.encoding == "whole"]
        writer.lines += [f"try: pack({', '.join(wholes)})", "except error: return slow(row)"]
        facts = [
            f"{writer.bind(template(network, columns))} % ({tuple_of([quick(*pairs[n]) for n in network.columns])})"
            for network in self.program.networks
        ]
        writer.lines.append(f"return ({tuple_of(facts)}), ()")
        source = function_source("write", names.values(), writer.lines)
        used = {"slow": self._write_with_unknowns, "pack": Struct(f"{len(wholes)}q").pack}
        return cast(Callable[[Row], Facts], make(source, "write", {**GLOBALS, **writer.bound, **used}))

    def _write_with_unknowns(self, row: Row) -> Facts:
        values = self._values(row)
        written = [
            None if value is None else self._checked(column, value)
            for column, value in zip(self.program.columns, values, strict=True)
        ]
        unknown = tuple(number for number, value in enumerate(values) if value is None)
        return tuple(fact_text(network, written) for network in self.program.networks), unknown

    def _checked(self, column: Column, value: Value) -> int | str:
        form = FORMS[column.encoding]
        if column.encoding == "whole" and type(value) in NUMBERS:
            if not isinstance(value, int) or value.bit_length() >= BITS:
                raise NotWhole(column.node)
        elif type(value) not in form.classes:
            raise self._wrong_class(column, value)
        return form.write(value)

    def _wrong_class(self, column: Column, value: Value) -> EngineError:
        return EngineError.of(
            "engines.wrong-class",
            hint="engines.wrong-class-hint",
            input=column.node.key if isinstance(column.node, core.Read) else column.node.type.kind,
            rule_set=self.rule_set.name,
            kind=column.node.type.kind,
            found=type(value).__name__,
        )


def leave(tests: Sequence[str]) -> str:
    """The statement that leaves a row that fails one of ``tests`` to the slow way."""
    return f"if not ({' and '.join(dict.fromkeys(tests))}): return slow(row)" if tests else "pass"


def class_test(name: str, column: Column) -> str:
    """The source of the test that a value has a class of its column's encoding."""
    tests = [f"{name}.__class__ is {class_.__name__}" for class_ in FORMS[column.encoding].classes]
    return tests[0] if len(tests) == 1 else f"({' or '.join(tests)})"


def quick(name: str, column: Column) -> str:
    """The source that writes a value of the right class."""
    return FORMS[column.encoding].quick.format(name)


def template(network: Network, columns: Sequence[Column]) -> str:
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
