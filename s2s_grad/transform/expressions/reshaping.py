"""The shape that a reshape gives: sizes that are read from a shape keep their letters."""

import gast

from s2s_grad.analysis.values import Array, Known
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
            shape = getattr(frame.unit.facts.get(text), "shape", None)
            inside = shape is not None and -len(shape) <= place < len(shape)
            return shape[place] if inside else None
    return None
