"""Loops and objects: which entries change from pass to pass, and which names move on to
another object.

An entry of an object from before the loop that a pass changes is a variable of the loop,
as a name is. A name that holds a new object after a pass stands, at the head of the loop,
for an object of its own whose entries are variables.
"""

from dataclasses import dataclass, field, replace
from typing import Any

from s2s_grad.analysis.objects import Object
from s2s_grad.analysis.values import Array, is_varied, join
from s2s_grad.transform.frames import Bound
from s2s_grad.transform.heap import (
    UNSET,
    contents,
    freeze,
    identity_of,
    is_set,
    label,
    reached,
    roots,
    slots,
    start_value,
    with_slots,
)
from s2s_grad.transform.statements.joining import alike


@dataclass
class Carry:
    """What was found out about a loop so far, from going round it."""

    heap: dict  # the heap before the loop
    values: dict = field(default_factory=dict)  # (identity, key) -> what is known at the head
    unset: set = field(default_factory=set)  # (identity, attribute) that the body sets first
    moved: set = field(default_factory=set)  # paths that lead to another object after a pass
    stuck: set = field(default_factory=set)  # of these, whose object has another name
    linked: dict = field(default_factory=dict)  # variable -> marks of memory that it may share
    longer: set = field(default_factory=set)  # lists whose length changes

    def size(self):
        """How much has been found out."""
        found = (self.values, self.unset, self.moved, self.stuck, self.longer)
        return [len(entries) for entries in found]


def start_slots(frame, loop, carry, variables):
    """Give the entries that the loop changes their variables, in the heap at its head."""
    heap = frame.unit.heap
    for identity, key in sorted(carry.unset, key=str):
        heap[identity] = with_slots(heap[identity], {**(slots(heap[identity]) or {}), key: UNSET})
    for (identity, key), value in carry.values.items():
        found = slots(heap[identity]) or {}
        part = found[key]
        found[key] = variables(
            frame, label(frame, identity, key), part, value, carry, ((identity, key),)
        )
        loop.slots[identity, key] = found[key]
        heap[identity] = with_slots(heap[identity], found)
    loop.start = dict(heap)


def moved_reference(frame, text, bound, value, carry, path, variables):
    """An object of its own for a name that moves on, with a variable for every entry."""
    content = contents(frame, identity_of(bound))
    found, items = slots(content), getattr(value, "items", None)
    if found is None or items is None or len(items) != len(found):
        return None
    frame.session.identities += 1
    identity, unit = frame.session.identities, frame.unit
    unit.labels[identity] = text
    inner = {}
    for (key, part), item in zip(found.items(), items, strict=True):
        hint = f"{text}_{key}" if str(key).isidentifier() else text
        inner[key] = variables(frame, hint, part, item, carry, (*path, key))
    unit.heap[identity] = with_slots(content, inner)
    if path in carry.stuck:
        unit.frozen.add(identity)
    if isinstance(bound.value, Object):
        unit.instances.add(identity)
        return Bound(replace(bound.value, identity=identity))
    return replace(unit.heap[identity], identity=identity)


def now_varied(frame, carry, before):
    """Whether a pass wrote a derivative into an array of an object that had none before."""
    found = False
    for text, bound in list(before.items()):
        fact = frame.unit.facts.get(getattr(getattr(bound, "tree", None), "id", None))
        if isinstance(fact, Array) and fact.varied and not is_varied(bound.value):
            before[text] = replace(bound, value=replace(bound.value, varied=True))
            found = True
    for identity, content in list(carry.heap.items()):
        fact = frame.unit.facts.get(getattr(getattr(content, "tree", None), "id", None))
        if fact is not None and content.parts is None and fact != content.value:
            carry.heap[identity] = replace(content, value=fact)
            found = True
        inner: Any = slots(content) if content is not None else None
        for key, part in (inner or {}).items():
            fact = frame.unit.facts.get(getattr(part.tree, "id", None))
            if part.identity is None and is_varied(fact) and not is_varied(part.value):
                inner[key] = replace(part, value=replace(part.value, varied=True))
                carry.heap[identity] = with_slots(content, inner)
                found = True
    return found


def grown(frame, loop, carry, before, refuse):
    """Whether a pass changed more than was thought, so that the loop is gone round again."""
    size = carry.size()
    for end, heap in zip(loop.ends, loop.heaps, strict=True):
        for identity in carry.heap:
            look_at_contents(frame, loop, carry, heap, identity, refuse)
        pairs = [((text,), loop.first.get(text), end.get(text)) for text in loop.first]
        pairs += [
            ((slot,), part, slots(heap[slot[0]])[slot[1]]) for slot, part in loop.slots.items()
        ]
        for path, first, last in pairs:
            look_at_reference(loop, carry, heap, path, first, last)
    if size == carry.size():
        look_for_second_names(frame, loop, carry, before)
    return size != carry.size()


def look_at_contents(frame, loop, carry, heap, identity, refuse):
    """Note the entries of a container or object that a pass changed."""
    first, last = loop.start.get(identity), heap.get(identity)
    if first is last or first is None:
        return
    here, there = slots(first), None if last is None else slots(last)
    made = identity in frame.unit.instances
    if is_list(first) and is_list(last) and (here is None) is not (there is None):
        carry.longer.add(identity)
        return
    if here is None or there is None:
        if last is None or not alike(first, last):
            refuse(label(frame, identity))
        return
    if not made and list(here) != list(there):
        if is_list(first):
            carry.longer.add(identity)
            return
        refuse(label(frame, identity))
    for key, part in there.items():
        if key not in here:
            carry.unset.add((identity, key))
        elif is_set(here[key]) and not alike(here[key], part):
            known = slots(carry.heap[identity])
            carry.values.setdefault((identity, key), start_value(carry.heap, known[key]))
    if any(key not in there for key in here):
        refuse(label(frame, identity))


def is_list(content):
    """Whether what an identity holds is a list."""
    return content is not None and getattr(content.value, "kind", None) is list


def look_at_reference(loop, carry, heap, path, first, last):
    """Note a name or an entry that leads to another object after a pass."""
    if first is None or last is None:
        return
    one, two = identity_of(first), identity_of(last)
    if one is not None and one == two:
        return
    if one is not None or two is not None:
        if path not in carry.moved:
            carry.moved.add(path)
            if one is None or two is None:
                carry.stuck.add(path)
            return
        first = loop.start.get(one) if one is not None else first
        last = heap.get(two) if two is not None else last
    here, there = ((slots(found) or {}) if found is not None else {} for found in (first, last))
    for key in here:
        if key in there:
            look_at_reference(loop, carry, heap, (*path, key), here[key], there[key])


def look_for_second_names(frame, loop, carry, before):
    """Note moved names whose object something else leads to as well; it cannot be changed."""
    if not carry.moved:
        return
    for env, heap in [(before, carry.heap), *zip(loop.ends, loop.heaps, strict=True)]:
        named = {text: bound for text, bound in env.items() if text in loop.alive}
        objects, cut = {}, dict(heap)
        for path in sorted(carry.moved, key=lambda path: (len(path), str(path))):
            bound = walk(named, heap, path)
            if bound is None or identity_of(bound) is None:
                carry.stuck.add(path)
                continue
            objects.setdefault(identity_of(bound), []).append(path)
            cut_off(named, heap, cut, path)
        ends = [Bound(None, None, (cut[identity],)) for identity in objects if cut.get(identity)]
        names = {text: bound for text, bound in named.items() if (text,) not in carry.moved}
        others = reached(cut, [*roots(frame, names), *ends])
        for identity, paths in objects.items():
            if len(paths) > 1 or identity in others:
                carry.stuck.update(paths)
                if identity in carry.heap:
                    freeze(frame, heap, [Bound(Object(object, identity))])


def walk(env, heap, path):
    """What a path leads to: a name or (identity, key), and then keys."""
    root = path[0]
    bound = env.get(root) if isinstance(root, str) else (slots(heap[root[0]]) or {}).get(root[1])
    for key in path[1:]:
        if bound is None:
            return None
        content = bound if identity_of(bound) is None else heap.get(identity_of(bound))
        bound = None if content is None else (slots(content) or {}).get(key)
    return bound


def cut_off(env, heap, cut, path):
    """Take out of the heap the entry at which a path ends."""
    root = path[0]
    if len(path) == 1:
        identity, key = root if not isinstance(root, str) else (None, None)
    else:
        holder = walk(env, heap, path[:-1])
        identity, key = (None if holder is None else identity_of(holder)), path[-1]
    if identity is not None and cut.get(identity) is not None:
        cut[identity] = with_slots(cut[identity], {**(slots(cut[identity]) or {}), key: UNSET})


def wider_slots(loop, carry):
    """What covers each changed entry at the head and at every end; None if nothing does."""
    out = {}
    for (identity, key), value in carry.values.items():
        for heap in loop.heaps:
            now = start_value(heap, slots(heap[identity])[key])
            value = None if value is None else join(value, now)
        out[identity, key] = value
    return out


def bring_out(frame, heap, bound):
    """What a name made in the last pass leads to is there behind the loop."""
    for identity in reached(heap, [bound]):
        frame.unit.heap.setdefault(identity, heap[identity])
