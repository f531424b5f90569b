"""What an item is: of an array, a tuple, list or dict, an object."""

import collections

import gast
import numpy as np

from s2s_grad.analysis.objects import Object
from s2s_grad.analysis.sampling import indexed_shape, sample
from s2s_grad.analysis.values import (
    Anything,
    Array,
    Instance,
    Known,
    Mapping,
    Number,
    Opaque,
    Sequence,
    element_of,
    is_number,
    with_varied,
)
from s2s_grad.errors import UnsupportedValue
from s2s_grad.syntax.tree import call, constant, item
from s2s_grad.transform.expressions.activity import inertly, varied
from s2s_grad.transform.expressions.attributes import find_static
from s2s_grad.transform.expressions.containers import (
    entries,
    is_cell_list,
    kept,
    mapped,
    sequence,
    settled,
)
from s2s_grad.transform.expressions.indices import (
    index_tree,
    is_array_index,
    slice_bounds,
    slice_part,
    slice_tree,
)
from s2s_grad.transform.expressions.memory import memory
from s2s_grad.transform.expressions.pending import NOTHING, is_pending
from s2s_grad.transform.expressions.primitives import primitive
from s2s_grad.transform.expressions.special_methods import called, refuse
from s2s_grad.transform.frames import Bound, Frame, is_textless, literal, reach, text_of
from s2s_grad.transform.heap import label, write_slot
from s2s_grad.transform.raising import raises


def get_item(frame, bound, index):
    """`value[index]`."""
    value = bound.value
    if is_pending(bound):
        return bound
    if isinstance(value, Instance):
        return object_item(frame, value, index)
    if isinstance(value, Object):
        found = called(frame, bound, "__getitem__", key_of(frame, index))
        return found or refuse(frame, "an item", bound)
    if isinstance(value, (Sequence, Mapping)) or (
        isinstance(value, Known) and not is_number(value)
    ):
        return container_item(frame, bound, index)
    if not isinstance(value, (Array, Anything, Number)):
        frame.refuse(
            "S207",
            "this value cannot be indexed",
            "Index arrays, tuples, lists and dicts.",
            UnsupportedValue,
        )
    tree, parts, advanced = index_tree(frame, index)
    result = with_varied(item_value(value, parts, advanced), varied(frame, bound))
    base = frozenset() if isinstance(result, Number) else memory(bound)
    if advanced is not None or (parts is None and is_array_index(frame, index)):
        base = frozenset()
    return Bound(result, item(text_of(bound), tree), None, base)


def key_of(frame, index):
    """An index as a value, which a method is handed."""
    if isinstance(index, gast.Slice):
        part = slice_part(frame, index)
        if "?" not in part:
            return Bound(Known(slice(*part[1:])), slice_tree(frame, index))
        return Bound(Opaque(), slice_tree(frame, index))
    return inertly(frame, index)


def item_value(value, parts, advanced):
    """What is known of `value[index]`."""
    if not isinstance(value, Array) or parts is None:
        return Anything()
    if advanced is not None:
        if value.shape is None or value.dtype is None:
            return Array(value.dtype)
        return sample(lambda array, *index: array[tuple(index)], [value, *advanced])
    if value.shape is None:
        return Anything() if "int" in parts else Array(value.dtype)
    shape = indexed_shape(value.shape, parts)
    if shape is None:
        return Anything()
    if shape == () and Ellipsis not in parts and value.shape != ():
        kind = np.dtype(value.dtype).kind if value.dtype else "f"
        return Number("i" if kind == "u" else kind, value.dtype)
    return Array(value.dtype, shape)


def container_item(frame: Frame, bound, index):
    """An item of a tuple, list, dict or text."""
    value = bound.value
    if isinstance(index, gast.Slice):
        part = slice_part(frame, index)
        pieces = entries(frame, bound)
        if pieces is None and isinstance(value, Sequence):
            tree = item(text_of(bound), slice_tree(frame, index))
            value = with_varied(value, varied(frame, bound))
            return Bound(value, tree, None, shared_entries(bound))
        if "?" in part or pieces is None:
            frame.refuse(
                "S204",
                "a slice of a list with bounds only known at run time is not supported",
                "Use an array, or literal bounds.",
            )
        return frame.owning(sequence(value.kind, pieces[slice(*part[1:])]))
    key = inertly(frame, index)
    if isinstance(key.value, Known):
        return known_item(frame, bound, key.value.value)
    if isinstance(value, Sequence):
        element = element_of(value)
        if element is None:
            return Bound(NOTHING, constant(None))
        if not is_textless(element):
            whole = bound
            if bound.tree is None:
                whole = frame.let("items", value, text_of(bound), base=memory(bound))
            tree = item(whole.tree, text_of(key))
            element = with_varied(element, varied(frame, bound))
            return Bound(element, tree, None, memory_inside(whole, element))
    if isinstance(value, Mapping) and all(isinstance(entry, Number) for entry in value.items):
        element = element_of(Sequence(list, value.items))
        if element is not None:
            whole = bound
            if bound.tree is None:
                whole = frame.let("items", value, text_of(bound))
            element = with_varied(element, varied(frame, bound))
            return Bound(element, item(whole.tree, text_of(key)))
    frame.refuse(
        "S204",
        "an item is picked by a key that is only known at run time",
        "Use literal keys, or an array.",
    )
    return None


def shared_entries(bound):
    """Whose memory the entries of a new list share: numbers share none."""
    return frozenset() if isinstance(element_of(bound.value), Number) else memory(bound)


def memory_inside(bound, element):
    """Whose memory an entry of a list shares."""
    return frozenset() if isinstance(element, Number) else memory(bound)


def known_item(frame: Frame, bound, key):
    """The item under a known key."""
    value = bound.value
    if isinstance(value, Mapping) and has_default(value) and key not in value.keys:
        return missing_item(frame, bound, key)
    try:
        if isinstance(value, Known):
            found = Known(value.value[key])
            return Bound(found, literal(found))
        if isinstance(value, Mapping):
            return dict(zip(value.keys, mapped(bound), strict=True))[key]
        pieces = entries(frame, bound)
        if pieces is not None and isinstance(key, slice):
            return frame.owning(sequence(value.kind, pieces[key]))
        if pieces is not None:
            return pieces[key]
        if value.element is None:
            return Bound(NOTHING, constant(None))
        element = with_varied(value.element, varied(frame, bound))
        tree = item(bound.tree, constant(key))
        return Bound(element, tree, None, memory_inside(bound, element))
    except (KeyError, IndexError) as error:
        raises(error)
    except (ValueError, TypeError):
        frame.refuse(
            "S206",
            f"there is no item {key!r} here",
            "Check the key.",
            UnsupportedValue,
        )
    return None


def index_expression(frame, found, index):
    """`np.s_[1:3, ::2]`: the slices themselves."""
    if isinstance(index, gast.Tuple):
        return sequence(tuple, [index_expression(frame, np.s_, entry) for entry in index.elts])
    if not isinstance(index, gast.Slice):
        part = frame.evaluate(index)
    elif "?" in slice_part(frame, index):
        bounds = [constant(None) if b is None else b for b in slice_bounds(frame, index)]
        part = frame.let("index", Opaque("a slice"), call("slice", *bounds))
    else:
        where = slice(*slice_part(frame, index)[1:])
        part = Bound(Known(where))
    return part if found is np.s_ else sequence(tuple, [part])


def has_default(value):
    """Whether a dict has an item for every key."""
    factory = value.factory
    plain = factory is None or factory.value == Known(None)
    return value.kind is collections.Counter or not plain


def missing_item(frame, bound, key):
    """The item that a defaultdict or a Counter has for a new key."""
    if bound.value.kind is collections.Counter:
        return Bound(Known(0), constant(0))
    made = frame.session.dispatch(frame, bound.value.factory, [], {})
    made = kept(frame, label(frame, bound.identity, key), made)
    write_slot(frame, bound.identity, key, made)
    return made


def object_item(frame: Frame, value, index):
    """An item of an object: of a list of Cells, or by the object's own method."""
    found = value.object
    if found is np.s_ or found is np.index_exp:
        return index_expression(frame, found, index)
    if is_cell_list(found):
        if isinstance(index, gast.Slice):
            part = slice_part(frame, index)
            pieces = entries(frame, Bound(value))
            if "?" not in part:
                return sequence(list, pieces[slice(*part[1:])])
        key = inertly(frame, index)
        if isinstance(key.value, Known):
            try:
                result = found[key.value.value]
            except (KeyError, IndexError) as error:
                frame.refuse("S206", str(error), "Check the key.", UnsupportedValue)
            return reach(frame, (*value.path, ("[", key.value.value)), result)
    if found is np.r_ or found is np.c_:
        return joined(frame, found, index)
    method = find_static(type(found), "__getitem__")
    if method is not None and hasattr(method, "__code__"):
        arguments = [Bound(value), inertly(frame, index)]
        return frame.session.user_call(frame, method, arguments, {})
    frame.refuse(
        "S206",
        "this object cannot be indexed with a key only known at run time",
        "Use a literal key.",
        UnsupportedValue,
    )
    return None


def joined(frame: Frame, found, index):
    """`np.r_[...]` joins end to end, `np.c_[...]` as columns; a slice is a range of numbers."""
    nodes = index.elts if isinstance(index, gast.Tuple) else [index]
    parts = [joined_part(frame, node) for node in nodes]
    if any(isinstance(part.value, Known) and isinstance(part.value.value, str) for part in parts):
        frame.refuse(
            "S202",
            "text in np.r_ or np.c_ is not supported",
            "Call np.concatenate or np.stack.",
        )
    if found is np.c_:
        return primitive(frame, np.column_stack, [sequence(list, parts)], {})
    parts = [settled(frame, primitive(frame, np.atleast_1d, [part], {})) for part in parts]
    return primitive(frame, np.concatenate, [sequence(list, parts)], {})


def joined_part(frame: Frame, node):
    """One entry of `np.r_[...]`."""
    if not isinstance(node, gast.Slice):
        return settled(frame, frame.evaluate(node))
    lower, step = node.lower or constant(0), node.step or constant(1)
    if isinstance(step, gast.Constant) and isinstance(step.value, complex):
        frame.refuse("S202", "an imaginary step is not supported", "Call np.linspace.")
    bounds = [frame.evaluate(entry) for entry in (lower, node.upper, step)]
    return settled(frame, primitive(frame, np.arange, bounds, {}))
