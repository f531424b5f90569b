"""How an argument crosses from the caller into a generated function."""

from dataclasses import replace

import gast

from s2s_grad.analysis.values import (
    Array,
    Instance,
    Known,
    Mapping,
    Sequence,
    is_number,
    widened,
    with_varied,
)
from s2s_grad.syntax.tree import constant, name
from s2s_grad.transform.frames import Bound, carries_numbers, is_textless, literal, read

OUTSIDE = ("global", "free", "default", "unguarded")


def specialised(frame, source, bound, inert, recursive=False):
    """The argument as its callee sees it; as one that calls itself does, with `recursive`."""
    value = bound.value
    if inert:
        value = with_varied(value, False)
    recursive = recursive or any(unit.source is source for unit in frame.session.open)
    if recursive and isinstance(value, Array) and value.shape is not None:
        value = replace(value, shape=tuple(map(plain_size, value.shape)))
    if isinstance(value, Known) and is_number(value):
        if recursive or not isinstance(value.value, (int, bool)):
            value = widened(value)
    return replace(bound, value=value)


def plain_size(size):
    """A size, unless it is one that a slice has made: it may shrink from call to call."""
    return size if size == 1 or (isinstance(size, str) and size.isalnum()) else None


def has_text(value):
    """Whether an argument of this kind is handed over at run time."""
    if isinstance(value, Known):
        return False
    if isinstance(value, (Sequence, Mapping)) and value.items is not None:
        return carries_numbers(value)
    return not is_textless(value)


def seen(bound):
    """What of an argument decides which generated function serves it."""
    if isinstance(bound.value, Instance):
        return ("object", id(bound.value.object))
    if bound.parts is not None:
        kind = getattr(bound.value, "kind", dict)
        keys = getattr(bound.value, "keys", None)
        return (kind, keys, tuple(seen(part) for part in bound.parts))
    return bound.value


def parameter(frame, key, bound):
    """What a parameter stands for inside the callee."""
    value = bound.value
    unit = frame.unit
    if isinstance(value, Instance):
        return Bound(Instance(value.object, callee_path(key, value)))
    if not has_text(value):
        return without_names(bound)
    unit.parameters.append((key, value))
    unit.facts[key] = value
    if bound.parts is not None and isinstance(value, (Sequence, Mapping)):
        return split_parameter(key, bound, name(key), (("argument", key),))
    return Bound(value, name(key))


def without_names(bound):
    """A container of what is known, without the names that the caller has for it."""
    parts = bound.parts
    if parts is None and getattr(bound.value, "items", None) is not None:
        parts = tuple(Bound(entry) for entry in bound.value.items)
    if parts is not None:
        parts = tuple(without_names(part) for part in parts)
    known = isinstance(bound.value, Known)
    tree = bound.tree if parts is None and not known else literal(bound.value)
    return replace(bound, tree=tree, parts=parts)


def step_to(value, label):
    """The step from a container, or from an object, to one of its entries."""
    is_object = isinstance(value, Mapping) and value.kind is not dict
    return (".", label) if is_object else ("[", label)


def split_parameter(key, bound, tree, path):
    """A container argument, entry by entry."""
    labels = getattr(bound.value, "keys", range(len(bound.parts)))
    parts = []
    for label, part in zip(labels, bound.parts, strict=True):
        where = gast.Subscript(tree, constant(label), gast.Load())
        inner = (*path, step_to(bound.value, label))
        if isinstance(part.value, Instance):
            parts.append(Bound(Instance(part.value.object, inner)))
        elif part.parts is not None:
            parts.append(split_parameter(key, part, where, inner))
        elif not has_text(part.value):
            parts.append(Bound(part.value, literal(part.value)))
        else:
            base = frozenset() if is_number(part.value) else frozenset({key})
            parts.append(Bound(part.value, where, None, base))
    items = tuple(part.value for part in parts)
    return Bound(replace(bound.value, items=items), tree, tuple(parts))


def callee_path(key, value):
    """How the callee reaches an object: through its parameter, or as everyone does."""
    plain = hasattr(value.object, "__dict__") and not callable_only(value.object)
    if not plain and value.path[:1] and value.path[0][0] in OUTSIDE:
        return value.path
    return (("argument", key),)


def callable_only(found):
    """Whether an object is reached as everyone reaches it: a function, a class, a module."""
    return isinstance(found, type) or hasattr(found, "__code__") or type(found) is type(gast)


def read_for(frame, bounds, path, value, unit):
    """The caller's name for what the callee reads at `path`."""
    found = unit.objects.get(path)
    outer = lifted(bounds, path)
    text = read(frame, outer, value, found)
    now = frame.unit.state.get(frame.unit.same.get(outer, outer))
    return name(text) if now is None else now.tree


def lifted(bounds, path):
    """The caller's path to what the callee reaches through a parameter."""
    root = path[0]
    if root[0] != "argument" or root[1] not in bounds:
        return path
    base, steps = bounds[root[1]], path[1:]
    while base.parts is not None and steps and steps[0][0] == "[":
        labels = getattr(base.value, "keys", range(len(base.parts)))
        base, steps = base.parts[list(labels).index(steps[0][1])], steps[1:]
    own = getattr(base.value, "path", None)
    return path if own is None else (*own, *steps)
