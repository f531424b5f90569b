"""Arithmetic: on arrays and numbers, on literals, on tuples, lists and text."""

import operator
from dataclasses import replace
from typing import Any

import gast
import numpy as np

from s2s_grad.analysis.sampling import sample_operator, stated
from s2s_grad.analysis.values import (
    Anything,
    Array,
    Known,
    Mapping,
    Number,
    Opaque,
    Sequence,
    element_of,
    is_number,
    is_numeric,
    is_varied,
    join,
    with_varied,
)
from s2s_grad.code import Do
from s2s_grad.errors import UnsupportedSyntax, UnsupportedValue
from s2s_grad.rules.registry import OPERATORS, lookup
from s2s_grad.syntax.tree import attribute, call, constant
from s2s_grad.transform.expressions.activity import varied
from s2s_grad.transform.expressions.containers import entries, mapped, sequence
from s2s_grad.transform.expressions.grown import is_grown
from s2s_grad.transform.expressions.memory import memory
from s2s_grad.transform.expressions.pending import NOTHING, is_pending
from s2s_grad.transform.expressions.sparse import has_operator, operator_product
from s2s_grad.transform.expressions.special_methods import has_object, object_binary, object_unary
from s2s_grad.transform.frames import Bound, Frame, is_textless, text_of
from s2s_grad.transform.heap import refreshed, with_slots, write
from s2s_grad.transform.normal.writer import Augmented

SPELLED = {ufunc: kind for kind, ufunc in OPERATORS.items()}


def binary(frame: Frame, node, op, left, right):
    """`left op right`."""
    if has_object(left, right):
        return object_binary(frame, op, left, right, isinstance(node, Augmented))
    ufunc = OPERATORS.get(type(op))
    if ufunc is None:
        frame.refuse(
            "S102",
            "this operator is not supported",
            "Use arithmetic operators.",
            UnsupportedSyntax,
        )
    if isinstance(left.value, Mapping) and isinstance(right.value, Mapping):
        found = united(frame, node, op, left, right)
        if found is not None:
            return found
    if is_pending(left, right):
        return Bound(NOTHING, constant(None))
    if isinstance(node, Augmented) and isinstance(left.value, (Array, Anything)):
        return frame.session.augment(frame, node, left, right)
    left, right = as_operand(frame, left), as_operand(frame, right)
    if has_operator(left, right):
        return operator_product(frame, op, left, right)
    both = (left.value, right.value)
    if all(isinstance(value, (Sequence, Known)) for value in both):
        found = fold_sequences(frame, node, op, left, right)
        if found is not None:
            return found
    if any(isinstance(value, Sequence) for value in both):
        found = list_operation(frame, node, op, left, right)
        if found is not None:
            return found
    if not all(is_operand(value) for value in both):
        return foreign_operator(frame, op, left, right)
    tree = gast.BinOp(text_of(left), op, text_of(right))
    if all(isinstance(value, Known) for value in both):
        return fold(ufunc, left, right, tree)
    value = sample_operator(ufunc, both)
    if isinstance(value, Anything) and ufunc is np.matmul:
        value = stated(lookup(ufunc), both)
    return Bound(with_varied(value, varied(frame, left, right)), tree)


def united(frame, node, op, left, right):
    """`one | other` for dicts with known keys."""
    if not isinstance(op, gast.BitOr):
        return None
    items = dict(zip(left.value.keys, mapped(left), strict=True))
    items.update(zip(right.value.keys, mapped(right), strict=True))
    if isinstance(node, Augmented) and left.identity is not None:
        write(frame, left.identity, with_slots(left, items))
        return refreshed(frame, left)
    return frame.owning(with_slots(left, items))


def unary(frame, op, operand):
    """`-x`, `+x`, `~x`."""
    if has_object(operand):
        return object_unary(frame, op, operand)
    if is_pending(operand):
        return Bound(NOTHING, constant(None))
    operand = as_operand(frame, operand)
    ufunc = OPERATORS[type(op)]
    tree = gast.UnaryOp(op, text_of(operand))
    if isinstance(operand.value, Known) and is_number(operand.value):
        kinds = {gast.USub: operator.neg, gast.UAdd: operator.pos}
        kind = kinds.get(type(op), operator.invert)
        return Bound(Known(kind(operand.value.value)), tree)
    value = sample_operator(ufunc, (operand.value,))
    return Bound(with_varied(value, varied(frame, operand)), tree)


def is_operand(value):
    """Whether arithmetic on the value is understood."""
    return is_numeric(value) or (isinstance(value, Sequence) and value.items is not None)


def as_operand(frame, bound):
    """Text for an operand; refuses what has none."""
    if is_textless(bound.value):
        what = getattr(bound.value, "object", None)
        frame.refuse(
            "S207",
            f"arithmetic on an object ({type(what).__name__}) is not supported",
            "Use its numbers and arrays.",
            UnsupportedValue,
        )
    return bound


def fold(ufunc, left, right, tree):
    """An operation on literals, done now when the result is exact."""
    kind = SPELLED[ufunc]
    from_operator: Any = {
        gast.Add: operator.add,
        gast.Sub: operator.sub,
        gast.Mult: operator.mul,
        gast.Div: operator.truediv,
        gast.FloorDiv: operator.floordiv,
        gast.Mod: operator.mod,
        gast.Pow: operator.pow,
    }.get(kind)
    try:
        result = from_operator(left.value.value, right.value.value)
    except Exception:
        return Bound(sample_operator(ufunc, (Number("f"), Number("f"))), tree)
    if isinstance(result, int) and abs(result) < 10**6:
        return Bound(Known(result), constant(result))
    return Bound(Known(result), tree)


def fold_sequences(frame, node, op, left, right):
    """`[a] + [b]`, `(0.0,) * 3`, text with text."""
    first, second = left.value, right.value
    if isinstance(first, Known) and isinstance(second, Known):
        if isinstance(first.value, str) or isinstance(second.value, str):
            kinds = {gast.Add: operator.add, gast.Mult: operator.mul, gast.Mod: operator.mod}
            result = kinds[type(op)](first.value, second.value)
            return Bound(Known(result), constant(result))
        return None
    if isinstance(op, gast.Add) and isinstance(first, Sequence):
        if isinstance(second, Sequence) and first.kind is second.kind:
            pieces = entries(frame, left), entries(frame, right)
            if None not in pieces:
                found = sequence(first.kind, pieces[0] + pieces[1])
                if isinstance(node, Augmented) and left.identity is not None:
                    write(frame, left.identity, found)
                    return replace(found, identity=left.identity)
                return frame.owning(found)
    if isinstance(op, gast.Mult):
        many, times = (left, second) if isinstance(first, Sequence) else (right, first)
        if isinstance(times, Known) and isinstance(times.value, int):
            pieces = entries(frame, many)
            if pieces is not None and times.value < 1000:
                return frame.owning(sequence(many.value.kind, pieces * times.value))
    return None


def list_operation(frame, node, op, left, right):
    """`xs + ys` and `xs * n` of lists whose length is only known at run time."""
    first, second = left.value, right.value
    tree = gast.BinOp(text_of(left), op, text_of(right))
    if isinstance(op, gast.Mult):
        many, times = (first, second) if isinstance(first, Sequence) else (second, first)
        if not is_number(times) or not isinstance(many, Sequence):
            return None
        element = element_of(many)
        if isinstance(element, (Sequence, Mapping)):
            return None  # the entries would be one list under many numbers
        if is_varied(many) and many.items is None:
            return foreign_operator(frame, op, left, right)
        base = frozenset() if isinstance(element, Number) else memory(left, right)
        found = with_varied(Sequence(many.kind, None, element), varied(frame, left, right))
        return Bound(found, tree, None, base)
    both = isinstance(first, Sequence) and isinstance(second, Sequence)
    if not isinstance(op, gast.Add) or not both or first.kind is not second.kind:
        return None
    if None not in (first.items, second.items):
        return None
    if isinstance(node, Augmented) and first.kind is list:
        return extended(frame, node, left, right)
    found = join(lengthless(first), lengthless(second))
    if found is None:
        return None
    base = frozenset() if isinstance(found.element, Number) else memory(left, right)
    return Bound(with_varied(found, varied(frame, left, right)), tree, None, base)


def extended(frame, node, left, right):
    """`xs += ys`: the list itself grows, under all its names."""
    if not is_grown(frame, left):
        return None
    frame.env["__more__"] = right
    more = gast.Name("__more__", gast.Load(), None, None)
    grow = call(attribute(node.left, "extend"), more)
    frame.session.run_block(frame, (Do(grow, frame.origin),))
    del frame.env["__more__"]
    return frame.evaluate(node.left)


def lengthless(value):
    """A sequence without its length."""
    return replace(value, items=None, element=element_of(value))


def foreign_operator(frame, op, left, right):
    """Arithmetic on text and the like: kept when no derivative is in it."""
    if varied(frame, left, right) or any(
        isinstance(side.value, Sequence) for side in (left, right)
    ):
        frame.refuse(
            "S207",
            "arithmetic on lists, dicts or objects of unknown make is not supported",
            "Use arrays, or lists of a length that can be seen.",
            UnsupportedValue,
        )
    return Bound(Opaque(), gast.BinOp(text_of(left), op, text_of(right)))
