"""Loops both ways: the same passes in reverse order."""

from dataclasses import replace

import gast

from s2s_grad.analysis.live import live_in_loops
from s2s_grad.analysis.values import Number
from s2s_grad.code import Branch, For, Leave, Let, While
from s2s_grad.syntax.template import fill
from s2s_grad.syntax.tree import binary, call, constant, function_text, item, name, names, target
from s2s_grad.transform.backward.branches import zero_all
from s2s_grad.transform.saves import Scope, at_ends, filled, saved_and_restored, written


def reverse_loop(reversal, statement, present, loops):
    """A loop: the same passes in reverse order."""
    scope = scope_of(reversal, statement, statement.body, loops)
    forward, undo, start = settled_body(reversal, present, (*loops, scope))
    if not undo:
        return (replace(statement, body=forward),), ()
    passes, origin = None, statement.origin
    first, statement = with_held_sequence(reversal, statement, scope)
    if has_break(statement.body) or isinstance(statement, While):
        passes = reversal.named_for(statement, "passes", Number("i"))
        first = (*first, Let(passes, constant(0), origin))
        forward = at_ends(forward, (count(passes, origin),))
    backward = mirrored(statement, undo, passes)
    return (*first, replace(statement, body=forward)), (*start, backward)


def placeholders(reversal, statement):
    """`name = None` for what only some passes make: a save may come before its first value."""
    carried = scope_of(reversal, statement, statement.body).carried
    unsure = carried - reversal.defined.get(id(statement), frozenset())
    return tuple(Let(text, constant(None)) for text in sorted(unsure))


def with_held_sequence(reversal, statement, scope):
    """A loop over what its body overwrites keeps hold of it: (assignments, the loop)."""
    changed = scope.writes | (scope.filled & reversal.grown)
    if not isinstance(statement, For) or not names(statement.sequence) & changed:
        return (), statement
    held, sequence = reversal.named_for(statement, "items"), statement.sequence
    if not is_range_or_name(sequence):
        sequence = call("list", sequence)
    first = (Let(held, sequence, statement.origin),)
    return first, replace(statement, sequence=name(held))


def is_range_or_name(sequence):
    """Whether a sequence may be gone through twice."""
    return isinstance(sequence, gast.Name) or (
        isinstance(sequence, gast.Call)
        and isinstance(sequence.func, gast.Name)
        and sequence.func.id == "range"
    )


def count(passes, origin):
    """`passes += 1`."""
    return Let(passes, fill("passes + 1", passes=name(passes)), origin)


def scope_of(reversal, statement, body, loops=()):
    """What a loop carries from pass to pass, and what it leaves alone."""
    loop = replace(statement, body=body)
    found = live_in_loops((loop,))
    head, _ = found[id(loop)]
    writes = set(written(body))
    is_for = isinstance(statement, For)
    targets = set(written((replace(statement, body=()),))) if is_for else set()
    before = (head | reversal.defined.get(id(statement), set())) - targets
    carried = (writes & before).union(*(loop.carried for loop in loops))
    table, own = reversal.sharing(carried), filled(body)
    own = own.union(*(table.get(text, ()) for text in own))
    return Scope(body, writes & before, writes, targets, own)


def settled_body(reversal, present, loops):
    """(forward, undo, zeros): a loop body both ways, and gradients that must exist before.

    Goes round until the gradients at the end of a pass are those at its start.
    """
    scope = loops[-1]
    entry = set(present)
    local = scope.writes - scope.carried
    while True:
        state = set(entry)
        forward, undo = reversal.reverse_block(reversal, scope.body, state, loops)
        more = state - entry - local
        if not more:
            break
        entry |= more
    undo = (*undo, *zero_all(reversal, (entry - state) - local, (), entry))
    undo = (*undo, *zero_all(reversal, (entry - state) & local, local, entry))
    forward, undo = saved_and_restored(reversal, forward, undo, loops, scope.body)
    start = zero_all(reversal, entry - present)
    if undo:
        present |= entry
    return forward, undo, start


def has_break(body):
    """Whether a pass may leave the loop."""
    for statement in body:
        match statement:
            case Leave(kind="break"):
                return True
            case Branch() if has_break(statement.then) or has_break(statement.otherwise):
                return True
    return False


def mirrored(statement, undo, passes):
    """The loop that runs the passes again, last one first."""
    if isinstance(statement, While):
        return For(target("_"), call("range", name(passes)), undo)
    return For(statement.target, backwards(statement.sequence, passes), undo)


def backwards(sequence, passes):
    """What the undone passes run over; `passes` counts those that were made, if not all."""
    if passes is None and function_text(sequence) == "reversed":
        if is_range_or_name(sequence.args[0]):
            return sequence.args[0]
    if not is_range_or_name(sequence):
        sequence = call("list", sequence)
    if passes is None:
        return call("reversed", sequence)
    if function_text(sequence) == "range" and len(sequence.args) == 1:
        return call("reversed", call("range", name(passes)))
    if function_text(sequence) == "range" and len(sequence.args) == 2:
        start = sequence.args[0]
        stop = binary(start, gast.Add, name(passes))
        return call("reversed", call("range", start, stop))
    made = item(sequence, gast.Slice(None, name(passes), None))
    return call("reversed", made)
