"""Sums over the axes along which an argument was broadcast, by the facts."""

import gast
import numpy as np

from s2s_grad.analysis.values import Array, Known, Number, Sequence, is_number
from s2s_grad.syntax.tree import call, constant, number


def plain_unbroadcast(node, facts):
    """`unbroadcast(d, x)` is `d` when the shapes agree, else a sum over known axes."""
    d, x = node.args
    whole, value = facts.of(x), facts.of(d)
    if is_number(whole):
        if is_number(value) and fits(value, whole):
            return d
        if isinstance(value, Array) and value.shape is not None and fits(value, whole):
            return call("np.sum", d) if value.shape else node
        return node
    if not isinstance(whole, Array) or not isinstance(value, Array):
        return node
    if whole.dtype is None or value.dtype != whole.dtype:
        return node
    if whole.shape is None or value.shape is None:
        return node
    if value.shape == whole.shape:
        return d if None not in whole.shape else node
    return summed(node, d, value.shape, whole.shape)


def plain_cast(node, facts):
    """`cast(d, x)` is `d` when both are arrays of one dtype."""
    value, whole = (facts.of(part) for part in node.args)
    alike = isinstance(value, Array) and isinstance(whole, Array)
    return (
        node.args[0] if alike and whole.dtype is not None and value.dtype == whole.dtype else node
    )


def fits(value, whole):
    """Whether a scalar gradient has a dtype that its number can have."""
    if isinstance(value, Known):
        return True
    if value.dtype is None:
        return isinstance(value, Number) and value.kind != "c"
    if np.dtype(value.dtype).kind != "f":
        return False
    return getattr(whole, "dtype", None) in (None, value.dtype)


def summed(node, d, shape, wanted):
    """The sum over the axes along which an argument was broadcast."""
    if None in shape or None in wanted or len(shape) < len(wanted):
        return node
    extra = len(shape) - len(wanted)
    pairs = list(zip(shape[extra:], wanted, strict=True))
    if any(a != b and b != 1 for a, b in pairs):
        return node
    stretched = [extra + i for i, (a, b) in enumerate(pairs) if a != b]
    if extra and stretched:
        return node
    axes = stretched or list(range(extra))
    axis = constant(axes[0])
    if len(axes) > 1:
        axis = gast.Tuple([constant(a) for a in axes], gast.Load())
    if stretched:
        return call("np.sum", d, axis=axis, keepdims=constant(True))
    if len(axes) == len(shape):
        return node
    return call("np.sum", d, axis=axis)


def plain_unpack(node, facts):
    """`unpack(d, x)` is `d` for an array `x` of the same dtype."""
    d, x = node.args
    whole, value = facts.of(x), facts.of(d)
    if isinstance(x, gast.List) and takes_apart(value, [facts.of(entry) for entry in x.elts]):
        return d
    if isinstance(whole, Sequence) and whole.items is None and whole.element is not None:
        return call("list", d) if takes_apart(value, [whole.element]) else node
    if not isinstance(whole, Array) or whole.dtype is None:
        return node
    return d if getattr(value, "dtype", None) == whole.dtype else node


def takes_apart(value, entries):
    """Whether the rows of a gradient are the gradients of these entries as they are."""
    if not isinstance(value, Array) or value.dtype != "float64" or value.shape is None:
        return False
    for entry in entries:
        if isinstance(entry, Number):
            fine = entry.kind == "f" and entry.dtype in (None, "float64")
            if not fine or len(value.shape) != 1:
                return False
        elif not isinstance(entry, Array) or entry.dtype != "float64" or entry.shape is None:
            return False
        elif len(entry.shape) != len(value.shape) - 1:
            return False
    return True


def plain_moved(node, _):
    """`np.moveaxis(d, 0, 0)` is `d`."""
    if len(node.args) == 3 and not node.keywords:
        first, second = number(node.args[1]), number(node.args[2])
        if first is not None and first == second:
            return node.args[0]
    return node


def plain_fitted(node, facts):
    """`fitted(d, x)` is `d` when both are known to be of one shape and dtype."""
    d, x = node.args
    return d if same_kind(facts.of(x), facts.of(d)) else node


def same_kind(whole, value):
    """Whether a value and its gradient are known to be of one shape and dtype."""
    if isinstance(whole, Number) and isinstance(value, Number):
        return (value.kind, value.dtype) == (whole.kind, whole.dtype)
    if not isinstance(whole, Array) or not isinstance(value, Array):
        return False
    if whole.dtype is None or whole.shape is None or None in whole.shape:
        return False
    return (value.shape, value.dtype) == (whole.shape, whole.dtype)


def plain_spread(node, facts):
    """`spread(d, out)` is `d` when shape and dtype agree."""
    d, out = node.args
    whole, value = facts.of(out), facts.of(d)
    if is_number(whole):
        return d if is_number(value) and fits(value, whole) else node
    if not isinstance(whole, Array) or whole != value or whole.dtype is None:
        return node
    return d if whole.shape is not None and None not in whole.shape else node
