"""Lists that grow and shrink: append and pop are each other's adjoint."""

import gast

from s2s_grad.analysis.values import Number, is_number, is_varied
from s2s_grad.code import Let, Put, Restore, Save
from s2s_grad.syntax.tree import call, constant, name
from s2s_grad.transform.contribute import Contributions, zeros

NOBODY = "_"


def reverse_append(reversal, statement, present):
    """`xs.append(v)`, `xs.insert(i, v)`: the list is shortened again, and so is its gradient."""
    text, origin = statement.name, statement.origin
    index = statement.index
    back = Restore(statement.stack, NOBODY, origin, True, index)
    if statement.stack not in present or not is_varied(reversal.facts.get(statement.stack)):
        return (statement,), (back,)
    d_stack = reversal.d(statement.stack)
    if not is_varied(reversal.facts.get(text)):
        return (statement,), (back, Restore(d_stack, NOBODY, origin, True, index))
    if text not in present:
        present.add(text)
        part = reversal.d(text)
        taken = (Restore(d_stack, part, origin, True, index),)
        if text in reversal.grown:
            taken = (*taken, Let(part, call("list", name(part)), origin))
        return (statement,), (back, *taken)
    part = reversal.named_for(statement, f"d_{text}_part", reversal.facts.get(reversal.d(text)))
    found = Contributions(reversal, present, statement)
    found.give(name(text), name(part))
    return (statement,), (back, Restore(d_stack, part, origin, True, index), *found.ordered())


def reverse_pop(reversal, statement, present, loops):
    """`v = xs.pop()`, `v = xs.pop(i)`: the list and its gradient get an entry again."""
    text, origin, index = statement.name, statement.origin, statement.index
    carried = bool(loops) and text in loops[-1].carried
    before, stack = (), ""
    if carried:
        stack = reversal.stack_for(statement, text)
        before = (Save(stack, text, origin),)
    steps: list = [Save(statement.stack, text, origin, True, index)]
    if is_varied(reversal.facts.get(statement.stack)) and text != NOBODY:
        if statement.stack not in present:
            steps.insert(0, zeros(reversal, statement.stack, origin))
            present.add(statement.stack)
        if text not in present:
            steps.append(zeros(reversal, text, origin))
        steps.append(Save(reversal.d(statement.stack), reversal.d(text), origin, True, index))
    present.discard(text)
    if carried:
        steps.append(Restore(stack, text, origin))
    return (*before, statement), tuple(steps)


def reverse_entry(reversal, statement, root, present):
    """`xs[i] = v`: the gradient of the entry goes to the value, and the old entry returns."""
    place, value, origin = statement.place, statement.value, statement.origin
    old = reversal.named_for(statement, f"{root}_old")
    reversal.facts[old] = reversal.facts.get(value.id) if isinstance(value, gast.Name) else None
    forward = (Let(old, place, origin, reversal.facts[old]), statement)
    back = Put(place, name(old), origin)
    if root not in present or not is_varied(reversal.facts.get(root)):
        return forward, (back,)
    d_place = entry_of_gradient(place, reversal.d(root))
    found = Contributions(reversal, present, statement)
    d_value = reversal.named_for(statement, f"d_{root}_item")
    reversal.facts[d_value] = Number("f") if is_number(reversal.facts[old]) else None
    zero = constant(0.0)
    if not is_number(reversal.facts[old]):
        zero = call("zeros_like", name(old))
    steps = [Let(d_value, d_place, origin), Put(d_place, zero, origin)]
    found.give(value, name(d_value))
    return forward, (*steps, back, *found.ordered())


def entry_of_gradient(place, d_root):
    """The place in the gradient that a place in a list has."""
    if isinstance(place, gast.Name):
        return name(d_root)
    return gast.Subscript(entry_of_gradient(place.value, d_root), place.slice, gast.Load())
