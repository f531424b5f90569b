"""Early exits to branches: every block runs to its end, or leaves at its end."""

from dataclasses import replace
from typing import Any

import gast

from s2s_grad.code import Branch, For, Leave, Let, Tried, While
from s2s_grad.syntax.tree import constant, name

GOING = "going"
RESULT = "out"


def settle(body, writer):
    """The function body with one `return` at the very end.

    `break` stays, as the last statement of a path through its loop.

    >>> from s2s_grad.transform.normal.writer import Writer
    >>> from s2s_grad.syntax.names import Names
    >>> from s2s_grad.transform.show import read, show
    >>> early = "if x > 0:\\n    return x\\nreturn x * x"
    >>> print(show(settle(read(early), Writer(None, Names({"x"}), frozenset(), None, None))))
    if x > 0:
        out = x
    else:
        out = x * x
    return out
    """
    body = loops_settled(body, writer)
    if not always_leaves(body):
        body = (*body, Leave("return", constant(None)))
    last = body[-1]
    if isinstance(last, Leave) and not any(True for _ in leaves(body[:-1])):
        return body
    result = writer.temporary(RESULT)
    body = merged(replaced_returns(body, result, None), writer)
    return (*body, Leave("return", name(result), last.origin))


def leaves(block):
    """The return, break and continue statements that leave this block."""
    for statement in block:
        match statement:
            case Leave(kind="raise"):
                pass
            case Leave():
                yield statement
            case Branch():
                yield from leaves(statement.then)
                yield from leaves(statement.otherwise)


def loops_settled(block, writer):
    """Every loop inside with its exits settled, and returns inside loops turned
    into a flag, a break and a test behind the loop."""
    out = []
    for position, statement in enumerate(block):
        match statement:
            case Branch():
                then = loops_settled(statement.then, writer)
                otherwise = loops_settled(statement.otherwise, writer)
                out.append(replace(statement, then=then, otherwise=otherwise))
            case For() | While():
                body = loops_settled(statement.body, writer)
                returns = [leave for leave in leaves(body) if leave.kind == "return"]
                if not returns:
                    out.append(replace(statement, body=loop_body(body, writer)))
                    continue
                returned = writer.temporary("returned")
                result = writer.temporary("result")
                endless = is_endless(statement, body)
                body = replaced_returns(body, result, returned)
                out.append(Let(returned, constant(False), statement.origin))
                out.append(replace(statement, body=loop_body(body, writer)))
                rest = loops_settled(block[position + 1 :], writer)
                leave = Leave("return", name(result), returns[0].origin)
                if endless:
                    return (*out[:-2], out[-1], leave)
                out.append(Branch(name(returned), (leave,), (), statement.origin))
                return (*out, *rest)
            case _:
                out.append(statement)
    return tuple(out)


def is_endless(statement, body):
    """Whether a loop can end by a return only."""
    test: Any = getattr(statement, "test", None)
    if not (isinstance(test, gast.Constant) and test.value is True):
        return False
    return all(leave.kind != "break" for leave in leaves(body))


def replaced_returns(block, result, returned):
    """Returns as assignments to `result`, and in loops a flag and a break."""
    out = []
    for statement in block:
        match statement:
            case Leave(kind="return"):
                out.append(Let(result, statement.value, statement.origin))
                if returned is None:
                    out.append(Leave("continue", None, statement.origin))
                else:
                    out.append(Let(returned, constant(True), statement.origin))
                    out.append(Leave("break", None, statement.origin))
            case Branch():
                then = replaced_returns(statement.then, result, returned)
                otherwise = replaced_returns(statement.otherwise, result, returned)
                out.append(replace(statement, then=then, otherwise=otherwise))
            case _:
                out.append(statement)
    return tuple(out)


def loop_body(body, writer):
    """A loop body without `continue`, and with `break` only at the end of a path."""
    return merged(body, writer)


def merged(block, writer):
    """The block in which `continue` (here: go to the end) is gone.

    What follows a branch that leaves moves into the arm that does not. When both
    arms may go on, a flag decides.
    """
    for position, statement in enumerate(block):
        if isinstance(statement, Leave) and statement.kind in ("continue", "break"):
            kept = block[:position]
            return kept if statement.kind == "continue" else (*kept, statement)
        if not isinstance(statement, Branch) or not any(leaves((statement,))):
            continue
        rest = block[position + 1 :]
        before, then, otherwise = block[:position], statement.then, statement.otherwise
        # What follows a try statement does not belong into its body.
        into_body = isinstance(statement.test, Tried) and not always_leaves(then)
        if not rest or (not into_body and (always_leaves(then) or always_leaves(otherwise))):
            if not always_leaves(then):
                then = (*then, *rest)
            if not always_leaves(otherwise):
                otherwise = (*otherwise, *rest)
            then, otherwise = merged(then, writer), merged(otherwise, writer)
            return (*before, replace(statement, then=then, otherwise=otherwise))
        return (*before, *flagged(statement, rest, writer))
    return block


def always_leaves(block):
    """Whether every path through the block leaves it."""
    if not block:
        return False
    last = block[-1]
    if isinstance(last, Leave):
        return True
    return isinstance(last, Branch) and (always_leaves(last.then) and always_leaves(last.otherwise))


def flagged(statement, rest, writer):
    """A branch of which both arms may leave and may go on, and what follows it."""
    going = writer.temporary(GOING)
    broke = any(leave.kind == "break" for leave in leaves((statement,)))
    stopped: Any = writer.temporary("stopped") if broke else None
    statement = lowered(statement, going, stopped)
    out: list = [Let(going, constant(True), statement.origin)]
    if broke:
        out.append(Let(stopped, constant(False), statement.origin))
    out.append(merged((statement,), writer)[0])
    after = merged(rest, writer)
    if broke:
        leave = (Leave("break", None, statement.origin),)
        inner = Branch(name(going), after, leave, statement.origin)
        test = gast.BoolOp(gast.Or(), [name(going), name(stopped)])
        return (*out, Branch(test, (inner,), (), statement.origin))
    return (*out, Branch(name(going), after, (), statement.origin))


def lowered(statement, going, stopped):
    """The branch with its exits turned into flags and a jump to its end."""

    def block(statements):
        out = []
        for entry in statements:
            match entry:
                case Leave(kind="continue" | "break"):
                    out.append(Let(going, constant(False), entry.origin))
                    if entry.kind == "break":
                        out.append(Let(stopped, constant(True), entry.origin))
                    out.append(Leave("continue", None, entry.origin))
                case Branch():
                    out.append(lowered(entry, going, stopped))
                case _:
                    out.append(entry)
        return tuple(out)

    then, otherwise = block(statement.then), block(statement.otherwise)
    return replace(statement, then=then, otherwise=otherwise)
