"""Functions that are written out where they are called."""

from dataclasses import replace

import gast

from s2s_grad.analysis.live import live_in_loops
from s2s_grad.analysis.objects import Object, Upper
from s2s_grad.analysis.values import Function, Method, leaves, with_varied
from s2s_grad.code import Do, Put, every
from s2s_grad.errors import UnsupportedSyntax
from s2s_grad.transform.calls.binding import bind
from s2s_grad.transform.cells import cells_of, shared
from s2s_grad.transform.expressions.containers import settled
from s2s_grad.transform.frames import Frame
from s2s_grad.transform.normal.writer import Augmented, Closure
from s2s_grad.transform.normalize import normal_function

DEEPEST = 40
MOST_WRITTEN_OUT = 4000
MOST_OPEN = 12  # of one function


def inline(frame, function, arguments, keywords, scope=None):
    """A call of a function that was defined in the program: written out here.

    `scope` is the call in which its names are looked up, when it is not the one in which the
    function was defined.
    """
    value = function.value
    source, tree = value.source, value.definition
    sources = frame.session.sources
    if id(tree) not in sources:
        normal = normal_function(source, tree, ())
        sources[id(tree)] = (tree, normal, live_in_loops(normal.body))
    _, normal, live = sources[id(tree)]
    captured = {key: (lambda bound=bound: bound) for key, bound in value.captured}
    shown = "the lambda" if isinstance(tree, gast.Lambda) else normal.name
    found = bind(frame, source, tree, arguments, keywords, captured, shown)
    ours = getattr(tree, "lineno", None) is None
    return write_out(frame, scope or value.frame, source, normal, live, found, pinned=ours)


def write_out(frame, parent, source, normal, live, found, pinned=False):
    """The statements of a function in the open block, under new names."""
    frame.session.written_out += 1
    deep = frame.depth > DEEPEST or open_calls(frame, normal) > MOST_OPEN
    if deep or frame.session.written_out > MOST_WRITTEN_OUT:
        for error in frame.session.unrolled.values():
            raise error
        frame.refuse(
            "S205",
            f"{source.name} calls itself, makes or passes functions or objects or writes into "
            "what it is handed, and the calls do not end",
            "Pass numbers and arrays, and return new ones.",
        )
    inner = open_frame(frame, parent, source, normal, live, found, pinned)
    returned = frame.session.run(inner, normal.body)
    frame.env.update(shared(inner.env))
    if frame.inert and not inner.inert:
        return without_derivative(returned)
    return returned


def open_frame(frame, parent, source, normal, live, found, pinned=False):
    """The call of a function that is written out, with its parameters bound."""
    outer = {} if parent is None else parent.cells
    inner = Frame(
        frame.session,
        frame.unit,
        source,
        normal,
        cells=cells_of(normal, outer, frame.session.next_call()),
        block=frame.block,
        parent=parent,
        live=live,
        origin=frame.origin,
        inert=frame.inert and not may_write(frame, normal),
        caller=frame,
        pinned=pinned or frame.pinned,
        depth=frame.depth + 1,
    )
    inner.env.update(shared(frame.env))
    check_outer(frame, inner)
    for key, bound in found.items():
        inner.env[key] = settled(frame, bound, key)
    return inner


def may_write(frame, normal):
    """Whether a function may change what others see, so that a condition that calls it is
    more than a question."""
    if shared(frame.env) or normal.outer:
        return True
    return any(
        isinstance(statement, (Put, Do))
        or isinstance(getattr(statement, "value", None), (Augmented, Closure))
        for statement in every(normal.body)
    )


def without_derivative(bound):
    """What a condition reads of a value."""
    if bound.parts is None:
        return replace(bound, value=with_varied(bound.value, False))
    parts = tuple(without_derivative(part) for part in bound.parts)
    return replace(bound, value=with_varied(bound.value, False), parts=parts)


def check_outer(frame, inner):
    """Refuse a nonlocal name whose variable is in no open call."""
    for text in sorted(inner.function.outer):
        held = text in inner.cells
        if not held or (text not in inner.env and inner.parent.unit is not inner.unit):
            frame.refuse(
                "S106",
                f"the nonlocal name {text!r} belongs to a function that has been called before",
                "Define the function inside the differentiated one, or pass the value in.",
                UnsupportedSyntax,
            )


def open_calls(frame, normal):
    """How many of the calls that are open are of this function."""
    found = 0
    while frame is not None:
        found += frame.function is normal
        frame = frame.caller
    return found


def holds_function(value):
    """Whether a function defined in the program, or an object made there, is in the value."""
    return any(
        isinstance(leaf, (Function, Object, Upper))
        or (isinstance(leaf, Method) and holds_function(leaf.receiver.value))
        for leaf in leaves(value)
    )


def is_one_line(tree):
    """Whether a function is one return, so that its call may as well be written out."""
    body = [
        statement
        for statement in tree.body
        if not (isinstance(statement, gast.Expr) and isinstance(statement.value, gast.Constant))
    ]
    return len(body) == 1 and isinstance(body[0], gast.Return)
