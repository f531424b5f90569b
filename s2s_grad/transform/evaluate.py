"""What an expression is and what remains of it, with everything known taken out."""

from typing import Any

import gast

from s2s_grad.analysis.values import Known
from s2s_grad.errors import UnsupportedSyntax
from s2s_grad.transform.calls.dispatch import call
from s2s_grad.transform.expressions.attributes import get_attribute
from s2s_grad.transform.expressions.comparisons import comparison
from s2s_grad.transform.expressions.conditions import both_or_either, choice, negation
from s2s_grad.transform.expressions.displays import (
    closure,
    dict_display,
    display,
    formatted,
    set_display,
)
from s2s_grad.transform.expressions.items import get_item, key_of
from s2s_grad.transform.expressions.modules import imported
from s2s_grad.transform.expressions.names import look_up, part_of_array
from s2s_grad.transform.expressions.operators import binary, unary
from s2s_grad.transform.frames import Bound, Frame
from s2s_grad.transform.heap import refreshed
from s2s_grad.transform.normal.imports import Imported
from s2s_grad.transform.normal.writer import Closure


def evaluate(frame: Frame, node) -> Any:
    """What `node` stands for in the open call."""
    match node:
        case gast.Name(id=text):
            return look_up(frame, text)
        case gast.Constant(value=value):
            return Bound(Known(value), node)
        case gast.BinOp(left=left, op=op, right=right):
            return binary(frame, node, op, evaluate(frame, left), evaluate(frame, right))
        case gast.UnaryOp(op=gast.Not(), operand=operand):
            return negation(frame, node, operand)
        case gast.UnaryOp(op=op, operand=operand):
            return unary(frame, op, evaluate(frame, operand))
        case gast.Compare():
            return comparison(frame, node)
        case gast.BoolOp():
            return both_or_either(frame, node)
        case gast.IfExp(test=test, body=body, orelse=orelse):
            return choice(frame, test, body, orelse)
        case gast.Attribute(value=value, attr=attr):
            return refreshed(frame, get_attribute(frame, evaluate(frame, value), attr))
        case gast.Subscript(value=value, slice=index):
            whole = part_of_array(frame, value)
            if whole is None:
                whole = evaluate(frame, value)
            return refreshed(frame, get_item(frame, whole, index))
        case gast.Tuple(elts=elts):
            return display(frame, tuple, elts)
        case gast.List(elts=elts):
            return display(frame, list, elts)
        case gast.Set(elts=elts):
            return set_display(frame, elts)
        case gast.Dict(keys=keys, values=values):
            return dict_display(frame, keys, values)
        case gast.Call():
            return call(frame, node)
        case Closure(definition=definition):
            return closure(frame, definition)
        case Imported():
            return imported(frame, node)
        case gast.JoinedStr():
            return formatted(frame, node)
        case gast.Slice():
            return key_of(frame, node)
        case _:
            frame.refuse(
                "S102",
                f"this expression ({type(node).__name__}) is not supported",
                "Write it with arithmetic, calls and indexing.",
                UnsupportedSyntax,
            )
    return None
