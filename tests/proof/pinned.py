"""Expressions as terms of the solver whose inputs are pinned to values: what the solver makes of them must be what the reference says."""

from groupctl.proof.bounds import WHOLE
from groupctl.proof.conditions import translated
from groupctl.proof.functions import CallTranslator
from groupctl.proof.leaves import Leaves, Model, is_value
from groupctl.proof.solver import WORK, SearchSpace
from groupctl.proof.symbols import both, negation
from groupctl.proof.unfolding import collecting
from groupctl.rules import core


class Translated:
    """Inputs as variables of the solver, and what expressions over them may be."""

    def __init__(self, inputs):
        self.leaves = Leaves()
        self.opened = {}
        self.calls = CallTranslator(self.leaves, self.opened.setdefault)
        self.symbols = {node: self._symbol(node) for node in inputs}

    def _symbol(self, node):
        whole = node.type.kind in WHOLE
        leaf = self.leaves.leaf(node, "input", node.type, optional=True, free=True, whole=whole)
        self.opened[leaf] = None
        return leaf.symbol

    def pins(self, row):
        """That the inputs have these values."""
        return [
            is_value(symbol, value, node.type, self.leaves.texts)
            for (node, symbol), value in zip(self.symbols.items(), row, strict=True)
        ]

    def symbol(self, node):
        """What an expression may be."""
        with collecting(self.opened.setdefault):
            return translated(node, self.symbols.__getitem__, self.calls)


class Pinned(Translated):
    """Inputs with one value each, which the solver knows only as conditions on variables."""

    def __init__(self, inputs, row):
        super().__init__(inputs)
        self.values = dict(zip(inputs, row, strict=True))

    def can_be(self, symbol, value, type_, *, other=False):
        """Whether the solver finds that the symbol is ``value`` (or with ``other`` is anything else); None if it can't tell."""
        with collecting(self.opened.setdefault):
            wanted = is_value(symbol, value, type_, self.leaves.texts)
            wanted = both(*self.pins(self.values.values()), negation(wanted) if other else wanted)
        opened = list(self.opened)
        found = SearchSpace(opened, self.leaves.texts, [], WORK).search(wanted, opened)
        return isinstance(found, Model) if found is None or isinstance(found, Model) else None


def reads(nodes):
    """The inputs of expressions, each once."""
    return list(dict.fromkeys(found for node in nodes for found in core.inputs(node)))
