"""What an attribute is: of an object, a module, an array."""

import logging

import numpy as np

from s2s_grad.analysis.objects import Object, Upper
from s2s_grad.analysis.sampling import sample
from s2s_grad.analysis.values import (
    Anything,
    Array,
    Instance,
    Known,
    Mapping,
    Method,
    Number,
    Opaque,
    Operator,
    Sequence,
    is_number,
    with_varied,
)
from s2s_grad.errors import UnsupportedCall, UnsupportedValue
from s2s_grad.rules.registry import ATTRIBUTES, METHODS, lookup
from s2s_grad.syntax.tree import attribute, constant, dotted
from s2s_grad.transform.draws import GENERATOR
from s2s_grad.transform.expressions.activity import varied
from s2s_grad.transform.expressions.containers import known_bound, pick, settled
from s2s_grad.transform.expressions.made import made_attribute, upper_attribute
from s2s_grad.transform.expressions.memory import memory
from s2s_grad.transform.expressions.pending import is_pending
from s2s_grad.transform.expressions.primitives import primitive
from s2s_grad.transform.expressions.sparse import operator_attribute
from s2s_grad.transform.expressions.telling import is_logger, logger
from s2s_grad.transform.frames import Bound, guard, literal, reach, text_of

WRITING = {"fill", "sort", "put", "partition"}  # methods that change their array


def get_attribute(frame, bound, attr):
    """`value.attr`."""
    if is_pending(bound):
        return Bound(Method(attr, bound))
    if isinstance(getattr(bound.value, "object", None), logging.Logger):
        bound = logger(frame, bound.value)
    if is_logger(bound):
        return Bound(Method(attr, bound))
    if bound.value is GENERATOR:
        return Bound(Method(attr, bound))
    match bound.value:
        case Object():
            return made_attribute(frame, bound, attr)
        case Upper():
            return upper_attribute(frame, bound.value, attr)
        case Operator() if attr in ("dot", "multiply", "transpose", "sum", "toarray", "todense"):
            return Bound(Method(attr, bound))
        case Operator():
            return operator_attribute(frame, bound, attr)
        case Instance():
            return object_attribute(frame, bound.value, attr)
        case Sequence(made=made) if made is not None and attr in made._fields:
            return pick(frame, bound, made._fields.index(attr))
        case Sequence() | Mapping():
            return Bound(Method(attr, bound))
        case Known(value=value) if not is_number(bound.value):
            if hasattr(value, attr):
                found = getattr(value, attr)
                if callable(found):
                    return Bound(Method(attr, bound))
                return Bound(Known(found), literal(Known(found)))
        case Array() | Number() | Anything() | Known():
            return array_attribute(frame, bound, attr)
    frame.refuse(
        "S206",
        f"the attribute {attr!r} cannot be read here",
        "Use arrays, numbers, Cells and plain objects.",
        UnsupportedValue,
    )
    return None


def inherited_attribute(frame, value, attr):
    """`super().attr`: as the classes above define it."""
    found = value.object
    order = found.__self_class__.__mro__
    described = None
    for base in order[order.index(found.__thisclass__) + 1 :]:
        if attr in vars(base):
            described = vars(base)[attr]
            break
    receiver = Bound(Instance(found.__self__, value.path))
    if isinstance(described, property):
        return frame.session.user_call(frame, described.fget, [receiver], {})
    if hasattr(described, "__code__"):
        return Bound(Method(described, receiver))
    return frame.refuse(
        "S206",
        f"super() has no method {attr!r} that can be read",
        "Name the class: `Base.method(self, x)`.",
        UnsupportedValue,
    )


def object_attribute(frame, value, attr):
    """An attribute of an object that is at hand."""
    found, kind = value.object, type(value.object)
    if kind is super:
        return inherited_attribute(frame, value, attr)
    if kind.__name__ == "module":
        return module_attribute(frame, value, attr)
    static = found if isinstance(found, type) else kind
    described = find_static(static, attr)
    if isinstance(described, property) and not isinstance(found, type):
        return frame.session.user_call(frame, described.fget, [Bound(value)], {})
    if isinstance(described, staticmethod):
        return reach(frame, (*value.path, (".", attr)), described.__func__)
    if isinstance(described, classmethod):
        path = value.path if static is found else (*value.path, ("class",))
        return Bound(Method(described.__func__, Bound(Instance(static, path))))
    own = getattr(found, "__dict__", {})
    if callable(described) and hasattr(described, "__code__") and attr not in own:
        if kind.__module__.startswith("scipy.") and lookup(getattr(found, attr)) is not None:
            return Bound(Instance(getattr(found, attr), (*value.path, ("unguarded", attr))))
        if not isinstance(found, type):
            return Bound(Method(described, Bound(value)))
        return Bound(Instance(described, (*value.path, (".", attr))))
    try:
        result = getattr(found, attr)
    except AttributeError as error:
        frame.refuse("S206", str(error), "Set it before the call.", UnsupportedValue)
    path = (*value.path, (".", attr))
    if attr in getattr(kind, "__s2s_literals__", ()):
        guard(frame, path, Known(result))
        return known_bound(result)
    return reach(frame, path, result)


def find_static(kind, attr):
    """The attribute as it stands in the class, without binding."""
    for base in kind.__mro__:
        if attr in vars(base):
            return vars(base)[attr]
    return None


def module_attribute(frame, value, attr):
    """An attribute of a module: numbers of NumPy and math are constants."""
    module = value.object
    try:
        found = getattr(module, attr)
    except AttributeError as error:
        frame.refuse("S206", str(error), "Check the name.", UnsupportedValue)
    top = module.__name__.partition(".")[0]
    if top in ("numpy", "math") and isinstance(found, float):
        text = {"math": "np"}.get(top, "np")
        return Bound(Known(found), dotted(f"{text}.{attr}"))
    if found is None or (top == "numpy" and not callable(found)):
        if found is None:
            return Bound(Known(None), constant(None))
    if callable(found) or type(found).__name__ == "module":
        builtin = top in ("numpy", "math", "scipy", "operator", "functools", "builtins")
        step = ("unguarded", attr) if builtin else (".", attr)
        path = (*value.path, step)
        if not builtin:
            return reach(frame, path, found)
        return Bound(Instance(found, path))
    return reach(frame, (*value.path, (".", attr)), found)


def array_attribute(frame, bound, attr):
    """`x.shape`, `x.T`, `x.sum` of an array or number."""
    value, tree = bound.value, text_of(bound)
    shape = value.shape if isinstance(value, Array) else None
    if isinstance(value, (Number, Known)):
        shape = ()
    if attr == "shape":
        if shape is None:
            return Bound(Sequence(tuple, None, Number("i")), attribute(tree, attr))
        items = tuple(Known(1) if size == 1 else Number("i") for size in shape)
        return Bound(Sequence(tuple, items), attribute(tree, attr))
    if attr == "ndim":
        if shape is None:
            return Bound(Number("i"), attribute(tree, attr))
        return Bound(Known(len(shape)), constant(len(shape)))
    if attr == "size":
        return Bound(Number("i"), attribute(tree, attr))
    if attr in ("itemsize", "nbytes"):
        return Bound(Number("i"), attribute(tree, attr))
    if attr == "strides":
        return Bound(Sequence(tuple, None, Number("i")), attribute(tree, attr))
    if attr == "flags":
        return Bound(Anything(), attribute(tree, attr))
    if attr == "dtype":
        dtype = getattr(value, "dtype", None)
        known = Opaque() if dtype is None else Known(np.dtype(dtype))
        return Bound(known, attribute(tree, attr))
    if attr == "flat":
        return primitive(frame, np.ravel, [settled(frame, bound)], {})
    if attr in ATTRIBUTES:
        bound = settled(frame, bound)
        tree = text_of(bound)
        function = ATTRIBUTES[attr]
        result = sample(function, [value])
        result = with_varied(result, varied(frame, bound))
        return Bound(result, attribute(tree, attr), None, memory(bound))
    if attr in METHODS or attr in frame.session.methods or attr in WRITING:
        return Bound(Method(attr, bound))
    frame.refuse(
        "S206",
        f"the attribute {attr!r} of an array is not supported",
        "Use the NumPy function of that name, if there is one.",
        UnsupportedCall,
    )
    return None
