"""Conditions, kept whole, since no derivative passes through them."""

import gast

from s2s_grad.syntax.tree import walk
from s2s_grad.transform.normal.atoms import atom
from s2s_grad.transform.normal.writer import COMPREHENSIONS

HOISTED = (gast.NamedExpr, gast.Lambda, gast.Yield, gast.YieldFrom, gast.Await)


def write_test(writer, node):
    """A condition: kept whole, since no derivative passes through it."""
    if must_hoist(node):
        if isinstance(node, gast.UnaryOp) and isinstance(node.op, gast.Not):
            return gast.UnaryOp(gast.Not(), write_test(writer, node.operand))
        if isinstance(node, gast.Compare):
            left = atom(writer, node.left, "test")
            others = [atom(writer, entry, "test") for entry in node.comparators]
            return gast.Compare(left, node.ops, others)
        return atom(writer, node, "test")
    return node


def must_hoist(node):
    """Whether a condition binds names or makes functions, and so is written out."""
    return any(isinstance(found, HOISTED + COMPREHENSIONS) for found in walk(node))


def is_truth(node):
    """Whether an expression is made of comparisons, so that its value is a bool."""
    if isinstance(node, gast.BoolOp):
        return all(is_truth(value) for value in node.values)
    if isinstance(node, gast.UnaryOp):
        return isinstance(node.op, gast.Not)
    return isinstance(node, gast.Compare) or (
        isinstance(node, gast.Constant) and isinstance(node.value, bool)
    )


def opaque(writer, node, hint):
    """An expression kept whole (messages, formatted text)."""
    if must_hoist(node):
        return atom(writer, node, hint)
    return node
