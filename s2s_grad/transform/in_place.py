"""Gradients that are added to in place: only arrays that the function owns."""

from dataclasses import replace

import gast

from s2s_grad.analysis.ownership import owned_adds
from s2s_grad.analysis.values import Array, is_number
from s2s_grad.code import Add, Branch, Do, For, Let, Put, While, every
from s2s_grad.syntax.places import root_of, written_to
from s2s_grad.syntax.tree import attribute, binary, call, name
from s2s_grad.transform.halves import MARK, split
from s2s_grad.transform.list_terms import is_list
from s2s_grad.transform.operations import operation_of
from s2s_grad.transform.products import without_minus
from s2s_grad.transform.saves import filled


def in_place(code, reversal):
    """Additions in place where the array is ours; else the name is bound anew."""
    first, then = split(code)
    refilled = filled(then) - set(reversal.adjoints.values())
    code = (*first, MARK, *apart(then, refilled, reversal))
    fine, before, owned = owned_adds(
        code, reversal.facts, operation_of, lambda value: own_results(reversal, value)
    )
    if reversal.again:  # what is written in place is harder to follow than new values
        fine -= {id(s) for s in every(code) if isinstance(s, Add) and s.index is None}
    reversal.owned = owned
    copiers = {d: copier(reversal.facts.get(text)) for text, d in reversal.adjoints.items()}
    code = rebound(code, fine, before, set(reversal.adjoints.values()), copiers)
    end = code[-1]
    results = [copied(entry, owned, reversal) for entry in end.value.elts]
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
    if is_list(reversal.facts.get(value.id)):
        return False
    owners = {value.id} | reversal.sharing().get(value.id, set())
    return bool(owners & refilled) and not is_number(reversal.facts.get(value.id))


def own_results(reversal, value):
    """For the call of a backward half: which of its gradients are new arrays."""
    if not isinstance(value, gast.Call) or not isinstance(value.func, gast.Name):
        return None
    key, _, half = value.func.id.partition(":")
    if half == "joint":
        return reversal.joint_of(key)[1]
    return reversal.pair_of(key) if half == "backward" else None


def rebound(block, fine, before, gradients, copiers):
    """The block with `d = d + value` in place of additions that may not be in place."""
    out = []
    for statement in block:
        match statement:
            case Add() if id(statement) not in fine:
                if statement.index is None:
                    value = sum_of(name(statement.name), statement.value)
                    out.append(Let(statement.name, value, statement.origin))
                    continue
                out.append(copy_of(statement.name, statement.origin, copiers))
            case Put(place=place) if root_of(place) in gradients and id(statement) not in fine:
                out.append(copy_of(root_of(place), statement.origin, copiers))
            case Do(value=value) if written_to(value) in gradients and id(statement) not in fine:
                out.append(copy_of(written_to(value), statement.origin, copiers))
            case Branch():
                statement = replace(
                    statement,
                    then=rebound(statement.then, fine, before, gradients, copiers),
                    otherwise=rebound(statement.otherwise, fine, before, gradients, copiers),
                )
            case For() | While():
                for text in sorted(before.get(id(statement), set()) & gradients):
                    out.append(copy_of(text, statement.origin, copiers))
                statement = replace(
                    statement, body=rebound(statement.body, fine, before, gradients, copiers)
                )
        out.append(statement)
    return tuple(out)


def copier(fact):
    """The function that copies the gradient of such a value."""
    if is_list(fact):
        return "list"
    return "np.array" if is_number(fact) or isinstance(fact, Array) else "copied"


def copy_of(text, origin, copiers):
    """A copy of a gradient that this function owns, with copies of the arrays in it."""
    return Let(text, call(copiers.get(text, "np.array"), name(text)), origin)


def sum_of(left, right):
    """`left + right`, or `left - right` when `right` is negative."""
    negative = without_minus(right)
    if negative is not None:
        return binary(left, gast.Sub, negative)
    return binary(left, gast.Add, right)


def copied(entry, owned, reversal):
    """A gradient that is returned: a copy, when others may hold the same array."""
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
