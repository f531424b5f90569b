"""Branches both ways: the same test decides, both arms leave the same gradients."""

from dataclasses import replace
from typing import Any

import gast

from s2s_grad.analysis.values import Number
from s2s_grad.code import Branch, Leave, Let, Save, Tried, every
from s2s_grad.errors import UnsupportedSyntax
from s2s_grad.syntax.tree import constant, name, names
from s2s_grad.transform.contribute import zeros
from s2s_grad.transform.saves import at_ends, is_cheap, saved_and_restored


def reverse_branch(reversal, statement, present, loops):
    """A branch: the same test decides, and both arms leave the same gradients."""
    arms, states = [], []
    for block in (statement.then, statement.otherwise):
        state = set(present)
        inside = isinstance(statement.test, Tried) and block is statement.then and bool(loops)
        reversal.attempts += inside
        forward, undo = reversal.reverse_block(reversal, block, state, loops)
        reversal.attempts -= inside
        if loops:
            forward, undo = saved_and_restored(reversal, forward, undo, loops, block)
        arms.append((forward, undo))
        states.append(state)
    both = states[0] | states[1]
    local = both - reversal.defined[id(statement)]
    undone: list[Any] = [
        (*undo, *zero_all(reversal, both - state, local, present))
        for (_, undo), state in zip(arms, states, strict=True)
    ]
    present.clear()
    present.update(both)
    forward = replace(statement, then=arms[0][0], otherwise=arms[1][0])
    if not any(undone):
        return (forward,), ()
    test, first = statement.test, ()
    if isinstance(test, Tried):
        taken = reversal.named_for(statement, "finished", Number("b"))
        forward = flagged(forward, taken, loops)
        return (forward,), (Branch(name(taken), *undone),)
    if not is_steady(test, loops):
        taken = reversal.named_for(statement, "taken", Number("b"))
        first = (Let(taken, test, statement.origin, Number("b")),)
        test = name(taken)
    return (*first, replace(forward, test=test)), (Branch(test, *undone),)


def flagged(statement, taken, loops):
    """A try statement that remembers whether its body has finished."""
    origin, arms = statement.origin, []
    if loops:
        check_saves(statement)
    for arm, value in ((statement.then, True), (statement.otherwise, False)):
        arms.append(at_ends(arm, (Let(taken, constant(value), origin, Number("b")),)))
    return replace(statement, then=arms[0], otherwise=arms[1])


def check_saves(statement):
    """Refuse a body that has saved something when it fails: the stacks would not agree."""
    ended = False
    for step in reversed(statement.then):
        copy = isinstance(step, Let) and isinstance(step.value, (gast.Name, gast.Constant))
        ended = ended or not (copy or isinstance(step, (Save, Leave)))
        if ended and any(isinstance(inner, Save) for inner in every((step,))):
            raise UnsupportedSyntax(
                "S107",
                "the body of this try statement saves values for the gradient before it may fail",
                statement.origin,
                "Move the try statement into a function of its own, and call that in the loop.",
            )


def zero_all(reversal, texts, local=(), held=()):
    """Zero gradients for names; those in `local` may not exist on this path, those in
    `held` have a gradient already, of a value that is written here."""
    return tuple(
        zeros(reversal, text, None, text not in local, text in held) for text in sorted(texts)
    )


def is_steady(test, loops):
    """Whether a condition may be evaluated again: it is made of names that stay."""
    if not loops:
        if isinstance(test, gast.UnaryOp) and isinstance(test.op, gast.Not):
            return is_steady(test.operand, loops)
        return isinstance(test, gast.Name)
    return is_cheap(test) and all(loop.is_steady(names(test)) for loop in loops)
