"""A loop body, gone round until what is known at its head holds for every pass."""

from dataclasses import replace
from typing import Any

import gast

from s2s_grad.analysis.values import Anything, Array, Sequence, join, widened
from s2s_grad.code import Branch, Do, For, Let, Put, Unpack, every, target_names
from s2s_grad.errors import UnsupportedValue
from s2s_grad.transform.cells import shared
from s2s_grad.transform.expressions.grown import made_list
from s2s_grad.transform.expressions.memory import is_held_elsewhere, renew
from s2s_grad.transform.frames import Bound
from s2s_grad.transform.heap import closure_names, held, identity_of, label, slots, start_value
from s2s_grad.transform.normal.writer import Augmented
from s2s_grad.transform.statements.carried import (
    Loop,
    enter,
    left_behind,
    may_hold_arrays,
    relate,
    update,
    variables,
    widest,
)
from s2s_grad.transform.statements.joining import alike
from s2s_grad.transform.statements.lists import grow_in_loop, lists_in
from s2s_grad.transform.statements.moving import Carry, bring_out, grown, start_slots, wider_slots
from s2s_grad.transform.statements.moving import now_varied as varied_entries
from s2s_grad.transform.statements.unrolling import breaks
from s2s_grad.transform.structure import always_leaves


def go_round(frame, statement, head, build, fixed=False):
    """Resolve a loop body until what is known at its head holds for every pass.

    Names that live from pass to pass become variables, written at the end of the body.
    With `fixed`, a list that changes its length is refused.
    """
    grow_in_loop(frame, statement.body)
    live = frame.live.get(id(statement), (frozenset(), frozenset()))
    reachable = live[0] | live[1] | closure_names(frame.function)
    written = assigned(statement.body)
    if isinstance(statement, For):
        written.update(dict.fromkeys(target_names(statement.target)))
    kept = [text for text in written if text in reachable]
    solid = set(frame.solid)
    arrays = {text for text in put_roots(statement.body) if is_array(frame, text, Anything)}
    arrays |= {text for text in augmented(statement.body) if is_solid(frame, text, arrays)}
    frame.solid = solid | arrays
    arrays |= lists_in(frame, statement.body)
    rebound = assigned(statement.body, puts=False, solid=frame.solid)
    kept = [text for text in kept if text in rebound or text not in arrays]
    unit, origin = frame.unit, frame.origin
    arrays_before = [text for text, fact in unit.facts.items() if may_hold_arrays(fact)]
    before, outside = dict(frame.env), frame.block
    taken, outer = set(unit.names.taken), frame.loop
    kept = [frame.cells.get(text, text) for text in kept]
    carry, first = Carry(dict(unit.heap)), [text for text in kept if before.get(text) is not None]
    values = {text: start_value(carry.heap, before[text]) for text in first}
    late, checked = {}, set(unit.checked)

    def refuse(text):
        refuse_change(frame, text, origin)

    for _ in range(20):
        unit.free_names(taken)
        for identity in sorted(carry.longer):
            if fixed:
                refuse(label(frame, identity))
            frame.env, frame.block, unit.heap = before, outside, carry.heap
            made_list(frame, label(frame, identity), held(carry.heap, identity))
        taken, carry.longer = set(unit.names.taken), set()
        frame.env, frame.block, frame.origin = dict(before), [], origin
        unit.heap, unit.checked = dict(carry.heap), set(checked)
        seen, stale = len(unit.log), set(unit.stale)
        loop = frame.loop = Loop(alive=reachable, before=carry.heap)
        for text in kept:
            if text not in values:
                frame.env.pop(text, None)
                continue
            found = variables(frame, text, before[text], values[text], carry, (text,))
            frame.env[text] = loop.first[text] = found
            if identity_of(found) is None or found is not before[text]:
                loop.carried[text] = found
        start_slots(frame, loop, carry, variables)
        late.pop("again", None)
        for text, value in late.items():
            loop.known[text] = variables(frame, text, Bound(value), value, carry, (text,))
        start = shared(frame.env)
        if head() is False:
            frame.env, frame.block, frame.loop, unit.heap = before, outside, outer, carry.heap
            frame.solid = solid
            return
        if frame.session.run_block(frame, statement.body):
            update(frame, loop)
        more = changed_cells(loop, start, kept)
        if more:
            # Functions that were called in the pass have written to these.
            kept += more
            values.update({text: start_value(carry.heap, before[text]) for text in more})
            late = {"again": None}
            continue
        again = relate(frame, loop, carry, before, arrays_before)
        keep_links(unit, loop, carry)
        inside, frame.block, unit.checked = frame.block, outside, checked
        again |= renew(frame, before, set(unit.log[seen:]), {})
        again |= renew(frame, carry.heap, set(unit.log[seen:]), {})
        frame.block = inside
        again |= bool(set(unit.stale) & set(arrays_before) - stale)
        if again or lists_changed(frame, before) or varied_entries(frame, carry, before):
            late = {"again": None}
            continue
        if grown(frame, loop, carry, before, refuse):
            continue
        wider = {text: widest(loop, text, value) for text, value in values.items()}
        unsettled = [text for text, value in wider.items() if value is None]
        if fixed:
            unsettled += [text for text in values if loses_length(values[text], wider[text])]
        if unsettled:
            refuse(unsettled[0])
        slots_wider = wider_slots(loop, carry)
        changed = [identity for (identity, _), value in slots_wider.items() if value is None]
        if changed:
            refuse(label(frame, changed[0]))
        later = late_values(loop, kept, values)
        if wider == values and later == late and slots_wider == carry.values:
            break
        values, late, carry.values = wider, later, slots_wider
    else:
        frame.refuse(
            "S205",
            "the kinds of values in this loop do not settle",
            "Keep shapes and kinds the same from pass to pass.",
        )
    body, frame.block, frame.loop, frame.origin = frame.block, outside, outer, origin
    frame.env = {k: v for k, v in before.items() if k not in written or k in arrays}
    unit.heap = dict(loop.start)
    stale, unit.stale = unit.stale, {}
    for text, bound in loop.first.items():
        enter(frame, loop, before[text], bound, values[text])
        frame.env[text] = bound
    for (identity, key), bound in loop.slots.items():
        part = (slots(carry.heap[identity]) or {})[key]
        enter(frame, loop, part, bound, carry.values[identity, key])
    unit.stale = stale
    for text in kept:
        if text in loop.known:
            frame.env[text] = loop.known[text]
        elif text not in loop.first:
            frame.env.update(late_name(frame, loop, text))
    left_behind(frame, loop)
    frame.solid = solid
    frame.put(replace(build(nested(tuple(body))), origin=origin))


def loses_length(value, wider):
    """Whether a list of known entries has another length in every pass."""
    known = isinstance(value, Sequence) and value.items is not None
    return known and isinstance(wider, Sequence) and wider.items is None


def changed_cells(loop, start, kept):
    """The shared names from before the loop that a pass has given another value."""
    return [
        key
        for key, bound in start.items()
        if key not in kept and any(end.get(key) is not bound for end in loop.ends)
    ]


def keep_links(unit, loop, carry):
    """Keep for the next round what a round found to share memory."""
    for group in loop.groups:
        for target, _ in group:
            carry.linked[target] = frozenset(t for t in unit.views[target] if "~" in t)


def lists_changed(frame, before):
    """Whether a pass has put another kind of entry into a list from before the loop."""
    found = False
    for entry in list(before.values()):
        tree: Any = getattr(entry, "tree", None)
        if isinstance(tree, gast.Name) and isinstance(entry.value, Sequence):
            fact = frame.unit.facts.get(tree.id)
            if tree.id in frame.unit.written and fact != entry.value:
                hand_on(before, tree.id, fact)
                found = True
    return found


def hand_on(env, text, value):
    """Tell every name of an array or list what is known of it now."""
    for key, entry in env.items():
        if entry is not None and isinstance(entry.tree, gast.Name) and entry.tree.id == text:
            env[key] = replace(entry, value=value)


def nested(body):
    """The body with what follows a branch that breaks moved into the arms that go on,
    so that every break stands at the end of a path."""
    for position, statement in enumerate(body):
        if isinstance(statement, Branch) and breaks(statement):
            rest = body[position + 1 :]
            arms = (statement.then, statement.otherwise)
            then, otherwise = (nested(arm if always_leaves(arm) else (*arm, *rest)) for arm in arms)
            found = replace(statement, then=then, otherwise=otherwise)
            return (*body[:position], found)
    return body


def refuse_change(frame, text, origin):
    """Refuse a name that holds another kind of value in every pass."""
    frame.origin = origin
    frame.refuse(
        "S207",
        f"{text!r} changes its kind from pass to pass of this loop",
        "Give it the same kind of value before and inside the loop.",
        UnsupportedValue,
    )


def late_values(loop, kept, values):
    """What is known of names that only some passes make, and that live on."""
    out = {}
    for text in kept:
        if text in values:
            continue
        found = [end[text] for end in loop.ends if end.get(text) is not None]
        same = all(alike(found[0], bound) for bound in found)
        if any(identity_of(bound) is not None for bound in found):
            continue
        if not found or (same and len(found) == len(loop.ends)):
            continue
        value = widened(found[0].value)
        for bound in found[1:]:
            value = None if value is None else join(value, widened(bound.value))
        if value is not None:
            out[text] = value
    return out


def late_name(frame, loop, text):
    """What a name that every pass makes anew stands for behind the loop."""
    found = [end[text] for end in loop.ends if end.get(text) is not None]
    if not found:
        return {}
    same = all(alike(found[0], bound) for bound in found)
    if len(loop.ends) == 1:
        bring_out(frame, loop.heaps[0], found[0])
    return {text: found[0] if same else None}


def put_roots(block):
    """The names of containers and arrays that a block writes into."""
    found = {}
    for statement in every(block):
        if isinstance(statement, Put):
            place = statement.place
            while isinstance(place, (gast.Subscript, gast.Attribute)):
                place = place.value
            if isinstance(place, gast.Name):
                found[place.id] = None
    return found


def is_array(frame, text, *kinds):
    """Whether a name stands for an array now, or for another of these kinds."""
    bound = frame.env.get(text)
    return bound is not None and isinstance(bound.value, (Array, *kinds))


def augmented(block):
    """The names that a block only ever assigns to by `x += y`."""
    found, others = {}, set()
    for statement in every(block):
        if isinstance(statement, Let):
            if isinstance(statement.value, Augmented):
                found[statement.name] = None
            else:
                others.add(statement.name)
    return [text for text in found if text not in others]


def is_solid(frame, text, arrays):
    """Whether `x += y` in a loop writes into the array, as it must when the array has
    other names, or is written to by index as well."""
    if not is_array(frame, text):
        return False
    tree = frame.env[text].tree
    if text in arrays or text in frame.solid or not isinstance(tree, gast.Name):
        return True
    return bool(frame.unit.paths.get(tree.id)) or is_held_elsewhere(
        frame, text, tree.id, alive=False
    )


def assigned(block, puts=True, solid=()):
    """The user's names that a block writes, in order; those in `solid` are not bound
    anew by `x += y`."""
    found = {}
    for statement in every(block):
        match statement:
            case Let(name=text, value=Augmented()) if text in solid:
                pass
            case Let(name=text):
                found[text] = None
            case Unpack(names=texts):
                found.update(dict.fromkeys(texts))
            case For(target=target):
                found.update(dict.fromkeys(target_names(target)))
            case Put(place=gast.Subscript(value=gast.Name(id=text))) if puts:
                found[text] = None
            case Do(value=gast.Call(func=gast.Attribute(value=gast.Name(id=text)))) if puts:
                found[text] = None
    return found
