"""Functions that compute a value and its tangent: the entry, and a callee."""

from dataclasses import replace

from s2s_grad.analysis.values import is_number, is_varied
from s2s_grad.code import Do, Let, Put, every
from s2s_grad.errors import UnsupportedCall
from s2s_grad.syntax.names import Names
from s2s_grad.syntax.tree import call, name, names, substitute, tuple_of
from s2s_grad.transform.definitions.definition import Definition, listed, shown
from s2s_grad.transform.definitions.entry import private_copies
from s2s_grad.transform.forward import forward
from s2s_grad.transform.frames import text_of
from s2s_grad.transform.tangents.expressions import OUT, tangent, zeros, zeros_of
from s2s_grad.transform.tangents.finish import finish_tangents
from s2s_grad.transform.tangents.memory import Tangents


def tangents_for(session, unit):
    """(a fresh memory for the forward mode of a unit, the parameters with a tangent)."""
    parameters = unit.all_parameters()
    memory = Tangents(
        units={f"@{entry.key}": entry for entry in session.units},
        names=Names(set(unit.names.taken)),
        facts=dict(unit.facts),
        made=set(unit.made),
        versions=set(unit.versions),
        views=dict(unit.views),
        filled=written_to(unit.body),
    )
    varied = [text for text, fact in parameters if is_varied(fact)]
    dots = [memory.dot(text) for text in varied]
    memory.fixed = (*[text for text, _ in parameters], *dots)
    return memory, varied, dots


def written_to(body):
    """The names of what a body may write into in place, under whatever view."""
    found = set()
    for statement in every(body):
        match statement:
            case Put(place=place):
                found |= names(place.value)
            case Do(value=value):
                found |= names(value)
    return found


def body_of(memory, unit):
    """The statements of a unit with their tangents, which start as zeros for parameters
    that stand still and are written over by what moves."""
    start = []
    for text, fact in unit.all_parameters():
        if memory.is_active(text) and not is_varied(fact):
            start.append(Let(memory.dot(text), zeros_of(fact, name(text))))
    return (*start, *forward(memory, unit.body))


def tangent_definition(session, unit):
    """A callee that returns its value and its tangent."""
    memory, varied, _ = tangents_for(session, unit)
    body = body_of(memory, unit)
    memory.origin = unit.return_origin
    more, returned, found = result_tangent(memory, unit.returned)
    body = (*body, *more)
    body, results = finish_tangents(memory, body, [returned, found], session.exact)
    doc = (
        f"{shown(unit)}, and its derivative along the tangent{plural(varied)} of {listed(varied)}."
    )
    return Definition(f"{unit.title}_jvp", memory.fixed, doc, body, (), (tuple_of(results),))


def jvp_definition(session, unit, request):
    """The entry function of forward mode: value, tangent, and what else was asked."""
    if unit.state:
        raise UnsupportedCall(
            "S210",
            f"{shown(unit)} writes into a Parameter, which forward mode does not follow",
            unit.return_origin,
            "Use reverse mode, or return the new value.",
        )
    memory, _, dots = tangents_for(session, unit)
    head, rest = unit.bound, ()
    if request.aux:
        head, rest = unit.bound.parts[0], unit.bound.parts[1:]
    body = body_of(memory, unit)
    memory.origin = unit.return_origin
    returned = text_of(head) if request.aux else unit.returned
    more, returned, found = result_tangent(memory, returned)
    body = (*body, *more)
    results = [returned, found, *[text_of(part) for part in rest]]
    body, results = finish_tangents(memory, body, results, request.exact)
    results[1] = owned(memory, results[1], dots)
    body = (*private_tangents(unit, memory, dots), *body)
    parts = results[:2]
    if request.aux:
        parts.append(tuple_of(results[2:]))
    return Definition(request.title, memory.fixed, request.doc, body, (), (tuple_of(parts),))


def private_tangents(unit, memory, dots):
    """Copies of the arguments that the program writes to, and of their tangents."""
    out = []
    for step in private_copies(unit):
        out.append(step)
        if isinstance(step, Let) and memory.is_active(step.name):
            moved = memory.dot(step.name)
            if moved in dots:
                copy = substitute(step.value, {step.name: name(moved)})
                out.append(Let(moved, copy, step.origin))
    return out


def result_tangent(memory, returned):
    """(statements, value, tangent) of what is returned; the tangent is zeros where nothing
    depends on the inputs."""
    memory.label, memory.steps = "out", []
    found = tangent(memory, returned)
    if found is None:
        return (), returned, zeros(memory, returned)
    read = names(found).union(*(names(step.value) for step in memory.steps))
    if OUT not in read:
        return memory.steps, returned, found
    held = memory.temporary("out")
    steps = [Let(held, returned), *memory.steps]
    mapping = {OUT: name(held)}
    steps = [replace(step, value=substitute(step.value, mapping)) for step in steps]
    return steps, name(held), substitute(found, mapping)


def owned(memory, found, dots):
    """A tangent that is returned: a copy where it is the caller's own."""
    text = getattr(found, "id", None)
    if text in dots and not is_number(memory.facts.get(text)):
        return call("np.array", found)
    return found


def plural(texts):
    """The ending of a noun that goes with a list."""
    return "s" if len(texts) != 1 else ""
