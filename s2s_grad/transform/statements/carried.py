"""What a loop carries from pass to pass, and the variables that carry it."""

from dataclasses import dataclass, field, replace

import gast

from s2s_grad.analysis.values import Anything, Array, Mapping, Sequence, join
from s2s_grad.code import Leave, Let
from s2s_grad.syntax.places import root_of
from s2s_grad.syntax.tree import name, names
from s2s_grad.transform.frames import Bound, is_textless, text_of
from s2s_grad.transform.heap import identity_of, refreshed, slots, start_value
from s2s_grad.transform.sharing import PATH, memory_of
from s2s_grad.transform.statements.moving import moved_reference


@dataclass
class Loop:
    """An open loop: what it carries from pass to pass."""

    carried: dict = field(default_factory=dict)  # user's name -> Bound of its variables
    ends: list = field(default_factory=list)  # env at the end and at each break
    groups: list = field(default_factory=list)  # pairs (variable, value) at the ends
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
    unit = frame.unit
    unit.facts[found] = value
    unit.paths.pop(found, None)
    unit.stale.pop(found, None)
    unit.views[found] = carry.linked.get(found, frozenset())
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


def update(frame, loop):
    """Write the loop variables for the next pass, or for what follows the loop."""
    heap = frame.unit.heap
    settle_paths(frame, {target for target, _ in all_pairs(frame, loop, frame.env, heap)})
    loop.ends.append(dict(frame.env))
    loop.heaps.append(dict(heap))
    loop.groups.append(all_pairs(frame, loop, frame.env, heap))
    copies = [pair for pair in loop.groups[-1] if not stays(pair)]
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
        frame.unit.stale.pop(target, None)


def relate(frame, loop, carry, before, outside):
    """Note which loop variables may share memory, with one another and with the arrays
    `outside`; whether anything of it is new."""
    unit, changed = frame.unit, False
    entry = all_pairs(frame, loop, before, carry.heap)
    for group in (entry, *loop.groups):
        held = [(target, owners(unit, source)) for target, source in group]
        held = [(target, own) for target, own in held if own]
        for position, (target, own) in enumerate(held):
            others = [other for other, more in held[:position] if more & own]
            others += [other for other in outside if memory_of(unit, other) & own]
            for other in others:
                changed |= link(unit, target, other)
    return changed


def owners(unit, source):
    """Whose memory the value of an expression may share."""
    found = [
        memory_of(unit, text) for text in names(source) if may_hold_arrays(unit.facts.get(text))
    ]
    return frozenset().union(*found)


def may_hold_arrays(fact):
    """Whether there may be an array in a value."""
    return isinstance(fact, (Array, Anything, Sequence, Mapping))


def link(unit, one, two):
    """Note that two names may share memory; whether that is new."""
    label = f"@{one}~{two}"
    if label in unit.views.get(one, ()):
        return False
    for text in (one, two):
        unit.views[text] = unit.views.get(text, frozenset()) | {label}
    return True


def left_behind(frame, loop):
    """Behind a loop its variables share memory with what the last pass gave them, and
    paths that the passes took are no longer there."""
    unit = frame.unit
    for group in loop.groups:
        for target, source in group:
            own = owners(unit, source) - {target}
            unit.behind[target] = unit.behind.get(target, frozenset()) | own
            unit.views[target] = unit.views.get(target, frozenset()) | own
    targets = {target for group in loop.groups for target, _ in group}
    for text, path in list(unit.paths.items()):
        if names(path) & targets:
            del unit.paths[text]


def settle_paths(frame, moved):
    """Read what is still to be read of arrays and at places that now change."""
    for text, bound in list(frame.env.items()):
        if bound is not None and PATH in bound.base and names(bound.tree) & moved:
            base = frozenset({root_of(bound.tree)})
            frame.env[text] = frame.let(text, bound.value, bound.tree, base=base)


def all_pairs(frame, loop, env, heap):
    """Which loop variable takes which value, those that stay included."""
    found = []
    for text, variable in (*loop.carried.items(), *loop.known.items()):
        now = env.get(text)
        if now is not None:
            found += pairs_of(frame, loop, variable, now, heap)
    for (identity, key), variable in loop.slots.items():
        now = None if heap.get(identity) is None else (slots(heap[identity]) or {}).get(key)
        if now is not None:
            found += pairs_of(frame, loop, variable, now, heap)
    return found


def stays(pair):
    """Whether a loop variable keeps its value."""
    target, source = pair
    return isinstance(source, gast.Name) and source.id == target


def pairs_of(frame, loop, variable, now, heap):
    """Which loop variable takes which value."""
    if heap is frame.unit.heap:
        now = refreshed(frame, now)
    identity = identity_of(variable)
    if identity in loop.before:
        return []
    if identity is not None:
        variable, now = loop.start[identity], heap[identity_of(now)] if identity_of(now) else now
        here, there = slots(variable) or {}, slots(now) or {}
        if set(here) != set(there):
            return []
        return [pair for key in here for pair in pairs_of(frame, loop, here[key], there[key], heap)]
    if variable.parts is not None:
        if now.parts is None or len(now.parts) != len(variable.parts):
            return []
        inner = zip(variable.parts, now.parts, strict=True)
        return [pair for a, b in inner for pair in pairs_of(frame, loop, a, b, heap)]
    if variable.tree is None:
        return []
    return [(variable.tree.id, text_of(now))]


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
