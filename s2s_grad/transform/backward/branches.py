"""Branches both ways: the same test decides, both arms leave the same gradients."""

from dataclasses import replace
from typing import Any

import gast

from s2s_grad.analysis.values import Number
from s2s_grad.code import Branch, Let
from s2s_grad.syntax.tree import name, names
from s2s_grad.transform.contribute import zeros
from s2s_grad.transform.saves import is_cheap, saved_and_restored


def reverse_branch(reversal, statement, present, loops):
    """A branch: the same test decides, and both arms leave the same gradients."""
    arms, states = [], []
    for block in (statement.then, statement.otherwise):
        state = set(present)
        forward, undo = reversal.reverse_block(reversal, block, state, loops)
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
    if not is_steady(test, loops):
        taken = reversal.named_for(statement, "taken", Number("b"))
        first = (Let(taken, test, statement.origin, Number("b")),)
        test = name(taken)
    return (*first, replace(forward, test=test)), (Branch(test, *undone),)


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
