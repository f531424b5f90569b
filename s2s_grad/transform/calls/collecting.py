"""The containers of `collections` that the program makes, and copies of what it makes."""

import builtins
import collections
import copy
import itertools
import types
from dataclasses import replace
from typing import Any

import gast

from s2s_grad.analysis.objects import Object
from s2s_grad.analysis.values import Array, Instance, Known, Mapping, Sequence
from s2s_grad.errors import UnsupportedSyntax
from s2s_grad.syntax.tree import attribute, name
from s2s_grad.transform.calls.changes import LIST_METHODS, NONE, place_of, rewrite
from s2s_grad.transform.calls.sequences import make_dict
from s2s_grad.transform.expressions.containers import (
    entries,
    kept,
    known_bound,
    mapped,
    sequence,
    settled,
)
from s2s_grad.transform.expressions.names import evaluate_with
from s2s_grad.transform.expressions.primitives import method_call
from s2s_grad.transform.expressions.special_methods import asked, called, iterated
from s2s_grad.transform.frames import Bound
from s2s_grad.transform.heap import (
    contents,
    label,
    new_object,
    refreshed,
    slots,
    with_slots,
    write,
    write_slot,
)

ONCE = {
    builtins.zip,
    builtins.map,
    builtins.filter,
    builtins.enumerate,
    builtins.reversed,
    itertools.accumulate,
}
CONVERTED = {
    builtins.abs: "__abs__",
    builtins.float: "__float__",
    builtins.int: "__int__",
    builtins.complex: "__complex__",
    builtins.round: "__round__",
}
ITERATING = {
    builtins.list,
    builtins.tuple,
    builtins.sum,
    builtins.min,
    builtins.max,
    builtins.sorted,
    builtins.any,
    builtins.all,
    builtins.zip,
    builtins.map,
    builtins.filter,
    builtins.enumerate,
    collections.deque,
}


def over_entries(frame, found, arguments):
    """The arguments of a builtin that iterates, with objects replaced by what they iterate."""
    if not is_hashable(found) or found not in ITERATING:
        return arguments
    if found in (builtins.min, builtins.max) and len(arguments) > 1:
        return arguments
    return [iterated(frame, a) if isinstance(a.value, Object) else a for a in arguments]


def converted(frame, found, arguments):
    """`abs(object)`, `float(object)`, `bool(object)`, by the object's own method."""
    if found is builtins.bool:
        frame.env["__asked__"] = asked(frame, arguments[0])
        node = gast.Name("__asked__", gast.Load(), None, None)
        return frame.evaluate(gast.UnaryOp(gast.Not(), gast.UnaryOp(gast.Not(), node)))
    if not is_hashable(found) or found not in CONVERTED:
        return None
    return called(frame, arguments[0], CONVERTED[found], *arguments[1:])


def is_hashable(found):
    """Whether the object can be looked up in a table."""
    return getattr(type(found), "__hash__", None) is not None and not isinstance(found, tuple)


def default_dict(frame, arguments, keywords):
    """`defaultdict(factory, mapping, key=value)`."""
    factory = arguments[0] if arguments else NONE
    found = make_dict(frame, arguments[1:], keywords)
    if found is None:
        return None
    value = replace(found.value, kind=collections.defaultdict, factory=factory)
    return frame.owning(Bound(value, None, found.parts))


def ordered_dict(frame, arguments, keywords):
    """`OrderedDict(mapping, key=value)`."""
    found = make_dict(frame, arguments, keywords)
    if found is None:
        return None
    value = replace(found.value, kind=collections.OrderedDict)
    return frame.owning(Bound(value, None, found.parts))


def counter(frame, arguments, keywords):
    """`Counter(words)` of known words."""
    parts = entries(frame, arguments[0]) if arguments else []
    if parts is None or keywords or not all(isinstance(part.value, Known) for part in parts):
        return None
    counts = collections.Counter(part.value.value for part in parts)
    items = tuple([known_bound(count) for count in counts.values()])
    kinds = tuple([item.value for item in items])
    return frame.owning(Bound(Mapping(tuple(counts), kinds, collections.Counter), None, items))


def deque(frame, arguments, keywords):
    """`deque(entries, maxlen)`."""
    limit = keywords.get("maxlen") or (arguments[1] if len(arguments) > 1 else NONE)
    parts = entries(frame, arguments[0]) if arguments else []
    if parts is None or not isinstance(limit.value, Known):
        return None
    found = sequence(collections.deque, [settled(frame, part) for part in parts])
    found = frame.owning(replace(found, value=replace(found.value, limit=limit.value.value)))
    shorten(frame, found, "append")
    return refreshed(frame, found)


def shorten(frame, receiver, attr):
    """Let go of what is beyond the limit of a deque, at the other end."""
    content = contents(frame, receiver.identity)
    limit, found = content.value.limit, list(content.parts)
    if limit is not None and len(found) > limit:
        over = len(found) - limit
        rewrite(frame, receiver, found[:limit] if "left" in attr else found[over:])


def deque_method(frame, attr, receiver, arguments, keywords):
    """A method of a deque; None if it is not one of these."""
    found, answer = list(receiver.parts), NONE
    plain = len(arguments) == 1 and not keywords
    if attr == "appendleft" and plain:
        found.insert(0, settled(frame, arguments[0]))
    elif attr == "extendleft" and plain and entries(frame, arguments[0]) is not None:
        found = [settled(frame, part) for part in entries(frame, arguments[0])][::-1] + found
    elif attr == "popleft" and not arguments and found:
        answer = found.pop(0)
    elif attr == "rotate":
        turns = place_of(arguments[0]) if arguments else 1
        if turns is None:
            return None
        turns = turns % len(found) if found else 0
        found = found[-turns:] + found[:-turns] if turns else found
    elif attr in LIST_METHODS and not (attr == "insert" and receiver.value.limit is not None):
        answer = LIST_METHODS[attr](frame, receiver, arguments, keywords)
        if answer is not None and attr in ("append", "extend"):
            shorten(frame, receiver, attr)
        return answer
    elif attr == "copy" and not arguments:
        return frame.owning(replace(receiver, identity=None))
    else:
        return None
    rewrite(frame, receiver, found)
    shorten(frame, receiver, attr)
    return answer


def namespace(frame, arguments, keywords):
    """`SimpleNamespace(key=value)`."""
    if arguments:
        return None
    path = (("unguarded", "SimpleNamespace"),)
    found = new_object(frame, types.SimpleNamespace, path)
    for key, bound in keywords.items():
        hint = label(frame, found.value.identity, key)
        write_slot(frame, found.value.identity, key, kept(frame, hint, bound))
    return found


def shallow_copy(frame, arguments, keywords):
    """`copy.copy(value)`."""
    return copied(frame, arguments[0], {}, deep=False)


def deep_copy(frame, arguments, keywords):
    """`copy.deepcopy(value)`."""
    return copied(frame, arguments[0], {}, deep=True)


def copied(frame, bound, done, deep):
    """A copy of a list, dict, object or array; `done` are the copies made so far."""
    identity = bound.value.identity if isinstance(bound.value, Object) else bound.identity
    if identity in done:
        return done[identity]
    if isinstance(bound.value, Array):
        array = method_call(frame, "copy", bound, [], {})
        return kept(frame, "copy", array)
    value: Any = bound.value
    if type(value) in (Instance, Mapping, Sequence) and identity is None:
        changeable = getattr(value, "kind", None) is not tuple
        if changeable or bound.parts is None:
            return None
        parts = [copied(frame, part, done, deep) if deep else part for part in bound.parts]
        return None if None in parts else replace(bound, parts=tuple(parts))
    if identity is None:
        return bound
    made = isinstance(bound.value, Object)
    if made and any(hasattr(value.kind, text) for text in ("__copy__", "__deepcopy__")):
        return None
    content = contents(frame, identity)
    if content.parts is None:
        return None
    if made:
        new = done[identity] = new_object(frame, value.kind, value.path)
    else:
        new = done[identity] = frame.owning(content)
    target = new.value.identity if made else new.identity
    if deep:
        inner = {key: copied(frame, part, done, deep) for key, part in slots(content).items()}
        if None in inner.values():
            return None
        content = with_slots(content, inner)
    write(frame, target, content)
    return new if made else refreshed(frame, new)


def as_dict(frame, arguments, keywords):
    """`dataclasses.asdict(object)` of an object that the program makes."""
    if keywords or not isinstance(arguments[0].value, Object):
        return None
    return plain_fields(frame, arguments[0])


def plain_fields(frame, bound):
    """The fields of a dataclass as a dict, and those of the dataclasses in it."""
    if isinstance(bound.value, Object):
        own = slots(contents(frame, bound.value.identity))
        fields = {text: own[text] for text in bound.value.kind.__dataclass_fields__ if text in own}
        parts = tuple([plain_fields(frame, part) for part in fields.values()])
        value = Mapping(tuple(fields), tuple([part.value for part in parts]))
        return frame.owning(Bound(value, None, parts))
    if bound.parts is None:
        return bound
    parts = tuple([plain_fields(frame, part) for part in bound.parts])
    items = tuple([part.value for part in parts])
    bare = replace(bound, value=replace(bound.value, items=items), parts=parts, identity=None)
    return frame.owning(bare)


def as_tuple(frame, arguments, keywords):
    """`dataclasses.astuple(object)` of an object that the program makes."""
    found = as_dict(frame, arguments, keywords)
    return None if found is None else sequence(tuple, mapped(found))


def iterator(frame, arguments, keywords):
    """`iter(values)` as `__iter__` returns it."""
    if len(arguments) != 1 or getattr(frame.function, "name", "") != "__iter__":
        return None
    return arguments[0]


def delete_item(frame, container, key):
    """`del container[key]`."""
    answer = deleted(frame, container, key)
    if answer is None:
        frame.refuse(
            "S103",
            "an item of this value is deleted, or one that is only known at run time",
            "Build a new container without it.",
            UnsupportedSyntax,
        )
    return answer


def deleted(frame, container, key):
    """None, once an item of a container is gone; nothing where that cannot be done."""
    if isinstance(container.value, Object):
        method = evaluate_with(frame, attribute(name("__it__"), "__delitem__"), __it__=container)
        return frame.session.dispatch(frame, method, [key], {})
    known = isinstance(key.value, Known)
    if container.identity is None or container.parts is None or not known:
        return None
    found = slots(container)
    if isinstance(container.value, Mapping):
        if key.value.value not in found:
            return None
        del found[key.value.value]
        write(frame, container.identity, with_slots(container, found))
        return NONE
    rest = list(container.parts)
    del rest[key.value.value]
    rewrite(frame, container, rest)
    return NONE


COLLECTING = {
    collections.defaultdict: default_dict,
    collections.OrderedDict: ordered_dict,
    collections.Counter: counter,
    collections.deque: deque,
    types.SimpleNamespace: namespace,
    copy.copy: shallow_copy,
    copy.deepcopy: deep_copy,
    builtins.iter: iterator,
}
