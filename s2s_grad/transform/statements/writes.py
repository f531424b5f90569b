"""Writes into arrays of the program's own; all others are refused by name."""

from dataclasses import replace

import gast

from s2s_grad.analysis.objects import Object
from s2s_grad.analysis.values import Anything, Array, Known, Number, is_varied, with_varied
from s2s_grad.code import Put
from s2s_grad.errors import UnsupportedSyntax
from s2s_grad.syntax.tree import attribute, call, item
from s2s_grad.transform.evaluate import evaluate
from s2s_grad.transform.expressions.activity import inertly
from s2s_grad.transform.expressions.containers import settled
from s2s_grad.transform.expressions.indices import index_tree, is_mask
from s2s_grad.transform.expressions.items import item_value
from s2s_grad.transform.expressions.memory import memory
from s2s_grad.transform.heap import retell
from s2s_grad.transform.statements.containers import put_item
from s2s_grad.transform.statements.lists import put_entry
from s2s_grad.transform.statements.objects import put_in_object


def put(frame, statement):
    """Writes into arrays, containers and objects are refused by name."""
    place = statement.place
    shown = place
    while isinstance(shown, (gast.Subscript, gast.Attribute)):
        shown = shown.value
    text = shown.id if isinstance(shown, gast.Name) else "a value"
    kind = "attribute" if isinstance(place, gast.Attribute) else "item"
    owner = evaluate(frame, place.value)
    if isinstance(owner.value, Object) and put_in_object(frame, statement, owner):
        return
    if isinstance(place, gast.Subscript) and isinstance(place.value, gast.Name):
        if frame.env.get(text) is not None:
            bound = evaluate(frame, place.value)
            if put_item(frame, statement, bound) or put_entry(frame, statement, text):
                return
            if put_array(frame, statement, text):
                return
    frame.refuse(
        "S103",
        f"an {kind} of {text!r} is written in place, which is not supported yet",
        "Build a new value instead: np.where, np.concatenate, or a new container.",
        UnsupportedSyntax,
    )


def put_array(frame, statement, text):
    """`x[index] = value` into an array that was made here; whether it is one."""
    place, unit = statement.place, frame.unit
    bound = evaluate(frame, place.value)
    if not isinstance(bound.value, Array) or not isinstance(bound.tree, gast.Name):
        return False
    target = bound.tree.id
    if target not in unit.fresh or unit.views.get(target):
        return False
    index, parts, advanced = index_tree(frame, place.slice)
    if parts is None and not is_mask_index(frame, place.slice):
        return False
    if advanced is not None:
        return False
    where = item(bound.tree, index)
    value = evaluate(frame, statement.value)
    if not isinstance(value.value, (Array, Number, Anything, Known)) or value.tree is None:
        return False
    value = settled(frame, value, text)
    if target in memory(value):
        value = copied(frame, value, text)
    if statement.operator is not None:
        element = item_value(bound.value, parts, advanced)
        active = is_varied(bound.value) and not frame.inert
        element = with_varied(element, active)
        old = frame.let(f"{text}_item", element, held_copy(element, where))
        frame.env["__old__"], frame.env["__new__"] = old, value
        names_ = (gast.Name(t, gast.Load(), None, None) for t in ("__old__", "__new__"))
        left, right = names_
        result = evaluate(frame, gast.BinOp(left, statement.operator(), right))
        value = settled(frame, result, text)
        del frame.env["__old__"], frame.env["__new__"]
    frame.put(Put(where, value.tree, None))
    active = is_varied(bound.value) or (is_varied(value.value) and not frame.inert)
    found = replace(bound, value=with_varied(bound.value, active))
    unit.facts[target] = with_varied(unit.facts[target], active)
    rename_all(frame, target, found.value)
    unit.written.add(target)
    unit.stale |= {other for other, owners in unit.views.items() if target in owners}
    return True


def is_mask_index(frame, index):
    """Whether an index is an array of truth values."""
    if isinstance(index, gast.Tuple):
        return False
    return is_mask(inertly(frame, index).value)


def held_copy(value, where):
    """What stood in a place: a number, or a copy of a part of the array."""
    return where if isinstance(value, Number) else call(attribute(where, "copy"))


def copied(frame, value, text):
    """A copy of a value that shares memory with what is written to."""
    tree = call(attribute(value.tree, "copy"))
    return frame.let(f"{text}_copy", value.value, tree)


def rename_all(frame, target, value):
    """Tell every name of an array, and every entry that holds it, what is known of it now."""
    retell(frame, target, value)
    scope = frame
    while scope is not None:
        for key, entry in scope.env.items():
            if entry is not None and isinstance(entry.tree, gast.Name):
                if entry.tree.id == target:
                    scope.env[key] = replace(entry, value=value)
        scope = scope.caller
