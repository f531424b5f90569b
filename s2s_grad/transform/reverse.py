"""A function's statements to its forward half, its backward half, and what crosses."""

from dataclasses import replace

from s2s_grad.code import Branch, Do, For, Let, Put, Restore, Save, While, every
from s2s_grad.syntax.places import written_to
from s2s_grad.transform.backward.assignments import reverse_addition, reverse_let, reverse_put
from s2s_grad.transform.backward.branches import reverse_branch
from s2s_grad.transform.backward.left_loops import head_and_tail, reverse_left_loop
from s2s_grad.transform.backward.lists import reverse_append, reverse_pop
from s2s_grad.transform.backward.loops import placeholders, reverse_loop
from s2s_grad.transform.contribute import Contributions, zeros
from s2s_grad.transform.saves import written
from s2s_grad.transform.structure import always_leaves


def reverse(reversal, body, seed, wanted):
    """(forward, backward): the statements, and those that find the gradients.

    `seed(contributions)` are the first backward statements: what is known of the
    gradients of the returned names. `wanted` are the names whose gradients are asked.
    """
    reversal.reverse_block = reverse_block
    present = set()
    reversal.grown = {s.stack for s in every(body) if isinstance(s, (Save, Restore)) and s.own}
    note_defined(body, set(reversal.fixed), reversal.defined)
    backward = list(seed(Contributions(reversal, present)))
    forward, steps = reverse_block(reversal, body, present, ())
    backward += steps
    for text in wanted:
        if text not in present:
            backward.append(zeros(reversal, text, None))
    return forward, tuple(backward)


def note_defined(block, known, found):
    """What is defined after a block; `found` gets, for each statement by identity, the
    names that have a value before it on every path."""
    for statement in block:
        found[id(statement)] = frozenset(known)
        match statement:
            case Branch(then=then, otherwise=otherwise):
                first = note_defined(then, set(known), found)
                second = note_defined(otherwise, set(known), found)
                if always_leaves(then) or always_leaves(otherwise):
                    known = second if always_leaves(then) else first
                else:
                    known = first & second
            case For() | While():
                targets = written((replace(statement, body=()),))
                note_defined(statement.body, known | set(targets), found)
            case _:
                known = known | set(written((statement,)))
    return known


def reverse_block(reversal, block, present, loops):
    """The statements of a block going forward, and what undoes them in turn."""
    forward, backward = [], []
    for statement in reversed(block):
        first, then = reverse_statement(reversal, statement, present, loops)
        forward[:0] = first
        backward += then
    return tuple(forward), tuple(backward)


def reverse_statement(reversal, statement, present, loops):
    """One statement going forward, and its part of the backward half."""
    match statement:
        case Let():
            return reverse_let(reversal, statement, present, loops)
        case Put():
            return reverse_put(reversal, statement, present)
        case Do(value=value) if written_to(value) is not None:
            return reverse_addition(reversal, statement, present)
        case Save(own=True):
            return reverse_append(reversal, statement, present)
        case Restore(own=True):
            return reverse_pop(reversal, statement, present, loops)
        case Branch():
            return reverse_branch(reversal, statement, present, loops)
        case For() | While():
            split = None if loops else head_and_tail(statement)
            if loops:
                return reverse_loop(reversal, statement, present, loops)
            first = placeholders(reversal, statement)
            if split is not None:
                forward, backward = reverse_left_loop(reversal, statement, split, present)
            else:
                forward, backward = reverse_loop(reversal, statement, present, loops)
            return (*first, *forward), backward
        case _:
            return (statement,), ()
