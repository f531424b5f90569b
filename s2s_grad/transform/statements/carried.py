"""What a loop carries from pass to pass, and the variables that carry it."""

from dataclasses import dataclass, field, replace

import gast

from s2s_grad.analysis.values import Anything, Array, Mapping, Sequence, join
from s2s_grad.code import Leave, Let
from s2s_grad.errors import UnsupportedSyntax
from s2s_grad.syntax.tree import name, names
from s2s_grad.transform.cells import is_cell
from s2s_grad.transform.expressions.memory import heap_holders, holds
from s2s_grad.transform.frames import Bound, is_textless, text_of
from s2s_grad.transform.heap import identity_of, refreshed, slots, start_value
from s2s_grad.transform.statements.moving import moved_reference


@dataclass
class Loop:
    """An open loop: what it carries from pass to pass."""

    carried: dict = field(default_factory=dict)  # user's name -> Bound of its variables
    ends: list = field(default_factory=list)  # env at the end and at each break
    known: dict = field(default_factory=dict)
    slots: dict = field(default_factory=dict)  # (identity, key) -> Bound of its variables
    first: dict = field(default_factory=dict)  # user's name -> what it holds at the head
    before: dict = field(default_factory=dict)  # the heap before the loop
    start: dict = field(default_factory=dict)  # the heap at the head
    heaps: list = field(default_factory=list)  # the heap at the end and at each break
    alive: frozenset = frozenset()  # names that are read in later passes, or behind


def variables(frame, text, bound, value, carry, path):
    """A loop variable for every number and array that `text` holds."""
    if identity_of(bound) is not None:
        if path not in carry.moved:
            return bound
        found = moved_reference(frame, text, bound, value, carry, path, variables)
        if found is not None:
            return found
    if bound.parts is not None and isinstance(value, (Sequence, Mapping)):
        if value.items is not None and len(value.items) == len(bound.parts):
            keys = getattr(value, "keys", range(len(bound.parts)))
            parts = tuple(
                variables(frame, text, part, item, carry, (*path, key))
                for key, part, item in zip(keys, bound.parts, value.items, strict=True)
            )
            items = tuple([part.value for part in parts])
            return Bound(replace(value, items=items), None, parts)
    if is_textless(value):
        return Bound(value)
    found = frame.fresh(text, text in frame.function.made)
    frame.unit.facts[found] = value
    return Bound(value, name(found))


def enter(frame, loop, bound, variable, value):
    """Give loop variables their values from before the loop."""
    if identity_of(variable) is not None:
        if identity_of(variable) == identity_of(bound):
            return
        if identity_of(bound) is not None:
            bound = loop.before[identity_of(bound)]
        variable = loop.start[identity_of(variable)]
    else:
        unit = frame.unit
        now, unit.heap = unit.heap, loop.before
        bound, unit.heap = refreshed(frame, bound), now
    if variable.parts is not None and bound.parts is not None:
        for part, inner in zip(bound.parts, variable.parts, strict=True):
            enter(frame, loop, part, inner, inner.value)
    elif variable.tree is not None:
        frame.put(Let(variable.tree.id, text_of(bound), None, value))
        check_carried(frame, variable.tree.id, text_of(bound), others=1)


def update(frame, loop):
    """Write the loop variables for the next pass, or for what follows the loop."""
    heap = frame.unit.heap
    loop.ends.append(dict(frame.env))
    loop.heaps.append(dict(heap))
    copies = []
    for text, variable in (*loop.carried.items(), *loop.known.items()):
        now = frame.env.get(text)
        if now is not None:
            copies += pairs_of(frame, loop, variable, now)
    for (identity, key), variable in loop.slots.items():
        now = None if heap.get(identity) is None else (slots(heap[identity]) or {}).get(key)
        if now is not None:
            copies += pairs_of(frame, loop, variable, now)
    moved = {target for target, source in copies}
    staged = []
    for target, source in copies:
        if names(source) & (moved - {target}):
            found = frame.fresh(f"{target}_next", made=True)
            frame.unit.facts[found] = frame.unit.facts.get(target)
            frame.put(Let(found, source, None, frame.unit.facts.get(target)))
            source = name(found)
        staged.append((target, source))
    for target, source in staged:
        frame.put(Let(target, source, None, frame.unit.facts.get(target)))
        check_carried(frame, target, source)


def check_carried(frame, target, source, others=2):
    """Refuse to carry a view of an array that the program writes to in place."""
    unit = frame.unit
    fact = unit.facts.get(target)
    if not isinstance(fact, (Array, Anything)) or not isinstance(source, gast.Name):
        return
    owners = {source.id} | unit.views.get(source.id, frozenset())
    shared = source.id in unit.views and target in unit.augmented
    shared = shared and (bool(unit.views[source.id]) or names_of(frame, source.id) >= others)
    outside = source.id in {key for key, _ in unit.all_parameters()}
    if owners & unit.written or shared or (outside and target in unit.augmented):
        frame.refuse(
            "S103",
            f"{target!r} shares memory with an array that is written to in this loop",
            "Make it a copy: `.copy()`.",
            UnsupportedSyntax,
        )


def names_of(frame, text):
    """How many names an array has in all open calls."""
    scope, found = frame, 0
    while scope is not None:
        for key, entry in scope.env.items():
            if scope is frame or not is_cell(key):
                found += entry is not None and holds(entry, text)
        scope = scope.caller
    return found + heap_holders(frame, text)


def pairs_of(frame, loop, variable, now):
    """Which loop variable takes which value."""
    now = refreshed(frame, now)
    identity, heap = identity_of(variable), frame.unit.heap
    if identity in loop.before:
        return []
    if identity is not None:
        variable, now = loop.start[identity], heap[identity_of(now)] if identity_of(now) else now
        here, there = slots(variable) or {}, slots(now) or {}
        if set(here) != set(there):
            return []
        return [pair for key in here for pair in pairs_of(frame, loop, here[key], there[key])]
    if variable.parts is not None:
        if now.parts is None or len(now.parts) != len(variable.parts):
            return []
        inner = zip(variable.parts, now.parts, strict=True)
        return [pair for a, b in inner for pair in pairs_of(frame, loop, a, b)]
    if variable.tree is None:
        return []
    target, source = variable.tree.id, text_of(now)
    if isinstance(source, gast.Name) and source.id == target:
        return []
    return [(target, source)]


def widest(loop, text, value):
    """What covers the value at the head and at every end of a pass."""
    if text not in loop.carried:
        return value
    for end, heap in zip(loop.ends, loop.heaps, strict=True):
        bound = end.get(text)
        if bound is None:
            return None
        value = join(value, start_value(heap, bound))
        if value is None:
            return None
    return value


def leave_loop(frame):
    """`break`: what the loop carries is written, then it is left."""
    loop = frame.loop
    assert loop is not None, "a break stands in a loop"
    update(frame, loop)
    frame.put(Leave("break"))
    return False
