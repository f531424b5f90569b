"""The terms of which contributions are made: their texts, and what is known of them."""

from dataclasses import replace

import gast

from s2s_grad.analysis.values import (
    Anything,
    Array,
    Known,
    Mapping,
    Number,
    Sequence,
    element_of,
)
from s2s_grad.code import Do, Put
from s2s_grad.rules.registry import ASKED
from s2s_grad.syntax.template import fill
from s2s_grad.syntax.tree import (
    binary,
    call,
    function_text,
    item,
    negative,
    number,
    substitute,
)
from s2s_grad.transform.products import without_minus


def renamed_value(step, renamed):
    """A step with other names in what it adds, but not in the place to which it adds it."""
    if isinstance(step, Do):
        function, owner, *rest = step.value.func, *step.value.args
        return replace(step, value=call(function, owner, *(substitute(x, renamed) for x in rest)))
    if isinstance(step, Put):
        where, value = step.value.args
        return replace(step, value=call("add", where, substitute(value, renamed)))
    return replace(step, value=substitute(step.value, renamed))


def keeps_shape(trees, key):
    """Whether the other arguments are real literals, so that nothing is broadcast."""
    others = [tree for text, tree in trees.items() if text != key and text not in ASKED]
    return all(number(tree) is not None for tree in others)


def masked(d_out, slope):
    """`d_out * slope`, and 0 where `d_out` is 0, whatever the slope."""
    minus = without_minus(slope)
    if minus is not None:
        return negative(masked(d_out, minus))
    if isinstance(slope, gast.BinOp) and isinstance(slope.op, gast.Div):
        above = binary(d_out, gast.Mult, slope.left)
        return call("quotient", above, slope.right)
    return call("masked", d_out, slope)


def shaped_like(fact):
    """What is known of the gradient of a value."""
    return fact if isinstance(fact, (Number, Array)) else None


def is_int(fact):
    """Whether a value is a literal int."""
    return isinstance(fact, Known) and type(fact.value) is int


def as_tree(tree):
    """An argument as an expression; starred ones become a tuple."""
    if isinstance(tree, tuple):
        return gast.Tuple(list(tree), gast.Load())
    return tree


def indexer(index):
    """An index as a value: slices by `np.s_`."""
    entries = index.elts if isinstance(index, gast.Tuple) else [index]
    if any(isinstance(entry, gast.Slice) for entry in entries):
        return item(fill("np.s_"), index)
    return index


def entry_of(fact, label):
    """What is known of one entry of a container."""
    key = label.value if isinstance(label, gast.Constant) else None
    if isinstance(fact, Mapping) and key in fact.keys:
        return fact.items[fact.keys.index(key)]
    if isinstance(fact, Sequence):
        if fact.items is None:
            return fact.element
        if isinstance(key, int) and -len(fact.items) <= key < len(fact.items):
            return fact.items[key]
        return element_of(fact) or Anything()
    if isinstance(fact, Mapping) and fact.items and not isinstance(label, gast.Constant):
        return element_of(Sequence(list, fact.items)) or Anything()
    return Anything()


def is_array_text(tree):
    """Whether an expression is arithmetic, or a helper that gives no list."""
    match tree:
        case gast.BinOp(left=left, op=gast.Add(), right=right):
            return is_array_text(left) or is_array_text(right)
        case gast.BinOp() | gast.UnaryOp():
            return True
        case gast.Call():
            return function_text(tree) in ("unbroadcast", "expand", "cast", "masked", "quotient")
    return False
