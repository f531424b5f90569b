"""Objects that are arguments: dataclasses and objects of plain classes, attribute by attribute."""

import enum

from s2s_grad.runtime.shapes import Carrier

HEAP_TYPE = 1 << 9  # of classes that are defined in Python


def is_record(found) -> bool:
    """Whether an object is a dataclass or of a plain class: its attributes are all of it."""
    kind = type(found)
    if hasattr(kind, "__dataclass_fields__"):
        return not hasattr(kind, "__source__")
    return (
        bool(kind.__flags__ & HEAP_TYPE)
        and (isinstance(getattr(found, "__dict__", None), dict) or bool(slots_of(kind)))
        and not isinstance(found, (Carrier, type, enum.Enum, tuple, list, dict, BaseException))
        and not any(hasattr(kind, text) for text in ("__source__", "__array__"))
        and not kind.__module__.startswith("s2s_grad.")
    )


def slots_of(kind) -> list:
    """The attributes that a class and those above it have slots for."""
    out = []
    for base in reversed(kind.__mro__):
        slots = vars(base).get("__slots__", ())
        out += (slots,) if isinstance(slots, str) else slots
    return [text for text in out if text not in ("__dict__", "__weakref__")]


def attributes(found) -> dict:
    """The attributes of an object by their names, those in slots included.

    >>> class Point:
    ...     def __init__(self):
    ...         self.x, self.y = 1.0, 2.0
    >>> attributes(Point())
    {'x': 1.0, 'y': 2.0}
    """
    out = {}
    for text in slots_of(type(found)):
        if hasattr(found, text):
            out[text] = getattr(found, text)
    return out | getattr(found, "__dict__", {})


def with_attributes(found, values):
    """An object of the same class with these attributes; its `__init__` is not called."""
    made = object.__new__(type(found))
    for text, value in values.items():
        object.__setattr__(made, text, value)
    return made
