"""Tuples, lists and dicts whose entries are known one by one."""

from dataclasses import replace
from typing import Any

import gast

from s2s_grad.analysis.values import Array, Instance, Known, Mapping, Sequence
from s2s_grad.syntax.tree import constant, is_atom, item, name
from s2s_grad.transform.expressions.memory import holds_memory
from s2s_grad.transform.frames import Bound, Frame, guard, is_textless, literal, reach
from s2s_grad.transform.sharing import APART, OWN, PATH


def sequence(kind, parts, made=None):
    """A tuple or list of known entries, which stand alone."""
    parts = tuple(parts)
    value = Sequence(kind, tuple(part.value for part in parts), made=made)
    return Bound(value, None, parts)


def known_bound(found):
    """A compile-time result as a binding."""
    if isinstance(found, (tuple, list)):
        return sequence(type(found), [known_bound(entry) for entry in found])
    return Bound(Known(found), literal(Known(found)))


def settled(frame, bound, hint="item"):
    """The same value as an atom: an operation gets a name."""
    if bound.tree is None or is_atom(bound.tree):
        return bound
    if frame.inert:
        return bound
    return frame.let(hint, bound.value, bound.tree, base=bound.base)


def kept(frame, hint, bound):
    """The value as an entry or an attribute: an operation gets the name `hint`."""
    if bound.tree is None or is_atom(bound.tree) or is_part(bound):
        return bound
    found = frame.let(hint, bound.value, bound.tree, made=False, base=bound.base)
    if not bound.base and holds_memory(bound.value):
        frame.unit.fresh.add(found.tree.id)
    return owned(frame, found) if OWN in bound.base else found


def is_part(bound):
    """Whether it is a part of an array, which is read anew where it is used."""
    return PATH in bound.base


def owned(frame, bound):
    """What a function made and returned: its lists and dicts are the caller's own now."""
    if isinstance(bound.value, Sequence) and bound.value.items is not None:
        parts = entries(frame, bound)
    elif isinstance(bound.value, Mapping):
        parts = mapped(bound)
    else:
        return bound
    return frame.owning(replace(bound, parts=tuple([owned(frame, part) for part in parts])))


def entries(frame, bound) -> Any:
    """The entries of a sequence of known length, or None."""
    if bound.parts is not None and isinstance(bound.value, Sequence):
        return list(bound.parts)
    value = bound.value
    if isinstance(value, Sequence) and value.items is not None:
        base = memory_of_entries(frame, bound)
        return [
            Bound(
                entry,
                None if is_textless(entry) else item(bound.tree, constant(i)),
                None,
                base,
            )
            for i, entry in enumerate(value.items)
        ]
    if isinstance(value, Instance) and is_cell_list(value.object):
        return [
            reach(frame, (*value.path, ("[", i)), found) for i, found in enumerate(value.object)
        ]
    if isinstance(value, Known) and isinstance(value.value, str):
        return [Bound(Known(letter), constant(letter)) for letter in value.value]
    return None


def as_iterated(bound):
    """What is gone through: of a dict its keys."""
    if not isinstance(bound.value, Mapping):
        return bound
    return sequence(list, [known_bound(key) for key in bound.value.keys])


def entries_of_array(frame, bound) -> Any:
    """As `entries`; those of an array that is an argument of the program too, whose length
    is then a part of the structure."""
    found = entries(frame, bound)
    value, unit = bound.value, frame.unit
    if found is not None or not isinstance(value, Array) or not value.shape:
        return found
    text = bound.tree.id if isinstance(bound.tree, gast.Name) else None
    if unit is not frame.session.open[0] or text not in {key for key, _ in unit.parameters}:
        return None
    count = frame.session.sizes.size(value.shape[0])
    if count is None:
        return None
    guard(frame, (("argument", text), ("len",)), Known(count))
    tree = item(name("__array__"), name("__index__"))
    frame.env["__array__"] = bound
    out = []
    for i in range(count):
        frame.env["__index__"] = Bound(Known(i), constant(i))
        out.append(frame.evaluate(tree))
    del frame.env["__array__"], frame.env["__index__"]
    return out


def memory_of_entries(frame, bound):
    """Whose memory an entry of a tuple or list may share: also that of other entries,
    unless these are known to lie apart."""
    base = bound.base
    if isinstance(bound.tree, gast.Name):
        owners = frame.unit.views.get(bound.tree.id, frozenset())
        base = base | owners
        if owners != {APART}:
            base = base | {bound.tree.id}
    return base - {APART, PATH}


def mapped(bound):
    """The values of a dict with known keys."""
    if bound.parts is not None:
        return list(bound.parts)
    pairs = zip(bound.value.keys, bound.value.items, strict=True)
    base = bound.base
    if isinstance(bound.tree, gast.Name):
        base = base | {bound.tree.id}
    return [Bound(entry, item(bound.tree, constant(key)), None, base) for key, entry in pairs]


def pick(frame, bound, position):
    """One entry of a sequence of known length."""
    parts = entries(frame, bound)
    return parts[position]


def spread(frame: Frame, bound):
    """The entries of a starred value."""
    found = entries_of_array(frame, bound)
    if found is None:
        frame.refuse(
            "S204",
            "a starred value whose length is only known at run time is not supported",
            "Pass the values one by one.",
        )
    return [settled(frame, part) for part in found]


def is_cell_list(found):
    """Whether an object is one of our own containers of Cells."""
    kind = type(found)
    return (
        hasattr(kind, "__len__")
        and hasattr(kind, "__getitem__")
        and any(base.__module__.partition(".")[0] == "s2s_grad" for base in kind.__mro__)
    )
