"""Where normal form is written."""

from dataclasses import dataclass, field, replace
from typing import Any, NoReturn

import gast

from s2s_grad.errors import UnsupportedSyntax
from s2s_grad.syntax.names import Names

COMPREHENSIONS = (gast.ListComp, gast.SetComp, gast.DictComp, gast.GeneratorExp)


class Closure(gast.expr):
    """An expression whose value is the function that `definition` defines."""

    _fields = ("definition",)

    def __init__(self, definition):
        super().__init__()
        self.definition = definition


class Augmented(gast.BinOp):
    """`left op right` from `left op= right`, which writes into an array."""


@dataclass
class Writer:
    """Where normal form is written: the open block, the names, the user's text."""

    source: Any
    names: Names
    user: frozenset
    assign: Any  # writes `text = value`, whatever the value
    write_block: Any  # writes a list of the user's statements
    stored: set = field(default_factory=set)  # names that the function itself binds
    made: set = field(default_factory=set)
    block: list = field(default_factory=list)
    origin: Any = None

    def put(self, statement):
        """Append one statement to the open block."""
        self.block.append(replace(statement, origin=self.origin))

    def temporary(self, hint):
        """A new name of ours."""
        found = self.names.nth(hint)
        self.made.add(found)
        return found

    def inner(self, fill):
        """The statements that `fill()` writes, as a block of their own."""
        outside, self.block = self.block, []
        fill()
        inside, self.block = tuple(self.block), outside
        return inside

    def refuse(self, node, code, reason, advice) -> NoReturn:
        """Raise a typed error at `node`."""
        raise UnsupportedSyntax(code, reason, self.source.origin(node), advice)
