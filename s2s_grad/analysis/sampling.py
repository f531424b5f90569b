"""Facts about a NumPy call from running it on small examples of the same pattern."""

import operator
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np

from s2s_grad import runtime
from s2s_grad.analysis.values import (
    Anything,
    Array,
    Known,
    Mapping,
    Number,
    Opaque,
    Sequence,
    is_number,
    is_varied,
    with_varied,
)

BASE = np.abs(np.sin(np.arange(1, 1025) * 12.9898)) * 0.6 + 0.2
# The two choices differ, so that no size that comes from a value is taken for a known one.
PYTHON = {"b": True, "i": 2, "f": 1.5, "c": 1.5 + 0.5j}
SECOND = {"b": True, "i": 3, "f": 2.7, "c": 2.7 + 0.5j}


class Unknown(Exception):
    """No example can be made, or the function does not take it."""


class Example:
    """One choice of numbers for the sizes; the two choices agree on no letter's size."""

    def __init__(self, rising, fitting=None):
        self.rising = rising
        self.fitting = fitting  # the letter whose size all unknown sizes get, or None
        self.sizes = {}
        self.count = 0

    def size(self, letter):
        """The number that stands for a size."""
        if isinstance(letter, int):
            return letter
        if letter is None and self.fitting is not None:
            return self.size(self.fitting)
        if letter is None:
            self.count += 1
            return (23 if self.rising else 31) + self.count
        if letter not in self.sizes:
            base, _, less = letter.partition("-")
            if less:
                self.sizes[letter] = self.size(base) - int(less)
            else:
                count = sum("-" not in key for key in self.sizes)
                falling = 13 - count if count < 7 else 13 + count
                self.sizes[letter] = 7 + count if self.rising else falling
        return self.sizes[letter]

    def make(self, value):
        """A small object of the kind that `value` describes."""
        match value:
            case Known():
                return value.value
            case Number():
                plain = (PYTHON if self.rising else SECOND)[value.kind]
                return plain if value.dtype is None else np.dtype(value.dtype).type(plain)
            case Array() if value.dtype is not None and value.shape is not None:
                shape = tuple(self.size(letter) for letter in value.shape)
                return example_array(value.dtype, shape, self.rising)
            case Sequence(items=items) if items is not None and value.made is None:
                return value.kind(self.make(entry) for entry in items)
            case Sequence(kind=kind, items=None, element=Array() | Number(kind="f" | "c") as entry):
                self.count += 1
                return kind(self.make(entry) for _ in range((4 if self.rising else 6) + self.count))
            case Mapping(keys=keys, items=items):
                return {key: self.make(entry) for key, entry in zip(keys, items, strict=True)}
        raise Unknown


@lru_cache(maxsize=512)
def example_array(dtype, shape, rising):
    """An array of numbers between 0.2 and 0.8; a square matrix is well conditioned.

    Of whole numbers and masks there are two, that lead to results of different sizes.
    """
    kind = np.dtype(dtype).kind
    count = int(np.prod(shape))
    if count > 200_000:
        raise Unknown
    if kind in "iu":
        found = np.full(shape, int(rising), dtype)
    elif kind == "b":
        found = (np.arange(count) % 3 == 1 if rising else np.arange(count) % 2 == 0).reshape(shape)
    else:
        found = np.resize(BASE, shape).astype(dtype)
        if len(shape) >= 2 and shape[-1] == shape[-2]:
            found = found @ np.swapaxes(found, -1, -2) + np.eye(shape[-1])
            found = found.astype(dtype)
    found.flags.writeable = False
    return found


def sample(function, arguments, keywords=None):
    """What `function` gives for arguments of these kinds, or Anything.

    The call runs twice, on examples of different sizes. A size of the result is known
    when it is the size of the same letter both times.
    """
    keywords = keywords or {}
    varied = any(map(is_varied, [*arguments, *keywords.values()]))
    found = sampled(function, arguments, keywords)
    if found is None:
        return Anything(varied)
    return with_varied(found, varied)


def stated(rule, values):
    """What the rule itself says of the shape, where examples do not tell it."""
    active = values[: len(rule.active)]
    dtypes = {getattr(value, "dtype", None) for value in active}
    shape = rule.shape_python(*map(sizes_in, values))
    varied = any(map(is_varied, active))
    return Anything(varied) if shape is None or len(dtypes) > 1 else Array(dtypes.pop(), shape)


def sizes_in(value):
    """The shape of an array; a literal size; of a tuple of numbers those that are known;
    else None."""
    if isinstance(value, Known):
        return value.value if type(value.value) is int and 0 < value.value < 7 else None
    if isinstance(value, Sequence) and value.items is not None:
        found = [entry.value if isinstance(entry, Known) else None for entry in value.items]
        return tuple(size if isinstance(size, int) and 0 < size < 7 else None for size in found)
    return getattr(value, "shape", None)


def sampled(function, arguments, keywords):
    """What the function gives, or None.

    When it does not take the examples, sizes that are not known may have to be equal to others.
    With such sizes the rank and the dtype of the result are found, and no size.
    """
    unknown, letters = False, []
    for value in (*arguments, *keywords.values()):
        for size in getattr(value, "shape", None) or ():
            unknown = unknown or size is None
            letters += [size] if isinstance(size, str) and size not in letters else []
    for fitting in (None, *letters, "fitting") if unknown else (None,):
        try:
            results, examples = [], []
            for rising in (True, False):
                example = Example(rising, fitting)
                plain = [example.make(value) for value in arguments]
                named = {key: example.make(value) for key, value in keywords.items()}
                with np.errstate(all="ignore"):
                    results.append(function(*plain, **named))
                examples.append(example)
            found = described(*results, *examples)
        except Exception:
            continue
        return found if fitting is None else without_sizes(found)
    return None


def without_sizes(value):
    """The same, but for sizes."""
    if isinstance(value, Array):
        return Array(value.dtype, value.shape and (None,) * len(value.shape))
    return value if isinstance(value, Number) else Anything()


# Functions whose result shares memory with nothing, whatever they are called with.
NEW = {np.where, np.resize, np.sort, np.partition, np.concatenate, np.stack, np.array, np.copy}
NEW |= {np.cumsum, np.zeros_like, np.ones_like, np.full_like, np.sum, np.dot, np.outer}
NEW |= {runtime.last_written, runtime.scatter}

STAND_INS = (Array("float64", ("a",)), Array("float64", ("a", "a")), Number("f", "float64"))


def shares_memory(function, arguments, keywords=None):
    """The arguments, by position or keyword, of which the result may be a view, or which it
    may be.

    What nothing is known of is taken for an array of one and of two axes, and for a number.
    """
    keywords = keywords or {}
    found = []
    for stand_in in STAND_INS:
        values = [stand_in if isinstance(v, Anything) else v for v in arguments]
        words = {k: stand_in if isinstance(v, Anything) else v for k, v in keywords.items()}
        found.append(result_shares(function, values, words))
        if values == list(arguments) and words == keywords:
            break
    if all(answer is None for answer in found):
        return set() if function in NEW else {*range(len(arguments)), *keywords}
    return set().union(*(answer for answer in found if answer is not None))


def result_shares(function, arguments, keywords):
    """Which examples of these kinds share memory with the result; None when the function
    does not take them."""
    try:
        example = Example(True)
        plain = [unshared(example.make(value)) for value in arguments]
        named = {key: unshared(example.make(value)) for key, value in keywords.items()}
        with np.errstate(all="ignore"):
            result = function(*plain, **named)
    except Exception:
        return None
    pairs = [*enumerate(plain), *named.items()]
    return {key for key, value in pairs if any(may_share(result, one) for one in arrays_in(value))}


def unshared(value):
    """The example with memory of its own."""
    if isinstance(value, np.ndarray):
        value = value.copy()
        value.flags.writeable = False
    return value


def arrays_in(value):
    """The arrays in an example."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, (tuple, list)):
        return [found for entry in value for found in arrays_in(entry)]
    return [value] if isinstance(value, np.ndarray) else []


def may_share(result, array):
    """Whether there is memory of `array` in a result."""
    if isinstance(result, (tuple, list)):
        return any(may_share(entry, array) for entry in result)
    return isinstance(result, np.ndarray) and np.may_share_memory(result, array)


def described(first, second, rising, falling):
    """What two results have in common."""
    kind = type(first)
    if kind is not type(second):
        raise Unknown
    if kind is np.ndarray:
        if first.dtype != second.dtype or first.dtype.kind not in "biufc":
            raise Unknown
        if first.ndim != second.ndim:
            return Array(first.dtype.name)
        pairs = zip(first.shape, second.shape, strict=True)
        shape = tuple(letter(a, b, rising, falling) for a, b in pairs)
        return Array(first.dtype.name, shape)
    if isinstance(first, np.generic):
        code = first.dtype.kind
        if code not in "biufc":
            raise Unknown
        return Number("i" if code == "u" else code, first.dtype.name)
    if kind in (bool, int, float, complex):
        return Number({bool: "b", int: "i", float: "f", complex: "c"}[kind])
    if isinstance(first, (tuple, list)) and len(first) == len(second):
        items = tuple(described(a, b, rising, falling) for a, b in zip(first, second, strict=True))
        made = kind if hasattr(first, "_fields") else None
        return Sequence(tuple if isinstance(first, tuple) else list, items, made=made)
    if isinstance(first, (tuple, list)) and first and second:  # as many as a size says
        return Sequence(kind, None, described(first[0], second[0], rising, falling))
    return Opaque()


def letter(first, second, rising, falling):
    """The size that both numbers stand for, or None."""
    for text, size in rising.sizes.items():
        if size == first and falling.sizes.get(text) == second:
            return text
    return first if first == second and first < 7 else None


OPERATIONS = {
    "add": operator.add,
    "subtract": operator.sub,
    "multiply": operator.mul,
    "divide": operator.truediv,
    "floor_divide": operator.floordiv,
    "remainder": operator.mod,
    "power": operator.pow,
    "matmul": operator.matmul,
    "negative": operator.neg,
    "positive": operator.pos,
    "invert": operator.invert,
    "bitwise_and": operator.and_,
    "bitwise_or": operator.or_,
    "bitwise_xor": operator.xor,
    "left_shift": operator.lshift,
    "right_shift": operator.rshift,
}


def sample_operator(ufunc, arguments):
    """What an operator gives: Python's own operator on the examples."""
    found = sample(OPERATIONS[ufunc.__name__], arguments)
    return found if ufunc is np.matmul else broadcast(found, ufunc, arguments)


def broadcast(found, ufunc, arguments):
    """What is known of an elementwise result, where sizes that are not known upset the examples."""
    shapes: list[Any] = [
        () if is_number(value) else getattr(value, "shape", None) for value in arguments
    ]
    if not isinstance(found, Anything) or None in shapes or not any(None in s for s in shapes):
        return found
    alone = sample(ufunc, [replace(v, shape=()) if isinstance(v, Array) else v for v in arguments])
    dtype = getattr(alone, "dtype", None)
    rank = max(map(len, shapes))
    wide = [(1,) * (rank - len(shape)) + tuple(shape) for shape in shapes]
    shape = tuple(common_size(sizes) for sizes in zip(*wide, strict=True))
    return found if dtype is None else Array(dtype, shape, found.varied)


def common_size(sizes):
    """The size that these broadcast to, or None."""
    others = {size for size in sizes if size != 1}
    return others.pop() if len(others) == 1 else 1 if not others else None


def indexed_shape(shape, index):
    """The shape after basic indexing, or None when it is not known.

    `index` is a list of entries: "int", None, Ellipsis, ("slice", lower, upper, step)
    with bounds that are numbers, None, or "?" when they are not known.
    """
    entries = list(index)
    used = sum(entry not in (None, Ellipsis) for entry in entries)
    missing = len(shape) - used
    if missing < 0:
        return None
    full = [("slice", None, None, None)]
    if Ellipsis in entries:
        at = entries.index(Ellipsis)
        entries[at : at + 1] = full * missing
    else:
        entries += full * missing
    sizes, out = iter(shape), []
    for entry in entries:
        if entry is None:
            out.append(1)
            continue
        size = next(sizes)
        if entry != "int":
            out.append(sliced(size, *entry[1:]))
    return tuple(out)


def sliced(size, lower, upper, step):
    """The size of a slice: all of it, all but a few at the ends, or not known."""
    if "?" in (lower, upper, step) or size is None:
        return None
    if lower is None and upper is None and step in (None, 1, -1):
        return size
    if step not in (None, 1):
        return (
            len(range(*slice(lower, upper, step).indices(size))) if isinstance(size, int) else None
        )
    if isinstance(size, int):
        return len(range(*slice(lower, upper, step).indices(size)))
    start = lower or 0
    if start < 0 or (upper is not None and upper >= 0):
        return None
    base, _, less = size.partition("-")
    gone = int(less or 0) + start - (upper or 0)
    return f"{base}-{gone}" if gone else size
