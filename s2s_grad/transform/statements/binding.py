"""What an assignment makes of the user's names."""

from dataclasses import replace

import gast

from s2s_grad.analysis.values import Anything, Array, Known, Mapping, Number, Sequence
from s2s_grad.code import Branch, Leave, Let
from s2s_grad.errors import UnsupportedValue
from s2s_grad.syntax.tree import call, constant, function_text, is_atom, name
from s2s_grad.transform.evaluate import evaluate
from s2s_grad.transform.expressions.containers import entries, owned, settled
from s2s_grad.transform.expressions.grown import is_grown
from s2s_grad.transform.expressions.memory import holds_memory
from s2s_grad.transform.expressions.pending import is_pending
from s2s_grad.transform.expressions.special_methods import opened
from s2s_grad.transform.frames import Bound
from s2s_grad.transform.normal.writer import Closure
from s2s_grad.transform.sharing import OWN, named


def bind(frame, text, bound, node=None):
    """Give the user's name `text` a new meaning."""
    made = text in frame.function.made
    plain = bound.tree is None or is_atom(bound.tree)
    copied = isinstance(node, (gast.Name, Closure))
    shared = holds_memory(bound.value) and isinstance(bound.tree, gast.Name)
    shared = shared or is_grown(frame, bound)
    if bound.tree is None or shared:
        # Two names for one array are one name here: what is written is seen by both.
        frame.env[text] = bound
        return
    if plain and (made or (copied and not keeps(bound))):
        frame.env[text] = bound
        return
    if isinstance(bound.value, (Sequence, Mapping)) and bound.parts is not None:
        frame.env[text] = bound
        return
    found = frame.fresh(text, made)
    frame.unit.facts[found] = bound.value
    frame.put(Let(found, bound.tree, None, bound.value))
    named(frame.unit, found, bound.base, bound.tree)
    if (not bound.base and holds_memory(bound.value)) or is_copied_list(bound):
        frame.unit.fresh.add(found)
    parts = None
    if isinstance(bound.value, Sequence) and bound.value.items is not None:
        parts = tuple(
            replace(part, tree=part.tree)
            for part in entries(frame, Bound(bound.value, name(found)))
        )
    result = Bound(bound.value, name(found), parts, bound.base)
    frame.env[text] = owned(frame, result) if OWN in bound.base else result


def is_copied_list(bound):
    """Whether a value is a new list, of entries that others may hold too."""
    value = bound.value
    unknown = isinstance(value, Sequence) and value.kind is list and value.items is None
    return unknown and function_text(bound.tree) == "list"


def keeps(bound):
    """Whether `y = x` stays a statement: for numbers and arrays under a user's name."""
    return isinstance(bound.value, (Number, Array, Anything)) or (
        isinstance(bound.value, Known) and isinstance(bound.tree, gast.Constant)
    )


def unpack(frame, texts, bound):
    """`a, b = value`."""
    if is_pending(bound):
        for text in texts:
            bind(frame, text, bound)
        return
    bound = opened(frame, bound)
    parts = entries(frame, bound)
    if parts is not None and bound.tree is not None and not is_atom(bound.tree):
        whole = frame.let("_".join(texts[:2]), bound.value, bound.tree, base=bound.base)
        parts = entries(frame, whole)
    if parts is None:
        parts = unpacked_rows(frame, texts, bound)
    if len(parts) != len(texts):
        frame.refuse(
            "S406",
            f"{len(parts)} values cannot be unpacked into {len(texts)} names",
            "Make the numbers agree.",
        )
    for text, part in zip(texts, parts, strict=True):
        bind(frame, text, part)


def unpacked_rows(frame, texts, bound):
    """The rows of an array, one for each name."""
    value = bound.value
    if not isinstance(value, (Array, Anything)) and not (
        isinstance(value, Sequence) and value.items is None
    ):
        frame.refuse(
            "S207",
            "this value cannot be unpacked",
            "Unpack tuples, lists or arrays.",
            UnsupportedValue,
        )
    whole = settled(frame, bound, "_".join(texts[:2]))
    length = call("len", whole.tree)
    error = call("ValueError", constant(f"expected {len(texts)} values to unpack"))
    test = gast.Compare(length, [gast.NotEq()], [constant(len(texts))])
    frame.put(Branch(test, (Leave("raise", error, frame.origin),), ()))
    frame.env["__rows__"] = whole
    node = gast.Name("__rows__", gast.Load(), None, None)
    return [
        evaluate(frame, gast.Subscript(node, constant(i), gast.Load())) for i in range(len(texts))
    ]


def bind_target(frame, target, bound):
    """Bind a loop target to one entry."""
    if isinstance(target, gast.Name):
        if is_atom_bound(bound):
            frame.env[target.id] = bound
        else:
            bind(frame, target.id, bound)
        return
    parts = entries(frame, bound)
    if parts is None:
        whole = settled(frame, bound, "row")
        frame.env["__row__"] = whole
        node = gast.Name("__row__", gast.Load(), None, None)
        parts = [
            evaluate(frame, gast.Subscript(node, constant(i), gast.Load()))
            for i in range(len(target.elts))
        ]
    if len(parts) != len(target.elts):
        frame.refuse(
            "S406",
            f"{len(parts)} values cannot be unpacked into {len(target.elts)} names",
            "Make the numbers agree.",
        )
    for entry, part in zip(target.elts, parts, strict=True):
        bind_target(frame, entry, part)


def is_atom_bound(bound):
    """Whether a binding needs no statement."""
    return bound.tree is None or is_atom(bound.tree)
