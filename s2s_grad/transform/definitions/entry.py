"""The joint function of the entry: forward, then backward, then the gradients."""

from dataclasses import replace

from s2s_grad.analysis.values import (
    Anything,
    Array,
    Mapping,
    Sequence,
    is_number,
    is_varied,
    leaves,
)
from s2s_grad.code import Do, Let
from s2s_grad.syntax.tree import attribute, call, constant, name, tuple_of
from s2s_grad.transform.definitions.definition import Definition
from s2s_grad.transform.definitions.pairs import kept_values, reversal_for
from s2s_grad.transform.finish import finish
from s2s_grad.transform.frames import text_of
from s2s_grad.transform.reverse import reverse


def entry_definition(session, unit, request):
    """The joint function of the entry: forward, then backward, then the gradients."""
    reversal = reversal_for(session, unit)
    body, returned = unit.body, unit.returned
    bound = unit.bound
    head, rest = bound, ()
    if request.aux:
        head, rest = bound.parts[0], bound.parts[1:]

    def seed(found):
        if request.sens:
            found.give(text_of(head), name("d_out"))
        else:
            for part in outputs(head):
                found.give(part.tree, ones(part.tree, part.value))
        return [replace(step, origin=unit.return_origin) for step in found.ordered()]

    if request.sens:
        reversal.names.taken.add("d_out")
        reversal.fixed = (*reversal.fixed, "d_out")
    forward, backward = reverse(reversal, body, seed, request.wanted)
    gradients = [name(reversal.d(text)) for text in request.wanted]
    values = []
    if request.value:
        values = [returned]
    elif request.aux:
        values = [text_of(part) for part in rest]
    count = len(values)
    values = [*values, *(text_of(found) for found in unit.state.values())]
    forward, values = kept_values(reversal, forward, backward, values)
    forward, backward, results = finish(
        reversal, forward, backward, [*values, *gradients], request.exact
    )
    forward = (*private_copies(unit), *forward)
    parameters = [text for text, _ in unit.all_parameters()]
    if request.sens:
        parameters.append("d_out")
    packed = packed_results(results[:count], results[len(values) :], request)
    if unit.state:
        packed = with_states(packed, results[count : len(values)], request)
    doc, facts = request.doc, reversal.facts
    return Definition(request.title, tuple(parameters), doc, forward, backward, (packed,), facts)


def private_copies(unit):
    """Copies of the arguments that the program writes to, which must lie apart."""
    out, copies = [], []
    holders = {key: fact for key, fact in unit.all_parameters() if holds_arrays(fact)}
    for text, held in unit.private.items():
        seen = list(unit.private)[: len(copies)]
        others = {key: name(key) for key in holders if key not in (text, *seen)}
        if others:
            check = call("check_apart", name(text), constant(text), **others)
            out.append(Do(check, held.origin))
        if held.whole:
            out.append(Do(call("check_whole", name(text), constant(text)), held.origin))
        copy = call(attribute(name(text), "copy"))
        if not isinstance(holders.get(text), Array):
            copy = call("private", name(text))
        copies.append(Let(text, copy, held.origin) if held.copied else None)
    return (*out, *filter(None, copies))


def holds_arrays(fact):
    """Whether there may be an array in what a parameter is handed."""
    return any(isinstance(leaf, (Array, Anything)) for leaf in leaves(fact))


def packed_results(values, gradients, request):
    """The return expression: the gradient, or `out, (gradients)`."""
    if len(gradients) == 1 and not request.every:
        found = gradients[0]
    else:
        found = tuple_of(gradients)
    if request.value:
        return tuple_of([values[0], found])
    if request.aux:
        return tuple_of([found, tuple_of(values)])
    return found


def with_states(packed, states, request):
    """The return expression, and after it what the Parameters that were written hold now."""
    pair = request.value or request.aux
    return tuple_of([*(packed.elts if pair else [packed]), tuple_of(states)])


def outputs(bound):
    """The parts of a result that are differentiated."""
    if bound.parts is not None and bound.tree is None:
        return [inner for part in bound.parts for inner in outputs(part)]
    return [bound] if bound.tree is not None and is_varied(bound.value) else []


def ones(tree, fact):
    """The seed of a result: ones in its shape."""
    if is_number(fact):
        return constant(1.0)
    if isinstance(fact, (Sequence, Mapping)):
        return call("ones_like", tree)
    return call("np.ones_like", tree)
