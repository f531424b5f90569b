"""The shape that a reshape gives: sizes that are read from a shape keep their letters."""

from typing import Any

import gast

from s2s_grad.analysis.values import Array, Known, Number, Sequence, is_varied, with_varied
from s2s_grad.transform.expressions.containers import entries
from s2s_grad.transform.frames import text_of


def reshaped(frame, value, arguments):
    """What is known of `np.reshape(x, shape)` beyond what examples tell."""
    if len(arguments) < 2 or not isinstance(arguments[0].value, Array):
        return value
    parts = entries(frame, arguments[1])
    if parts is None:
        return value
    shape = tuple(size_of(frame, part) for part in parts)
    known = value.shape if isinstance(value, Array) and value.shape is not None else shape
    if len(known) != len(shape):
        return value
    best = tuple(new if new is not None else old for new, old in zip(shape, known, strict=True))
    return Array(arguments[0].value.dtype, best)


def expanded(frame, value, arguments):
    """What is known of `expand(d, x.shape)` and `np.broadcast_to(d, x.shape)`: the shape of `x`."""
    if len(arguments) < 2:
        return value
    shape = whole_shape(frame, text_of(arguments[1]))
    d = arguments[0].value
    dtype = "float64" if isinstance(d, Known) else getattr(d, "dtype", "float64")
    if isinstance(d, Number) and d.dtype is None:
        dtype = "float64" if d.kind == "f" else None
    if shape is None or dtype is None:
        return value
    return with_varied(Array(dtype, shape), is_varied(value))


def whole_shape(frame, tree):
    """The shape behind `x.shape`, or a name for it."""
    if isinstance(tree, gast.Name):
        writers = [s for s in frame.block if getattr(s, "name", None) == tree.id]
        return whole_shape(frame, writers[-1].value) if writers else None
    match tree:
        case gast.Attribute(value=gast.Name(id=text), attr="shape"):
            found: Any = getattr(frame.unit.facts.get(text), "shape", None)
            return found
    return None


def size_of(frame, part):
    """The letter or the number of one size, or None."""
    value = part.value
    if isinstance(value, Known):
        return value.value if type(value.value) is int and 0 < value.value < 7 else None
    return read_size(frame, text_of(part))


def read_size(frame, tree):
    """The letter behind `x.shape[0]`, or a name for it."""
    if isinstance(tree, gast.Name):
        writers = [s for s in frame.block if getattr(s, "name", None) == tree.id]
        return read_size(frame, writers[-1].value) if writers else None
    match tree:
        case gast.Subscript(
            value=gast.Attribute(value=gast.Name(id=text), attr="shape"),
            slice=gast.Constant(value=int(place)),
        ):
            shape: Any = getattr(frame.unit.facts.get(text), "shape", None)
            if shape is None or not -len(shape) <= place < len(shape):
                return None
            return shape[place]
    return None


def pieces(value, values, named):
    """What is known of `np.split(x, count, axis)` when the size tells nothing of its parts."""
    x, count = values[0], values[1] if len(values) > 1 else named.get("indices_or_sections")
    axis = values[2] if len(values) > 2 else named.get("axis", Known(0))
    literal = isinstance(count, Known) and type(count.value) is int and isinstance(axis, Known)
    if not literal or getattr(x, "shape", None) is None:
        return value
    if isinstance(value, Sequence) and value.items is not None:
        return value
    shape = list(x.shape)
    shape[axis.value] = None
    part = Array(x.dtype, tuple(shape), x.varied)
    return Sequence(list, (part,) * count.value)
