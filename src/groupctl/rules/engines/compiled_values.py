"""Expressions as one generated Python function of a row of values."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import cast

from attrs import frozen

from groupctl.rules import core
from groupctl.rules.core import Value
from groupctl.rules.engines.base import InputRow
from groupctl.rules.engines.python_source import FunctionWriter, Input, make
from groupctl.rules.policy import distinct_inputs

Values = Callable[[InputRow], tuple[Value | None, ...]]
"""Gives the values of some expressions for the values of their inputs; None is unknown."""


def compile_values(nodes: Sequence[core.Node], inputs: Sequence[Input]) -> Values:
    """One function for the values of all ``nodes`` given those of ``inputs``.

    It has two forms: one for rows in which everything that ``nodes`` read is known, without a single test for
    unknown values; the other, with Kleene's logic, is made when it is first needed.
    """
    kleene: Values | None = None

    def with_unknowns(row: InputRow) -> tuple[Value | None, ...]:
        nonlocal kleene
        if kleene is None:
            kleene = generate(nodes, inputs, known=(), bound={})
        return kleene(row)

    return generate(nodes, inputs, known=distinct_inputs(nodes), bound={"with_unknowns": with_unknowns})


def generate(
    nodes: Sequence[core.Node], inputs: Sequence[Input], known: Collection[Input], bound: Mapping[str, object]
) -> Values:
    """The function for rows in which ``known`` are; it leaves other rows to ``with_unknowns`` in ``bound``."""
    names = {node: f"v{index}" for index, node in enumerate(inputs)}
    writer = FunctionWriter(names, frozenset(known))
    result = tuple_of([writer.write(node).text for node in nodes])
    lines = [*leave_unknown(names, known, "with_unknowns(row)"), *writer.lines, f"return ({result})"]
    return cast(
        Values, make(function_source("values", names.values(), lines), "values", writer.bound | dict(bound))
    )


def leave_unknown(names: Mapping[Input, str], known: Collection[Input], action: str) -> list[str]:
    """The statement that leaves a row in which one of ``known`` is None to ``action``."""
    tests = " or ".join(f"{names[node]} is None" for node in known)
    return [f"if {tests}: return {action}"] if tests else []


def function_source(name: str, variables: Collection[str], lines: Sequence[str]) -> str:
    """A function of a row that puts its values into ``variables`` and runs ``lines``."""
    unpacked = [f"({tuple_of(variables)}) = row"] if variables else []
    return "\n    ".join([f"def {name}(row):", *unpacked, *lines])


def tuple_of(texts: Collection[str]) -> str:
    """Expressions as the inside of a tuple."""
    return "".join(f"{text}, " for text in texts)


@frozen
class CompiledExpression:
    """An expression as a function of the values of ``inputs``, in their order."""

    inputs: tuple[Input, ...]
    values: Values

    def __call__(self, row: InputRow) -> Value | None:
        """The value of the expression; None when it is unknown."""
        return self.values(row)[0]


def compile_expression(node: core.Node) -> CompiledExpression:
    """``node`` as a function of the values of its inputs."""
    inputs = distinct_inputs([node])
    return CompiledExpression(inputs, compile_values([node], inputs))
