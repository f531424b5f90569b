"""Writes into arrays: what a write is to the array, whatever name it is written by."""

import gast

from s2s_grad.analysis.values import (
    Anything,
    Array,
    Known,
    Number,
    Sequence,
    is_varied,
    with_varied,
)
from s2s_grad.code import Put
from s2s_grad.errors import UnsupportedSyntax
from s2s_grad.syntax.places import is_whole, path_of, root_of
from s2s_grad.syntax.tree import attribute, call, constant, item, name
from s2s_grad.transform.evaluate import evaluate
from s2s_grad.transform.expressions.containers import settled
from s2s_grad.transform.expressions.indices import index_tree
from s2s_grad.transform.expressions.items import item_value
from s2s_grad.transform.expressions.memory import (
    check_view,
    is_held_elsewhere,
    memory,
    renewed,
    wrote,
)
from s2s_grad.transform.expressions.names import evaluate_with
from s2s_grad.transform.sharing import Private, may_share

WHOLE = constant(Ellipsis)


def augment(frame, node, left, right):
    """`x += y`: a new value for numbers, and for arrays that have no other name; other
    arrays are written to, and stay what they are."""
    text, unknown = node.left.id, isinstance(left.value, Anything)
    text = frame.target if text.startswith("__") else text
    names = {"__left__": settled(frame, left, text), "__right__": right}
    array = names["__left__"]
    plain = gast.BinOp(name("__left__"), node.op, name("__right__"))
    if needs_write(frame, node.left.id, array):
        if unknown:
            refuse_unknown(frame, text)
        value = settled(frame, evaluate_with(frame, plain, **names), text)
    else:
        note_parameters(frame, array.tree.id)
        value = evaluate_with(frame, plain, **names)
        if keeps_kind(left.value, value.value):
            return value
        value = settled(frame, value, text)
    return put_value(frame, array, WHOLE, value)


def needs_write(frame, text, left):
    """Whether `x += y` is seen under another name than `x`."""
    unit, array = frame.unit, left.tree.id
    if text in frame.solid or unit.paths.get(array) is not None:
        return True
    parameters = [key for key, _ in unit.all_parameters() if may_share(unit, key, array)]
    if parameters and (unit is not frame.session.open[0] or array not in parameters):
        return True
    return is_held_elsewhere(frame, text, array)


def note_parameters(frame, array):
    """An argument that the program writes to, though we do not, may be another's as well."""
    unit = frame.unit
    if any(key == array for key, _ in unit.all_parameters()):
        unit.private.setdefault(array, Private(frame.origin))


def keeps_kind(before, after):
    """Whether a new value may stand for an array that keeps its dtype."""
    dtypes = [getattr(value, "dtype", None) for value in (before, after)]
    return None in dtypes or dtypes[0] == dtypes[1]


def refuse_unknown(frame, text):
    """Refuse `x += y` of what may be a number, an array or a list."""
    frame.refuse(
        "S103",
        f"{text!r} may be an array or a list that is written to in place here",
        f"Write `{text} = {text} ...` instead, which makes a new value.",
        UnsupportedSyntax,
    )


def write(frame, array, place, node, operator, text):
    """`array[place] = value`, or with an operator `array[place] += value`; whether the
    value is one that can be written."""
    if not isinstance(array.value, (Array, Anything)) or not isinstance(array.tree, gast.Name):
        return False
    value = evaluate(frame, node)
    if not isinstance(value.value, (Array, Number, Anything, Known, Sequence)):
        return False
    if isinstance(value.value, Sequence):
        value = evaluate_with(frame, call("np.array", name("__list__")), __list__=value)
    if value.tree is None:
        return False
    value = settled(frame, value, text)
    if memory(array) & memory(value) or shares(frame, array, value):
        value = copied(frame, value, text)
    index, parts, advanced = index_tree(frame, place)
    if operator is not None:
        element = item_value(array.value, parts, advanced)
        element = with_varied(element, is_varied(array.value) and not frame.inert)
        where = item(array.tree, index)
        basic = advanced is None and parts is not None
        old = frame.let(f"{text}_item", element, held_copy(element, where, basic))
        tree = gast.BinOp(name("__old__"), operator(), name("__new__"))
        value = evaluate_with(frame, tree, __old__=old, __new__=value)
        value = settled(frame, value, text)
    put_value(frame, array, index, value)
    return True


def put_value(frame, array, index, value):
    """Write a value that stands under a name into a part of an array, and answer the array."""
    unit, text = frame.unit, array.tree.id
    path = path_of(array.tree, unit.paths)
    if text in unit.paths:
        check_view(frame, text, path)
    root = root_of(path)
    frame.put(Put(place_in(unit, path, index), value.tree))
    active = is_varied(array.value) or (is_varied(value.value) and not frame.inert)
    wrote(frame, root, active, path)
    return renewed(frame, array, {root}, {})


def place_in(unit, path, index):
    """`x[i]` for all of the part `x[i]` of an array, else `path[index]`."""
    part = isinstance(path, gast.Subscript) and is_whole(index) and is_array(unit, path.value)
    return path if part else item(path, index)


def is_array(unit, path):
    """Whether a path leads to an array, not to a container of arrays."""
    match path:
        case gast.Name(id=text):
            return isinstance(unit.facts.get(text), Array)
        case gast.Subscript(value=value) | gast.Attribute(value=value):
            return is_array(unit, value)
    return False


def shares(frame, array, value):
    """Whether the value may share memory with the array it is written to."""
    unit = frame.unit
    return any(may_share(unit, a, b) for a in memory(array) for b in memory(value))


def held_copy(value, where, basic):
    """What stood in a place: a number, or a copy of a part of the array."""
    return call(attribute(where, "copy")) if basic and not isinstance(value, Number) else where


def copied(frame, value, text):
    """A copy of a value that shares memory with what is written to."""
    tree = call(attribute(value.tree, "copy"))
    return frame.let(f"{text}_copy", value.value, tree)
