"""Loops with one break: the pass that left it first, then the whole ones."""

from dataclasses import replace

import gast

from s2s_grad.analysis.values import Number
from s2s_grad.code import Branch, Leave, Let, Save
from s2s_grad.syntax.tree import constant, name
from s2s_grad.transform.backward.branches import zero_all
from s2s_grad.transform.backward.loops import (
    count,
    has_break,
    mirrored,
    scope_of,
    settled_body,
    with_held_sequence,
)


def head_and_tail(statement):
    """(head, branch) of a loop that is assignments, a test with the one break, a rest."""
    body = statement.body
    if not body or not isinstance(body[-1], Branch):
        return None
    *head, last = body
    if not all(isinstance(entry, Let) for entry in head) or not last.then:
        return None
    if not isinstance(last.then[-1], Leave) or last.then[-1].kind != "break":
        return None
    if has_break(last.then[:-1]) or has_break(last.otherwise):
        return None
    return tuple(head), last


def reverse_left_loop(reversal, statement, split, present):
    """A loop with one break: the pass that left it first, then the whole ones."""
    head, branch = split
    end, tail = branch.then[:-1], branch.otherwise
    scope = scope_of(reversal, statement, (*head, *tail))
    ending = scope_of(reversal, statement, statement.body)
    scope.carried, scope.writes = ending.carried, ending.writes
    state = set(present)
    end_forward, undo_end = reversal.reverse_block(reversal, end, state, (scope,))
    _, undo_head = reversal.reverse_block(reversal, head, state, (scope,))
    partial = (*undo_end, *undo_head)
    first, last_pass, origin = [], (), statement.origin
    if state != present or partial:
        both = present | state
        local = both - reversal.defined[id(statement)]
        endless = is_true(getattr(statement, "test", None))
        if not endless:
            partial += zero_all(reversal, both - state, local, present)
        partial = tuple(in_last_pass(step) for step in partial)
        last_pass = partial
        if endless:
            present.clear()
            present |= state
        else:
            flag = reversal.named_for(statement, "left", Number("b"))
            first.append(Let(flag, constant(False), origin))
            end_forward = (*end_forward, Let(flag, constant(True), origin))
            other = zero_all(reversal, both - present, local)
            last_pass = (Branch(name(flag), partial, other),)
            present |= both
    forward, undo, start = settled_body(reversal, present, (scope,))
    if not undo and not last_pass:
        return (statement,), ()
    holding, statement = with_held_sequence(reversal, statement, scope)
    first += holding
    leave = (*end_forward, branch.then[-1])
    position = end_of_head(forward, len(head))
    head, tail = forward[:position], forward[position:]
    if undo:
        passes = reversal.named_for(statement, "passes", Number("i"))
        first.append(Let(passes, constant(0), origin))
        tail = (*tail, count(passes, origin))
        undo = (*start, mirrored(statement, undo, passes))
    body = (*head, replace(branch, then=leave, otherwise=tail))
    return (*first, replace(statement, body=body)), (*last_pass, *undo)


def end_of_head(forward, count):
    """Where the first `count` assignments of a forward half end."""
    for position, statement in enumerate(forward):
        if count == 0:
            return position
        if not isinstance(statement, Save) and not is_placeholder(statement):
            count -= 1
    return len(forward)


def is_placeholder(statement):
    """Whether a statement of ours gives a name None, for passes that do not write it."""
    return (
        isinstance(statement, Let)
        and statement.origin is None
        and isinstance(statement.value, gast.Constant)
        and statement.value.value is None
    )


def is_true(test):
    """Whether a loop's test is the literal True."""
    return isinstance(test, gast.Constant) and test.value is True


def in_last_pass(step):
    """A step of the pass that left its loop, marked so for its comment."""
    origin = getattr(step, "origin", None)
    if origin is None:
        return step
    return replace(
        step, origin=replace(origin, text=f"{origin.text}, in the pass that left the loop")
    )
