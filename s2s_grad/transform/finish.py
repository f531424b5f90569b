"""From the two halves to their final statements: pruned, simplified, folded, joined."""

from dataclasses import replace

import gast

from s2s_grad.analysis.live import live_before
from s2s_grad.code import Add, Branch, Do, For, Leave, Let, Put, Unpack, While, every
from s2s_grad.syntax.tree import call
from s2s_grad.transform.appended import appended
from s2s_grad.transform.combine import combine
from s2s_grad.transform.entrywise import entrywise
from s2s_grad.transform.facts import Facts
from s2s_grad.transform.fold import fold
from s2s_grad.transform.halves import MARK, split
from s2s_grad.transform.in_place import in_place
from s2s_grad.transform.prune import drop_dead
from s2s_grad.transform.rejoin import rejoined
from s2s_grad.transform.simplify import simplify
from s2s_grad.transform.stacks import emptied_loops, with_stacks

RETURNED = "@returned"

ROUNDS = 3


def finish(reversal, forward, backward, results, exact=False, returned=None):
    """(forward, backward, results): the final statements of a joint function.

    `results` are the expressions that it returns. Of a pair, `returned` is what the
    forward half returns; it comes back as the first of the results.
    """
    if returned is not None:
        forward = (*forward, Do(call(RETURNED, returned)))
    effects = reversal.effects()
    end = Leave("return", gast.Tuple(list(results), gast.Load()))
    code = drop_dead((*forward, MARK, *backward, end), reversal.sharing(), effects)
    gradients = set(reversal.adjoints.values())
    first, then = split(code)
    then = entrywise(then, reversal)
    then = fold(then, reversal.made, views=reversal.sharing())
    code = drop_dead((*first, MARK, *then), reversal.sharing(), effects)
    code = rejoined(code, reversal)
    for _ in range(ROUNDS):
        first, then = split(code)
        facts = Facts(reversal.facts, standing(first, reversal.made), exact=exact)
        then = simplified(then, facts)
        then = combine(then, gradients)
        then = simplified(then, facts)
        code = drop_dead((*first, MARK, *then), reversal.sharing(), effects)
        code = rejoined(code, reversal)
        first, then = split(code)
        crossing = live_before(then, frozenset(), {})
        again = (
            *fold(first, reversal.made, crossing, views=reversal.sharing()),
            MARK,
            *fold(then, reversal.made, views=reversal.sharing()),
        )
        if again == code:
            break
        code = again
    first, then = split(code)
    then = combine(simplified(then, facts), gradients)
    code = drop_dead((*first, MARK, *simplified(then, facts)), reversal.sharing(), effects)
    code = in_place(code, reversal)
    first, then = split(code)
    first, then = emptied_loops(first, then)
    first, then = split(appended((*first, MARK, *then), reversal.made))
    values = then[-1].value.elts
    if returned is not None:
        first, last = first[:-1], first[-1]
        values = [last.value.args[0], *values]
    return with_stacks(first), then[:-1], values


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
