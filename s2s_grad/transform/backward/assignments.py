"""Assignments and writes both ways."""

from dataclasses import replace

import gast

from s2s_grad.analysis.values import Array, Number, is_varied
from s2s_grad.code import Let, Put, Save, Unpack
from s2s_grad.syntax.places import in_one_piece, is_sure, is_whole, moved, root_of
from s2s_grad.syntax.tree import (
    attribute,
    call,
    constant,
    function_text,
    item,
    name,
    names,
    negative,
)
from s2s_grad.transform.backward.custom import reverse_custom
from s2s_grad.transform.backward.lists import reverse_entry
from s2s_grad.transform.backward.restoring import restored
from s2s_grad.transform.contribute import Contributions, is_basic, is_list
from s2s_grad.transform.facts import Facts
from s2s_grad.transform.terms import entry_of, indexer


def reverse_let(reversal, statement, present, loops):
    """An assignment; in a loop the value that it overwrites is saved before."""
    text, value = statement.name, statement.value
    carried = bool(loops) and text in loops[-1].carried
    before, stack = (), None
    if carried:
        stack = reversal.stack_for(statement, text)
        before = (Save(stack, text, statement.origin),)
    unit = called_unit(reversal, value)
    active = is_varied(reversal.facts.get(text)) and text in present
    own = text if carried else None
    steps, forward = (), statement
    if unit is not None and unit.backward is not None:
        if unit.backward.is_hook:
            forward = replace(statement, value=value.args[0])
        if active:
            present.discard(text)
            steps = reverse_custom(reversal, statement, unit, present, own)
    elif unit is not None and unit.recompute:
        if active:
            steps = reverse_recomputed(reversal, statement, unit, present, own)
    elif unit is not None and (active or (id(statement), "saved") in reversal.given):
        forward, steps = reverse_call(reversal, statement, unit, present, active, own)
    elif unit is None and active:
        present.discard(text)
        found = Contributions(reversal, present, statement)
        found.take(value)
        steps = found.ordered(own)
    if before and reversal.attempts and not isinstance(value, (gast.Name, gast.Constant)):
        return saved_after(reversal, statement, forward, before), tuple(
            restored(reversal, steps, statement, stack)
        )
    return (*before, forward), tuple(restored(reversal, steps, statement, stack))


def saved_after(reversal, statement, forward, before):
    """In the body of a try statement: the value first, and the save once it is there."""
    text = statement.name
    new = reversal.named_for(statement, f"{text}_new", reversal.facts.get(text))
    if isinstance(forward, Unpack):
        first = replace(forward, names=(new, *forward.names[1:]))
    else:
        first = replace(forward, name=new)
    return first, *before, Let(text, name(new), statement.origin, reversal.facts.get(text))


def reverse_put(reversal, statement, present):
    """`x[i] = value`: the gradient of the place goes to the value, the place is zeroed,
    and what stood there returns."""
    place, value, origin = statement.place, statement.value, statement.origin
    text = root_of(place)
    if is_list(holder_fact(reversal, place.value)):
        return reverse_entry(reversal, statement, text, present)
    kind = kind_of_place(reversal, place)
    old = reversal.named_for(statement, f"{text}_old")
    kept = call(attribute(place, "copy")) if kind == "part" else place
    reversal.facts[old] = Number("f") if kind == "number" else None
    forward = (Let(old, kept, origin, reversal.facts[old]), statement)
    back = Put(place, name(old), origin)
    if text not in present or not is_varied(reversal.facts.get(text)):
        return forward, (back,)
    found = Contributions(reversal, present, statement)
    if isinstance(place.value, gast.Name) and is_whole(place.slice):
        present.discard(text)
        found.give(value, call("unbroadcast", name(reversal.d(text)), value))
        return forward, (back, *found.ordered())
    d_value = reversal.named_for(statement, f"d_{text}_item")
    reversal.facts[d_value] = place_fact(reversal, place)
    d_text = reversal.d(text)
    d_place, steps = moved(place, d_text), []
    if not is_sure(place):
        steps.append(Let(d_text, in_one_piece(d_text), origin))
    taken = {"part": call(attribute(d_place, "copy")), "number": d_place, "mask": d_place}
    several = call("last_written", d_place.value, indexer(place.slice))
    steps.append(Let(d_value, taken.get(kind, several), origin))
    steps.append(Put(d_place, constant(0.0), origin))
    found.give(value, call("unbroadcast", name(d_value), value))
    return forward, (*steps, back, *found.ordered())


def reverse_addition(reversal, statement, present):
    """`np.add.at(x, i, value)`: the value gets the gradient of the places, which stays."""
    array, index, value = statement.value.args
    origin, text = statement.origin, root_of(array)
    place = item(array, index)
    old = reversal.named_for(statement, f"{text}_old")
    reversal.facts[old] = None
    kept = call("np.array", place)
    forward = (Let(old, kept, origin), statement)
    back = Put(place, name(old), origin)
    if text not in present or not is_varied(reversal.facts.get(text)):
        return forward, (back,)
    found = Contributions(reversal, present, statement)
    d_value = moved(place, reversal.d(text))
    if function_text(statement.value) == "np.subtract.at":
        d_value = negative(d_value)
    found.give(value, call("unbroadcast", d_value, value))
    return forward, (back, *found.ordered())


def kind_of_place(reversal, place):
    """What is written: a number, a part that is a view, what a mask or lists pick."""
    if isinstance(place_fact(reversal, place), Number):
        return "number"
    if is_basic(reversal.facts, place.slice):
        return "part"
    fact = reversal.facts.get(place.slice.id) if isinstance(place.slice, gast.Name) else None
    return "mask" if isinstance(fact, Array) and fact.dtype == "bool" else "lists"


def holder_fact(reversal, node):
    """What is known of the container or array of which a part is written."""
    if isinstance(node, gast.Subscript):
        return entry_of(holder_fact(reversal, node.value), node.slice)
    return reversal.facts.get(node.id) if isinstance(node, gast.Name) else None


def place_fact(reversal, place):
    """What is known of what stands in a place."""
    return Facts(reversal.facts).of(item(place.value, place.slice))


def called_unit(reversal, value):
    """The generated function that an expression calls, if it does."""
    if isinstance(value, gast.Call) and isinstance(value.func, gast.Name):
        return reversal.units.get(value.func.id)
    return None


def reverse_call(reversal, statement, unit, present, active, own):
    """A call of a generated function becomes a call of its two halves."""
    text, value = statement.name, statement.value
    saved = reversal.named_for(statement, f"{text}_saved")
    reversal.given[id(statement), "saved"] = saved
    function = name(f"{value.func.id}:forward")
    forward = Unpack((text, saved), gast.Call(function, value.args, []), statement.origin)
    reversal.views[saved] = frozenset({text, *names(gast.Tuple(value.args, gast.Load()))})
    if not active:
        return forward, ()
    present.discard(text)
    found = Contributions(reversal, present, statement)
    function = name(f"{value.func.id}:backward")
    backward = call(function, name(saved), name(reversal.d(text)))
    return forward, found.take_call(varied_arguments(unit, value), backward, own)


def reverse_recomputed(reversal, statement, unit, present, own):
    """The backward half of a call that saves nothing: it starts from the arguments."""
    text, value = statement.name, statement.value
    present.discard(text)
    found = Contributions(reversal, present, statement)
    function = name(f"{value.func.id}:joint")
    backward = call(function, *value.args, name(reversal.d(text)))
    return found.take_call(varied_arguments(unit, value), backward, own)


def varied_arguments(unit, value):
    """Pairs of what is known of a parameter and its argument, where a gradient goes."""
    arguments = zip(unit.all_parameters(), value.args, strict=True)
    return [(fact, tree) for (_, fact), tree in arguments if is_varied(fact)]
