"""`insert_grad_of(x, hook)`: what a user wants done with a gradient on its way back."""

from dataclasses import replace
from typing import Any

from s2s_grad.analysis.values import Function, Instance, Known, Method, Opaque, with_varied
from s2s_grad.code import Do, every
from s2s_grad.errors import S2SGradError
from s2s_grad.syntax.names import Names
from s2s_grad.syntax.tree import call as call_tree
from s2s_grad.syntax.tree import function_text, name, names
from s2s_grad.transform.calls.backwards import D_OUT, Backward
from s2s_grad.transform.expressions.activity import varied
from s2s_grad.transform.expressions.containers import settled
from s2s_grad.transform.expressions.memory import memory
from s2s_grad.transform.frames import Bound, Unit, carries_numbers, read, text_of
from s2s_grad.transform.saves import own_names, written


def hook_call(frame, arguments, keywords):
    """The same value, whose gradient goes through the hook."""
    given = dict(zip(("x", "hook"), arguments, strict=False)) | keywords
    if set(given) != {"x", "hook"}:
        frame.refuse("S406", "insert_grad_of takes a value and a hook", "Pass both.")
    bound, hook = settled(frame, given["x"]), given["hook"]
    if not varied(frame, bound):
        return bound
    value = bound.value
    d_out = Bound(with_varied(value, False), name(D_OUT))
    body, returned, fact = text_of_hook(frame, hook, d_out)
    facts, inside = frame.unit.facts, written(body)
    used = set().union(*(own_names(step) for step in every(body)), names(returned))
    outside = [text for text in facts if text in used and text not in inside]
    own = Names(outside).fresh("x")
    unit = passing_unit(frame, [(own, value), *((text, facts[text]) for text in outside)])
    half = Unit(f"{unit.key}_back", "hooked", frame.source, Names({"np"}))
    half.parameters = unit.parameters[1:]
    half.body, half.returned, half.result = tuple(body), returned, fact
    half.facts = {text: facts[text] for text in (*outside, *inside) if text in facts}
    frame.unit.names.taken -= set(inside)  # what reverses this gives them names of its own
    half.finished, half.bound = True, Bound(fact, returned)
    called = call_tree(name(f"@{half.key}"), *map(name, outside))
    checked = function_text(returned) == "call_hook"  # which looks at what it gives
    unit.backward = Backward(
        half, called, ((Bound(value, name(own)), None),), 1, True, is_checked=checked
    )
    frame.session.units.append(half)
    tree = call_tree(name(f"@{unit.key}"), text_of(bound), *map(name, outside))
    return Bound(value, tree, None, memory(bound))


def solution_call(frame, arguments, keywords):
    """The same value; what comes before it is differentiated by the next derivative only."""
    bound = settled(frame, arguments[0])
    if not varied(frame, bound) or frame.session.forward:
        return bound  # forward mode goes the way of the values
    value = with_varied(bound.value, False)
    unit = passing_unit(frame, [("x", bound.value)])
    unit.result, unit.backward = value, Backward(None, None, (), 0, is_hook=True)
    return Bound(value, call_tree(name(f"@{unit.key}"), text_of(bound)), None, memory(bound))


def passing_unit(frame, parameters):
    """A function that gives its first argument as it is."""
    session = frame.session
    session.counter += 1
    unit = Unit(f"hooked_{session.counter}", "hooked", frame.source, Names({"np"}))
    unit.parameters, unit.facts = parameters, dict(parameters)
    own, unit.result = parameters[0]
    unit.returned, unit.finished = name(own), True
    unit.bound = Bound(unit.result, name(own))
    session.units.append(unit)
    return unit


def text_of_hook(frame, hook, d_out):
    """(statements, expression, fact) of what a hook makes of the gradient `@d_out`.

    What can be read is written out; an object that cannot is called as it is.
    """
    unit, units = frame.unit, frame.session.units
    count = len(units)
    before = dict(unit.reads), dict(unit.guards), dict(unit.same), dict(unit.objects)
    inner: Any = replace(frame, block=[], inert=True)
    made_here = isinstance(hook.value, Function)
    try:
        found = frame.session.dispatch(inner, hook, [d_out], {})
    except S2SGradError:
        if made_here:
            raise
        found = None
    body = list(inner.block)
    if found is not None and (made_here or not body):
        if isinstance(found.value, Opaque):
            if made_here:
                return [*body, Do(found.tree, frame.origin)], d_out.tree, d_out.value
        elif carries_numbers(found.value):
            return body, text_of(found), found.value
    if made_here:
        frame.refuse(
            "S208",
            "what this hook does cannot be written out here",
            "Define it as a function outside, or let it return one expression.",
        )
    del units[count:]
    unit.reads, unit.guards, unit.same, unit.objects = before
    return [], call_tree("call_hook", name(hook_name(frame, hook)), name(D_OUT)), d_out.value


def hook_name(frame, hook):
    """The parameter that holds the hook."""
    match hook.value:
        case Instance(object=found, path=path):
            pass
        case Method(function=function, receiver=Bound(value=Instance(object=owner, path=path))):
            found = getattr(owner, function.__name__)
            path = (*path, (".", function.__name__))
        case _:
            frame.refuse("S208", "the hook is no function", "Pass a function of one gradient.")
    if isinstance(hook.value, Known) or not callable(found):
        frame.refuse("S208", "the hook is no function", "Pass a function of one gradient.")
    return read(frame, path, Opaque("a hook"), found)
