"""Loops over structure, written out pass by pass."""

from s2s_grad.code import Branch, Leave
from s2s_grad.transform.statements.binding import bind_target
from s2s_grad.transform.statements.branches import fork

MOST_PASSES = 400


def unroll(frame, statement, rows):
    """One copy of the body for each entry."""
    if len(rows) > MOST_PASSES:
        frame.refuse(
            "S204",
            f"a loop over {len(rows)} objects is too long to be written out",
            "Loop over an array.",
        )
    outer, frame.loop = frame.loop, None

    def passes(position):
        if position == len(rows):
            return True
        bind_target(frame, statement.target, rows[position])
        return chained(frame, statement.body, lambda: passes(position + 1))

    try:
        passes(0)
    finally:
        frame.loop = outer
    return True


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
