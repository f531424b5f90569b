"""The gradient of a tuple, put together once from the gradients of its entries."""

from dataclasses import replace

import gast

from s2s_grad.analysis.values import Anything, Array, Mapping, Number, Sequence, is_number
from s2s_grad.code import Add, Branch, Do, For, Let, Put, Restore, While, every
from s2s_grad.syntax.places import root_of, written_to
from s2s_grad.syntax.tree import (
    binary,
    call,
    constant,
    function_text,
    item,
    name,
    names,
    same,
    tuple_of,
)
from s2s_grad.transform.fold import expressions
from s2s_grad.transform.saves import written


def entrywise(code, reversal):
    """The code with tuples of gradients in place of lists of zeros that are added to.

    d_pair = zeros_like(pair)
    d_pair[0] += d_x                becomes             d_pair = (d_x, d_y)
    d_pair[1] += d_y
    """
    counts = {}
    for statement in every(code):
        for text in places(statement):
            counts[text] = counts.get(text, 0) + 1
    return block_entrywise(tuple(code), reversal, counts)


def places(statement):
    """The gradients into which a statement writes or adds."""
    match statement:
        case Add(name=text) | Restore(name=text):
            return [text]
        case Put(place=place):
            return sorted(names(place))
        case Do(value=value):
            found = written_to(value)
            return [found] if isinstance(found, str) else sorted(names(value))
    return []


def block_entrywise(block, reversal, counts):
    """A block, and the blocks in it."""
    out = [inner_entrywise(statement, reversal, counts) for statement in block]
    position = 0
    while position < len(out):
        labels = entry_labels(out[position], reversal)
        if labels is not None:
            out = together(out, position, labels, reversal, counts)
        position += 1
    return tuple(out)


def inner_entrywise(statement, reversal, counts):
    """A statement with its blocks done."""
    match statement:
        case Branch():
            return replace(
                statement,
                then=block_entrywise(statement.then, reversal, counts),
                otherwise=block_entrywise(statement.otherwise, reversal, counts),
            )
        case For() | While():
            return replace(statement, body=block_entrywise(statement.body, reversal, counts))
    return statement


def entry_labels(statement, reversal):
    """The labels of the entries when the statement is `d_t = zeros_like(t)`, else None."""
    if not isinstance(statement, Let) or not isinstance(statement.value, gast.Call):
        return None
    called, arguments = statement.value.func, statement.value.args
    if not isinstance(called, gast.Name) or called.id != "zeros_like":
        return None
    match reversal.facts.get(arguments[0].id if isinstance(arguments[0], gast.Name) else ""):
        case Sequence(items=items) if items is not None:
            return range(len(items))
        case Mapping(keys=keys):
            return keys
    return None


def together(block, position, labels, reversal, counts):
    """The block with the additions to one list gathered at its first reader."""
    start = block[position]
    d, owner = start.name, start.value.args[0]
    added, reader = additions(block, position, d, labels)
    if not added or reader is None or counts.get(d) != len(added):
        return block
    out, found = list(block[:position]), {}

    def note(label, value, origin):
        text = entry_name(reversal, d, owner, label)
        out.append(Let(text, value, origin))
        found[label] = name(text)

    for label in labels:
        if label not in added.values():
            nothing = no_gradient(reversal.facts.get(owner.id), owner, label)
            note(label, nothing, start.origin)
    for index in range(position + 1, reader):
        statement = block[index]
        if index not in added:
            out.append(statement)
            continue
        label, plain = added[index], isinstance(statement, Add)
        value = statement.value if plain else statement.value.args[1]
        if label in found:
            total = binary(found[label], gast.Add, value)
            note(label, total if plain else call("add", found[label], value), statement.origin)
        elif stands(value, block[index:reader]):
            found[label] = value
        else:
            note(label, value, statement.origin)
    whole = container(reversal.facts.get(owner.id), labels, [found[label] for label in labels])
    out.append(Let(d, whole, start.origin))
    return [*out, *block[reader:]]


def stands(value, block):
    """Whether a value is a name that keeps its meaning to the end of a block."""
    if not isinstance(value, gast.Name):
        return False
    changed = {text for statement in every(block) for text in places(statement)}
    return value.id not in changed | set(written(block))


def container(fact, labels, values):
    """The entries in a container of the kind that they came from."""
    if isinstance(fact, Mapping):
        return gast.Dict([constant(label) for label in labels], values)
    return gast.List(values, gast.Load()) if fact.kind is list else tuple_of(values)


def additions(block, position, d, labels):
    """({place in the block: label}, place of the first reader or None)."""
    added = {}
    for index in range(position + 1, len(block)):
        statement = block[index]
        label = added_label(statement, d)
        if label is not None and label in labels and not reads(statement, d):
            added[index] = label
        elif mentions(statement, d):
            return added, index
    return added, None


def added_label(statement, d):
    """The label when the statement is `d[label] += value`, or its like for a tuple in it."""
    match statement:
        case Add(name=text, index=place) if text == d and place is not None:
            pass
        case Put(place=place, value=value) if function_text(value) == "add":
            if not same(value.args[0], place) or root_of(place) != d:
                return None
        case _:
            return None
    plain = isinstance(place, gast.Subscript) and isinstance(place.value, gast.Name)
    if plain and isinstance(place.slice, gast.Constant):
        return place.slice.value
    return None


def reads(statement, d):
    """Whether what is added depends on the gradient that it is added to."""
    value = statement.value
    return d in names(value if isinstance(statement, Add) else value.args[1])


def mentions(statement, d):
    """Whether a name is read or written anywhere in a statement."""
    for inner in every((statement,)):
        if getattr(inner, "name", None) == d or d in getattr(inner, "names", ()):
            return True
        if any(d in names(node) for node in expressions(inner)):
            return True
    return False


def entry_name(reversal, d, owner, label):
    """A name for the gradient of one entry."""
    text = reversal.names.fresh(f"{d}_{label}" if str(label).isidentifier() else f"{d}_item")
    reversal.made.add(text)
    reversal.facts[text] = entry_fact(reversal.facts.get(owner.id), label)
    return text


def entry_fact(fact, label):
    """What is known of the gradient of an entry."""
    found = fact.items[list(fact.keys).index(label) if isinstance(fact, Mapping) else label]
    return found if isinstance(found, (Number, Array)) else None


def no_gradient(fact, owner, label):
    """Zeros for an entry to which nothing was added."""
    found = fact.items[list(fact.keys).index(label) if isinstance(fact, Mapping) else label]
    if is_number(found) or not isinstance(found, (Array, Anything, Sequence, Mapping)):
        return constant(0.0)
    return call("zeros_like", item(owner, constant(label)))
