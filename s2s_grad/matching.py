"""Whether a program that is there fits other arguments, and objects as they are now."""

import numpy as np

from s2s_grad import locating
from s2s_grad.analysis.values import (
    Array,
    Instance,
    Known,
    Mapping,
    Number,
    Opaque,
    Operator,
    Sequence,
)
from s2s_grad.kinds import carries
from s2s_grad.runtime import Carrier
from s2s_grad.runtime.records import attributes

KINDS = {"b": bool, "i": int, "f": float, "c": complex}


def serves(program, objects):
    """Whether a program fits other arguments: kinds, dtypes, pattern of shapes, guards."""
    sizes = {}
    for text, bound in program.bounds.items():
        if text in objects:
            if not fits(bound.value, bound.parts, objects[text], sizes):
                return False
        elif text in program.given:
            return False
    if set(objects) - set(program.bounds):
        return False
    if program.tensors is not None and not program.weights:
        if program.tensors != any(carries(found) for found in objects.values()):
            return False
    return holds(program, objects, sizes)


def holds(program, objects, sizes):
    """Whether what was read and guarded is still of the same kind."""
    try:
        for path, value in (*program.guards, *program.reads):
            found = locating.fetch(path, objects, program.roots)
            if not fits(value, None, found, sizes):
                return False
    except (AttributeError, KeyError, IndexError, TypeError, ValueError):
        return False
    return True


def fits(value, parts, found, sizes):
    """Whether an object is of the kind that `value` describes."""
    if isinstance(value, Instance):
        return found is value.object
    found = found.array if isinstance(found, Carrier) else found
    match value:
        case Array():
            return type(found) is np.ndarray and fits_array(value, found, sizes)
        case Number(dtype=None):
            return type(found) is KINDS[value.kind]
        case Number():
            return isinstance(found, np.generic) and found.dtype.name == value.dtype
        case Known():
            return Known(found) == value
        case Opaque():
            return callable(found)
        case Operator():
            return type(found) is value.made
        case Sequence(items=items) if items is not None:
            kind = value.made or value.kind
            if type(found) is not kind or len(found) != len(items):
                return False
            inner = parts or [None] * len(items)
            return all(
                fits(item, getattr(part, "parts", None), entry, sizes)
                for item, part, entry in zip(items, inner, found, strict=True)
            )
        case Mapping():
            if value.kind is not dict and type(found) is value.kind:
                found = attributes(found)
            if type(found) is not dict or tuple(found) != value.keys:
                return False
            inner = parts or [None] * len(value.items)
            return all(
                fits(item, getattr(part, "parts", None), entry, sizes)
                for item, part, entry in zip(value.items, inner, found.values(), strict=True)
            )
    return False


def fits_array(value, found, sizes):
    """Whether an array has this dtype, and sizes that agree with the letters."""
    if found.dtype.name != value.dtype or len(value.shape) != found.ndim:
        return False
    for letter, size in zip(value.shape, found.shape, strict=True):
        if letter == 1 or size == 1:
            if letter != size:
                return False
        elif sizes.setdefault(letter, size) != size:
            return False
        elif sizes.setdefault(("size", size), letter) != letter:
            return False
    return True
