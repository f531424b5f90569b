"""Gradients that are taken inside the program."""

import itertools
import linecache
from dataclasses import replace
from typing import Any

import gast

from s2s_grad.analysis.values import Derivative, Instance, Known, with_varied
from s2s_grad.code import Branch, Leave
from s2s_grad.source import Source, follow
from s2s_grad.syntax.tree import call, constant, name
from s2s_grad.transform.calls.arguments import lifted
from s2s_grad.transform.calls.binding import bind, default_values
from s2s_grad.transform.expressions.containers import sequence, settled
from s2s_grad.transform.frames import Bound, guard, read
from s2s_grad.transform.normalize import parameter_names

NUMBERS = itertools.count(1)


def make_derivative(frame, found, arguments, keywords):
    """`grad(f, ...)` inside the program."""
    if hasattr(found, "__s2s_immediate__"):
        return IMMEDIATE[found.__s2s_immediate__](frame, found, *arguments, **keywords)
    words = {key: constant_of(frame, bound) for key, bound in keywords.items()}
    rest = [constant_of(frame, bound) for bound in arguments[1:]]
    wish = found.__s2s_transform__(*rest, **words)
    return Bound(Derivative(arguments[0], wish))


def constant_of(frame, bound):
    """The object behind an option of `grad`."""
    if isinstance(bound.value, Known):
        return bound.value.value
    if isinstance(bound.value, Instance):
        return bound.value.object
    if bound.parts is not None:
        return tuple(constant_of(frame, part) for part in bound.parts)
    return frame.refuse("S401", "an option of grad must be literal", "Write it out.")


def immediate_jvp(frame, found, function, inputs, v, has_aux=None):
    """`jvp(f, inputs, v)` inside the program."""
    aux = has_aux is not None and constant_of(frame, has_aux)
    inputs, v = several(inputs), several(v)
    moving = [k for k, bound in enumerate(v) if not is_none(bound)]
    v = [v[k] for k in moving]
    wish = found.__s2s_transform__(tuple(moving), aux)
    derived = Derivative(function, wish)
    return frame.session.derivative(frame, derived, [*inputs, sequence(tuple, v)], {})


def immediate_vjp(frame, found, function, *inputs, has_aux=None):
    """`vjp(f, *inputs)` inside the program: the value, and a gradient still to be called."""
    aux = has_aux is not None and constant_of(frame, has_aux)
    if aux:
        frame.refuse("S403", "vjp with has_aux inside a program", "Return one result.")
    out = settled(frame, frame.session.dispatch(frame, function, list(inputs), {}))
    given = tuple(settled(frame, bound) for bound in inputs)
    wish = found.__s2s_transform__(tuple(range(len(inputs))))
    return sequence(tuple, [out, Bound(Derivative(function, wish, given))])


IMMEDIATE = {"jvp": immediate_jvp, "vjp": immediate_vjp}


def is_none(bound):
    """Whether an argument is None."""
    return isinstance(bound.value, Known) and bound.value.value is None


def several(bound):
    """The entries of a tuple or list, or the one value."""
    parts: Any = bound.parts
    return [bound] if parts is None else list(parts)


def added_arguments(frame, derived, arguments):
    """(arguments, what follows them): a sensitivity, or the tangents in forward mode."""
    wish = derived.wish
    arguments = [*derived.given, *arguments]
    if not wish.sens:
        return arguments, []
    if not arguments:
        frame.refuse("S406", "a sensitivity is missing", "Pass it last.")
    *arguments, last = arguments
    if not wish.forward:
        return arguments, [settled(frame, last)]
    parts = list(last.parts or ())
    if last.parts is None or len(parts) != len(wish.positions):
        frame.refuse(
            "S406",
            f"forward mode takes a tuple of {len(wish.positions)} tangents here",
            "Write the tuple out.",
        )
    return arguments, [settled(frame, part) for part in parts]


def derived_bounds(frame, session, derived, arguments, keywords):
    """(Source, parameters) of the function whose gradient is called in a program.

    What it is called with is a constant to this derivative, but for the arguments that
    it differentiates by.
    """
    function, extra = derived.function, []
    value = function.value
    if isinstance(value, Instance):
        target = follow(value.object)
        if target.receiver is not None:
            same = target.receiver is value.object
            path = value.path if same else (*value.path, (".", "__self__"))
            extra.append(Bound(Instance(target.receiver, path)))
        plain = hasattr(target.function, "__code__") and not target.arguments
        if plain and not target.keywords:
            source = Source.of(target.function)
            return source, flagged_bounds(
                frame, session, source, [*extra, *arguments], keywords, derived, len(extra)
            )
    count = len(arguments)
    texts = [f"x{i}" if i else "x" for i in range(count)]
    code = f"def function({', '.join(texts)}):\n    return __it__({', '.join(texts)})\n"
    where = f"<function {next(NUMBERS)}>"
    linecache.cache[where] = (len(code), None, code.splitlines(keepends=True), where)
    namespace = {"__it__": None}
    exec(compile(code, where, "exec"), namespace)
    source = Source.of(namespace["function"])
    bounds = flagged_bounds(frame, session, source, arguments, keywords, derived, 0)
    session.preset = {"__it__": function}
    return source, bounds


def flagged_bounds(frame, session, source, arguments, keywords, derived, skip):
    """The parameters of the inner function, those differentiated by marked."""
    defaults = default_values(frame, source, source.tree)
    frame.session.roots["default", id(source.function)] = source.function
    arguments = [settled(frame, bound) for bound in arguments]
    found = bind(frame, source, source.tree, arguments, keywords, defaults, source.name)
    plain = parameter_names(source.tree.args)
    out, met = {}, set()
    for key, bound in found.items():
        index = plain.index(key) - skip
        wanted = index in derived.wish.positions or (derived.wish.every and index >= 0)
        met.add(index)
        out[key] = marked(bound, wanted)
    starred = source.tree.args.vararg is not None
    missing = sorted(set(derived.wish.positions) - met)
    if missing or (starred and max(derived.wish.positions, default=-1) >= len(plain) - 1):
        frame.refuse(
            "S401",
            f"there is no argument of its own at position {max(derived.wish.positions)}",
            "Count the arguments of the call from 0; starred ones are not supported here.",
        )
    return out


def marked(bound, wanted):
    """The binding with the flag of the inner derivative in place of the outer one's."""
    parts = bound.parts
    if parts is not None:
        parts = tuple(marked(part, wanted) for part in parts)
    return Bound(with_varied(bound.value, wanted), bound.tree, parts)


def outer_argument(frame, bound):
    """What the generated inner gradient is handed: the flags are those of the program around."""
    if bound.parts is not None and bound.tree is None:
        parts = tuple(outer_argument(frame, part) for part in bound.parts)
        values = tuple(part.value for part in parts)
        return Bound(replace(bound.value, items=values), None, parts)
    if isinstance(bound.tree, gast.Name):
        fact = frame.unit.facts.get(bound.tree.id, bound.value)
        return Bound(fact, bound.tree)
    return bound


def outer_read(frame, bounds, unit, path, value):
    """What the generated inner gradient is handed for what it reads."""
    if path in unit.captured:
        owner, bound = unit.captured[path]
        if owner is frame.unit:
            return bound
        # It belongs to a call further out, which hands it to this function too.
        frame.unit.captured[path] = unit.captured[path]
        value = with_varied(bound.value, False)
        return Bound(value, name(read(frame, path, value)))
    found = unit.objects.get(path)
    text = read(frame, lifted(bounds, path), frame_value(frame, unit, path, value), found)
    return Bound(frame.unit.facts[text], name(text))


def outer_guard(frame, bounds, path, value):
    """Check in the program what the inner gradient takes for granted."""
    root, steps = path[0], path[1:]
    tree = bounds[root[1]].tree if root[0] == "argument" and root[1] in bounds else None
    if steps != (("len",),) or tree is None:
        guard(frame, lifted(bounds, path), value)
        return
    length = call("len", tree)
    test = gast.Compare(length, [gast.NotEq()], [constant(value.value)])
    error = call("ValueError", constant(f"made for {value.value} entries of {root[1]!r}"))
    frame.put(Branch(test, (Leave("raise", error, frame.origin),), ()))


def frame_value(frame, unit, path, value):
    """What is known of a read, as the program around it sees it."""
    found = unit.objects.get(path)
    return with_varied(value, found is not None and id(found) in frame.session.weights)
