"""Loops over structure, written out pass by pass."""

from typing import Any

from s2s_grad.analysis.values import Mapping
from s2s_grad.code import Branch, Leave
from s2s_grad.transform.expressions.activity import inertly
from s2s_grad.transform.expressions.conditions import truth
from s2s_grad.transform.expressions.special_methods import asked
from s2s_grad.transform.frames import Frame
from s2s_grad.transform.heap import refreshed
from s2s_grad.transform.raising import raises
from s2s_grad.transform.statements.binding import bind_target
from s2s_grad.transform.statements.branches import fork

MOST_PASSES = 400
MOST_WHILE_PASSES = 100


def unroll(frame: Frame, statement, sequence: Any, counting=False):
    """One copy of the body for each entry, as the list stands when its turn comes."""
    outer, frame.loop, held = frame.loop, None, frame.unit.held
    keys = [bound for bound in sequence.bounds() if isinstance(bound.value, Mapping)]

    def passes(position):
        now = sequence.now(frame)
        rows: Any = now.parts(frame, counting)
        if rows is None or len(rows) > MOST_PASSES:
            frame.refuse(
                "S204",
                "a loop over objects is too long to be written out, or its length is not known",
                "Loop over an array.",
            )
        if any(refreshed(frame, bound).value.keys != bound.value.keys for bound in keys):
            raises(RuntimeError("dictionary changed size during iteration"))
        if position >= len(rows):
            return True
        frame.unit.held = [*held, *sequence.bounds(), *rows]
        bind_target(frame, statement.target, rows[position])
        return chained(frame, statement.body, lambda: passes(position + 1))

    try:
        passes(0)
    finally:
        frame.loop, frame.unit.held = outer, held
    return True


def unroll_while(frame, statement, error):
    """One copy of the body for each pass of a loop whose test is always known."""
    outer, frame.loop = frame.loop, None

    def passes(count):
        known = truth(asked(frame, inertly(frame, statement.test)))
        if known is None or count > MOST_WHILE_PASSES:
            raise error
        if not known:
            return True
        return chained(frame, statement.body, lambda: passes(count + 1))

    try:
        return passes(0)
    finally:
        frame.loop = outer


def chained(frame, block, then):
    """Run a block and go on with `then` on every path that does not break."""
    for position, statement in enumerate(block):
        if isinstance(statement, Leave) and statement.kind == "break":
            return True
        if isinstance(statement, Branch) and breaks(statement):
            assert position == len(block) - 1, "a break stands at the end of a path"
            return forked(frame, statement, then)
        if not frame.session.run_block(frame, (statement,)):
            return False
    return then()


def breaks(statement):
    """Whether a branch holds a break of this loop."""
    for inner in (*statement.then, *statement.otherwise):
        if isinstance(inner, Leave) and inner.kind == "break":
            return True
        if isinstance(inner, Branch) and breaks(inner):
            return True
    return False


def forked(frame, statement, then):
    """A branch in an unrolled loop: the passes that follow stand inside its arms."""
    frame.origin = statement.origin or frame.origin
    return fork(frame, statement, lambda block: chained(frame, block, then))
