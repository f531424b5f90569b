"""From statements with tangents to their final form: pruned, simplified, folded."""

from dataclasses import replace

import gast

from s2s_grad.code import Branch, Do, For, Leave, Let, Put, While
from s2s_grad.syntax.tree import names
from s2s_grad.transform.facts import Facts
from s2s_grad.transform.finish import ROUNDS, standing
from s2s_grad.transform.fold import fold
from s2s_grad.transform.prune import drop_dead
from s2s_grad.transform.rejoin import rejoined
from s2s_grad.transform.simplify import simplify


def finish_tangents(memory, body, results, exact=False):
    """(statements, results): the final form of a function in forward mode."""
    code = (*body, Leave("return", gast.Tuple(list(results), gast.Load())))
    code = rejoined(drop_dead(code, memory.views), memory)
    for _ in range(ROUNDS):
        facts = Facts(memory.facts, standing(code, memory.made), exact=exact)
        again = simplified(code, memory.own, facts)
        again = drop_dead(again, memory.views)
        again = fold(again, memory.made, views=memory.views, items=True)
        again = rejoined(again, memory)
        if again == code:
            break
        code = again
    *body, last = code
    return tuple(body), list(last.value.elts)


def simplified(block, own, facts):
    """The block with every expression that computes a tangent in its plainest form."""
    out = []
    for statement in block:
        match statement:
            case Let(name=text) if text in own:
                statement = replace(statement, value=simplify(statement.value, facts))
            case Put() | Do() if names(statement.value) & own:
                statement = replace(statement, value=simplify(statement.value, facts))
            case Leave(kind="return", value=gast.Tuple(elts=elts)):
                found = [simplify(e, facts) if names(e) & own else e for e in elts]
                statement = replace(statement, value=gast.Tuple(found, gast.Load()))
            case Branch():
                statement = replace(
                    statement,
                    then=simplified(statement.then, own, facts),
                    otherwise=simplified(statement.otherwise, own, facts),
                )
            case For() | While():
                statement = replace(statement, body=simplified(statement.body, own, facts))
        out.append(statement)
    return tuple(out)
