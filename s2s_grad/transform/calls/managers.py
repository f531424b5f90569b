"""What a context manager does on entry and at its exits."""

import contextlib
from dataclasses import dataclass, replace
from typing import Any

import gast

from s2s_grad.analysis.values import Known
from s2s_grad.errors import UnsupportedSyntax
from s2s_grad.syntax.tree import attribute, constant, name
from s2s_grad.transform.calls.binding import bind, default_values
from s2s_grad.transform.calls.inline import open_frame
from s2s_grad.transform.calls.sources import manager_source
from s2s_grad.transform.cells import shared
from s2s_grad.transform.expressions.containers import known_bound
from s2s_grad.transform.expressions.names import evaluate_with
from s2s_grad.transform.frames import Bound, Frame
from s2s_grad.transform.raising import Raised

LIBRARIES = ("contextlib", "warnings", "threading", "decimal", "tempfile", "unittest.mock")
HELPER = contextlib.contextmanager(iter).__code__  # pyright: ignore[reportFunctionMemberAccess]  # a plain function


@dataclass(frozen=True, eq=False)
class Manager:
    """The generator behind a context manager, stopped at its yield."""

    entered: Any  # what it yields, once it is entered
    frame: Any
    rest: tuple


def is_manager(found):
    """Whether a function was made by contextlib.contextmanager."""
    return getattr(found, "__code__", None) is HELPER


def manager_made(frame, found, arguments, keywords):
    """A call of a function under contextlib.contextmanager."""
    function = found.__wrapped__
    source, normal, live, before, yielded, after = manager_source(frame, function)
    defaults = default_values(frame, source, source.tree)
    bounds = bind(frame, source, source.tree, arguments, keywords, defaults, source.name)
    inner = open_frame(frame, None, source, normal, live, bounds)
    return Bound(Known(Manager((before, yielded), inner, after)))


def library_manager(frame: Frame, found, arguments):
    """`contextlib.nullcontext(value)`; the others are refused."""
    if found is contextlib.nullcontext:
        value = arguments[0] if arguments else known_bound(None)
        return Bound(Known(Manager(((), value), None, ())))
    return frame.refuse(
        "S107",
        f"the context manager contextlib.{found.__name__} is not supported",
        "Open it around the call of the gradient, or write try and except.",
        UnsupportedSyntax,
    )


def enter(frame: Frame, manager):
    """`manager.__enter__()`."""
    found = manager.value
    if isinstance(found, Known) and isinstance(found.value, Manager):
        return enter_generator(frame, found.value)
    refuse_library(frame, getattr(found, "object", None))
    method = attribute(name("__it__"), "__enter__")
    return evaluate_with(frame, gast.Call(method, [], []), __it__=manager)


def enter_generator(frame, manager):
    """Run a generator up to its yield."""
    before, yielded = manager.entered
    inner = manager.frame
    if inner is None:
        return yielded
    inner.block, inner.inert = frame.block, frame.inert
    inner.env.update(shared(frame.env))
    if not frame.session.run_block(inner, before):
        raise Raised
    found = inner.evaluate(yielded)
    frame.env.update(shared(inner.env))
    return found


def leave(frame: Frame, manager):
    """`manager.__exit__(None, None, None)`."""
    found = manager.value
    if isinstance(found, Known) and isinstance(found.value, Manager):
        outer = found.value.frame
        if outer is None:
            return known_bound(None)
        inner = replace(outer, env=dict(outer.env), block=frame.block)
        inner.env.update(shared(frame.env))
        frame.session.run_block(inner, found.value.rest)
        frame.env.update(shared(inner.env))
        return known_bound(None)
    method = attribute(name("__it__"), "__exit__")
    none = [constant(None)] * 3
    result = evaluate_with(frame, gast.Call(method, none, []), __it__=manager)
    if result.value not in (Known(None), Known(False)):
        frame.refuse(
            "S107",
            "a context manager that may swallow an error is not supported",
            "Let its __exit__ return None.",
            UnsupportedSyntax,
        )
    return known_bound(None)


def refuse_library(frame, found):
    """Refuse context managers of libraries, which we cannot look into."""
    method = getattr(type(found), "__enter__", None)
    module = type(found).__module__
    if found is not None and (not hasattr(method, "__code__") or module in LIBRARIES):
        frame.refuse(
            "S107",
            f"the context manager {type(found).__name__} is not supported",
            "Open it around the call of the gradient.",
            UnsupportedSyntax,
        )
