"""The finished functions as one module: grad_<fn>, and a pair for each callee."""

from dataclasses import fields, is_dataclass, replace

import gast

from s2s_grad import runtime
from s2s_grad.code import Let, Origin, Unpack, every
from s2s_grad.syntax.names import RESERVED
from s2s_grad.syntax.tree import name, substitute, walk
from s2s_grad.transform.definitions.callees import plain_definition
from s2s_grad.transform.definitions.entry import entry_definition
from s2s_grad.transform.definitions.pairs import joint, pair_definitions
from s2s_grad.transform.definitions.tangents import jvp_definition, tangent_definition
from s2s_grad.transform.fold import expressions
from s2s_grad.transform.rejoin import renamed as rename_block

# What is made of a callee: what stands behind its key where it is called, and the ending
# of the function's name.
HALVES = {
    "plain": {"": ""},
    "pair": {":forward": "_forward", ":backward": "_backward"},
    "joint": {":joint": ""},
    "tangent": {":tangent": "_jvp"},
}
KINDS = {half.removeprefix(":"): kind for kind, halves in HALVES.items() for half in halves}


def definitions(session, unit, request):
    """Every function of the module, callees above their callers."""
    make = jvp_definition if request.forward else entry_definition
    entry = make(session, unit, request)
    found, order = {}, []
    by_key = {f"@{other.key}": other for other in session.units}

    def visit(definition):
        for text in called(definition):
            key, _, half = text.partition(":")
            kind = KINDS[half]
            if (key, kind) in found:
                continue
            found[key, kind] = None
            other = by_key[key]
            if kind == "pair":
                made = pair_definitions(session, other)
            elif kind == "joint":
                made = (joint(session, other)[0],)
            elif kind == "tangent":
                made = (tangent_definition(session, other),)
            else:
                made = (plain_definition(session, other),)
            found[key, kind] = made
            for inner in made:
                visit(inner)
            order.append((key, kind))

    visit(entry)
    titles, taken = (
        {},
        {entry.title}
        | all_names([entry])
        | {text for key in order for text in all_names(found[key])},
    )
    taken |= RESERVED | {text for text, helper in vars(runtime).items() if callable(helper)}
    out, standing = [], {}
    for key, kind in order:
        base = by_key[key].title
        labels = [f"{key}{half}" for half in HALVES[kind]]
        text = (base, kind, *(written_out(renamed(each, titles)) for each in found[key, kind]))
        if text not in standing:  # else it is the same function for another object
            if kind == "joint":
                base = f"grad_{base.removesuffix('_tangent')}"
            title = free_title(base, kind, taken)
            standing[text] = [f"{title}{ending}" for ending in HALVES[kind].values()]
            out += zip(labels, found[key, kind], strict=True)
        titles.update(zip(labels, standing[text], strict=True))
    out = [renamed(replace(definition, title=titles[label]), titles) for label, definition in out]
    return [*out, renamed(entry, titles)]


# What may differ in two definitions of the same text.
APART = ("fact", "facts", "title")


def written_out(part):
    """All of a definition but its title, in a form that can be compared."""
    match part:
        case gast.AST():
            return gast.dump(part)
        case Origin(file=file, line=line, text=text):
            return file, line, text
        case tuple() | list():
            return tuple(written_out(entry) for entry in part)
    if is_dataclass(part):
        kept = [each.name for each in fields(part) if each.name not in APART]
        return type(part).__name__, *(written_out(getattr(part, key)) for key in kept)
    return repr(part)


def free_title(base, kind, taken):
    """A function name that nothing else has."""
    count, title = 1, base
    while True:
        texts = [f"{title}{ending}" for ending in HALVES[kind].values()]
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
    found = {}
    code = (*definition.forward, *definition.backward)
    nodes = [node for statement in every(code) for node in expressions(statement)]
    for node in (*nodes, *definition.results):
        for part in walk(node):
            if isinstance(part, gast.Name) and part.id.startswith("@"):
                found[part.id] = None
    return list(found)


def renamed(definition, titles):
    """The definition with placeholders replaced by the functions' names."""
    table = {old: name(new) for old, new in titles.items()}
    return replace(
        definition,
        forward=rename_block(definition.forward, titles),
        backward=rename_block(definition.backward, titles),
        results=tuple(substitute(node, table) for node in definition.results),
    )
