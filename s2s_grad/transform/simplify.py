"""Backward expressions as a person would write them: facts turn helpers into NumPy."""

import gast

from s2s_grad.analysis.values import Array
from s2s_grad.syntax.tree import binary, change, constant, function_text, negative, number
from s2s_grad.transform.plain.broadcasting import (
    plain_cast,
    plain_fitted,
    plain_moved,
    plain_spread,
    plain_unbroadcast,
    plain_unpack,
)
from s2s_grad.transform.plain.filling import plain_expand, plain_full, plain_sum, plain_zeros
from s2s_grad.transform.plain.lists import plain_for_each, plain_list
from s2s_grad.transform.plain.matmul import plain_left, plain_right, plain_transpose
from s2s_grad.transform.plain.products import product
from s2s_grad.transform.plain.shapes import plain_count, plain_shape
from s2s_grad.transform.plain.slopes import plain_add, plain_direction, plain_power, plain_real
from s2s_grad.transform.products import without_minus


def simplify(node, facts):
    """An equal expression that is shorter or plainer.

    Products may be put in another order, sums never.

    >>> from s2s_grad.analysis.values import Array
    >>> from s2s_grad.syntax.emit import emit_expression
    >>> from s2s_grad.syntax.tree import parse
    >>> from s2s_grad.transform.facts import Facts
    >>> facts = Facts(dict.fromkeys(("d_out", "x"), Array("float64", ("a",))))
    >>> emit_expression(simplify(parse("unbroadcast(d_out * (2 * x), x)"), facts))
    '2 * d_out * x'
    """
    for _ in range(6):
        before = node
        node = change(node, lambda part: rewrite(part, facts))
        if node is before:
            break
    return node


def rewrite(node, facts):
    """One expression, its parts already simple, in its plainest form."""
    match node:
        case gast.BinOp(op=gast.Mult() | gast.Div()):
            return product(node, facts)
        case gast.UnaryOp(op=gast.USub()):
            return product(node, facts)
        case gast.BinOp(left=left, op=op, right=right):
            return arithmetic(node, left, op, right, facts)
        case gast.Call():
            rule = HELPERS.get(function_text(node))
            return node if rule is None else rule(node, facts)
    return node


def arithmetic(node, left, op, right, facts):
    """Sums and powers with 0 and 1, and literals."""
    first, second = number(left), number(right)
    if isinstance(op, (gast.Add, gast.Sub)):
        leaner = spread_by_the_other(op, left, right, facts)
        if leaner is not None:
            return leaner
    if isinstance(op, gast.Add):
        if first == 0:
            return right
        if second == 0:
            return left
        positive = without_minus(right)
        if positive is not None and second is None:
            return binary(left, gast.Sub, positive)
    if isinstance(op, gast.Sub):
        if second == 0:
            return left
        if first is not None and second is not None:
            return literal(first - second)
        positive = without_minus(right)
        if positive is not None and second is None:
            return binary(left, gast.Add, positive)
    if isinstance(op, gast.Pow) and second == 1:
        return left
    return node


def spread_by_the_other(op, left, right, facts):
    """A sum without `spread`, where the other summand has the full shape; or None."""
    for side, other in ((left, right), (right, left)):
        if function_text(side) == "spread":
            found = facts.of(other)
            if isinstance(found, Array) and found == facts.of(side.args[1]):
                if found.shape is not None and None not in found.shape:
                    d = side.args[0]
                    pair = (d, right) if side is left else (left, d)
                    return gast.BinOp(pair[0], op, pair[1])
    return None


def literal(value):
    """A number as text."""
    return negative(constant(-value)) if value < 0 else constant(value)


HELPERS = {
    "np.moveaxis": plain_moved,
    "for_each": plain_for_each,
    "list": plain_list,
    "cast": plain_cast,
    "unbroadcast": plain_unbroadcast,
    "fitted": plain_fitted,
    "spread": plain_spread,
    "expand": plain_expand,
    "np.shape": plain_shape,
    "np.full_like": plain_full,
    "np.sum": plain_sum,
    "count": plain_count,
    "mT": plain_transpose,
    "matmul_left": plain_left,
    "matmul_right": plain_right,
    "dot_left": plain_left,
    "dot_right": plain_right,
    "power_slope": plain_power,
    "zeros_like": plain_zeros,
    "add": plain_add,
    "unpack": plain_unpack,
    "direction": plain_direction,
    "np.conj": plain_real,
    "np.real": plain_real,
}
