"""The finished functions as one module: grad_<fn>, and a pair for each callee."""

from dataclasses import dataclass, field, replace

import gast

from s2s_grad import runtime
from s2s_grad.analysis.values import Mapping, Sequence, is_number, is_varied
from s2s_grad.code import Leave, Let, Restore, Unpack, every
from s2s_grad.errors import UnsupportedValue
from s2s_grad.syntax.names import RESERVED, Names
from s2s_grad.syntax.tree import (
    attribute,
    call,
    constant,
    function_text,
    name,
    names,
    substitute,
    tuple_of,
    walk,
)
from s2s_grad.transform.finish import finish
from s2s_grad.transform.prune import drop_dead
from s2s_grad.transform.rejoin import rejoined
from s2s_grad.transform.reverse import Reversal, reverse
from s2s_grad.transform.saves import filled, surely_written


@dataclass
class Definition:
    """One function of the generated module, in our statements."""

    title: str
    parameters: tuple
    doc: str
    forward: tuple
    backward: tuple = ()
    results: tuple = ()  # expressions; one bare, several as a tuple


@dataclass
class Request:
    """What is asked of the entry function."""

    wanted: list  # names of parameters
    value: bool = False
    aux: bool = False
    sens: bool = False
    exact: bool = False
    title: str = ""
    doc: str = ""
    shape: object = None  # how the gradients are packed
    extra: dict = field(default_factory=dict)


def entry_definition(session, unit, request):
    """The joint function of the entry: forward, then backward, then the gradients."""
    reversal = reversal_for(session, unit)
    body, returned = unit.body, unit.returned
    bound = unit.bound
    head, rest = bound, ()
    if request.aux:
        head, rest = bound.parts[0], bound.parts[1:]
    first, sources = outputs(reversal, unit, head)
    body = (*body, *first)

    def seed(found):
        if request.sens:
            found.give(head_tree(head), name("d_out"))
        else:
            for tree, fact in sources:
                if is_varied(fact):
                    found.give(tree, ones(tree, fact))
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
        values = [tree_of(part) for part in rest]
    forward, values = kept_values(reversal, forward, backward, values)
    forward, backward, results = finish(
        reversal, forward, backward, [*values, *gradients], request.exact
    )
    parameters = [text for text, _ in unit.all_parameters()]
    if request.sens:
        parameters.append("d_out")
    count = len(values)
    packed = packed_results(results[:count], results[count:], request)
    return Definition(
        request.title, tuple(parameters), request.doc, forward, backward, (packed,)
    )


def kept_values(reversal, forward, backward, values):
    """The forward half and its results, under names that the backward half leaves alone."""
    restored = {s.name for s in every(backward) if isinstance(s, Restore)}
    restored |= {s.name for s in every(backward) if isinstance(s, Let)}
    refilled = filled(backward)
    restored |= refilled | {
        text for text, owners in reversal.views.items() if owners & refilled
    }
    mapping, copies = {}, []
    for value in values:
        for text in sorted(names(value) & restored):
            found = reversal.names.fresh("out")
            reversal.made.add(found)
            reversal.facts[found] = reversal.facts.get(text)
            mapping[text] = name(found)
            shares = text in refilled or reversal.views.get(text, frozenset()) & refilled
            kept = call("np.array", name(text)) if shares else name(text)
            copies.append(Let(found, kept))
    kept = [substitute(value, mapping) for value in values]
    return (*forward, *copies), kept


def packed_results(values, gradients, request):
    """The return expression: the gradient, or `out, (gradients)`."""
    if len(gradients) == 1 and not request.extra.get("tuple"):
        found = gradients[0]
    else:
        found = tuple_of(gradients)
    if request.value:
        return tuple_of([values[0], found])
    if request.aux:
        return tuple_of([found, tuple_of(values)])
    return found


def outputs(reversal, unit, bound):
    """(statements, pairs of a name and what is known) for what is differentiated."""
    del unit
    statements, pairs = [], []

    def visit(part):
        if part.parts is not None and part.tree is None:
            for inner in part.parts:
                visit(inner)
            return
        if part.tree is None or not is_varied(part.value):
            return
        pairs.append((part.tree, part.value))

    visit(bound)
    del reversal
    return statements, pairs


def head_tree(bound):
    """The differentiated result as one expression."""
    return tree_of(bound)


def tree_of(bound):
    """A binding as an expression."""
    from s2s_grad.transform.frames import text_of

    return text_of(bound)


def ones(tree, fact):
    """The seed of a result: ones in its shape."""
    if is_number(fact):
        return constant(1.0)
    if isinstance(fact, (Sequence, Mapping)):
        return call("ones_like", tree)
    return call("np.ones_like", tree)


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
        views=dict(unit.views),
        pair_of=lambda key: owned_gradients(session, units[key]),
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
    reversal.facts[d_out] = plain(unit.result)
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
    forward, backward, results = finish(
        reversal, forward, backward, gradients, exact, kept[0]
    )
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
    )
    opening = ()
    if len(crossing) == 1:
        opening = (Unpack((crossing[0],), name("saved")),)
    elif crossing:
        opening = (Unpack(tuple(crossing), name("saved")),)
    found = gradients[0] if len(gradients) == 1 else tuple_of(gradients)
    second = Definition(
        f"{unit.title}_backward",
        ("saved", d_out),
        f"Gradient{'s' if len(varied) != 1 else ''} of {shown(unit)} for {listed(varied)}.",
        opening,
        backward,
        (found,),
    )
    own = tuple(
        is_number(reversal.facts.get(text)) or reversal.d(text) in reversal.owned
        for text in varied
    )
    return (first, second), own


def plain(value):
    """What is known of the gradient of a result."""
    from s2s_grad.transform.reverse import plain_fact

    return plain_fact(value)


def plain_definition(session, unit):
    """A callee that only computes its value."""
    reversal = reversal_for(session, unit)
    code = drop_dead((*unit.body, Leave("return", unit.returned)))
    from s2s_grad.transform.fold import fold

    code = fold(code, reversal.made)
    code = rejoined(code, reversal)
    parameters = tuple(text for text, _ in unit.all_parameters())
    return Definition(
        unit.title, parameters, f"{shown(unit)}.", code[:-1], (), (code[-1].value,)
    )


def crossing_names(forward, backward, gradients, parameters, d_out):
    """What backward reads of the forward half, in the order in which it came up."""
    wanted, bound = set(), {d_out}
    for node in gradients:
        wanted |= names(node)
    free_names((*backward,), bound, wanted)
    order = list(parameters)
    for statement in every(forward):
        if isinstance(statement, Let):
            order.append(statement.name)
        elif isinstance(statement, Unpack):
            order += statement.names
        target = getattr(statement, "target", None)
        if target is not None:
            order += sorted(names(target))
    seen = dict.fromkeys(text for text in order if text in wanted)
    return list(seen)


def free_names(block, bound, wanted):
    """Collect what a block reads before it writes it, and every stack."""
    from s2s_grad.analysis.live import live_before

    wanted |= live_before(block, frozenset(wanted), {}) - bound


def shown(unit):
    """The user's name of the function: `Dense.construct`."""
    return unit.source.name


def listed(texts):
    """`x, weight and bias`."""
    if not texts:
        return "nothing"
    if len(texts) == 1:
        return texts[0]
    return f"{', '.join(texts[:-1])} and {texts[-1]}"


# ---------------------------------------------------------------- the module


def definitions(session, unit, request):
    """Every function of the module, callees above their callers."""
    entry = entry_definition(session, unit, request)
    found, order = {}, []
    by_key = {f"@{other.key}": other for other in session.units}

    def visit(definition):
        for text in called(definition):
            key, _, half = text.partition(":")
            kind = "pair" if half else "plain"
            if (key, kind) in found:
                continue
            found[key, kind] = None
            other = by_key[key]
            if kind == "pair":
                made = pair_definitions(session, other)
            else:
                made = (plain_definition(session, other),)
            found[key, kind] = made
            for inner in made:
                visit(inner)
            order.append((key, kind))

    visit(entry)
    titles, taken = {}, {entry.title} | all_names([entry]) | {
        text for key in order for text in all_names(found[key])
    }
    taken |= RESERVED | {text for text, helper in vars(runtime).items() if callable(helper)}
    for key, kind in order:
        first = found[key, kind][0]
        base = by_key[key].title
        title = free_title(base, kind, taken)
        del first
        if kind == "pair":
            titles[f"{key}:forward"] = f"{title}_forward"
            titles[f"{key}:backward"] = f"{title}_backward"
        else:
            titles[key] = title
    out = []
    for key, kind in order:
        labels = [f"{key}:forward", f"{key}:backward"] if kind == "pair" else [key]
        for label, definition in zip(labels, found[key, kind], strict=True):
            out.append(renamed(replace(definition, title=titles[label]), titles))
    return [*out, renamed(entry, titles)]


def free_title(base, kind, taken):
    """A function name that nothing else has."""
    count, title = 1, base
    while True:
        texts = [f"{title}_forward", f"{title}_backward"] if kind == "pair" else [title]
        if not any(text in taken for text in texts):
            taken.update(texts)
            return title
        count += 1
        title = f"{base}_{count}"


def all_names(found):
    """Every name in some definitions."""
    out = set()
    for definition in found:
        out |= set(definition.parameters)
        for statement in every((*definition.forward, *definition.backward)):
            if isinstance(statement, Let):
                out.add(statement.name)
            elif isinstance(statement, Unpack):
                out |= set(statement.names)
    return out


def called(definition):
    """The placeholders of generated functions that a definition calls, in order."""
    from s2s_grad.transform.fold import expressions

    found = {}
    nodes = [node for s in every((*definition.forward, *definition.backward)) for node in expressions(s)]
    for node in (*nodes, *definition.results):
        for part in walk(node):
            text = function_text(part)
            if text.startswith("@"):
                found[text] = None
    return list(found)


def renamed(definition, titles):
    """The definition with placeholders replaced by the functions' names."""
    from s2s_grad.transform.rejoin import renamed as rename_block

    mapping = dict(titles)
    table = {old: name(new) for old, new in titles.items()}
    return replace(
        definition,
        forward=rename_block(definition.forward, mapping),
        backward=rename_block(definition.backward, mapping),
        results=tuple(substitute(node, table) for node in definition.results),
    )


__all__ = ["Request", "attribute", "definitions", "gast"]
