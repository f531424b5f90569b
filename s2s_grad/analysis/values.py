"""What is known about a value before it exists: kind, dtype, shape pattern, structure."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from s2s_grad.analysis.objects import Object, Record


@dataclass(frozen=True)
class Number:
    """A Python number (`dtype` None) or a NumPy scalar; `kind` is b, i, f or c."""

    kind: str = "f"
    dtype: str | None = None
    varied: bool = False
    optional: bool = False  # it may be None instead


@dataclass(frozen=True)
class Array:
    """An ndarray. A size is 1, a letter, a letter less a number ('a-1'), another
    literal number, or None; the shape is None when the rank is not known."""

    dtype: str | None = None
    shape: tuple | None = None
    varied: bool = False
    optional: bool = False  # it may be None instead


@dataclass(frozen=True)
class Operator:
    """A sparse matrix of SciPy's, which a program may multiply by."""

    made: Any = None


@dataclass(frozen=True)
class Sequence:
    """A tuple or list; `items` are its entries, or None and `element` covers all."""

    kind: type = tuple
    items: Any = None
    element: Any = None
    made: Any = None  # the class of a namedtuple
    limit: Any = None  # of a deque


@dataclass(frozen=True)
class Mapping:
    """A dict with known keys."""

    keys: tuple = ()
    items: tuple = ()
    kind: type = dict
    factory: Any = None  # of a defaultdict


@dataclass(frozen=True)
class Known:
    """A value that is part of the structure: text, None, a bool, a type, a function."""

    value: Any = None

    def __eq__(self, other):
        if not isinstance(other, Known):
            return NotImplemented
        if self.value is other.value:
            return True
        plain = (str, int, float, bool, complex, bytes, tuple)
        return (
            type(self.value) is type(other.value)
            and isinstance(self.value, plain)
            and self.value == other.value
        )

    def __hash__(self):
        return hash(type(self.value))


@dataclass(frozen=True)
class Instance:
    """An object reached by a path: a Cell, a user's object, a module."""

    object: Any
    path: tuple

    def __eq__(self, other):
        if not isinstance(other, Instance):
            return NotImplemented
        return self.object is other.object and self.path == other.path

    def __hash__(self):
        return hash(self.path[:1])


@dataclass(frozen=True)
class Function:
    """A function defined in the program: its text, and what it sees from outside."""

    definition: Any
    source: Any
    frame: Any  # the open call in which it was defined
    captured: tuple = ()  # pairs (name, Value) once it has left that frame

    def __eq__(self, other):
        if not isinstance(other, Function):
            return NotImplemented
        return (
            self.definition is other.definition
            and self.frame is other.frame
            and self.captured == other.captured
        )

    def __hash__(self):
        return id(self.definition)


@dataclass(frozen=True)
class Method:
    """A function that is bound to a first argument."""

    function: Any
    receiver: Any
    tree: Any = None


@dataclass(frozen=True)
class Derivative:
    """The gradient of a function, asked for inside the program."""

    function: Any  # what the differentiated function is bound to
    wish: Any
    given: tuple = ()  # arguments that it has already, bound in the program

    def __eq__(self, other):
        return self is other

    def __hash__(self):
        return id(self)


@dataclass(frozen=True)
class Anything:
    """Nothing is known, but that it is a number, an array or a container of them."""

    varied: bool = False
    optional: bool = False  # it may be None instead


@dataclass(frozen=True)
class Opaque:
    """Something no derivative passes through and that cannot be looked into."""

    reason: str = ""


NONE = Known(None)
PLAIN = (str, bytes, bool, type(None), type(Ellipsis), type(NotImplemented), slice)


def is_varied(value):
    """Whether a derivative-carrying number may be in the value."""
    match value:
        case Number() | Array() | Anything():
            return value.varied
        case Sequence(items=None):
            return value.element is not None and is_varied(value.element)
        case Sequence() | Mapping() | Record():
            return any(is_varied(entry) for entry in value.items)
        case Function():
            return any(is_varied(entry) for _, entry in value.captured)
        case Method():
            return is_varied(value.receiver)
        case _:
            return False


def is_number(value):
    """Whether the value is a scalar for certain."""
    if isinstance(value, Known):
        return isinstance(value.value, (int, float, complex))
    return isinstance(value, Number)


def is_numeric(value):
    """Whether the value is a number or an array, as far as is known."""
    return isinstance(value, (Array, Anything)) or is_number(value)


def is_static(value):
    """Whether the value is known whole, and not a number."""
    return isinstance(value, (Known, Instance, Function, Method, Derivative, Object))


def can_vary(value):
    """Whether a value of this kind can carry a derivative at all."""
    match value:
        case Number(kind=kind):
            return kind in "fc"
        case Array(dtype=dtype):
            return dtype is None or np.dtype(dtype).kind in "fc"
        case Anything():
            return True
        case _:
            return False


def with_varied(value, varied):
    """The value with the flag set on every number in it that can carry a derivative."""
    match value:
        case Number() | Array() | Anything():
            return replace(value, varied=varied and can_vary(value))
        case Sequence(items=None):
            if value.element is None:
                return value
            return replace(value, element=with_varied(value.element, varied))
        case Sequence() | Mapping():
            items = tuple(with_varied(entry, varied) for entry in value.items)
            return replace(value, items=items)
        case Known() if varied and is_number(value):
            return with_varied(widened(value), varied)
        case _:
            return value


def widened(value):
    """The value without its literal number: 3 becomes an int."""
    match value:
        case Known(value=bool()):
            return Number("b")
        case Known(value=int()):
            return Number("i")
        case Known(value=float()):
            return Number("f")
        case Known(value=complex()):
            return Number("c")
        case Sequence() | Mapping() | Record() if (items := value.items) is not None:
            return replace(value, items=tuple(widened(entry) for entry in items))
        case _:
            return value


def join(left, right):
    """What is true of a value that is one of two; None when they have nothing in common.

    >>> join(Number("i"), Number("f", varied=True)) == Number("f", varied=True)
    True
    """
    if left == right:
        return left
    if isinstance(left, Opaque) and left.reason == "the result of a recursion":
        return right
    if isinstance(right, Opaque) and right.reason == "the result of a recursion":
        return left
    if NONE in (left, right):
        return with_none(right if left == NONE else left)
    if is_optional(left) or is_optional(right):
        found = join(*(replace(v, optional=False) if is_optional(v) else v for v in (left, right)))
        return None if found is None else with_none(found)
    if isinstance(left, Opaque) or isinstance(right, Opaque):
        other = right if isinstance(left, Opaque) else left
        return Opaque() if not is_varied(other) else None
    left, right = widened(left), widened(right)
    if left == right:
        return left
    varied = is_varied(left) or is_varied(right)
    match left, right:
        case Number(), Number():
            kind = max(left.kind, right.kind, key="bifc".index)
            dtype = left.dtype if left.dtype == right.dtype else None
            if kind not in "fc":
                varied = False
            return Number(kind, dtype, varied)
        case Array(), Array():
            dtype = left.dtype if left.dtype == right.dtype else None
            return Array(dtype, join_shapes(left.shape, right.shape), varied)
        case Sequence(), Sequence() if left.kind is right.kind:
            return join_sequences(left, right)
        case (Mapping(), Mapping()) | (Record(), Record()) if left.keys == right.keys:
            if getattr(left, "kind", None) is not getattr(right, "kind", None):
                return None
            pairs = zip(left.items, right.items, strict=True)
            items = tuple(join(a, b) for a, b in pairs)
            return None if None in items else replace(left, items=items)
        case (Object() | Record(), _) | (_, Object() | Record()):
            return None
    numeric = (Number, Array, Anything)
    if isinstance(left, numeric) and isinstance(right, numeric):
        return Anything(varied)
    if not varied:
        return Opaque()
    return None


def is_optional(value):
    """Whether the value may be None instead."""
    return getattr(value, "optional", False)


def with_none(value):
    """What is true of a value of this kind or None; None when that is not one kind."""
    if isinstance(value, Known) and is_number(value):
        value = widened(value)
    if isinstance(value, (Number, Array, Anything)):
        return replace(value, optional=True)
    return None if is_varied(value) else Opaque()


def join_shapes(left, right):
    """The sizes on which both agree."""
    if left is None or right is None or len(left) != len(right):
        return None
    return tuple(a if a == b else None for a, b in zip(left, right, strict=True))


def join_sequences(left, right):
    """Entry by entry when the lengths agree, else one value for all entries."""
    if left.items is not None and right.items is not None:
        if len(left.items) == len(right.items):
            pairs = zip(left.items, right.items, strict=True)
            items = tuple(join(a, b) for a, b in pairs)
            return None if None in items else replace(left, items=items)
    first, second = element_of(left), element_of(right)
    if first is None or second is None:
        return Sequence(left.kind, None, first or second)
    element = join(first, second)
    return None if element is None else Sequence(left.kind, None, element)


def element_of(value):
    """One value that covers every entry of a sequence; None when it is empty."""
    if value.items is None:
        return value.element
    found = None
    for entry in value.items:
        found = widened(entry) if found is None else join(found, entry)
        if found is None:
            return Opaque()
    return found


def leaves(value):
    """The numbers and arrays in a value, in order."""
    match value:
        case Sequence() | Mapping() if value.items is not None:
            return [leaf for entry in value.items for leaf in leaves(entry)]
        case _:
            return [value]


def is_named_tuple(found) -> bool:
    """Whether an object is a tuple with names for its entries."""
    return isinstance(found, tuple) and hasattr(found, "_fields")


def value_of(found, sizes, path=()):
    """What is known about an object that is at hand."""
    kind = type(found)
    if kind is np.ndarray:
        if found.dtype.kind not in "biufc":
            return Opaque("an array of objects")
        return Array(found.dtype.name, sizes.shape(found.shape))
    if kind is float:
        return Number("f")
    if kind is int:
        return Number("i")
    if kind is bool or found is None or kind in PLAIN:
        return Known(found)
    if kind is complex:
        return Number("c")
    if isinstance(found, np.generic):
        letter = found.dtype.kind
        if letter not in "biufc":
            return Opaque("a value that is no number")
        return Number("i" if letter == "u" else letter, found.dtype.name)
    if kind in (tuple, list):
        items = tuple(
            value_of(entry, sizes, (*path, ("[", position))) for position, entry in enumerate(found)
        )
        return Sequence(kind, items)
    if is_named_tuple(found):
        items = tuple(
            value_of(entry, sizes, (*path, (".", label)))
            for label, entry in zip(found._fields, found, strict=True)
        )
        return Sequence(tuple, items, made=kind)
    if kind is dict:
        items = tuple(value_of(entry, sizes, (*path, ("[", key))) for key, entry in found.items())
        return Mapping(tuple(found), items)
    if kind.__module__.startswith("scipy.sparse.") and hasattr(found, "tocsr"):
        return Operator(kind)
    if hasattr(found, "__s2s_value__"):
        return value_of(found.__s2s_value__(), sizes, path)
    return Instance(found, path)
