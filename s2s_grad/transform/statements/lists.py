"""Lists whose length is only known at run time, appended to and written to."""

from typing import Any

import gast

from s2s_grad.analysis.values import (
    Known,
    Number,
    Sequence,
    is_varied,
    widened,
    with_varied,
)
from s2s_grad.code import Do, Let, Put, Save, every
from s2s_grad.errors import UnsupportedSyntax
from s2s_grad.syntax.tree import call, item, name, number
from s2s_grad.transform.expressions.activity import inertly
from s2s_grad.transform.expressions.containers import settled
from s2s_grad.transform.expressions.grown import is_grown, made_list, now_holds, root_of
from s2s_grad.transform.expressions.memory import memory
from s2s_grad.transform.expressions.pending import is_pending
from s2s_grad.transform.frames import is_textless, literal, text_of
from s2s_grad.transform.heap import refreshed
from s2s_grad.transform.statements.containers import may_grow

MANY = 10**6
GROWING = ("append", "extend", "pop", "insert")


def grow_in_loop(frame, body):
    """Lists of known entries that a loop changes become lists that exist at run time."""
    for text in known_lists_in(frame, body):
        made_list(frame, text, frame.evaluate(name(text)))


def known_lists_in(frame, body):
    """The names of lists of known entries that a block changes in place."""
    return [text for text in grown_in(body) if may_grow(frame, text)]


def unevenly_grown(frame, branch):
    """The names of lists of known entries that get more entries in one arm than in the other."""
    first, second = counted(frame, branch.then), counted(frame, branch.otherwise)
    found = {}
    for identity, (count, text) in {**first, **second}.items():
        other = second.get(identity, (0, ""))[0]
        if first.get(identity, (0, ""))[0] != other or count >= MANY:
            found[identity] = text
    return [text for text in found.values() if may_grow(frame, text)]


def counted(frame, block):
    """For each list, how many entries a block appends, and a name of it; MANY when that is
    not plain."""
    found = {}
    for statement in block:
        for text in grown_in((statement,)):
            bound = frame.env.get(text)
            if bound is None or bound.identity is None:
                continue
            plain = isinstance(statement, Do) and statement.value.func.attr == "append"
            count, _ = found.get(bound.identity, (0, text))
            found[bound.identity] = (count + (1 if plain else MANY), text)
    return found


def lists_in(frame, body):
    """The names of lists of run-time length that a block changes in place."""
    found = set()
    for text in grown_in(body):
        bound = frame.env.get(text)
        if bound is not None and is_grown(frame, refreshed(frame, bound)):
            found.add(text)
    return found


def insert_into(frame, text, bound, index, node):
    """`xs.insert(i, value)` for a list of run-time length."""
    place = inertly(frame, index)
    if not isinstance(place.value, Known) or place.value.value != 0:
        # Where the value lands: a place beyond the end is the end, one below 0 counts back.
        part = item(bound.tree, gast.Slice(None, text_of(place), None))
        place = frame.let(f"{text}_place", Number("i"), call("len", part))
    append_to(frame, text, bound, node, place.tree)


def append_to(frame, text, bound, node, place=None):
    """`xs.append(value)` for a list of run-time length; with `place`, `xs.insert`."""
    part = settled(frame, frame.evaluate(node), f"{text}_item")
    if is_pending(part):
        return
    if is_textless(part.value) and literal(part.value) is None:
        frame.refuse(
            "S204",
            f"functions or objects are collected in {text!r} in a loop of unknown length",
            "Collect numbers and arrays.",
        )
    part = handed_over(frame, text, part)
    root = bound.tree.id
    unit = frame.unit
    unit.views[root] = unit.views.get(root, frozenset()) | memory_of_entry(frame, part)
    now_holds(frame, text, bound, part.value)
    frame.put(Save(root, part.tree.id, None, True, place))


def handed_over(frame, text, part):
    """The value under a name, so that it can be appended."""
    value = widened(part.value)
    if isinstance(part.tree, gast.Name) and not isinstance(part.value, Sequence):
        return part
    if is_list_of_ours(frame, part):
        # Whoever holds the list under its old name may read it, and not change it.
        frame.unit.fresh.discard(part.tree.id)
        return part
    return frame.let(f"{text}_item", value, text_of(part), base=memory(part))


def memory_of_entry(frame, part):
    """Whose memory an entry shares; a list that is handed over changes no more."""
    if is_list_of_ours(frame, part):
        return frame.unit.views.get(part.tree.id, frozenset())
    return memory(part)


def is_list_of_ours(frame, part):
    """Whether a value is a list under a name."""
    return isinstance(part.tree, gast.Name) and isinstance(part.value, Sequence)


def put_entry(frame, statement, text):
    """`xs[i] = v`, `xs[i][j] += v` for lists of run-time length; whether it is one."""
    place = statement.place
    bound = frame.evaluate(place.value)
    if not is_grown(frame, bound):
        return False
    key = inertly(frame, place.slice)
    whole = isinstance(key.value, Number) and key.value.kind == "i"
    if not whole and not (isinstance(key.value, Known) and type(key.value.value) is int):
        return False
    element = bound.value.element
    where = item(bound.tree, text_of(key))
    value: Any = settled(frame, frame.evaluate(statement.value), text)
    if is_pending(value) or element is None:
        return True
    if statement.operator is not None:
        active = is_varied(bound.value) and not frame.inert
        old = frame.let(f"{text}_item", with_varied(element, active), where)
        frame.env["__old__"], frame.env["__new__"] = old, value
        left, right = (gast.Name(t, gast.Load(), None, None) for t in ("__old__", "__new__"))
        result = frame.evaluate(gast.BinOp(left, statement.operator(), right))
        value = settled(frame, result, text)
        del frame.env["__old__"], frame.env["__new__"]
        if not isinstance(element, Number):
            frame.refuse(
                "S103",
                f"an array in the list {text!r} is written in place",
                f"Write `{text}[i] = {text}[i] ...` instead, which makes a new array.",
                UnsupportedSyntax,
            )
    if value.tree is None or isinstance(value.value, Sequence):
        value = handed_over(frame, text, value)
    now_holds(frame, text, bound, value.value)
    root = root_of(bound.tree)
    unit = frame.unit
    unit.views[root] = unit.views.get(root, frozenset()) | memory_of_entry(frame, value)
    frame.put(Put(where, value.tree, None))
    return True


def grown_in(block):
    """The names in a block of normal form whose append, extend or pop is called, or that
    are written to at a place only known at run time."""
    found = {}
    for statement in every(block):
        if isinstance(statement, Put) and isinstance(statement.place, gast.Subscript):
            root = root_of(statement.place)
            if root is not None and number(statement.place.slice) is None:
                found[root] = None
        value: Any = getattr(statement, "value", None)
        if isinstance(statement, (Do, Let)) and isinstance(value, gast.Call):
            function = value.func
            if isinstance(function, gast.Attribute) and function.attr in GROWING:
                if isinstance(function.value, gast.Name):
                    found[function.value.id] = None
    return found
