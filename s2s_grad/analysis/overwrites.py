"""Which names may not become one, because the backward half needs what one would overwrite."""

import gast

from s2s_grad.analysis.live import live_in_loops
from s2s_grad.code import Branch, For, Let, Restore, Unpack, While, every, target_names


def overwrites(body, parameters):
    """For each name the names that have a value where it is written: {name: {other: [excuses]}}.

    A loop remembers what its own variables held, and a copy that vanishes writes nothing:
    two names may yet be one when one of each set of excuses is among them.
    """
    found = {}
    loops = {key: head for key, (head, _) in live_in_loops(body).items()}
    note_block(body, set(parameters), frozenset(), (loops, found))
    return found


def note_block(block, known, carried, context):
    """Note the writes of a block; the names that have a value behind it."""
    _, found = context
    for statement in block:
        match statement:
            case Let(name=text, value=value):
                copied = {value.id} if isinstance(value, gast.Name) else set()
                note(found, text, known - copied, carried | copied)
                known = known | {text}
            case Unpack(names=texts):
                for text in texts:
                    note(found, text, known, carried)
                known = known | set(texts)
            case Restore(name=text):
                note(found, text, known, carried)
                known = known | {text}
            case Branch(then=then, otherwise=otherwise):
                first = note_block(then, known, carried, context)
                known = first | note_block(otherwise, known, carried, context)
            case For() | While():
                known = note_loop(statement, known, context)
    return known


def note_loop(statement, known, context):
    """Note the writes of a loop, in which names from outside are carried."""
    loops, _ = context
    inside = writes(statement.body)
    carried = inside & (known | loops[id(statement)])
    note_block(statement.body, set(), frozenset(carried), context)
    bound = set(target_names(statement.target)) if isinstance(statement, For) else set()
    return known | inside | bound


def note(found, text, others, excuses):
    """Note that `text` is written where the others have values."""
    for other in others - {text}:
        found.setdefault(text, {}).setdefault(other, []).append(frozenset(excuses))
        found.setdefault(other, {}).setdefault(text, []).append(frozenset(excuses))


def writes(block):
    """The names that a block assigns to."""
    out = set()
    for statement in every(block):
        if isinstance(statement, Let):
            out.add(statement.name)
        elif isinstance(statement, Restore):
            out.add(statement.name)
        elif isinstance(statement, Unpack):
            out.update(statement.names)
    return out
