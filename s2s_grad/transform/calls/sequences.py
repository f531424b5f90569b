"""Builtins over entries that are known one by one: list, dict, sum, map, zip, reduce."""

import operator

import gast
import numpy as np

from s2s_grad.analysis.values import (
    Array,
    Instance,
    Known,
    Mapping,
    Number,
    Sequence,
    element_of,
    with_varied,
)
from s2s_grad.syntax.tree import binary, name
from s2s_grad.syntax.tree import call as call_tree
from s2s_grad.transform.calls import written
from s2s_grad.transform.calls.functions import written_out
from s2s_grad.transform.expressions.activity import inertly_do, varied
from s2s_grad.transform.expressions.conditions import truth
from s2s_grad.transform.expressions.containers import (
    as_iterated,
    entries,
    entries_of_array,
    known_bound,
    mapped,
    sequence,
    settled,
)
from s2s_grad.transform.expressions.memory import memory
from s2s_grad.transform.expressions.names import evaluate_with
from s2s_grad.transform.frames import Bound, text_of
from s2s_grad.transform.raising import raises

MOST_ENTRIES = 400


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
    tree = call_tree(kind.__name__, text_of(settled(frame, bound)))
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
    function, items = arguments[0], as_iterated(arguments[1])
    parts = entries(frame, items)
    if parts is None and len(arguments) > 2:
        return written_out(frame, written.reduced_from, [function, items, arguments[2]])
    if parts is None:
        return written_out(frame, written.reduced, [function, items])
    if len(arguments) < 3 and not parts:
        return raises(TypeError("reduce() of empty iterable with no initial value"))
    total = arguments[2] if len(arguments) > 2 else parts.pop(0)
    for part in parts:
        total = settled(
            frame, frame.session.dispatch(frame, function, [total, settled(frame, part)], {})
        )
    return total


def map_call(frame, arguments, keywords):
    """`map(function, values)` as a list."""
    arguments = [arguments[0], *map(as_iterated, arguments[1:])]
    columns = same_length(frame, arguments[1:])
    if columns is None and len(arguments) < 4:
        name = written.mapped if len(arguments) == 2 else written.mapped_pairs
        return written_out(frame, name, arguments)
    if columns is None:
        return None
    results = [
        settled(frame, frame.session.dispatch(frame, arguments[0], list(row), {}))
        for row in zip(*columns, strict=False)
    ]
    return sequence(list, results)


def filter_call(frame, arguments, keywords):
    """`filter(function, values)` as a list."""
    function, items = arguments[0], as_iterated(arguments[1])
    everything = function.value == Known(None)
    parts = entries(frame, items)
    if parts is not None:
        kept = []
        for part in parts:
            known = truth(part if everything else question(frame, function, part))
            if known is None:
                break
            kept += [part] if known else []
        else:
            return sequence(list, kept)
    if everything:
        return written_out(frame, written.truthy, [items])
    return written_out(frame, written.filtered, [function, items])


def question(frame, function, part):
    """What a function says of an entry, which no derivative passes through."""
    return inertly_do(frame, lambda: frame.session.dispatch(frame, function, [part], {}))


def zip_call(frame, arguments, keywords):
    """`zip(...)` as a list of tuples."""
    arguments = list(map(as_iterated, arguments))
    columns = same_length(frame, arguments)
    if columns is None and len(arguments) == 2:
        return written_out(frame, written.paired, arguments)
    if columns is None:
        return None
    rows = zip(*columns, strict=False)
    return sequence(list, [sequence(tuple, row) for row in rows])


def same_length(frame, bounds):
    """The entries of each, when all are known; an array beside a list is counted."""
    columns = [entries(frame, bound) for bound in bounds]
    if None in columns and any(column is not None for column in columns):
        columns = [entries_of_array(frame, bound) for bound in bounds]
    return None if None in columns else columns


def enumerate_call(frame, arguments, keywords):
    """`enumerate(...)` as a list of tuples."""
    parts = entries(frame, arguments[0])
    start = keywords.get("start") or (arguments[1] if len(arguments) > 1 else None)
    first = 0 if start is None else getattr(start.value, "value", None)
    if parts is None or not isinstance(first, int):
        return written_out(frame, written.counted, [arguments[0], start or known_bound(0)])
    rows = [(known_bound(first + i), part) for i, part in enumerate(parts)]
    return sequence(list, [sequence(tuple, row) for row in rows])


def reversed_call(frame, arguments, keywords):
    """`reversed(...)` of a sequence whose entries are known."""
    parts = entries(frame, arguments[0])
    return None if parts is None else sequence(list, parts[::-1])


def accumulate_call(frame, arguments, keywords):
    """`itertools.accumulate(values, function)` as a list."""
    function = arguments[1] if len(arguments) > 1 else keywords.get("func")
    if function is None or "initial" in keywords:
        function = Bound(Instance(operator.add, (("unguarded", "add"),)))
    if keywords.get("initial") is not None:
        return None
    parts = entries(frame, arguments[0])
    if parts is None:
        return written_out(frame, written.accumulated, [arguments[0], function])
    totals = parts[:1]
    for part in parts[1:]:
        both = [totals[-1], settled(frame, part)]
        totals.append(settled(frame, frame.session.dispatch(frame, function, both, {})))
    return sequence(list, totals)


def rearranging(function):
    """`itertools.product` and its like, over entries that are known one by one."""

    def call(frame, arguments, keywords):
        columns = [entries(frame, bound) for bound in arguments]
        counts = [bound.value for bound in arguments if isinstance(bound.value, Known)]
        plain = [
            bound.value.value if isinstance(bound.value, Known) else column
            for bound, column in zip(arguments, columns, strict=True)
        ]
        words = {key: getattr(bound.value, "value", None) for key, bound in keywords.items()}
        if None in plain or None in words.values() or len(counts) == len(arguments):
            return None
        rows = list(function(*plain, **words))
        made = [row if isinstance(row, Bound) else sequence(tuple, row) for row in rows]
        return sequence(list, made)

    return call


def range_call(frame, arguments, keywords):
    """`range(...)` as a value."""
    values = [bound.value for bound in arguments]
    if all(isinstance(value, Known) for value in values):
        found = range(*[value.value for value in values])
        if len(found) <= MOST_ENTRIES:
            return sequence(list, [known_bound(i) for i in found])
    tree = call_tree("range", *[text_of(bound) for bound in arguments])
    return Bound(Sequence(list, None, Number("i")), tree)
