"""Calls of functions that have a rule."""

import inspect
from typing import Any, NoReturn

import gast
import numpy as np

from s2s_grad import runtime
from s2s_grad.analysis.sampling import broadcast, sample, shares_memory, stated
from s2s_grad.analysis.values import (
    Anything,
    Array,
    Known,
    Number,
    Opaque,
    Sequence,
    is_varied,
    with_varied,
)
from s2s_grad.errors import UnsupportedValue
from s2s_grad.rules.registry import COMPOSITES, METHODS, lookup
from s2s_grad.syntax.tree import attribute, call, constant
from s2s_grad.transform.draws import GENERATOR
from s2s_grad.transform.expressions.activity import varied
from s2s_grad.transform.expressions.containers import settled
from s2s_grad.transform.expressions.memory import memory
from s2s_grad.transform.expressions.pending import NOTHING, is_pending
from s2s_grad.transform.expressions.reshaping import expanded, pieces, reshaped
from s2s_grad.transform.expressions.sparse import has_operator
from s2s_grad.transform.expressions.spelling import function_tree, spelled
from s2s_grad.transform.frames import Bound, Frame, is_textless, literal, text_of

MASKS = {np.where, np.select, np.piecewise, np.choose, np.nan_to_num, np.putmask}
SHAPE_ONLY = {("full_like", "a")}
AGAIN = ("s2s_grad.rules.again", "s2s_grad.rules.again_helpers", "s2s_grad.rules.sliding")


# Functions that take a sparse matrix.
SPARSE = {"spsolve", "expm_multiply"}


def primitive(frame, function, arguments, keywords, shown=None, method=False):
    """A call of a function that has a rule; `shown` is its text, with a method's receiver."""
    rule = lookup(function)
    if rule is None:
        return unruled(frame, function)
    if is_pending(*arguments, *keywords.values()):
        return Bound(NOTHING, constant(None))
    arguments = [with_dtype(bound) for bound in arguments]
    keywords = {key: with_dtype(bound) for key, bound in keywords.items()}
    described = description(function, arguments, keywords)
    if described is not None and not is_numpys(function):
        return frame.session.user_call(frame, described, arguments, keywords)
    for bound in (*arguments, *keywords.values()):
        if is_textless(bound.value) and described is not None:
            return frame.session.user_call(frame, described, arguments, keywords)
        if is_textless(bound.value) and literal(bound.value) is None:
            return unruled(frame, function, bound)
    is_active = varied(frame, *arguments, *keywords.values())
    if (
        rule.kind == "constant"
        or (rule.flat_on_reals and all_real(arguments))
        or (is_active and leaves_tensors(frame, function))
    ):
        is_active = False
    elif is_active:
        arguments, keywords = in_dtype(frame, function, arguments, keywords)
        problem = why_not(rule, function, arguments, keywords)
        if problem is not None and described is not None:
            return frame.session.user_call(frame, described, arguments, keywords)
        if problem is not None:
            frame.refuse(*problem)
        if rule.kind == "elementwise" and is_numpys(function):
            arguments = [as_array(frame, bound) for bound in arguments]
    if rule.name not in SPARSE and has_operator(*arguments, *keywords.values()):
        return unruled(frame, function, arguments[0])
    values = [bound.value for bound in arguments]
    named = {key: bound.value for key, bound in keywords.items()}
    given, keywords = keywords, without_defaults(rule, keywords)
    if function in MASKS:
        frame.session.masks = True
    tree = None if method else spelled(function, arguments, keywords)
    if tree is None:
        trees = [text_of(bound) for bound in arguments[method:]]
        words = {key: text_of(bound) for key, bound in keywords.items()}
        tree = call(shown or function_tree(frame, function), *trees, **words)
    if function in (float, int, complex) and any(isinstance(v, Opaque) for v in values):
        frame.refuse(
            "S207",
            f"{function.__name__}() of text or of an object is not supported",
            "Pass the number itself.",
            UnsupportedValue,
        )
    if function in (np.random.default_rng, np.random.RandomState):
        return Bound(GENERATOR, tree)
    if rule.data_dependent:
        value = Anything()
    elif function is runtime.fitted and is_float(values[1]):
        value = values[1]
    else:
        value = sample(function, values, named)
        if isinstance(value, Anything) and rule.shape_python is not None:
            value = stated(rule, values)
        if isinstance(function, np.ufunc) and rule.kind == "elementwise" and not named:
            value = broadcast(value, function, values)
        if function is np.split:
            value = pieces(value, values, named)
        if function is np.reshape:
            value = reshaped(frame, value, arguments)
        elif function in (runtime.expand, np.broadcast_to):
            value = expanded(frame, value, arguments)
    base = frozenset()
    if rule.kind != "elementwise" and isinstance(value, (Array, Anything, Sequence)):
        held = shares_memory(function, values, named)
        words = [bound for key, bound in given.items() if key in held]
        base = memory(*[arguments[i] for i in range(len(arguments)) if i in held], *words)
    return Bound(with_varied(value, is_active), tree, None, base)


def leaves_tensors(frame, function):
    """Whether a call takes a number out of a Tensor, which is a constant from then on."""
    if function not in (float, np.ndarray.item):
        return False
    frame.session.detached = True
    return frame.session.tensors


def is_numpys(function):
    """Whether a function is one of NumPy's; its ufuncs name no module."""
    return (getattr(function, "__module__", None) or "numpy").startswith("numpy")


def as_array(frame, bound):
    """A list of numbers as the array that arithmetic needs."""
    if not isinstance(bound.value, Sequence):
        return bound
    return settled(frame, primitive(frame, np.asarray, [bound], {}), "array")


def all_real(arguments):
    """Whether no argument can hold a complex number."""
    return all(is_real(bound.value) for bound in arguments)


def is_real(value):
    """Whether what is known of a value rules out complex numbers."""
    if isinstance(value, Array):
        return value.dtype is not None and np.dtype(value.dtype).kind != "c"
    return isinstance(value, Number | Known) and getattr(value, "kind", "f") != "c"


def in_dtype(frame, function, arguments, keywords):
    """`np.exp(x, dtype=t)` is np.exp of `x` in that dtype; the rest moves no numbers."""
    if not isinstance(function, np.ufunc) or keywords.keys() - {"dtype", "casting", "order"}:
        return arguments, keywords
    if "dtype" not in keywords:
        return arguments, {}
    cast = [primitive(frame, np.asarray, [bound, keywords["dtype"]], {}) for bound in arguments]
    return [settled(frame, bound) for bound in cast], {}


def is_float(value):
    """Whether a value is known to be a float, or an array of them."""
    if isinstance(value, Number):
        return value.kind == "f"
    return isinstance(value, Array) and value.dtype is not None and value.dtype.startswith("float")


def without_defaults(rule, keywords):
    """The keyword arguments that say more than the default does."""
    parameters = {} if rule.signature is None else rule.signature.parameters
    kept = {}
    for key, bound in keywords.items():
        default = getattr(parameters.get(key), "default", gast)
        same = isinstance(bound.value, Known) and bound.value == Known(default)
        if not same:
            kept[key] = bound
    return kept


def with_dtype(bound):
    """An argument that names a dtype, as NumPy's own."""
    found = getattr(bound.value, "object", None)
    if isinstance(found, type) and issubclass(found, (np.generic, float, int, complex)):
        return Bound(Known(found), literal(Known(found)))
    named = getattr(found, "numpy", None)
    if isinstance(named, np.dtype):
        return Bound(Known(named), literal(Known(named)))
    return bound


def unruled(frame: Frame, function, bound=None) -> NoReturn:
    """Refuse a function that has no rule, or that is handed an object."""
    text = getattr(function, "__qualname__", None) or getattr(function, "__name__", "?")
    module = getattr(function, "__module__", None) or ""
    shown = f"{module}.{text}" if module not in ("", "builtins") else text
    if bound is not None:
        frame.refuse(
            "S202",
            f"{shown} is called with an argument that is no number or array",
            "Pass numbers and arrays.",
        )
    frame.refuse(
        "S201",
        f"there is no derivative rule for {shown}",
        "Register one (s2s_grad.rules.registry), or compute it outside the function.",
    )


def why_not(rule, function, arguments, keywords):
    """Why no rule takes these arguments, as a refusal, or None."""
    problem = f"{rule.name} is described by other functions"
    while rule is not None and rule.kind != "composite":
        try:
            found = rule.signature.bind(*arguments, **keywords).arguments
        except TypeError as error:
            problem, rule = error, rule.wider
            continue
        odd = outside(rule.only or {}, found)
        if odd is None:
            break
        problem, rule = f"this {odd!r} is not supported", rule.wider
    else:
        shown = getattr(function, "__name__", "this function")
        reason = f"the rule of {shown} does not support this call: {problem}"
        return "S202", reason, "Use the arguments that the rule names."
    for key, bound in found.items():
        bounds: Any = tuple(bound.values()) if isinstance(bound, dict) else bound
        bounds = bounds if isinstance(bounds, tuple) else (bounds,)
        # Helpers of generated code ask the others for their shape or dtype only.
        if (rule.name, key) in SHAPE_ONLY or rule.python.__module__ in AGAIN:
            continue
        if key not in rule.active and any(is_varied(b.value) for b in bounds):
            reason = f"there is no derivative of {rule.name} with respect to {key!r}"
            advice = "Pass a value there that does not depend on the differentiated ones."
            return "S203", reason, advice
    return None


def description(function, arguments, keywords):
    """The function that describes another one for these arguments, or None."""
    found = COMPOSITES.get(function)
    if found is None:
        return None
    try:
        bound = inspect.signature(found.python).bind(*arguments, **keywords).arguments
    except TypeError:
        return None
    return found.python if outside(found.only, bound) is None else None


def outside(only, bounds):
    """A setting that is known, and not one of the values that it may have; or None."""
    for key, values in only.items():
        found = getattr(bounds.get(key), "value", None)
        if isinstance(found, Known) and found.value not in values:
            return key
    return None


def method_call(frame, attr, receiver, arguments, keywords):
    """`x.sum(...)` of an array or number."""
    table = frame.session.methods
    if varied(frame, receiver):
        receiver = settled(frame, receiver)
    known = isinstance(receiver.value, (Array, Number, Known))
    native = hasattr(np.ndarray, attr) if known else attr not in table
    function = METHODS.get(attr) if native else None
    if function is None:
        function = table.get(attr) or METHODS.get(attr)
        native = False
    if lookup(function) is None:
        if hasattr(function, "__code__"):
            return frame.session.user_call(frame, function, [receiver, *arguments], keywords)
        return unruled(frame, function)
    arguments = [with_dtype(bound) for bound in arguments]
    keywords = {key: with_dtype(bound) for key, bound in keywords.items()}
    shown = None
    if native and not isinstance(receiver.value, Known):
        shown = attribute(text_of(receiver), attr)
    whole = [receiver, *arguments]
    if shown is None:
        return primitive(frame, function, whole, keywords)
    return primitive(frame, function, whole, keywords, shown, method=True)
