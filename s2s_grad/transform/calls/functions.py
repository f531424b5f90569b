"""Calls of the user's functions: a function of its own, or written out here."""

from dataclasses import replace

import gast

from s2s_grad import runtime
from s2s_grad.analysis.values import Instance, is_varied
from s2s_grad.errors import SourceNotFound, UnsupportedSyntax
from s2s_grad.syntax.tree import constant
from s2s_grad.transform.calls.binding import bind, default_values
from s2s_grad.transform.calls.inline import holds_function, is_one_line, write_out
from s2s_grad.transform.calls.sources import from_library, is_foreign, is_library_code, source_of
from s2s_grad.transform.calls.units import unit_call
from s2s_grad.transform.expressions.containers import settled
from s2s_grad.transform.expressions.pending import NOTHING
from s2s_grad.transform.expressions.primitives import primitive
from s2s_grad.transform.frames import Bound


def user_call(frame, function, arguments, keywords, recompute=False):
    """A call of a function of the user's: a function of its own, or written out here.

    With `recompute` its backward half starts from the arguments.
    """
    if hasattr(function, "__s2s_source__"):
        function = function.__s2s_source__
    if not hasattr(function, "__code__"):
        found = Bound(Instance(function, (("unguarded", "function"),)))
        return frame.session.dispatch(frame, found, arguments, keywords)
    if getattr(function, "__s2s_constant__", False):
        return stopped(frame, arguments[0])
    try:
        source, normal, live = source_of(frame, function)
    except (SourceNotFound, UnsupportedSyntax) as error:
        if frame.origin is None or not is_library_code(function):
            raise
        shown = f"{function.__module__}.{function.__qualname__}"
        frame.refuse(error.code, f"{shown} is not supported: {error.reason}", error.advice)
    recompute = recompute or hasattr(function, "__s2s_recompute__")
    return from_library(
        frame, source, lambda: own_call(frame, source, normal, live, arguments, keywords, recompute)
    )


def written_out(frame, function, arguments):
    """One of our own functions in place of a builtin: written out on the user's line."""
    source, normal, live = source_of(frame, function)
    found = dict(zip(normal.parameters, arguments, strict=True))
    return write_out(frame, None, source, normal, live, found, pinned=True)


def own_call(frame, source, normal, live, arguments, keywords, recompute):
    """A call of a function whose text is at hand."""
    tree = source.tree
    defaults = default_values(frame, source, tree)
    found = bind(frame, source, tree, arguments, keywords, defaults, source.name)
    for bound in found.values():
        if bound.value is NOTHING:
            return Bound(NOTHING, constant(None))
    if any(holds_function(bound.value) for bound in found.values()):
        return write_out(frame, None, source, normal, live, found, pinned=is_foreign(source))
    if isinstance(tree, gast.Lambda) or source.function.__code__ in frame.session.inlined:
        return write_out(frame, None, source, normal, live, found)
    if is_foreign(source) and is_one_line(tree) and not recompute:
        return write_out(frame, None, source, normal, live, found, pinned=True)
    return unit_call(frame, source, normal, live, found, recompute)


def stopped(frame, bound):
    """The same value, through which no derivative passes."""
    if bound.parts is not None:
        parts = tuple(stopped(frame, part) for part in bound.parts)
        values = tuple(part.value for part in parts)
        return Bound(replace(bound.value, items=values), None, parts)
    if not is_varied(bound.value):
        return bound
    return settled(frame, primitive(frame, runtime.stop_gradient, [bound], {}))
