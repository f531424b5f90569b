"""Calls of objects that are at hand: functions with a rule, classes, Cells, partials."""

import functools
from typing import Any

import numpy as np

from s2s_grad.analysis.objects import Object
from s2s_grad.analysis.values import Derivative, Instance, Known
from s2s_grad.rules.registry import COMPOSITES, lookup
from s2s_grad.transform.calls.collecting import ONCE, converted, over_entries
from s2s_grad.transform.calls.custom import custom_call
from s2s_grad.transform.calls.derived import make_derivative
from s2s_grad.transform.calls.filling import FILLING, with_out
from s2s_grad.transform.calls.functions import user_call
from s2s_grad.transform.calls.making import class_call
from s2s_grad.transform.calls.managers import is_manager, library_manager, manager_made
from s2s_grad.transform.calls.special import SPECIAL
from s2s_grad.transform.calls.wrapping import CACHED
from s2s_grad.transform.expressions.primitives import primitive
from s2s_grad.transform.expressions.spelling import path_text
from s2s_grad.transform.expressions.telling import telling_call, tells
from s2s_grad.transform.frames import Bound, guard, reach
from s2s_grad.transform.heap import passing


def object_call(frame, value, found, arguments, keywords):
    """A call of an object that is at hand."""
    special = SPECIAL.get(found) if is_hashable(found) else None
    if any(isinstance(bound.value, Object) for bound in arguments[:1]):
        result = converted(frame, found, arguments)
        if result is not None:
            return result
    if special is not None:
        arguments = over_entries(frame, found, arguments)
        result = special(frame, arguments, keywords)
        if result is not None:
            return passing(frame, result) if found in ONCE else result
    writing = FILLING.get(found) if is_hashable(found) else None
    if writing is not None:
        return writing(frame, arguments, keywords)
    written = with_out(
        frame,
        found,
        arguments,
        keywords,
        lambda values, words: object_call(frame, value, found, values, words),
    )
    if written is not None:
        return written
    if is_manager(found):
        return manager_made(frame, found, arguments, keywords)
    if isinstance(found, type) and found.__module__ == "contextlib":
        return library_manager(frame, found, arguments)
    if tells(found):
        return telling_call(frame, found, arguments, keywords)
    rule = lookup(found)
    if rule is not None:
        shown = path_text(value.path) if is_numpy(found, value) else None
        return primitive(frame, found, arguments, keywords, shown)
    if isinstance(found, CACHED):
        return user_call(frame, found.__wrapped__, arguments, keywords)
    if isinstance(found, functools.partial):
        return partial_call(frame, value, found, arguments, keywords)
    if isinstance(found, np.vectorize):
        inner = reach(frame, (*value.path, (".", "pyfunc")), found.pyfunc)
        return user_call(frame, COMPOSITES[np.vectorize].python, [inner, *arguments], keywords)
    if isinstance(found, type):
        return class_call(frame, value, found, arguments, keywords)
    if hasattr(type(found), "__s2s_derivative__"):
        inner = reach(frame, (*value.path, (".", "fn")), found.fn)
        derived = Derivative(inner, found.wish())
        return frame.session.derivative(frame, derived, arguments, keywords)
    if getattr(found, "__s2s_transform__", None) is not None:
        return make_derivative(frame, found, arguments, keywords)
    standing = getattr(found, "__s2s_source__", None)
    if standing is not None:
        path = (*value.path, ("unguarded", "__s2s_source__"))
        return object_call(frame, Instance(standing, path), standing, arguments, keywords)
    own = found.__s2s_backward__() if hasattr(type(found), "__s2s_backward__") else None
    if own is not None:
        return custom_call(frame, value, own, arguments, keywords)
    if hasattr(type(found), "__source__"):
        return source_call(frame, value, found, arguments, keywords)
    if hasattr(found, "__func__"):
        path = (*value.path, ("unguarded", "__self__"))
        receiver = reach(frame, path, found.__self__)
        return user_call(frame, found.__func__, [receiver, *arguments], keywords)
    if hasattr(found, "__s2s_recomputed__"):
        return recomputed(frame, arguments[0], arguments[1:], keywords)
    if hasattr(found, "__code__"):
        return user_call(frame, found, arguments, keywords)
    method = getattr(type(found), "__call__", None)  # noqa: B004  (the method itself)
    if hasattr(method, "__code__"):
        return user_call(frame, method, [Bound(value), *arguments], keywords)
    return primitive(frame, found, arguments, keywords)


def is_numpy(found, value):
    """Whether the user reached a function through the module numpy."""
    text = path_text(getattr(value, "path", ((),)))
    where = np
    for part in (text or "").split(".")[1:]:
        where = getattr(where, part, None)
    return text is not None and where is found


def is_hashable(found):
    """Whether the object can be looked up in a table."""
    try:
        hash(found)
    except TypeError:
        return False
    return True


def source_call(frame, value, found, arguments, keywords):
    """A Cell, or an object that stands for a function."""
    function, receiver = found.__source__()
    recompute = getattr(found, "recomputes", None)
    if recompute is not None:
        guard(frame, (*value.path, (".", "recomputes")), Known(recompute))
    if receiver is found:
        return user_call(frame, function, [Bound(value), *arguments], keywords, bool(recompute))
    if receiver is not None:
        path = (*value.path, ("source",))
        return user_call(frame, function, [reach(frame, path, receiver), *arguments], keywords)
    path = (*value.path, ("unguarded", "source"))
    inner = Instance(function, path)
    return object_call(frame, inner, function, arguments, keywords)


def recomputed(frame, function, arguments, keywords):
    """`recompute(block, *args)`."""
    found: Any = getattr(function.value, "object", None)
    if hasattr(type(found), "__source__"):
        plain, receiver = found.__source__()
        if receiver is found:
            return user_call(frame, plain, [Bound(function.value), *arguments], keywords, True)
    if hasattr(found, "__code__"):
        return user_call(frame, found, arguments, keywords, True)
    return frame.session.dispatch(frame, function, arguments, keywords)


def partial_call(frame, value, found, arguments, keywords):
    """`functools.partial`: its own arguments first."""
    path = value.path
    own = [
        reach(frame, (*path, (".", "args"), ("[", i)), entry) for i, entry in enumerate(found.args)
    ]
    words = {
        key: reach(frame, (*path, (".", "keywords"), ("[", key)), entry)
        for key, entry in found.keywords.items()
    }
    inner = reach(frame, (*path, (".", "func")), found.func)
    return frame.session.dispatch(frame, inner, [*own, *arguments], {**words, **keywords})
