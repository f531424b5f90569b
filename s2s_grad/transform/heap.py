"""What lists, dicts and objects of the program's own hold at this point of the program.

A name is bound to an identity, a identity; what stands in the identity changes with every write, is
joined behind branches and carried around loops as names are. So two names for one list see
the same entries. An object's identity holds its attributes, as a dict.
"""

from dataclasses import replace
from typing import Any

import gast

from s2s_grad.analysis.objects import Object, Record
from s2s_grad.analysis.values import Function, Mapping, Method, Opaque, widened
from s2s_grad.code import Let, every
from s2s_grad.errors import UnsupportedSyntax, UnsupportedValue
from s2s_grad.transform.frames import Bound, HandedIn
from s2s_grad.transform.normal.writer import Closure

UNSET = Bound(Opaque("an attribute that only some paths set"))


def identity_of(bound):
    """Which list, dict or object of the program's own it is, or None."""
    return bound.value.identity if isinstance(bound.value, Object) else bound.identity


def contents(frame, identity) -> Any:
    """What stands in a identity now."""
    found = frame.unit.heap.get(identity)
    if found is None:
        frame.refuse(
            "S207",
            f"{frame.unit.labels.get(identity, 'an object')!r} holds different kinds of values "
            "on different paths, or is an iterator that was used before",
            "Give it the same entries on every path; make an iterator a list.",
            UnsupportedValue,
        )
    return found


def held(heap, identity):
    """The list or dict with this identity, and the entries that a heap says it has."""
    return replace(heap[identity], identity=identity)


def refreshed(frame, bound):
    """The binding of a list or dict with the entries that it has now."""
    if bound.identity is not None:
        bound = replace(contents(frame, bound.identity), identity=bound.identity)
    if bound.parts is None:
        return bound
    parts = tuple([refreshed(frame, part) for part in bound.parts])
    if all(new is old for new, old in zip(parts, bound.parts, strict=True)):
        return bound
    items = tuple([part.value for part in parts])
    return replace(bound, value=replace(bound.value, items=items), parts=parts)


def passing(frame, bound, view=None):
    """The entries as those of an iterator, which are read once, or of a view of a dict."""
    if bound is None or bound.parts is None:
        return bound
    found = frame.owning(replace(bound, identity=None))
    of = None if view is None else (view.identity, frame.unit.heap.get(view.identity))
    frame.unit.passing[found.identity] = of
    return found


def taken_up(frame, text, bound):
    """What a name of the user's holds; an iterator is used up by that."""
    unit, identity = frame.unit, bound.identity
    if identity not in unit.passing:
        return bound
    of = unit.passing[identity]
    if of is None:
        unit.heap[identity] = None
    elif unit.heap.get(of[0]) is not of[1]:
        frame.refuse(
            "S103",
            f"{text!r} is a view of a dict that was changed since",
            "Take the view anew, or make it a list.",
            UnsupportedSyntax,
        )
    return replace(bound, identity=None)


def new_object(frame, kind, path):
    """An object of a class, without attributes yet."""
    bound = frame.owning(Bound(Mapping(), None, ()))
    frame.unit.instances.add(bound.identity)
    return Bound(Object(kind, bound.identity, path))


def write(frame, identity, content):
    """From now on the object holds `content`."""
    check_write(frame, identity)
    frame.unit.heap[identity] = replace(content, identity=None)
    frame.unit.writes += 1


def check_write(frame, identity):
    """Refuse to change what may be another object on some paths."""
    unit = frame.unit
    if identity in unit.lent:
        raise HandedIn
    if identity in unit.frozen:
        frame.refuse(
            "S103",
            f"{unit.labels[identity]!r} is changed here, and on some paths it may be another "
            "object that has a second name",
            "Make a new object, or use it under one name only.",
            UnsupportedSyntax,
        )
    if identity is not None:
        contents(frame, identity)


def slots(content) -> Any:
    """The entries of a container by position, key or attribute; None when not known."""
    if content.parts is None:
        return None
    keys = getattr(content.value, "keys", range(len(content.parts)))
    return dict(zip(keys, content.parts, strict=True))


def with_slots(content, found):
    """The container with these entries; those of a list are in order."""
    parts = tuple(found.values())
    items = tuple([part.value for part in parts])
    if isinstance(content.value, Mapping):
        value = replace(content.value, keys=tuple(found), items=items)
    else:
        value = replace(content.value, items=items, element=None)
    return Bound(value, None, parts)


def write_slot(frame, identity, key, bound):
    """One entry of the container in a identity is `bound` from now on."""
    content = contents(frame, identity)
    found = slots(content) or {}
    found[key] = bound
    write(frame, identity, with_slots(content, found))


def label(frame, identity, key=None):
    """What to call the variable for an entry: `p_x`."""
    base = frame.unit.labels.get(identity, "item")
    return base if key is None or not str(key).isidentifier() else f"{base}_{key.strip('_')}"


def is_set(bound):
    """Whether an attribute has a value on every path."""
    return bound.value is not UNSET.value


def deep_value(heap, bound, seen=()):
    """What is known of a value, with the attributes of objects in place of the objects."""
    identity = identity_of(bound)
    if identity in seen or (identity is not None and heap.get(identity) is None):
        return bound.value
    content = bound if identity is None else heap[identity]
    seen = seen if identity is None else (*seen, identity)
    if content.parts is None:
        return content.value
    items = tuple([deep_value(heap, part, seen) for part in content.parts])
    if isinstance(bound.value, Object):
        return Record(bound.value.kind, content.value.keys, items)
    return replace(content.value, items=items)


def reached(heap, bounds):
    """The identities that can be reached from some bindings."""
    found, seen, pending = set(), set(), [bound for bound in bounds if bound is not None]
    while pending:
        bound = pending.pop()
        identity = identity_of(bound)
        if identity is not None and identity not in found:
            found.add(identity)
            if heap.get(identity) is not None:
                pending.append(heap[identity])
        pending += bound.parts or ()
        if isinstance(bound.value, Method):
            pending.append(bound.value.receiver)
        if isinstance(bound.value, Function) and id(bound.value.frame) not in seen:
            seen.add(id(bound.value.frame))
            pending += [entry for _, entry in bound.value.captured]
            pending += [entry for entry in bound.value.frame.env.values() if entry is not None]
    return found


def living(scope):
    """The names of a call that may be read once its open statement is done, and what they
    stand for."""
    if id(scope.statement) not in scope.live:
        return scope.env
    if scope.inner_names is None:
        scope.inner_names = closure_names(scope.function)
    after, function = scope.live[id(scope.statement)][1] | scope.inner_names, scope.function
    own = {*function.made, *function.bound, *function.parameters}
    return {text: bound for text, bound in scope.env.items() if text in after or text not in own}


def closure_names(function):
    """Names that functions defined inside may read whenever they are called."""
    found = set()
    for statement in every(function.body):
        if isinstance(statement, Let) and isinstance(statement.value, Closure):
            for node in gast.walk(statement.value.definition):
                if isinstance(node, gast.Name):
                    found.add(node.id)
    return found


def scopes(frame):
    """The open calls, innermost first, and those in which their functions were defined."""
    found, pending = [], [frame]
    while pending:
        scope = pending.pop(0)
        if scope is not None and not any(scope is other for other in found):
            found.append(scope)
            pending += [scope.caller, scope.parent]
    return found


def roots(frame, env):
    """Every binding that the open calls can name, with `env` for the innermost."""
    found = [*env.values(), *frame.unit.held]
    for scope in scopes(frame)[1:]:
        found += living(scope).values()
    return found


def freeze(frame, heap, bounds):
    """What these bindings reach may not be written to from now on."""
    frame.unit.frozen |= reached(heap, bounds)


def holds_object(bound):
    """Whether an object that the program makes is in the value."""
    if isinstance(bound.value, Object):
        return True
    if isinstance(bound.value, Method) and isinstance(bound.value.receiver, Bound):
        return holds_object(bound.value.receiver)
    return any(holds_object(part) for part in bound.parts or ())


def start_value(heap, bound):
    """What is known of a value at the head of a loop that changes it."""
    return widened(deep_value(heap, bound))


def retell(frame, target, value):
    """Tell every entry that holds the array or list `target` what is known of it now."""
    heap = frame.unit.heap
    for identity, content in list(heap.items()):
        if getattr(getattr(content, "tree", None), "id", None) == target:
            heap[identity] = replace(content, value=value)
            continue
        found: Any = slots(content) if content is not None else None
        for key, part in (found or {}).items():
            if part.identity is None and getattr(part.tree, "id", None) == target:
                found[key] = replace(part, value=value)
                heap[identity] = with_slots(content, found)
