"""A function's statements with the tangent of each beside it: forward mode."""

from dataclasses import replace

import gast

from s2s_grad.analysis.values import is_number, is_varied
from s2s_grad.code import Branch, Do, For, Let, Put, Restore, Save, Unpack, While
from s2s_grad.syntax.tree import attribute, call, function_text, item, name, names, substitute
from s2s_grad.transform.backward.lists import NOBODY
from s2s_grad.transform.backward.reversal import plain_fact
from s2s_grad.transform.tangents.expressions import OUT, tangent, zeros, zeros_of

GROWS = ("append", "insert", "extend")
SHRINKS = ("pop", "reverse", "clear")


def forward(memory, body):
    """The statements of a block, each with its tangent beside it, in the user's order.

    Names that carry a derivative get a `_dot`: it is written wherever the name is.
    """
    out = []
    for statement in body:
        memory.origin = statement.origin
        out += forward_statement(memory, statement)
    return tuple(out)


def forward_statement(memory, statement):
    """One statement and its tangent."""
    match statement:
        case Let():
            return forward_let(memory, statement)
        case Put(place=place):
            return forward_put(memory, statement, place)
        case Save() | Restore():
            return forward_list(memory, statement)
        case Do(value=value):
            return [statement, *effects(memory, value, statement.origin)]
        case Branch(then=then, otherwise=otherwise):
            then, otherwise = forward(memory, then), forward(memory, otherwise)
            return [replace(statement, then=then, otherwise=otherwise)]
        case For(target=target):
            active = any(memory.is_active(text) for text in names(target))
            assert not active, "loops run over indices where values carry a derivative"
            return [replace(statement, body=forward(memory, statement.body))]
        case While():
            return [replace(statement, body=forward(memory, statement.body))]
        case _:
            return [statement]


def forward_let(memory, statement):
    """An assignment, and the tangent of its value."""
    text, value = statement.name, statement.value
    if not memory.is_active(text):
        return [statement]
    memory.label, memory.steps = text, []
    unit = called_unit(memory, value)
    if unit is not None and unit.backward is not None:
        if unit.backward.tangent is not None:
            found = own_tangent(memory, unit, value)
            last = Let(memory.dot(text), found, statement.origin)
            return in_order(memory, statement, [*memory.steps, last])
        if not unit.backward.is_hook:
            memory.refuse(unit.source)
        found = tangent(memory, value.args[0])  # hooks look at gradients only
        same = replace(statement, value=value.args[0])
        return [same, Let(memory.dot(text), found, statement.origin)]
    if unit is not None:
        return [call_of_pair(memory, statement, unit)]
    popped = taken_from(memory, value)
    if popped is not None:
        return [statement, Let(memory.dot(text), popped, statement.origin)]
    found = tangent(memory, value)
    if found is None and isinstance(value, (gast.Tuple, gast.List, gast.Dict)):
        found = zeros(memory, value)
    elif found is None:
        found = zeros_of(memory.facts.get(text), name(OUT))
    found = apart(memory, text, value, found)
    last = Let(memory.dot(text), found, statement.origin)
    return in_order(memory, statement, [*memory.steps, last])


def own_tangent(memory, unit, value):
    """The call of a forward mode that came with the function."""
    table = {"@out": name(OUT)}
    for (text, _), tree in zip(unit.all_parameters(), value.args, strict=True):
        found = tangent(memory, tree)
        table[text] = tree
        table[f"@{text}_dot"] = zeros(memory, tree) if found is None else found
    return substitute(unit.backward.tangent, table)


def in_order(memory, statement, steps):
    """The assignment and its tangent, so that each reads the values that it means.

    The tangent stands below. Where the assignment overwrites an operand that the tangent
    reads, it stands above; where it reads the new value too, that gets a name of its own.
    """
    text = statement.name
    read = set().union(*(names(step.value) for step in steps))
    new = {OUT: name(text)}
    if OUT not in read and memory.replaces(text, statement.value):
        return [*steps, statement]
    if text not in read:
        return [statement, *(with_value(step, new) for step in steps)]
    kept = memory.temporary(f"{text}_out", memory.facts.get(text))
    new = {OUT: name(kept)}
    first = replace(statement, name=kept)
    last = Let(text, name(kept), statement.origin, statement.fact)
    return [first, *(with_value(step, new) for step in steps), last]


def with_value(step, mapping):
    """The step with names replaced in its value."""
    return replace(step, value=substitute(step.value, mapping))


def apart(memory, text, value, found):
    """The tangent, copied where it would share memory that its value does not share.

    `y = x + 1` makes a new array, and its tangent is that of `x`: a later write into one
    of the two must not reach the tangent of the other.
    """
    fact = memory.facts.get(text)
    if is_number(fact) or isinstance(value, (gast.Tuple, gast.List, gast.Dict)):
        return found
    source = found
    while isinstance(source, (gast.Subscript, gast.Attribute)):
        source = source.value
    if not isinstance(source, gast.Name) or isinstance(value, gast.Name):
        return found
    shared = memory.views.get(text)
    if shared or isinstance(value, gast.Subscript):
        return found
    origin = next((t for t, d in memory.adjoints.items() if d == source.id), None)
    if memory.shares_filled(text) or (origin and memory.shares_filled(origin)):
        return call("np.array", found)
    return found


def forward_list(memory, statement):
    """An append or a pop, and the same of the list of tangents."""
    text, stack = statement.name, statement.stack
    if not memory.is_active(stack):
        if isinstance(statement, Restore) and memory.is_active(text):
            still = zeros_of(memory.facts.get(text), name(text))
            return [statement, Let(memory.dot(text), still, statement.origin)]
        return [statement]
    if text == NOBODY:
        return [statement, replace(statement, stack=memory.dot(stack))]
    if memory.is_active(text):
        return [statement, replace(statement, stack=memory.dot(stack), name=memory.dot(text))]
    if isinstance(statement, Restore):
        return [statement, replace(statement, stack=memory.dot(stack), name=NOBODY)]
    still = memory.temporary(f"{text}_dot", plain_fact(memory.facts.get(text)))
    first = Let(still, zeros(memory, name(text)), statement.origin)
    return [statement, first, replace(statement, stack=memory.dot(stack), name=still)]


def forward_put(memory, statement, place):
    """`x[i] = value`: the same place of the tangent gets the tangent of the value."""
    memory.label, memory.steps = "place", []
    where = tangent(memory, place.value)  # of a view it is the same view of the tangent
    if where is None:
        return [statement]
    if isinstance(place, gast.Subscript):
        where = item(where, place.slice)
    else:
        where = attribute(where, place.attr)
    found = tangent(memory, statement.value)
    if found is None:
        found = zeros(memory, statement.value)
    first = replace(statement, place=where, value=found)
    return [*memory.steps, first, statement]


def effects(memory, value, origin):
    """What a call for its effect does to the tangents."""
    text = function_text(value)
    if text in ("np.add.at", "np.subtract.at", "scatter_add"):
        owner, index, added = value.args
        place = tangent(memory, owner)
        found = tangent(memory, added)
        if place is None or found is None:
            return []
        return [Do(call(text, place, index, found), origin)]
    method = method_of(value)
    if method is None or not memory.is_active(method[0]):
        return []
    owner, word, arguments = method
    dot = attribute(name(memory.dot(owner)), word)
    if word in GROWS:
        *index, added = arguments
        found = tangent(memory, added)
        found = zeros(memory, added) if found is None else found
        return [Do(call(dot, *index, found), origin)]
    return [Do(call(dot, *arguments), origin)] if word in SHRINKS else []


def taken_from(memory, value):
    """The tangent of `xs.pop()`: what is taken from the tangents of the list."""
    method = method_of(value)
    if method is None or method[1] != "pop" or not memory.is_active(method[0]):
        return None
    owner, word, arguments = method
    return call(attribute(name(memory.dot(owner)), word), *arguments)


def method_of(value):
    """(name, method, arguments) of a method call on a name, or None."""
    if isinstance(value, gast.Call) and isinstance(value.func, gast.Attribute):
        if isinstance(value.func.value, gast.Name):
            return value.func.value.id, value.func.attr, value.args
    return None


def called_unit(memory, value):
    """The generated function that an expression calls, if it does."""
    if isinstance(value, gast.Call) and isinstance(value.func, gast.Name):
        return memory.units.get(value.func.id)
    return None


def call_of_pair(memory, statement, unit):
    """A call of a generated function becomes one of its forward mode."""
    text, value = statement.name, statement.value
    given = list(value.args)
    for (_, fact), tree in zip(unit.all_parameters(), value.args, strict=True):
        if is_varied(fact):
            found = tangent(memory, tree)
            given.append(zeros(memory, tree) if found is None else found)
    function = name(f"{value.func.id}:tangent")
    texts = (text, memory.dot(text))
    return Unpack(texts, gast.Call(function, given, []), statement.origin)
