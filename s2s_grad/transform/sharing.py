"""Which names of a function may share memory, and which of them are out of date."""

from dataclasses import dataclass
from typing import Any

from s2s_grad.analysis.values import Array, Sequence
from s2s_grad.code import Do, Leave, Let, Put, Unpack
from s2s_grad.errors import UnsupportedSyntax
from s2s_grad.syntax.places import path_of, root_of
from s2s_grad.syntax.tree import names

# What a value says of itself beside whose memory it shares.
APART = "@apart"  # its entries share no memory with one another
OWN = "@own"  # its lists and dicts were made by the function that returned it
PATH = "@path"  # it is the way to a part of an array, which is read anew where it is used
MARKS = frozenset({APART, OWN, PATH})


@dataclass
class Private:
    """A parameter that is written to: the generated function works on a copy."""

    origin: Any
    copied: bool = False  # it is written to in place
    whole: bool = False  # it must lie in memory in one piece


def named(unit, text, base, tree=None):
    """Note whose memory the value under a new name may share, and by what way."""
    unit.stale.pop(text, None)
    unit.paths.pop(text, None)
    base = base - {PATH}
    path = path_of(tree, unit.paths) if base and tree is not None else None
    if path is not None and is_frozen(path, unit.facts):
        unit.paths[text] = path
        base = base | {root_of(path)}
    for other, found in unit.views.items():
        # A list holds what the name stood for in earlier passes, which is left alone.
        if text in found and isinstance(unit.facts.get(other), Sequence):
            unit.views[other] = found - {text}
    owners = [unit.views.get(other, frozenset()) for other in base]
    unit.views[text] = frozenset(base).union(*owners) - {text}


def is_frozen(path, facts):
    """Whether nothing that a path is made of, but its array, can be written to."""
    others = names(path) - {root_of(path), "np"}
    return not any(isinstance(facts.get(text), Array) for text in others)


def memory_of(unit, text):
    """The name, and what says whose memory its value may share."""
    return (unit.views.get(text, frozenset()) | {text}) - MARKS


def may_share(unit, one, two):
    """Whether two names may share memory."""
    return bool(memory_of(unit, one) & memory_of(unit, two))


def sharing(unit, text):
    """The other names that may share memory with `text`."""
    found = memory_of(unit, text)
    return [
        other
        for other in dict.fromkeys((*unit.views, *unit.facts))
        if other != text and memory_of(unit, other) & found
    ]


def check_fresh(frame, statement):
    """Refuse to read what was written to under another name since it was taken."""
    match statement:
        case Let(value=value) | Do(value=value) | Unpack(value=value):
            found = names(value)
        case Put(place=place, value=value):
            found = names(place) | names(value)
        case Leave(value=value) if value is not None:
            found = names(value)
        case _:
            return
    for text in sorted(found & set(frame.unit.stale)):
        refuse_stale(frame, text)


def refuse_stale(frame, text, shown=None):
    """Refuse a value whose memory was written to under another name."""
    owner, origin = frame.unit.stale[text]
    where = "" if origin is None else f" in line {origin.line}"
    shown = repr(shown or text)
    frame.refuse(
        "S103",
        f"{shown} is read after {owner!r}, whose memory it may share, was written to{where}",
        f"Make {shown} a copy: `.copy()`.",
        UnsupportedSyntax,
    )
