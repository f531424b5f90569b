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
from s2s_grad.code import Branch, Let
from s2s_grad.syntax.tree import constant
from s2s_grad.transform.expressions.activity import inertly
from s2s_grad.transform.expressions.special_methods import asked
from s2s_grad.transform.frames import Bound, text_of
from s2s_grad.transform.raising import Raised

CHOSEN = "__chosen__"


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
    bound = asked(frame, inertly(frame, operand))
    known = truth(bound)
    if known is not None:
        return Bound(Known(not known), constant(not known))
    return Bound(Number("b"), gast.UnaryOp(node.op, text_of(bound)))


def both_or_either(frame, node):
    """`a and b`, `a or b`, without the parts that are certain."""
    decisive = isinstance(node.op, gast.Or)
    kept = []
    for position, entry in enumerate(node.values):
        if kept and takes_statements(frame, entry):
            rest = gast.BoolOp(node.op, node.values[position:])
            rest = rest if len(rest.values) > 1 else rest.values[0]
            return only_then(frame, node.op, kept, rest)
        bound = asked(frame, inertly(frame, entry))
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


def only_then(frame, op, kept, rest):
    """The rest of `and`, `or`, which takes statements of its own: in a branch."""
    trees = [text_of(bound) for bound in kept]
    tree = trees[0] if len(trees) == 1 else gast.BoolOp(op, trees)
    first = frame.let("test", Number("b"), tree)
    frame.env[CHOSEN] = first
    going_on = (Let(CHOSEN, rest),)
    arms = (going_on, ()) if isinstance(op, gast.And) else ((), going_on)
    return either_arm(frame, first, *arms)


def either_arm(frame, test, then, otherwise):
    """What is chosen by a branch whose arms take statements of their own."""
    frame.env["__test__"] = test
    tree = gast.Name("__test__", gast.Load(), None, None)
    going = frame.session.run_block(frame, (Branch(tree, then, otherwise, frame.origin),))
    del frame.env["__test__"]
    if not going:
        raise Raised
    return frame.env.pop(CHOSEN)


def takes_statements(frame, node):
    """Whether an expression calls what is written out here, in statements before it."""
    if not any(isinstance(part, gast.Call) for part in gast.walk(node)):
        return False
    before, block, taken = dict(frame.env), frame.block, set(frame.unit.names.taken)
    unit, heap, writes = frame.unit, dict(frame.unit.heap), frame.unit.writes
    frame.block = []
    try:
        inertly(frame, node)
        return bool(frame.block) or unit.writes != writes
    except Raised:
        return True
    finally:
        frame.env, frame.block = before, block
        unit.free_names(taken)
        unit.heap = heap


def choice(frame, test, body, orelse):
    """`body if test else orelse` inside a condition."""
    bound = asked(frame, inertly(frame, test))
    known = truth(bound)
    if known is not None:
        return frame.evaluate(body if known else orelse)
    if takes_statements(frame, body) or takes_statements(frame, orelse):
        return either_arm(frame, bound, (Let(CHOSEN, body),), (Let(CHOSEN, orelse),))
    first, second = frame.evaluate(body), frame.evaluate(orelse)
    tree = gast.IfExp(text_of(bound), text_of(first), text_of(second))
    return Bound(Opaque(), tree)
