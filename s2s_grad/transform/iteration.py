"""What a for loop runs over: ranges, arrays, lists, and zip, enumerate, reversed of them."""

from dataclasses import dataclass, replace
from typing import Any

import gast
import numpy as np

from s2s_grad.analysis.objects import Object
from s2s_grad.analysis.values import (
    Anything,
    Array,
    Instance,
    Known,
    Mapping,
    Number,
    Opaque,
    Sequence,
    element_of,
    is_number,
    is_varied,
)
from s2s_grad.errors import UnsupportedValue
from s2s_grad.syntax.tree import binary, call, constant, function_text, item, number
from s2s_grad.transform.evaluate import evaluate
from s2s_grad.transform.expressions.containers import (
    entries,
    entries_of_array,
    is_cell_list,
    sequence,
    settled,
)
from s2s_grad.transform.expressions.special_methods import iterated
from s2s_grad.transform.frames import Bound, is_textless, text_of
from s2s_grad.transform.heap import refreshed


@dataclass(frozen=True)
class Series:
    """One way to run over something; `inner` are the series that it wraps."""

    kind: str
    value: Any  # what one entry is
    bound: Any = None
    inner: Any = ()
    key: str = ""  # the name under which the open call holds the whole

    @property
    def varied(self):
        """Whether the entries carry a derivative."""
        return is_varied(self.value)

    def now(self, frame):
        """The same series, over what its lists and dicts hold now."""
        inner = tuple([series.now(frame) for series in self.inner])
        bound = refreshed(frame, self.bound) if isinstance(self.bound, Bound) else self.bound
        return replace(self, bound=bound, inner=inner)

    def arrays(self):
        """Everything that it runs over."""
        found = [bound for series in self.inner for bound in series.arrays()]
        return [self.bound, *found] if isinstance(self.bound, Bound) else found

    def bounds(self):
        """The lists and dicts that it runs over."""
        found = [bound for series in self.inner for bound in series.bounds()]
        own = isinstance(self.bound, Bound) and self.bound.identity is not None
        return [self.bound, *found] if own else found

    def parts(self, frame, counting=False):
        """The entries when they are known one by one, else None.

        With `counting`, those of an array whose length may be looked at too.
        """
        match self.kind:
            case "whole" if counting:
                return entries_of_array(frame, self.bound)
            case "whole":
                return entries(frame, self.bound)
            case "keys":
                return [Bound(Known(k), constant(k)) for k in self.bound.value.keys]
            case "reversed":
                found = self.inner[0].parts(frame, counting)
                return None if found is None else found[::-1]
            case "zip":
                columns = [series.parts(frame, counting) for series in self.inner]
                if None in columns:
                    return None
                return [sequence(tuple, row) for row in zip(*columns, strict=False)]
            case "enumerate":
                found, start = self.inner[0].parts(frame, counting), self.start
                if found is None or start is None:
                    return None
                return [
                    sequence(tuple, (Bound(Known(start + i), constant(start + i)), p))
                    for i, p in enumerate(found)
                ]
            case "range":
                bounds = [bound.value for bound in self.bound]
                if all(isinstance(bound, Known) for bound in bounds):
                    found = range(*[bound.value for bound in bounds])
                    if len(found) <= 400:
                        return [Bound(Known(i), constant(i)) for i in found]
        return None

    @property
    def start(self):
        """The first number of enumerate, when it is literal."""
        found = self.bound
        if found is None:
            return 0
        return found.value.value if isinstance(found.value, Known) else None

    def is_static(self, frame):
        """Whether the loop must be written out: its entries are structure, or stand
        alone and carry a derivative."""
        if self.kind == "range":
            return False
        if self.holds_structure():
            if self.parts(frame, counting=True) is None:
                frame.refuse(
                    "S204",
                    "a loop over objects whose number is only known at run time",
                    "Loop over lists of a length that can be seen.",
                )
            return True
        return self.loose(frame) and self.parts(frame) is not None

    def holds_structure(self):
        """Whether an entry is a Cell, a function, text, or differs from the others."""
        if self.inner:
            return any(series.holds_structure() for series in self.inner)
        if self.kind == "keys":
            return True
        if self.kind == "range":
            return False
        value = self.bound.value
        if isinstance(value, Instance) or (
            isinstance(value, Known) and isinstance(value.value, str)
        ):
            return True
        if not isinstance(value, Sequence) or value.items is None:
            return False
        return any(
            is_textless(entry)
            or isinstance(entry, (Sequence, Mapping, Opaque))
            or (isinstance(entry, Known) and not is_number(entry))
            for entry in value.items
        )

    def loose(self, frame):
        """Whether the entries stand alone and carry a derivative."""
        if self.inner:
            return any(series.loose(frame) for series in self.inner)
        if self.kind != "whole" or not isinstance(self.bound.value, Sequence):
            return False
        return self.varied and not frame.inert

    def tree(self, frame):
        """The text of the sequence as the user wrote it."""
        match self.kind:
            case "whole" | "keys":
                return text_of(self.bound)
            case "range":
                return call("range", *[text_of(bound) for bound in self.bound])
            case "enumerate" if self.bound is not None:
                return call("enumerate", self.inner[0].tree(frame), text_of(self.bound))
        return call(self.kind, *[series.tree(frame) for series in self.inner])

    def length(self, frame):
        """The number of entries, as text."""
        match self.kind:
            case "whole":
                return call("len", text_of(self.bound))
            case "range" if len(self.bound) == 1:
                return text_of(self.bound[0])
            case "range":
                return call("len", self.tree(frame))
            case "zip" if len(self.inner) > 1:
                return call("min", *[series.length(frame) for series in self.inner])
        return self.inner[0].length(frame)

    def at(self, frame, index):
        """The entry at `index`."""
        match self.kind:
            case "whole":
                frame.env["__index__"] = Bound(Number("i"), index)
                node = gast.Name(self.key, gast.Load(), None, None)
                where = gast.Name("__index__", gast.Load(), None, None)
                return evaluate(frame, item(node, where))
            case "range":
                if len(self.bound) == 1:
                    return Bound(Number("i"), index)
                return Bound(Number("i"), item(self.tree(frame), index))
            case "reversed":
                mirrored = binary(constant(-1), gast.Sub, index)
                inner = self.inner[0]
                if inner.kind in ("zip", "enumerate"):
                    length = inner.length(frame)
                    last = binary(length, gast.Sub, constant(1))
                    mirrored = binary(last, gast.Sub, index)
                return inner.at(frame, mirrored)
            case "zip":
                return sequence(tuple, [s.at(frame, index) for s in self.inner])
            case "enumerate":
                count = index
                if self.bound is not None:
                    count = binary(text_of(self.bound), gast.Add, index)
                first = Bound(Number("i"), count)
                return sequence(tuple, [first, self.inner[0].at(frame, index)])
        raise AssertionError(self.kind)

    def index_name(self, target):
        """The user's own name for the index, from enumerate."""
        plain = self.kind == "enumerate" and self.bound is None
        if plain and isinstance(target, gast.Tuple):
            if isinstance(target.elts[0], gast.Name):
                return target.elts[0].id
        return None


def describe(frame, node):
    """What a loop over `node` runs over."""
    if isinstance(node, gast.Call) and isinstance(node.func, gast.Name):
        text = node.func.id
        shadowed = text in frame.env or text in frame.source.globals
        inner = node.args[0] if len(node.args) == 1 else None
        if text in ("list", "tuple") and isinstance(inner, gast.Call) and not shadowed:
            if function_text(inner) in ("range", "zip", "enumerate", "reversed"):
                return describe(frame, inner)
        if text in ("range", "zip", "enumerate", "reversed") and not shadowed:
            return wrapped(frame, node, text)
    bound = settled(frame, evaluate(frame, node), "items")
    if isinstance(bound.value, Object):
        bound = settled(frame, iterated(frame, bound), "items")
    value = bound.value
    if isinstance(value, Mapping):
        return Series("keys", Known(""), bound)
    if isinstance(value, Instance) and not is_cell_list(value.object):
        refuse(frame)
    if isinstance(value, (Number, Opaque)) or (
        isinstance(value, Known) and not isinstance(value.value, str)
    ):
        refuse(frame)
    key = f"__series_{len(frame.env)}__"
    frame.env[key] = bound
    return Series("whole", element(frame, bound), bound, key=key)


def refuse(frame):
    """Refuse what cannot be run over."""
    frame.refuse(
        "S207",
        "a loop over this value is not supported",
        "Loop over a range, an array, a list or a tuple.",
        UnsupportedValue,
    )


def element(frame, bound):
    """What one entry of a sequence is."""
    value = bound.value
    if isinstance(value, Array):
        if value.shape is None or value.dtype is None:
            return Anything(value.varied)
        if len(value.shape) == 1:
            kind = np.dtype(value.dtype).kind
            return Number("i" if kind == "u" else kind, value.dtype, value.varied)
        return Array(value.dtype, value.shape[1:], value.varied)
    if isinstance(value, Sequence):
        from_parts = entries(frame, bound)
        if from_parts is None:
            return value.element
        found = Sequence(value.kind, tuple(part.value for part in from_parts))
        return common(found)
    return Anything(is_varied(value))


def common(value):
    """One description for all entries."""
    found = element_of(value)
    return Opaque() if found is None else found


def wrapped(frame, node, text):
    """`range`, `zip`, `enumerate` and `reversed`."""
    if text == "range":
        bounds = tuple(evaluate(frame, entry) for entry in node.args)
        return Series("range", Number("i"), bounds)
    if text == "enumerate":
        inner = describe(frame, node.args[0])
        extra = node.args[1] if len(node.args) > 1 else None
        extra = node.keywords[0].value if node.keywords else extra
        start = None if extra is None else evaluate(frame, extra)
        if start is not None and number(text_of(start)) == 0:
            start = None
        value = Sequence(tuple, (Number("i"), inner.value))
        return Series("enumerate", value, start, (inner,))
    inner = tuple(describe(frame, entry) for entry in node.args)
    if text == "reversed":
        return Series("reversed", inner[0].value, None, inner)
    value = Sequence(tuple, tuple(series.value for series in inner))
    return Series("zip", value, None, inner)
