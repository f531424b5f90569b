"""Builtins over entries that are known one by one: list, dict, sum, map, zip, reduce."""

import gast
import numpy as np

from s2s_grad.analysis.values import Array, Mapping, Number, Sequence, element_of, with_varied
from s2s_grad.syntax.tree import binary, call, name
from s2s_grad.transform.expressions.activity import varied
from s2s_grad.transform.expressions.containers import (
    entries,
    known_bound,
    mapped,
    sequence,
    settled,
)
from s2s_grad.transform.expressions.memory import memory
from s2s_grad.transform.expressions.names import evaluate_with
from s2s_grad.transform.frames import Bound, text_of


def make_sequence(kind):
    """`list(x)` and `tuple(x)`."""

    def make(frame, arguments, keywords):
        if not arguments:
            return frame.owning(sequence(kind, ()))
        parts = entries(frame, arguments[0])
        if parts is not None:
            return frame.owning(sequence(kind, [settled(frame, part) for part in parts]))
        value = arguments[0].value
        if isinstance(value, Sequence) or is_row(value):
            return copied_list(frame, kind, arguments[0])
        return None

    return make


def is_row(value):
    """Whether a value is an array of one axis."""
    return isinstance(value, Array) and value.shape is not None and len(value.shape) == 1


def copied_list(frame, kind, bound):
    """A new list of the entries of one whose length is only known at run time."""
    value = bound.value
    if isinstance(value, Array):
        letter = np.dtype(value.dtype).kind if value.dtype else "f"
        element = Number("i" if letter == "u" else letter, value.dtype, value.varied)
    else:
        element = element_of(value)
    found = Sequence(kind, None, element)
    base = frozenset() if isinstance(element, Number) else memory(bound)
    tree = call(kind.__name__, text_of(settled(frame, bound)))
    return Bound(with_varied(found, varied(frame, bound)), tree, None, base)


def make_dict(frame, arguments, keywords):
    """`dict(a=1)` and `dict(mapping, b=2)`."""
    items = {}
    if arguments:
        if not isinstance(arguments[0].value, Mapping):
            return None
        items = dict(zip(arguments[0].value.keys, mapped(arguments[0]), strict=True))
    items.update({key: settled(frame, bound) for key, bound in keywords.items()})
    parts = tuple(items.values())
    return Bound(Mapping(tuple(items), tuple(p.value for p in parts)), None, parts)


def fold_sum(frame, arguments, keywords):
    """`sum(values, start)` over entries that are known one by one."""
    parts = entries(frame, arguments[0])
    if parts is None:
        return None
    start = arguments[1] if len(arguments) > 1 else keywords.get("start")
    if not parts:
        return start or known_bound(0)
    total = parts[0]
    if start is not None:
        total = add(frame, start, total)
    for part in parts[1:]:
        total = add(frame, total, part)
    return total


def add(frame, left, right):
    """`left + right`, folded into the expression around it later."""
    left, right = settled(frame, left, "sum"), settled(frame, right, "sum")
    tree = binary(name("__left__"), gast.Add, name("__right__"))
    return evaluate_with(frame, tree, __left__=left, __right__=right)


def reduce_call(frame, arguments, keywords):
    """`functools.reduce(function, values, start)`."""
    parts = entries(frame, arguments[1])
    if parts is None:
        return None
    total = arguments[2] if len(arguments) > 2 else parts.pop(0)
    for part in parts:
        total = settled(
            frame, frame.session.dispatch(frame, arguments[0], [total, settled(frame, part)], {})
        )
    return total


def map_call(frame, arguments, keywords):
    """`map(function, values)` as a list."""
    columns = [entries(frame, bound) for bound in arguments[1:]]
    if None in columns:
        return None
    results = [
        settled(frame, frame.session.dispatch(frame, arguments[0], list(row), {}))
        for row in zip(*columns, strict=False)
    ]
    return sequence(list, results)


def zip_call(frame, arguments, keywords):
    """`zip(...)` of sequences whose entries are known."""
    columns = [entries(frame, bound) for bound in arguments]
    if None in columns:
        return None
    rows = zip(*columns, strict=False)
    return sequence(list, [sequence(tuple, row) for row in rows])


def enumerate_call(frame, arguments, keywords):
    """`enumerate(...)` of a sequence whose entries are known."""
    parts = entries(frame, arguments[0])
    start = keywords.get("start") or (arguments[1] if len(arguments) > 1 else None)
    first = 0 if start is None else getattr(start.value, "value", None)
    if parts is None or not isinstance(first, int):
        return None
    rows = [(known_bound(first + i), part) for i, part in enumerate(parts)]
    return sequence(list, [sequence(tuple, row) for row in rows])


def reversed_call(frame, arguments, keywords):
    """`reversed(...)` of a sequence whose entries are known."""
    parts = entries(frame, arguments[0])
    return None if parts is None else sequence(list, parts[::-1])
