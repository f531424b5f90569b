"""From the two halves to their final statements: pruned, simplified, folded, joined."""

from dataclasses import replace

import gast

from s2s_grad.analysis.live import live_before
from s2s_grad.analysis.ownership import owned_adds
from s2s_grad.analysis.values import is_number
from s2s_grad.code import (
    Add,
    Branch,
    Do,
    For,
    Leave,
    Let,
    Put,
    Restore,
    Save,
    Unpack,
    While,
    every,
)
from s2s_grad.syntax.tree import attribute, binary, call, list_of, name, names
from s2s_grad.transform.combine import combine
from s2s_grad.transform.fold import fold
from s2s_grad.transform.operations import operation_of
from s2s_grad.transform.products import without_minus
from s2s_grad.transform.prune import drop_dead
from s2s_grad.transform.saves import filled
from s2s_grad.transform.rejoin import rejoined
from s2s_grad.transform.simplify import Facts, simplify

MARK = Do(gast.Constant("backward", None))
ROUNDS = 3
RETURNED = "@returned"


def finish(reversal, forward, backward, results, exact=False, returned=None):
    """(forward, backward, results): the final statements of a joint function.

    `results` are the expressions that it returns. Of a pair, `returned` is what the
    forward half returns; it comes back as the first of the results.
    """
    if returned is not None:
        forward = (*forward, Do(call(RETURNED, returned)))
    end = Leave("return", gast.Tuple(list(results), gast.Load()))
    code = drop_dead((*forward, MARK, *backward, end), reversal.views)
    gradients = set(reversal.adjoints.values())
    first, then = split(code)
    code = drop_dead((*first, MARK, *fold(then, reversal.made, views=reversal.views)), reversal.views)
    code = rejoined(code, reversal)
    for _ in range(ROUNDS):
        first, then = split(code)
        facts = Facts(reversal.facts, standing(first, reversal.made), exact=exact)
        then = simplified(then, facts)
        then = combine(then, gradients)
        then = simplified(then, facts)
        code = drop_dead((*first, MARK, *then), reversal.views)
        code = rejoined(code, reversal)
        first, then = split(code)
        crossing = live_before(then, frozenset(), {})
        again = (
            *fold(first, reversal.made, crossing, views=reversal.views),
            MARK,
            *fold(then, reversal.made, views=reversal.views),
        )
        if again == code:
            break
        code = again
    first, then = split(code)
    then = combine(simplified(then, facts), gradients)
    code = drop_dead((*first, MARK, *simplified(then, facts)), reversal.views)
    code = in_place(code, reversal)
    first, then = split(code)
    first, then = emptied_loops(first, then)
    values = then[-1].value.elts
    if returned is not None:
        first, last = first[:-1], first[-1]
        values = [last.value.args[0], *values]
    return with_stacks(first), then[:-1], values


def is_mark(statement):
    """Whether a statement stands between the two halves."""
    return isinstance(statement, Do) and statement.value is MARK.value


def split(code):
    """The forward and the backward half."""
    position = next(i for i, statement in enumerate(code) if is_mark(statement))
    return code[:position], code[position + 1 :]


def standing(code, made):
    """Definitions of our own names, for those who ask for the shape of one."""
    found = {}
    for statement in every(code):
        if isinstance(statement, Let) and statement.name in made:
            found[statement.name] = statement.value
    return found


def simplified(block, facts):
    """Every expression of a backward block in its plainest form."""
    out = []
    for statement in block:
        match statement:
            case Let() | Do() | Unpack() | Put():
                value = simplify(statement.value, facts)
                statement = replace(statement, value=value)
            case Add():
                statement = replace(statement, value=simplify(statement.value, facts))
            case Leave(value=value) if value is not None:
                statement = replace(statement, value=simplify(value, facts))
            case Branch():
                statement = replace(
                    statement,
                    then=simplified(statement.then, facts),
                    otherwise=simplified(statement.otherwise, facts),
                )
            case For() | While():
                statement = replace(statement, body=simplified(statement.body, facts))
        out.append(statement)
    return tuple(out)


# ---------------------------------------------------------------- adding in place


def in_place(code, reversal):
    """Additions in place where the array is ours; else the name is bound anew."""
    fine, owned = owned_adds(
        code, reversal.facts, operation_of, lambda value: own_results(reversal, value)
    )
    reversal.owned = owned
    code = rebound(code, fine, set(reversal.adjoints.values()))
    first, then = split(code)
    refilled = filled(then) - set(reversal.adjoints.values())
    code = (*first, MARK, *apart(then, refilled, reversal))
    end = code[-1]
    results = [
        copied(entry, owned, reversal, code) for entry in end.value.elts
    ]
    return (*code[:-1], replace(end, value=gast.Tuple(results, gast.Load())))


def apart(block, refilled, reversal):
    """The backward block with copies of what it takes from arrays that it refills."""
    if not refilled:
        return block
    out = []
    for statement in block:
        match statement:
            case Let(value=value) if shares(value, refilled, reversal):
                value = call(attribute(value, "copy"))
                statement = replace(statement, value=value)
            case Branch():
                statement = replace(
                    statement,
                    then=apart(statement.then, refilled, reversal),
                    otherwise=apart(statement.otherwise, refilled, reversal),
                )
            case For() | While():
                body = apart(statement.body, refilled, reversal)
                statement = replace(statement, body=body)
        out.append(statement)
    return tuple(out)


def shares(value, refilled, reversal):
    """Whether an expression may be a view of an array that is refilled."""
    while isinstance(value, (gast.Attribute, gast.Subscript)):
        value = value.value
    if not isinstance(value, gast.Name):
        return False
    owners = {value.id} | reversal.views.get(value.id, frozenset())
    return bool(owners & refilled) and not is_number(reversal.facts.get(value.id))


def own_results(reversal, value):
    """For the call of a backward half: which of its gradients are new arrays."""
    if not isinstance(value, gast.Call) or not isinstance(value.func, gast.Name):
        return None
    key, _, half = value.func.id.partition(":")
    return reversal.pair_of(key) if half == "backward" else None


def rebound(block, fine, gradients):
    """The block with `d = d + value` in place of additions that may not be in place."""
    out = []
    for statement in block:
        match statement:
            case Add() if id(statement) not in fine:
                if statement.index is None:
                    value = sum_of(name(statement.name), statement.value)
                    out.append(Let(statement.name, value, statement.origin))
                    continue
                out.append(copy_of(statement.name, statement.origin))
            case Put(place=gast.Subscript(value=gast.Name(id=text))) if (
                text in gradients and id(statement) not in fine
            ):
                out.append(copy_of(text, statement.origin))
            case Do(value=gast.Call(func=gast.Name(id="scatter_add"), args=args)) if (
                id(statement) not in fine
            ):
                if isinstance(args[0], gast.Name):
                    out.append(copy_of(args[0].id, statement.origin))
            case Branch():
                statement = replace(
                    statement,
                    then=rebound(statement.then, fine, gradients),
                    otherwise=rebound(statement.otherwise, fine, gradients),
                )
            case For() | While():
                statement = replace(statement, body=rebound(statement.body, fine, gradients))
        out.append(statement)
    return tuple(out)


def copy_of(text, origin):
    """`d = add(d, 0)`-like copy that this function owns."""
    return Let(text, call("np.array", name(text)), origin)


def sum_of(left, right):
    """`left + right`, or `left - right` when `right` is negative."""
    negative = without_minus(right)
    if negative is not None:
        return binary(left, gast.Sub, negative)
    return binary(left, gast.Add, right)


def copied(entry, owned, reversal, code):
    """A gradient that is returned: a copy, when others may hold the same array."""
    del code
    if not isinstance(entry, gast.Name) or entry.id in owned:
        return entry
    if entry.id not in reversal.adjoints.values():
        return entry
    owner = next(text for text, found in reversal.adjoints.items() if found == entry.id)
    fact = reversal.kinds.get(owner, reversal.facts.get(entry.id))
    if type(fact).__name__ != "Array":
        return entry
    if fact.shape == ():
        return call("np.array", entry)
    return call(attribute(entry, "copy"))


# ---------------------------------------------------------------- stacks


def with_stacks(block, inside=False):
    """The forward half with every stack made before the loop that fills it."""
    out = []
    for statement in block:
        match statement:
            case For() | While():
                found = dict.fromkeys(
                    entry.stack
                    for entry in every((statement,))
                    if isinstance(entry, Save)
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
    taken = [s.stack for s in undo if isinstance(s, Restore)]
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
                    s
                    for s in every(forward)
                    if isinstance(s, Save) and s.stack == statement.stack
                ]
                restores = [
                    s
                    for s in every(undo)
                    if isinstance(s, Restore) and s.stack == statement.stack
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
    from s2s_grad.transform.saves import own_names

    return {text for entry in every((statement,)) for text in own_names(entry)}


__all__ = ["finish", "names"]
