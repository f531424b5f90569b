"""The exact kinds of arguments, by which a call finds its program again."""

import numpy as np

from s2s_grad.runtime import Carrier
from s2s_grad.runtime.records import attributes, is_record

DEEPEST = 40  # objects in one another


def key_of(args, kwargs):
    """The exact kinds and shapes of the arguments, to look a program up by."""
    # kind_of of an array is written out: a call of its own would take longer
    kinds = tuple(
        [
            (entry.dtype, entry.shape) if type(entry) is np.ndarray else kind_of(entry)
            for entry in args
        ]
    )
    if kwargs:
        return kinds, tuple([(key, kind_of(entry)) for key, entry in kwargs.items()])
    return kinds


def kind_of(found):
    """The exact kind of one argument."""
    kind = type(found)
    if kind is np.ndarray:
        return found.dtype, found.shape
    if kind is float or kind is int:
        return kind
    if isinstance(found, Carrier):
        return kind, found.array.dtype, found.array.shape
    if kind in (list, tuple):
        return (kind, *[kind_of(entry) for entry in found])
    if kind is dict:
        return (kind, *[(key, kind_of(entry)) for key, entry in found.items()])
    if kind in (str, bool, type(None), bytes):
        return kind, found
    if isinstance(found, np.generic):
        return kind
    if isinstance(found, tuple):
        return (kind, *[kind_of(entry) for entry in found])
    return kind, id(found)


def structure_of(args, kwargs):
    """As `key_of`, where objects are told by their attributes; for gradients of objects."""
    words = [(key, inner_kind(entry, ())) for key, entry in kwargs.items()]
    return tuple([inner_kind(entry, ()) for entry in args]), tuple(words)


def inner_kind(found, outer):
    """The exact kind of an argument, attribute by attribute; `outer` are ids on the way."""
    kind = type(found)
    if id(found) in outer or len(outer) > DEEPEST:
        return kind, id(found)
    outer = (*outer, id(found))
    if kind in (list, tuple):
        return (kind, *[inner_kind(entry, outer) for entry in found])
    if kind is dict:
        return (kind, *[(key, inner_kind(entry, outer)) for key, entry in found.items()])
    if is_record(found):
        pairs = attributes(found).items()
        return (kind, *[(text, inner_kind(entry, outer)) for text, entry in pairs])
    return kind_of(found)


def exact(found):
    """The exact kind of something that is read at every call."""
    if isinstance(found, Carrier):
        return found.array.dtype, found.array.shape
    return kind_of(found)


def carries(found):
    """Whether there is a Tensor in an argument."""
    if isinstance(found, Carrier):
        return True
    if isinstance(found, (list, tuple)):
        return any(carries(entry) for entry in found)
    return type(found) is dict and any(carries(entry) for entry in found.values())


def unwrapped(found):
    """The bare arrays of an argument."""
    if isinstance(found, Carrier):
        return found.array
    if type(found) in (list, tuple):
        return type(found)(unwrapped(entry) for entry in found)
    if hasattr(found, "_fields"):
        return type(found)(*[unwrapped(entry) for entry in found])
    if type(found) is dict:
        return {key: unwrapped(entry) for key, entry in found.items()}
    return found


def opened(found):
    """As `unwrapped`, with the attributes of objects in place of the objects."""
    if type(found) in (list, tuple):
        return type(found)(opened(entry) for entry in found)
    if type(found) is dict:
        return {key: opened(entry) for key, entry in found.items()}
    if is_record(found):
        return {text: opened(entry) for text, entry in attributes(found).items()}
    return unwrapped(found)


def has_record(value):
    """Whether there is an object that is told by its attributes in what is known of a value."""
    items = getattr(value, "items", None) or ()
    kind = getattr(value, "kind", dict)
    own = type(value).__name__ == "Mapping" and kind is not dict
    return own or any(has_record(entry) for entry in items)


def hollow(found):
    """An argument of the same kind that holds no numbers, to compile for later."""
    if type(found) is np.ndarray:
        return np.broadcast_to(np.zeros((), found.dtype), found.shape)
    if type(found) in (list, tuple):
        return type(found)(hollow(entry) for entry in found)
    if type(found) is dict:
        return {key: hollow(entry) for key, entry in found.items()}
    return found
