"""The two halves of a callee, and what reversing any function starts from."""

from s2s_grad.analysis.live import live_before
from s2s_grad.analysis.values import is_number, is_varied
from s2s_grad.code import Let, Restore, Save, Unpack, every
from s2s_grad.syntax.names import Names
from s2s_grad.syntax.tree import call, constant, name, names, substitute, tuple_of
from s2s_grad.transform.backward.reversal import Reversal, plain_fact
from s2s_grad.transform.definitions.definition import Definition, listed, shown
from s2s_grad.transform.finish import finish
from s2s_grad.transform.list_terms import is_list
from s2s_grad.transform.reverse import reverse
from s2s_grad.transform.saves import filled, surely_written


def reversal_for(session, unit):
    """A fresh memory for reversing a unit."""
    units = {f"@{entry.key}": entry for entry in session.units}
    return Reversal(
        units=units,
        names=Names(set(unit.names.taken)),
        facts=dict(unit.facts),
        made=set(unit.made),
        fixed=tuple(text for text, _ in unit.all_parameters()),
        kinds=dict(unit.all_parameters()),
        versions=set(unit.versions),
        masks=session.masks,
        again=session.again,
        views=dict(unit.views),
        behind=dict(unit.behind),
        pair_of=lambda key: owned_gradients(session, units[key]),
        joint_of=lambda key: joint(session, units[key]),
    )


def owned_gradients(session, unit):
    """Which gradients of a callee are new arrays; none while it is being made."""
    count = sum(is_varied(fact) for _, fact in unit.all_parameters())
    if unit.pair is None:
        unit.pair = ((), (False,) * count)
        unit.pair = made_pair(session, unit, session.exact)
    return unit.pair[1]


def pair_definitions(session, unit):
    """The forward and the backward half of a callee."""
    owned_gradients(session, unit)
    return unit.pair[0]


def made_pair(session, unit, exact):
    """(the two halves, which of its gradients are new arrays)."""
    reversal = reversal_for(session, unit)
    d_out = reversal.names.fresh("d_out")
    reversal.facts[d_out] = plain_fact(unit.result)
    reversal.adjoints["@result"] = d_out
    reversal.fixed = (*reversal.fixed, d_out)
    reversal.names.taken.add("saved")

    def seed(found):
        found.give(unit.returned, name(d_out))
        return found.ordered()

    varied = [text for text, fact in unit.all_parameters() if is_varied(fact)]
    forward, backward = reverse(reversal, unit.body, seed, varied)
    gradients = [name(reversal.d(text)) for text in varied]
    forward, kept = kept_values(reversal, forward, backward, [unit.returned])
    forward, backward, results = finish(reversal, forward, backward, gradients, exact, kept[0])
    returned, gradients = results[0], results[1:]
    parameters = [text for text, _ in unit.all_parameters()]
    crossing = crossing_names(forward, backward, gradients, parameters, d_out)
    saved = tuple_of([name(text) for text in crossing])
    sure = surely_written(forward) | set(parameters)
    unsure = [text for text in crossing if text not in sure]
    forward = (*(Let(text, constant(None)) for text in unsure), *forward)
    first = Definition(
        f"{unit.title}_forward",
        tuple(parameters),
        f"{shown(unit)}, and what its backward half needs.",
        forward,
        (),
        (tuple_of([returned, saved]),),
        reversal.facts,
    )
    opening = (Unpack(tuple(crossing), name("saved")),) if crossing else ()
    if session.again:  # the compiler follows writes to a function's own lists only
        taken = {step.stack for step in every(backward) if isinstance(step, Restore)}
        own = [Let(text, call("list", name(text))) for text in crossing if text in taken]
        opening = (*opening, *own)
    found = gradients[0] if len(gradients) == 1 else tuple_of(gradients)
    second = Definition(
        f"{unit.title}_backward",
        ("saved", d_out),
        f"Gradient{'s' if len(varied) != 1 else ''} of {shown(unit)} for {listed(varied)}.",
        opening,
        backward,
        (found,),
    )
    return (first, second), owned_of(reversal, varied)


def joint(session, unit):
    """(both halves as one function, which of its gradients are new arrays)."""
    if unit.joint is None:
        unit.joint = (None, (False,) * len(wanted_of(unit)))
        unit.joint = made_joint(session, unit)
    return unit.joint


def wanted_of(unit):
    """The parameters whose gradients a function gives that holds both halves."""
    varied = [text for text, fact in unit.all_parameters() if is_varied(fact)]
    return list(unit.zeroed) or varied


def made_joint(session, unit):
    """Both halves of a callee as one function of its arguments and the gradient of its result."""
    reversal = reversal_for(session, unit)
    d_out = reversal.names.fresh("d_out")
    reversal.facts[d_out] = plain_fact(unit.result)
    reversal.fixed = (*reversal.fixed, d_out)
    wanted = wanted_of(unit)

    def seed(found):
        found.give(unit.returned, name(d_out))
        return found.ordered()

    forward, backward = reverse(reversal, unit.body, seed, wanted)
    first = [Let(text, call("zeros_like", name(like))) for text, like in unit.zeroed.items()]
    gradients = [name(reversal.d(text)) for text in wanted]
    forward, backward, results = finish(
        reversal, (*first, *forward), backward, gradients, session.exact
    )
    parameters = [text for text, _ in unit.all_parameters() if text not in unit.zeroed]
    labels = listed([unit.zeroed.get(text, text) for text in wanted])
    plural = "s" if len(wanted) != 1 else ""
    of = unit.title if unit.doc else shown(unit)
    doc = f"Gradient{plural} of {of} for {labels}, from its arguments."
    doc = unit.doc if unit.zeroed else doc
    definition = Definition(
        f"grad_{unit.title}",
        (*parameters, d_out),
        doc,
        forward,
        backward,
        (results[0] if len(results) == 1 and not unit.backward else tuple_of(results),),
        reversal.facts,
    )
    return definition, owned_of(reversal, wanted)


def owned_of(reversal, texts):
    """For each name, whether its gradient is a new array at the end."""
    return tuple(
        is_number(reversal.facts.get(text)) or reversal.d(text) in reversal.owned for text in texts
    )


def crossing_names(forward, backward, gradients, parameters, d_out):
    """What backward reads of the forward half, in the order in which it came up."""
    wanted = set()
    for node in gradients:
        wanted |= names(node)
    wanted |= live_before(backward, frozenset(wanted), {}) - {d_out}
    order = list(parameters)
    for statement in every(forward):
        if isinstance(statement, Let):
            order.append(statement.name)
        elif isinstance(statement, Restore):
            order.append(statement.name)
        elif isinstance(statement, Unpack):
            order += statement.names
        target = getattr(statement, "target", None)
        if target is not None:
            order += sorted(names(target))
    seen = dict.fromkeys(text for text in order if text in wanted)
    return list(seen)


def kept_values(reversal, forward, backward, values):
    """The forward half and its results, under names that the backward half leaves alone."""
    restored = {s.name for s in every(backward) if isinstance(s, Restore)}
    restored |= {s.name for s in every(backward) if isinstance(s, Let)}
    shortened = {s.stack for s in every(backward) if isinstance(s, (Save, Restore)) and s.own}
    restored |= shortened
    refilled = filled(backward) - shortened
    table = reversal.sharing()
    restored |= refilled.union(*(table.get(text, ()) for text in refilled))
    mapping, copies = {}, []
    for value in values:
        for text in sorted(names(value) & restored):
            found = reversal.names.fresh("out")
            reversal.made.add(found)
            reversal.facts[found] = reversal.facts.get(text)
            mapping[text] = name(found)
            shares = text in refilled or table.get(text, set()) & refilled
            kept = call("np.array", name(text)) if shares else name(text)
            if is_list(reversal.facts.get(text)):
                kept = call("list", name(text))
            copies.append(Let(found, kept))
    kept = [substitute(value, mapping) for value in values]
    return (*forward, *copies), kept
