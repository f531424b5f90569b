"""The exact kinds of arguments, by which a call finds its program again."""

import numpy as np

from s2s_grad.runtime import Carrier
from s2s_grad.runtime.records import attributes, is_record


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
    if is_record(found):
        try:
            return (kind, *[(text, kind_of(entry)) for text, entry in attributes(found).items()])
        except RecursionError:
            return kind, id(found)
    return kind, id(found)


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
    if is_record(found):
        return {text: unwrapped(entry) for text, entry in attributes(found).items()}
    return found


def hollow(found):
    """An argument of the same kind that holds no numbers, to compile for later."""
    if type(found) is np.ndarray:
        return np.broadcast_to(np.zeros((), found.dtype), found.shape)
    if type(found) in (list, tuple):
        return type(found)(hollow(entry) for entry in found)
    if type(found) is dict:
        return {key: hollow(entry) for key, entry in found.items()}
    return found
