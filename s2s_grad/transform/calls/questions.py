"""Builtins that ask what a value is: len, isinstance, hasattr, getattr, callable, type."""

import gast
import numpy as np

from s2s_grad.analysis.objects import Object
from s2s_grad.analysis.values import (
    Anything,
    Array,
    Function,
    Instance,
    Known,
    Mapping,
    Method,
    Number,
    Opaque,
    Sequence,
    is_optional,
)
from s2s_grad.syntax.tree import attribute, constant, dotted, name
from s2s_grad.syntax.tree import call as call_tree
from s2s_grad.transform.expressions.containers import entries, known_bound
from s2s_grad.transform.expressions.made import has_attribute, method_of
from s2s_grad.transform.expressions.names import evaluate_with
from s2s_grad.transform.frames import Bound, literal, text_of


def known_len(frame, arguments, keywords):
    """`len(x)`."""
    value = arguments[0].value
    method = method_of(arguments[0], "__len__")
    if method is not None:
        return frame.session.user_call(frame, method, [arguments[0]], {})
    parts = entries(frame, arguments[0])
    if parts is not None:
        return Bound(Known(len(parts)), constant(len(parts)))
    if isinstance(value, Mapping):
        return Bound(Known(len(value.keys)), constant(len(value.keys)))
    tree = call_tree("len", text_of(arguments[0]))
    return Bound(Number("i"), tree)


def known_ndim(frame, arguments, keywords):
    """`np.ndim(x)`, where the rank is known."""
    value = arguments[0].value if len(arguments) == 1 else None
    if isinstance(value, Array) and value.shape is not None:
        return known_bound(len(value.shape))
    return known_bound(0) if isinstance(value, Number) else None


def known_isinstance(frame, arguments, keywords):
    """`isinstance(x, kinds)`, decided from what is known of `x`."""
    value = arguments[0].value
    kinds = class_list(arguments[1])
    if kinds is None:
        return None
    if isinstance(value, (Anything, Opaque)) or is_optional(value):
        return asked_of_kinds(arguments[0], kinds)
    answers = [is_kind(value, kind) for kind in kinds]
    if True in answers:
        return known_bound(True)
    return None if None in answers else known_bound(False)


def asked_of_kinds(bound, kinds):
    """`isinstance(x, kinds)`, asked when the program runs; None without names for the kinds."""
    plain = {list: "list", tuple: "tuple", dict: "dict", str: "str", np.ndarray: "np.ndarray"}
    trees = [dotted(plain[kind]) if kind in plain else literal(Known(kind)) for kind in kinds]
    if None in trees or bound.tree is None:
        return None
    tree = trees[0] if len(trees) == 1 else gast.Tuple(trees, gast.Load())
    return Bound(Number("b"), call_tree("isinstance", bound.tree, tree))


def class_list(bound):
    """The classes behind the second argument of isinstance."""
    if bound.parts is not None:
        found = [class_list(part) for part in bound.parts]
        return None if None in found else [kind for part in found for kind in part]
    found = getattr(bound.value, "object", getattr(bound.value, "value", None))
    return [found] if isinstance(found, type) else None


def is_kind(value, kind):
    """Whether a value of this description is an instance of `kind`; None if unclear."""
    match value:
        case Known(value=found):
            return isinstance(found, kind)
        case Instance(object=found):
            return isinstance(found, kind)
        case Object(kind=made):
            return issubclass(made, kind)
        case Number(kind=letter, dtype=None):
            return isinstance({"b": True, "i": 1, "f": 1.0, "c": 1j}[letter], kind)
        case Number(dtype=dtype):
            return isinstance(np.dtype(dtype).type(1), kind)
        case Array():
            if issubclass(np.ndarray, kind):
                return True
            return getattr(kind, "__s2s_array__", False)
        case Sequence(made=made) if made is not None:
            return issubclass(made, kind)
        case Sequence():
            return issubclass(value.kind, kind)
        case Mapping():
            return issubclass(dict, kind)
        case Function() | Method():
            return kind.__name__ in ("function", "FunctionType", "object", "Callable")
    return None


def known_hasattr(frame, arguments, keywords):
    """`hasattr(object, name)`."""
    value, key = arguments[0].value, arguments[1].value
    if isinstance(value, Object) and isinstance(key, Known):
        answer = has_attribute(frame, arguments[0], key.value)
        return None if answer is None else known_bound(answer)
    if isinstance(value, Instance) and isinstance(key, Known):
        return known_bound(hasattr(value.object, key.value))
    if isinstance(value, Array) and isinstance(key, Known):
        return known_bound(hasattr(np.ndarray, key.value))
    return None


def known_getattr(frame, arguments, keywords):
    """`getattr(object, "name")`."""
    key = arguments[1].value
    if not isinstance(key, Known):
        return None
    if len(arguments) > 2:
        present = known_hasattr(frame, arguments[:2], {})
        if present is not None and present.value.value is False:
            return arguments[2]
    tree = attribute(name("__it__"), key.value)
    return evaluate_with(frame, tree, __it__=arguments[0])


def known_callable(frame, arguments, keywords):
    """`callable(x)`."""
    value = arguments[0].value
    if isinstance(value, (Function, Method)):
        return known_bound(True)
    if isinstance(value, Object):
        return known_bound("__call__" in dir(value.kind))
    if isinstance(value, Instance):
        return known_bound(callable(value.object))
    if isinstance(value, (Array, Number, Known, Sequence, Mapping)):
        return known_bound(False)
    return None


def constant_type(frame, arguments, keywords):
    """`type(x)` of structure."""
    value = arguments[0].value
    if isinstance(value, Object):
        return Bound(Instance(value.kind, value.path))
    if isinstance(value, Instance):
        return Bound(Instance(type(value.object), (*value.path, ("class",))))
    if isinstance(value, Array):
        return Bound(Instance(np.ndarray, (("unguarded", "ndarray"),)))
    if isinstance(value, Number) and value.dtype is None:
        kind = {"b": bool, "i": int, "f": float, "c": complex}[value.kind]
        return Bound(Instance(kind, (("unguarded", kind.__name__),)))
    return None
