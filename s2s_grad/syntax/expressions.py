"""Expressions as text, with parentheses only where precedence asks."""

from typing import Any

import gast
from astunparse import Unparser

from s2s_grad.syntax.literals import literal
from s2s_grad.syntax.precedence import (
    ATOM,
    AWAIT,
    BARE,
    BIT_OR,
    COMPARE,
    OPERATORS,
    OR,
    POWER,
    TEST,
    UNARY,
    WORDS,
    followed,
    is_simple_bound,
    is_tight,
    operand_level,
    precedence,
)


class ExpressionUnparser(Unparser):
    """Writes expressions on one line; `text(node)` gives the line.

    `opening`, `closing`, `gap`, `comma` and `last_comma` mark where a line could be broken:
    here they are plain text, and `LayoutUnparser` makes more of them.
    """

    write: Any
    parameters: Any  # these two are defined beside the displays
    parameter: Any

    def __init__(self):
        self.pieces = []
        self.write = self.pieces.append

    def text(self, node, level=BARE):
        """The text of one expression."""
        start = len(self.pieces)
        self.within(node, level)
        text = "".join(self.pieces[start:])
        del self.pieces[start:]
        return text

    def within(self, node, level):
        """Write `node`, in parentheses when it binds less tightly than `level`."""
        if precedence(node) < level:
            self.opening("(")
            self.dispatch(node)
            self.closing(")")
        else:
            self.dispatch(node)

    def dispatch(self, tree):
        """Write a node by the method named after its class."""
        getattr(self, "_" + type(tree).__name__)(tree)

    # where a line could be broken

    def opening(self, bracket):
        self.write(bracket)

    def closing(self, bracket):
        self.write(bracket)

    def gap(self):
        """A space, or the end of a line within brackets."""
        self.write(" ")

    def comma(self):
        self.write(", ")

    def last_comma(self):
        """The comma that only a broken line has."""

    def listed(self, left, items, write_item, right):
        """Items between brackets."""
        self.opening(left)
        self.items(items, write_item)
        self.closing(right)

    def inner(self, write, *arguments):
        """What may stay on one line of its own when its brackets are broken."""
        write(*arguments)

    def items(self, items, write_item):
        """Items with commas between them."""
        for index, item in enumerate(items):
            if index:
                self.comma()
            write_item(item)
        if items:
            self.last_comma()

    def element(self, node):
        """An element of a display or an argument."""
        self.within(node, TEST)

    # operations

    def _BinOp(self, t):
        level = OPERATORS[type(t.op)]
        is_power = level == POWER
        self.within(t.left, AWAIT if is_power else level)
        sign = self.binop[type(t.op).__name__]
        self.write(sign if is_power and is_tight(t.left, t.right) else f" {sign} ")
        self.within(t.right, UNARY if is_power else level + 1)

    def _UnaryOp(self, t):
        self.write(self.unop[type(t.op).__name__])
        if type(t.op) is gast.Not:
            self.write(" ")
        self.within(t.operand, operand_level(t))

    def _BoolOp(self, t):
        level = OPERATORS[type(t.op)]
        sign = WORDS[type(t.op)]
        for index, value in enumerate(t.values):
            if index:
                self.write(f" {sign} ")
            self.within(value, level + 1)

    def _Compare(self, t):
        self.within(t.left, COMPARE + 1)
        for op, comparator in zip(t.ops, t.comparators, strict=True):
            self.write(f" {self.cmpops[type(op).__name__]} ")
            self.within(comparator, COMPARE + 1)

    def _IfExp(self, t):
        self.within(t.body, OR)
        self.write(" if ")
        self.within(t.test, OR)
        self.write(" else ")
        self.within(t.orelse, TEST)

    def _NamedExpr(self, t):
        self.dispatch(t.target)
        self.write(" := ")
        self.within(t.value, TEST)

    def _Lambda(self, t):
        self.write("lambda")
        parameters = self.parameters(t.args)
        for index, parameter in enumerate(parameters):
            self.write(", " if index else " ")
            self.parameter(parameter)
        self.write(": ")
        self.within(t.body, TEST)

    def _Await(self, t):
        self.write("await ")
        self.within(t.value, ATOM)

    def _Yield(self, t):
        self.write("yield")
        if t.value is not None:
            self.write(" ")
            self.bare(t.value)

    def _YieldFrom(self, t):
        self.write("yield from ")
        self.within(t.value, TEST)

    def _Starred(self, t):
        self.write("*")
        self.within(t.value, BIT_OR)

    def bare(self, node):
        """An expression where a tuple, an assignment expression or a `yield` stands as it is."""
        if is_bare_tuple(node):
            self.elements(node)
        else:
            self.within(node, TEST)

    def elements(self, t):
        """The elements of a tuple without its parentheses."""
        if len(t.elts) == 1:
            self.element(t.elts[0])
            self.write(",")
        else:
            self.items(t.elts, self.element)

    # what follows a value

    def _Name(self, t):
        self.write(t.id)

    def _Constant(self, t):
        self.write(literal(t.value))

    def primary(self, t):
        """The value that an attribute, arguments or an index follow."""
        self.within(*followed(t))

    def _Attribute(self, t):
        self.primary(t)
        self.write("." + t.attr)

    def _Call(self, t):
        self.primary(t)
        self.arguments(t.args, t.keywords)

    def arguments(self, positional, named):
        """The arguments of a call, or the bases of a class."""
        arguments = positional + named
        if len(arguments) == 1 and type(arguments[0]) is gast.GeneratorExp:
            self.dispatch(arguments[0])
        else:
            self.opening("(")
            if arguments:
                self.inner(self.items, arguments, self.argument)
            self.closing(")")

    def argument(self, node):
        if type(node) is gast.keyword:
            self.write("**" if node.arg is None else node.arg + "=")
            self.within(node.value, TEST)
        else:
            self.within(node, TEST)

    def _Subscript(self, t):
        self.primary(t)
        self.opening("[")
        self.index(t.slice)
        self.closing("]")

    def index(self, node):
        """What stands between the brackets of a subscript."""
        if type(node) is gast.Tuple and node.elts:
            self.inner(self.elements, node)
        else:
            self.within(node, TEST)

    def _Slice(self, t):
        bounds = (t.lower, t.upper, t.step)
        space = "" if all(map(is_simple_bound, bounds)) else " "
        if t.lower is not None:
            self.within(t.lower, TEST)
            self.write(space)
        self.write(":")
        if t.upper is not None:
            self.write(space)
            self.within(t.upper, TEST)
        if t.step is not None:
            self.write(space + ":" if t.upper is not None else ":")
            self.write(space)
            self.within(t.step, TEST)


def is_bare_tuple(node):
    """Whether a node is a tuple that needs no parentheses where nothing is around it."""
    return type(node) is gast.Tuple and len(node.elts) > 1
