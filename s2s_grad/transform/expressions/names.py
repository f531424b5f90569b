"""What a name stands for: local, in an enclosing call, captured, global, builtin."""

import builtins
from dataclasses import replace
from typing import Any

import gast

from s2s_grad.analysis.values import Instance, Known, with_varied
from s2s_grad.errors import UnsupportedSyntax, UnsupportedValue
from s2s_grad.syntax.places import is_sure, root_of
from s2s_grad.syntax.tree import name
from s2s_grad.transform.frames import Bound, is_textless, literal, reach, read
from s2s_grad.transform.heap import refreshed, taken_up
from s2s_grad.transform.sharing import PATH, refuse_stale


def look_up(frame, text):
    """What a name stands for: local, in an enclosing call, captured, global, builtin."""
    scope = frame
    while scope is not None:
        if text in scope.env:
            found: Any = current(frame, scope, text, checked(frame, text, scope.env[text]))
            if scope.unit is not frame.unit:
                return captured(frame, scope, text, replace(refreshed(scope, found), identity=None))
            found = refreshed(frame, found)
            return found if text in frame.function.made else taken_up(frame, text, found)
        outermost, scope = scope, scope.parent
    source = outermost.source
    roots = frame.session.roots
    if text in source.closure:
        cell = source.closure[text]
        roots["free", id(cell)] = cell
        try:
            found = cell.cell_contents
        except ValueError:
            return unbound(frame, text)
        return reach(frame, (("free", id(cell), text),), found)
    if text in source.globals:
        roots["global", id(source.globals)] = source.globals
        path = (("global", id(source.globals), text),)
        return reach(frame, path, source.globals[text])
    if hasattr(builtins, text):
        return Bound(Instance(getattr(builtins, text), (("unguarded", text),)))
    return unbound(frame, text)


def part_of_array(frame, node):
    """What a name stands for that is a part of an array written to since, by the way to
    it; else None. An item of it is an item of the array."""
    bound = frame.env.get(node.id) if isinstance(node, gast.Name) else None
    return bound if bound is not None and PATH in bound.base and is_sure(bound.tree) else None


def current(frame, scope, text, bound):
    """The binding, as it is now: a view of an array that was written to is read anew, and
    a Parameter that was written to is what it is now."""
    unit, tree = frame.unit, bound.tree
    if unit.state_of and bound.parts is not None:
        parts = tuple(current(frame, scope, text, part) for part in bound.parts)
        return replace(bound, parts=parts)
    if isinstance(tree, gast.Name):
        if tree.id in unit.state_of:
            return unit.state[unit.state_of[tree.id]]
        if tree.id in unit.stale and not frame.inert:
            refuse_stale(frame, tree.id, text)
    elif PATH in bound.base and scope.unit is unit and not frame.inert:
        made = text in scope.function.made
        bound = frame.let(text, bound.value, tree, made, base=frozenset({root_of(tree)}))
        scope.env[text] = bound
    return bound


def captured(frame, scope, text, bound):
    """A name of another generated function, handed over as a parameter."""
    if is_textless(bound.value) or (bound.tree is None and bound.parts is None):
        return bound
    if isinstance(bound.value, Known):
        return Bound(bound.value, literal(bound.value))
    if frame.unit.lifted is not None:
        frame.refuse(
            "S205",
            f"{text!r} is seen by a function that is called by one that calls itself",
            f"Pass {text!r} as an argument.",
        )
    path = (("captured", id(scope), text),)
    value = with_varied(bound.value, False)
    frame.unit.captured[path] = (scope.unit, bound)
    return Bound(value, name(read(frame, path, value)))


def unbound(frame, text):
    """Refuse a name that has no value here."""
    frame.refuse(
        "S206",
        f"the name {text!r} has no value here",
        "Assign to it on every path before it is read.",
        UnsupportedSyntax,
    )


def checked(frame, text, bound):
    """The binding, unless two paths disagree about what it is."""
    if bound is None:
        frame.refuse(
            "S207",
            f"{text!r} holds different kinds of values on different paths",
            "Use two names, or make both values of one kind.",
            UnsupportedValue,
        )
    return bound


def evaluate_with(frame, tree, **bounds):
    """What an expression gives in which these names stand for values at hand."""
    frame.env.update(bounds)
    try:
        return frame.evaluate(tree)
    finally:
        for text in bounds:
            frame.env.pop(text, None)
