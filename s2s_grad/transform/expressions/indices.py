"""What an index is: its text, and what of it decides the shape of the item."""

import gast

from s2s_grad.analysis.values import Anything, Array, Known, Number, Opaque, Sequence
from s2s_grad.transform.expressions.activity import inertly
from s2s_grad.transform.expressions.containers import entries
from s2s_grad.transform.frames import text_of


def index_tree(frame, node):
    """An index: its text, its entries as `indexed_shape` takes them, and the values of
    an advanced index (arrays, lists)."""
    nodes = node.elts if isinstance(node, gast.Tuple) else [node]
    trees, parts, values, advanced = [], [], [], False
    for entry in nodes:
        if isinstance(entry, gast.Slice):
            trees.append(slice_tree(frame, entry))
            parts.append(slice_part(frame, entry))
            bounds = parts[-1][1:]
            values.append(None if "?" in bounds else Known(slice(*bounds)))
            continue
        bound = inertly(frame, entry)
        value = bound.value
        if isinstance(value, Sequence) and isinstance(node, gast.Name):
            return expanded_index(frame, bound)
        trees.append(text_of(bound))
        values.append(value)
        if isinstance(value, Known) and value.value in (None, Ellipsis):
            parts.append(value.value)
        elif isinstance(value, Number) and value.kind == "i":
            parts.append("int")
        elif isinstance(value, Known) and type(value.value) is int:
            parts.append("int")
        elif isinstance(value, Known) and isinstance(value.value, slice):
            found = value.value
            parts.append(("slice", found.start, found.stop, found.step))
        else:
            advanced = True
            parts.append("array")
    tree = gast.Tuple(trees, gast.Load()) if isinstance(node, gast.Tuple) else trees[0]
    if not advanced:
        return tree, parts, None
    unclear = any(
        value is None or isinstance(value, (Opaque, Anything)) or is_mask(value) for value in values
    )
    if unclear:
        return tree, None, None
    return tree, parts, values


def is_mask(value):
    """Whether an index picks by truth, so that values decide the shape."""
    return isinstance(value, Array) and value.dtype == "bool"


def is_array_index(frame, index):
    """Whether an index is an array, so that the result is a copy."""
    return isinstance(index, gast.Name) and isinstance(inertly(frame, index).value, Array)


def expanded_index(frame, bound):
    """An index that is a tuple with a name of its own."""
    parts = entries(frame, bound)
    if parts is None:
        return text_of(bound), None, None
    kinds = []
    for part in parts:
        if isinstance(part.value, Number) and part.value.kind == "i":
            kinds.append("int")
        elif isinstance(part.value, Known) and type(part.value.value) is int:
            kinds.append("int")
        else:
            return text_of(bound), None, None
    if bound.value.kind is list:
        return text_of(bound), None, None
    return text_of(bound), kinds, None


def slice_tree(frame, node):
    """The text of `lower:upper:step`."""
    return gast.Slice(*slice_bounds(frame, node))


def slice_bounds(frame, node):
    """The texts of the bounds and the step of a slice, None where there is none."""
    return [
        None if bound is None else text_of(inertly(frame, bound))
        for bound in (node.lower, node.upper, node.step)
    ]


def slice_part(frame, node):
    """The bounds of a slice as numbers, None, or "?"."""
    found = []
    for bound in (node.lower, node.upper, node.step):
        value = Known(None) if bound is None else inertly(frame, bound).value
        fine = isinstance(value, Known) and (value.value is None or type(value.value) is int)
        found.append(value.value if fine else "?")
    return ("slice", *found)
