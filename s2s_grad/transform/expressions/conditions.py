"""Conditions: what is true for certain, and what remains of and, or, not."""

import gast

from s2s_grad.analysis.values import (
    Function,
    Instance,
    Known,
    Mapping,
    Method,
    Number,
    Opaque,
    Sequence,
)
from s2s_grad.syntax.tree import constant
from s2s_grad.transform.expressions.activity import inertly
from s2s_grad.transform.frames import Bound, text_of


def truth(bound):
    """Whether the value is true or false for certain, else None."""
    match bound.value:
        case Known(value=value):
            return bool(value)
        case Sequence(items=items) if items is not None:
            return bool(items)
        case Mapping(items=items):
            return bool(items)
        case Function() | Method():
            return True
        case Instance(object=found):
            kind = type(found)
            if hasattr(kind, "__bool__") or hasattr(kind, "__len__"):
                return bool(found) if kind.__module__.startswith("s2s_grad") else None
            return True
    return None


def negation(frame, node, operand):
    """`not operand`."""
    bound = inertly(frame, operand)
    known = truth(bound)
    if known is not None:
        return Bound(Known(not known), constant(not known))
    return Bound(Number("b"), gast.UnaryOp(node.op, text_of(bound)))


def both_or_either(frame, node):
    """`a and b`, `a or b`, without the parts that are certain."""
    decisive = isinstance(node.op, gast.Or)
    kept = []
    for position, entry in enumerate(node.values):
        bound = inertly(frame, entry)
        known = truth(bound)
        last = position == len(node.values) - 1
        if known is decisive:
            kept.append(bound)
            break
        if known is None or (last and not kept):
            kept.append(bound)
    if len(kept) == 1:
        return kept[0]
    trees = [text_of(bound) for bound in kept]
    return Bound(Opaque(), gast.BoolOp(node.op, trees))


def choice(frame, test, body, orelse):
    """`body if test else orelse` inside a condition."""
    bound = inertly(frame, test)
    known = truth(bound)
    if known is not None:
        return frame.evaluate(body if known else orelse)
    first, second = frame.evaluate(body), frame.evaluate(orelse)
    tree = gast.IfExp(text_of(bound), text_of(first), text_of(second))
    return Bound(Opaque(), tree)
