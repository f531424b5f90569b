"""What crosses from the forward to the backward half: its line, why, and how many bytes."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import prod
from typing import Any

import gast
import numpy as np

from s2s_grad.analysis.live import live_before
from s2s_grad.analysis.values import Array, Known, Mapping, Number, Sequence
from s2s_grad.code import Branch, For, Let, Restore, Save, Unpack, While, blocks, every
from s2s_grad.syntax.tree import names
from s2s_grad.transform.render import shown_file
from s2s_grad.transform.saves import own_names, written

ARGUMENT = "as an argument"
NAME = "under its name"
SAVED = "in the tuple `saved`"
STACK = "on a stack, once each pass"


@dataclass
class Crossing:
    """A value that the forward half makes and the backward half reads."""

    name: str
    how: str  # one of the four above
    origin: Any  # of the user's line that makes it, or None for an argument
    fact: Any
    readers: list = field(default_factory=list)  # origins of the lines whose backward reads it
    changes: bool = False  # each pass of the loop gives the name another value
    callee: str | None = None  # whose `saved` it is

    @property
    def why(self):
        """Why it crosses, in plain words."""
        lines = [f"`{origin.text}`" for origin in self.readers]
        if lines:
            reason = f"read by the backward of {', '.join(lines)}"
        else:
            reason = "says which way the backward half goes"
        return reason + ("; overwritten in the next pass" if self.changes else "")


def halves(definitions):
    """The definitions of each of the user's functions, by its name."""
    found = {}
    for definition in definitions:
        base = definition.title.removesuffix("_forward").removesuffix("_backward")
        found.setdefault(base, []).append(definition)
    return found


def crossings(parts):
    """The Crossings of one function, in the order in which they are made."""
    forward = [step for part in parts for step in part.forward]
    backward = [step for part in parts for step in part.backward]
    facts = {text: fact for part in parts for text, fact in part.facts.items()}
    saves = [step for step in every(forward) if isinstance(step, Save) and not step.own]
    stacked, stacks = {step.name for step in saves}, {step.stack for step in saves}
    bundle = {
        text
        for step in forward
        if isinstance(step, Unpack) and getattr(step.value, "id", None) == "saved"
        for text in step.names
    }
    live = live_before(backward, frozenset(), {})
    readers = {}
    for step in every(backward):
        if step.origin is not None:
            for text in read_by(step):
                readers.setdefault(text, {})[step.origin.line, step.origin.text] = step.origin
    found = {}
    for text in parts[0].parameters:
        how = SAVED if text in bundle else ARGUMENT
        found[text] = Crossing(text, how, None, facts.get(text))
    for step, origin in placed(forward):
        if isinstance(step, (Save, Restore)) or origin is None:
            continue
        if isinstance(step, Unpack) and getattr(step.value, "id", None) == "saved":
            continue
        for text in written((header(step),)):
            if step.origin is None and text in found:
                continue  # only a copy, so that both arms of a branch write the name
            how = STACK if text in stacked else SAVED if text in bundle else NAME
            found.pop(text, None)
            found[text] = Crossing(text, how, origin, facts.get(text), callee=called(step, text))
    kept = [each for text, each in found.items() if text in (live | stacked) - stacks]
    for each in kept:
        each.readers = sorted(readers.get(each.name, {}).values(), key=lambda o: (o.file, o.line))
        each.changes = each.how == STACK
    return kept


def placed(steps, outer=None):
    """Each statement with its origin, or that of the statement around it."""
    for step in steps:
        origin = step.origin or outer
        yield step, origin
        for block in blocks(step):
            yield from placed(block, origin)


def called(step, text):
    """The function whose `saved` this is, or None."""
    if isinstance(step, Unpack) and text == step.names[-1] and isinstance(step.value, gast.Call):
        title = getattr(step.value.func, "id", "")
        if title.endswith("_forward"):
            return title.removesuffix("_forward")
    return None


def header(step):
    """A statement without the blocks inside it."""
    match step:
        case Branch(test=test, origin=origin):
            return While(test, (), origin)
        case For(target=target, sequence=sequence, origin=origin):
            return For(target, sequence, (), origin)
        case While(test=test, origin=origin):
            return While(test, (), origin)
    return step


def read_by(step):
    """The names that a backward statement reads."""
    if isinstance(step, (Let, Unpack)):
        return names(step.value)
    return set() if isinstance(step, Restore) else own_names(header(step))


# ---------------------------------------------------------------- sizes


def letters(fact, value, found):
    """Note in `found` what the letters in the shape of a fact stand for in a value."""
    match fact:
        case Array(shape=tuple() as shape):
            for letter, size in zip(shape, np.shape(value), strict=False):
                if isinstance(letter, str) and "-" not in letter:
                    found[letter] = size
        case Sequence(items=tuple() as items):
            for item, entry in zip(items, value, strict=False):
                letters(item, entry, found)
        case Mapping(keys=keys, items=items):
            for key, item in zip(keys, items, strict=True):
                letters(item, value[key], found)


def sizes_of(program, objects):
    """What the letters of a program stand for, given the object of each parameter."""
    found, unit = {}, program.unit
    for text, fact in unit.parameters:
        if text in objects:
            letters(fact, objects[text], found)
    for path, (_, fact) in unit.reads.items():
        if path in unit.objects:
            letters(fact, unit.objects[path], found)
    return found


def size_in(entry, sizes):
    """A size as a number, or None."""
    if not isinstance(entry, str):
        return entry
    letter, _, less = entry.partition("-")
    return sizes[letter] - int(less or 0) if letter in sizes else None


def bytes_of(fact, sizes):
    """How many bytes the numbers in a value take, or None; a Python number counts as 8.

    >>> bytes_of(Array("float32", ("a", 3)), {"a": 2})
    24
    """
    match fact:
        case Array(dtype=str() as dtype, shape=tuple() as shape):
            known = [size for entry in shape if (size := size_in(entry, sizes)) is not None]
            whole = len(known) == len(shape)
            return prod(known) * np.dtype(dtype).itemsize if whole else None
        case Number(dtype=str() as dtype):
            return np.dtype(dtype).itemsize
        case Number(kind="b") | Known(value=bool()):
            return 1
        case Number() | Known(value=int() | float()):
            return 8
        case Known():
            return 0
        case Sequence(items=tuple() as items) | Mapping(items=items):
            return total(bytes_of(item, sizes) for item in items)
    return None


def total(counts):
    """Their sum, or None when one of them is not known."""
    counts = list(counts)
    return None if None in counts else sum(counts)


def saved_table(program, objects):
    """A table, for each function, of what crosses: name, how, bytes, line, reason."""
    sizes = sizes_of(program, objects)
    tables = {title: crossings(parts) for title, parts in halves(program.definitions).items()}
    amounts = {}

    def amount(title, each):
        if each.callee is None:
            return bytes_of(each.fact, sizes)
        if each.callee not in amounts:
            amounts[each.callee] = None  # a recursive call saves as much as its depth asks for
            inner = (entry for entry in tables.get(each.callee, ()) if entry.how != ARGUMENT)
            amounts[each.callee] = total(
                None if entry.how == STACK else amount(each.callee, entry) for entry in inner
            )
        return amounts[each.callee]

    head, out = program.unit.source.origin(program.unit.source.tree), []
    for each in tables[program.definitions[-1].title]:
        each.origin = each.origin or head
    for title, found in tables.items():
        out += ["", f"saved by {title}"] if out else [f"saved by {title}"]
        rows = [row(each, amount(title, each)) for each in found]
        out += columns([("name", "bytes", "kept", "line", "why"), *rows]) if rows else ["  nothing"]
    return "\n".join(out)


def row(each, count):
    """The cells of one Crossing."""
    from_line = "" if each.origin is None else f"{spot(each.origin)}  {each.origin.text}"
    amount = "?" if count is None else str(count)
    passes = " per pass" if each.how == STACK else ""
    return each.name, amount + passes, each.how, from_line, each.why


def spot(origin):
    """`rnn.py:7`."""
    return f"{shown_file(origin.file)}:{origin.line}"


def columns(rows):
    """Rows of text in columns as wide as they need."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    padded = (zip(cells, widths, strict=True) for cells in rows)
    return ["  " + "  ".join(c.ljust(w) for c, w in cells).rstrip() for cells in padded]
