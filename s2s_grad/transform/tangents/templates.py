"""The forward mode that a rule spells out, without its terms that are zero."""

import gast

from s2s_grad.syntax.tree import call, constant, item, name, names


def spelled_out(rule, active):
    """(assignments, expression, zeros left): the forward mode of a rule for the active
    parameters; the expression is None where nothing is left of it.

    Each term of a tangent is linear in the tangents that it reads: a product with a zero
    is zero, and so is a call in which all tangents are zero.
    """
    body, returned = rule.tangent_template
    zero = {f"{key}_dot" for key in rule.active if key not in active}
    moving = {f"{key}_dot" for key in active}
    kept = []
    for text, expression in body:
        found = without(expression, zero, moving)
        if found is None:
            zero.add(text)
            continue
        if names(expression) & moving:
            moving.add(text)
        kept.append((text, found))
    if isinstance(returned, gast.Tuple):
        parts = [without(entry, zero, moving) for entry in returned.elts]
        filled = [zeros_of_part(i) if part is None else part for i, part in enumerate(parts)]
        found = gast.Tuple(filled, gast.Load()) if any(parts) else None
    else:
        found = without(returned, zero, moving)
    if found is None:
        return (), None, set()
    left = set(names(found)).union(*(names(tree) for _, tree in kept)) & zero
    return kept, found, left


def zeros_of_part(position):
    """Zeros for one of several results."""
    return call("zeros_like", item(name("out"), constant(position)))


def without(node, zero, moving):
    """A template without the terms in which a zero tangent is a factor; None when zero."""
    inside = names(node) & (zero | moving)
    if not inside & zero:
        return node
    if inside <= zero:
        return None
    match node:
        case gast.BinOp(left=left, op=op, right=right):
            first, second = without(left, zero, moving), without(right, zero, moving)
            return binary_without(op, first, second)
        case gast.UnaryOp(op=op, operand=operand):
            return gast.UnaryOp(op, without(operand, zero, moving))
    return node


def binary_without(op, first, second):
    """An operator of which one side may be zero."""
    if first is not None and second is not None:
        return gast.BinOp(first, op, second)
    if isinstance(op, gast.Add):
        return second if first is None else first
    if isinstance(op, gast.Sub):
        return gast.UnaryOp(gast.USub(), second) if first is None else first
    return None
