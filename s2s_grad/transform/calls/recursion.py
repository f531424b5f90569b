"""Functions defined in the program that call themselves: what they see becomes parameters."""

import copy
from dataclasses import replace

import gast

from s2s_grad.analysis.live import live_in_loops
from s2s_grad.analysis.values import Function, leaves
from s2s_grad.errors import S2SGradError
from s2s_grad.transform.calls.binding import bind
from s2s_grad.transform.calls.inline import inline
from s2s_grad.transform.calls.units import unit_call
from s2s_grad.transform.cells import bound_names
from s2s_grad.transform.expressions.names import look_up
from s2s_grad.transform.frames import Frame
from s2s_grad.transform.normalize import normal_function


def closure_call(frame, function, arguments, keywords):
    """A call of a function defined in the program: written out, unless it calls itself."""
    value = function.value
    outer = lifted_frame(frame, value.definition)
    group = None if outer is None else outer.lifted
    if group is None or id(value.definition) not in group.recursive:
        found = group_of(frame, value) if outer is None else None
        if found is None or id(value.definition) not in found.recursive:
            return inline(frame, function, arguments, keywords, outer)
        group = found
    start, unit = len(frame.block), frame.unit
    heap, taken, env = dict(unit.heap), set(unit.names.taken), dict(frame.env)
    try:
        return lifted_call(frame, outer, group, value, arguments, keywords)
    except S2SGradError:
        if outer is not None:
            raise
        del frame.block[start:]
        unit.heap, frame.env = heap, env
        unit.free_names(taken)
        frame.session.refused.add(id(value.definition))
        return inline(frame, function, arguments, keywords)


class Group:
    """Functions that call one another: `recursive` and `all` hold the ids of their
    definitions, `free` the names that they see from outside."""

    def __init__(self, recursive, everything, free):
        self.recursive, self.all, self.free = recursive, everything, free


def lifted_frame(frame, definition):
    """The call of the generated function that we are in, if it hands this definition all
    that it sees."""
    while frame.caller is not None:
        frame = frame.caller
    if frame.lifted is not None and id(definition) in frame.lifted.all:
        return frame
    return None


def group_of(frame, value):
    """The functions that a function may call, itself among them; None when it does not call
    itself, or sees what cannot be handed over."""
    session = frame.session
    if id(value.definition) in session.refused or value.frame.unit is not frame.unit:
        return None
    if value.frame.cells:
        return None
    calls, found, free = {}, {id(value.definition): value}, {}
    pending = [value]
    while pending:
        one = pending.pop()
        if one.frame is not value.frame or one.captured:
            return None
        calls[id(one.definition)] = set()
        for text in free_names(one.definition):
            bound = seen_in(one.frame, text)
            if bound is None:
                continue
            free[text] = None
            for leaf in functions_in(bound):
                if leaf.frame is not value.frame:
                    return None  # made in another call: one text, and other values
                calls[id(one.definition)].add(id(leaf.definition))
                if id(leaf.definition) not in found:
                    found[id(leaf.definition)] = leaf
                    pending.append(leaf)
    recursive = {key for key in found if reaches(calls, key, key)}
    return Group(recursive, set(found), tuple(sorted(free))) if recursive else None


def functions_in(bound):
    """The functions of the program in a value."""
    parts = [leaf for part in bound.parts or () for leaf in functions_in(part)]
    return parts + [leaf for leaf in leaves(bound.value) if isinstance(leaf, Function)]


def reaches(calls, start, goal):
    """Whether a chain of calls leads from one function to another."""
    seen, pending = set(), list(calls[start])
    while pending:
        one = pending.pop()
        if one == goal:
            return True
        if one not in seen:
            seen.add(one)
            pending += calls.get(one, ())
    return False


def free_names(definition):
    """The names that a definition reads and does not bind itself."""
    read = {node.id for node in gast.walk(definition) if isinstance(node, gast.Name)}
    return sorted(read - bound_names(definition))


def seen_in(scope, text):
    """What a name stands for in an open call or those around it, or None."""
    while scope is not None:
        if text in scope.env:
            return scope.env[text]
        scope = scope.parent
    return None


def lifted_call(frame, outer, group, value, arguments, keywords):
    """A call of a generated function that is handed what the definition sees."""
    source, normal, live = lifted_source(frame, group, value)
    found = bind(frame, source, value.definition, arguments, keywords, {}, source.name)
    for text in group.free:
        found[text] = captured(frame, outer, value, text)
    return unit_call(frame, source, normal, live, found, lifted=group)


def captured(frame, outer, value, text):
    """What a name that a definition sees stands for now."""
    if outer is not None:
        return outer.env[text]
    inner = Frame(frame.session, frame.unit, value.source, frame.function, block=frame.block)
    inner.parent, inner.caller, inner.origin = value.frame, frame, frame.origin
    return look_up(inner, text)


def lifted_source(frame, group, value):
    """(Source, normal form, what lives) of a definition with what it sees as parameters."""
    sources, key = frame.session.sources, ("lifted", id(value.definition))
    if key not in sources:
        normal = normal_function(value.source, value.definition, ())
        normal = replace(normal, parameters=(*normal.parameters, *group.free))
        source = copy.copy(value.source)
        source.__dict__["tree"] = value.definition
        object.__setattr__(source, "name", normal.name)
        sources[key] = (source, normal, live_in_loops(normal.body))
    return sources[key]
