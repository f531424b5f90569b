"""Comparisons, decided now when both sides are structure."""

import operator

import gast

from s2s_grad.analysis.sampling import sample
from s2s_grad.analysis.values import (
    Anything,
    Instance,
    Known,
    Mapping,
    Number,
    Opaque,
    Sequence,
    is_optional,
    with_varied,
)
from s2s_grad.errors import UnsupportedValue
from s2s_grad.syntax.tree import constant
from s2s_grad.transform.expressions.activity import inertly
from s2s_grad.transform.expressions.special_methods import has_object, object_comparison
from s2s_grad.transform.frames import Bound, is_textless, text_of

COMPARISONS = {
    gast.Eq: operator.eq,
    gast.NotEq: operator.ne,
    gast.Lt: operator.lt,
    gast.LtE: operator.le,
    gast.Gt: operator.gt,
    gast.GtE: operator.ge,
    gast.Is: operator.is_,
    gast.IsNot: operator.is_not,
    gast.In: lambda a, b: a in b,
    gast.NotIn: lambda a, b: a not in b,
}


def comparison(frame, node):
    """A comparison, chained or not; decided now when both sides are structure."""
    left = inertly(frame, node.left)
    others = [inertly(frame, entry) for entry in node.comparators]
    if len(others) == 1 and has_object(left, others[0]):
        return object_comparison(frame, node.ops[0], left, others[0])
    if len(others) == 1:
        known = decided(node.ops[0], left, others[0])
        if known is not None:
            return Bound(Known(known), constant(known))
    for bound in (left, *others):
        if is_textless(bound.value):
            frame.refuse(
                "S207",
                "this comparison of objects is not supported",
                "Compare numbers, text or None.",
                UnsupportedValue,
            )
    tree = gast.Compare(text_of(left), node.ops, [text_of(entry) for entry in others])
    arrays = [bound.value for bound in (left, *others)]
    if len(others) == 1 and type(node.ops[0]) in COMPARISONS:
        if not isinstance(node.ops[0], (gast.Is, gast.IsNot, gast.In, gast.NotIn)):
            value = sample(COMPARISONS[type(node.ops[0])], arrays)
            return Bound(with_varied(value, False), tree)
    return Bound(Number("b"), tree)


def decided(op, left, right):
    """The answer to a comparison of structure, or None."""
    first, second = left.value, right.value
    if isinstance(op, (gast.Is, gast.IsNot)):
        same = is_same(first, second)
        if same is None:
            return None
        return same if isinstance(op, gast.Is) else not same
    if isinstance(first, Known) and isinstance(second, Known):
        try:
            return bool(COMPARISONS[type(op)](first.value, second.value))
        except Exception:
            return None
    if isinstance(op, (gast.In, gast.NotIn)) and isinstance(first, Known):
        if isinstance(second, Mapping):
            return (first.value in second.keys) is isinstance(op, gast.In)
        if isinstance(second, Sequence) and second.items is not None:
            if all(isinstance(entry, Known) for entry in second.items):
                among = first.value in [entry.value for entry in second.items]
                return among is isinstance(op, gast.In)
    if isinstance(op, (gast.Eq, gast.NotEq)):
        unlike = {type(first), type(second)} == {Known, Instance} or (
            isinstance(first, Instance) and isinstance(second, Instance)
        )
        if unlike:
            equal = first == second
            return equal if isinstance(op, gast.Eq) else not equal
    return None


def is_same(first, second):
    """`first is second`, as far as it is certain."""
    if isinstance(first, Known) and isinstance(second, Known):
        return first.value is second.value
    if isinstance(first, Instance) and isinstance(second, Instance):
        return first.object is second.object
    unclear = (Opaque, Anything)
    if isinstance(first, unclear) or isinstance(second, unclear):
        return None
    if is_optional(first) or is_optional(second):
        return None
    if isinstance(first, Known) or isinstance(second, Known):
        known = first if isinstance(first, Known) else second
        return False if known.value is None or type(first) is not type(second) else None
    return None
