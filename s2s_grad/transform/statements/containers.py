"""Lists and dicts of the program's own that change their entries."""

from typing import Any

import gast

from s2s_grad.analysis.objects import Object
from s2s_grad.analysis.values import Anything, Array, Known, Mapping, Sequence
from s2s_grad.transform.evaluate import evaluate
from s2s_grad.transform.expressions.activity import inertly
from s2s_grad.transform.expressions.containers import kept, settled, spread
from s2s_grad.transform.expressions.items import known_item
from s2s_grad.transform.frames import Frame
from s2s_grad.transform.heap import UNSET, label, refreshed, slots, with_slots, write
from s2s_grad.transform.normal.writer import Augmented


def put_item(frame, statement, bound):
    """`container[key] = value` for a list or dict of our own; whether it is one."""
    if bound.identity is None or bound.parts is None:
        return False
    if isinstance(statement.place.slice, gast.Slice):
        return put_slice(frame, statement, bound)
    key = inertly(frame, statement.place.slice).value
    if isinstance(key, Known) and isinstance(key.value, slice):
        return put_entries(frame, statement, bound, key.value)
    if not isinstance(key, Known):
        return False
    value, where = evaluate(frame, statement.value), key.value
    items: Any = slots(bound)
    if isinstance(bound.value, Sequence):
        if not isinstance(where, int) or not -len(items) <= where < len(items):
            return False
        where %= len(items)
    hint = label(frame, bound.identity, where)
    if statement.operator is not None:
        if where not in items:
            old = known_item(frame, bound, where)
            items = {**slots(refreshed(frame, bound)), where: old}
        value = augmented(frame, statement.operator, items[where], value, bound.identity, where)
    items[where] = kept(frame, hint, value)
    write(frame, bound.identity, with_slots(bound, items))
    return True


def put_slice(frame, statement, bound):
    """`items[low:high] = values` for a list of known length; whether it is one."""
    part = frame.evaluate(statement.place).value
    if not isinstance(bound.value, Sequence) or part is None or statement.operator is not None:
        return False
    bounds = [
        None if node is None else inertly(frame, node).value
        for node in (
            statement.place.slice.lower,
            statement.place.slice.upper,
            statement.place.slice.step,
        )
    ]
    if not all(entry is None or isinstance(entry, Known) for entry in bounds):
        return False
    where = slice(*[None if entry is None else entry.value for entry in bounds])
    return put_entries(frame, statement, bound, where)


def put_entries(frame, statement, bound, where):
    """The entries of a list in a known slice are those of the value from now on."""
    if not isinstance(bound.value, Sequence) or statement.operator is not None:
        return False
    entries = list(bound.parts)
    entries[where] = spread(frame, evaluate(frame, statement.value))
    write(frame, bound.identity, with_slots(bound, dict(enumerate(entries))))
    return True


def augmented(frame, operator, old, new, identity=None, key=None):
    """The value of `old op= new`, where `old` is the entry `key` of a container or object."""
    heap = frame.unit.heap
    if identity is not None:
        # The entry is about to hold the new value: it is no second name of the old one.
        heap[identity] = with_slots(heap[identity], {**(slots(heap[identity]) or {}), key: UNSET})
    frame.env["__old__"], frame.env["__new__"] = old, new
    left, right = (gast.Name(t, gast.Load(), None, None) for t in ("__old__", "__new__"))
    try:
        if isinstance(old.value, (Array, Anything, Sequence, Mapping, Object)):
            return evaluate(frame, Augmented(left, operator(), right))
        return evaluate(frame, gast.BinOp(left, operator(), right))
    finally:
        del frame.env["__old__"], frame.env["__new__"]


def append(frame: Frame, text, bound, value):
    """An entry more for a list of known entries."""
    part = settled(frame, evaluate(frame, value), f"{text}_item")
    parts = refreshed(frame, bound).parts
    write(frame, bound.identity, with_slots(bound, dict(enumerate((*parts, part)))))


def may_grow(frame, text):
    """Whether a name stands for a list of known entries that was made here."""
    bound = frame.env.get(text)
    return bound is not None and is_own_list(refreshed(frame, bound))


def is_own_list(bound):
    """Whether it is a list of known entries that was made here."""
    is_list = isinstance(bound.value, Sequence) and bound.value.kind is list
    return is_list and bound.identity is not None and bound.parts is not None
