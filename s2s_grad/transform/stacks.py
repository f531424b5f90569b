"""Where stacks are made, and when one serves as the count of passes."""

from dataclasses import replace

import gast

from s2s_grad.code import Branch, For, Let, Restore, Save, While, every
from s2s_grad.syntax.tree import list_of, name
from s2s_grad.transform.saves import own_names


def with_stacks(block):
    """The forward half with every stack made before the loop that fills it."""
    out = []
    for statement in block:
        match statement:
            case For() | While():
                found = dict.fromkeys(
                    entry.stack
                    for entry in every((statement,))
                    if isinstance(entry, Save) and not entry.own
                )
                for stack in found:
                    out.append(Let(stack, list_of([]), statement.origin))
            case Branch():
                statement = replace(
                    statement,
                    then=with_stacks(statement.then),
                    otherwise=with_stacks(statement.otherwise),
                )
        out.append(statement)
    return tuple(out)


def emptied_loops(forward, backward):
    """`while x_stack:` in place of a count, where a stack is as long as the count."""
    out = []
    for statement in backward:
        stack = None
        if isinstance(statement, For) and is_count(statement.sequence):
            passes = statement.sequence.args[0].id
            stack = filled_with(forward, statement.body, passes)
        if stack is None:
            out.append(statement)
            continue
        others = [s for s in backward if s is not statement]
        if any(passes in names_in(s) for s in others):
            out.append(statement)
            continue
        out.append(While(name(stack), statement.body, statement.origin))
        forward = without_count(forward, passes)
    return forward, tuple(out)


def is_count(sequence):
    """Whether a loop runs `range(passes)`."""
    return (
        isinstance(sequence, gast.Call)
        and isinstance(sequence.func, gast.Name)
        and sequence.func.id == "range"
        and len(sequence.args) == 1
        and isinstance(sequence.args[0], gast.Name)
    )


def filled_with(forward, undo, passes):
    """A stack that each counted pass fills once and each undone pass empties once."""
    taken = [s.stack for s in undo if isinstance(s, Restore) and not s.own]
    for block in all_blocks(forward):
        counts = any(isinstance(s, Let) and s.name == passes for s in block)
        counts = counts and any(
            isinstance(s, Let) and s.name == passes and isinstance(s.value, gast.BinOp)
            for s in block
        )
        if not counts:
            continue
        for statement in block:
            if isinstance(statement, Save) and statement.stack in taken:
                saves = [
                    s for s in every(forward) if isinstance(s, Save) and s.stack == statement.stack
                ]
                restores = [
                    s for s in every(undo) if isinstance(s, Restore) and s.stack == statement.stack
                ]
                if len(saves) == 1 and len(restores) == 1:
                    return statement.stack
    return None


def all_blocks(block):
    """A block and every block inside it."""
    yield block
    for statement in block:
        match statement:
            case Branch(then=then, otherwise=otherwise):
                yield from all_blocks(then)
                yield from all_blocks(otherwise)
            case For(body=body) | While(body=body):
                yield from all_blocks(body)


def without_count(block, passes):
    """The forward half without the counter."""
    out = []
    for statement in block:
        match statement:
            case Let(name=text) if text == passes:
                continue
            case Branch():
                statement = replace(
                    statement,
                    then=without_count(statement.then, passes),
                    otherwise=without_count(statement.otherwise, passes),
                )
            case For() | While():
                body = without_count(statement.body, passes)
                statement = replace(statement, body=body)
        out.append(statement)
    return tuple(out)


def names_in(statement):
    """All names that a statement and its blocks mention."""
    return {text for entry in every((statement,)) for text in own_names(entry)}
