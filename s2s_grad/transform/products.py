"""Products in one order: coefficient, factors, divisors; and sums with a common factor."""

from dataclasses import dataclass, replace
from math import gcd

import gast

from s2s_grad.syntax.tree import binary, constant, negative, number, same


@dataclass(frozen=True)
class Product:
    """`sign * above * factors / (below * divisors)`; above and below are numbers."""

    sign: int = 1
    above: float = 1
    below: float = 1
    factors: tuple = ()
    divisors: tuple = ()

    def with_factors(self, factors):
        """The product with other factors, products among them taken apart."""
        found = replace(self, factors=())
        for factor in factors:
            found = times(found, as_product(factor))
        return found


def as_product(node):
    """An expression as a product."""
    value = number(node)
    if value is not None and value == value and abs(value) != float("inf"):
        return Product(sign=-1 if value < 0 else 1, above=abs(value))
    match node:
        case gast.UnaryOp(op=gast.USub(), operand=operand):
            found = as_product(operand)
            return replace(found, sign=-found.sign)
        case gast.BinOp(left=left, op=gast.Mult(), right=right):
            return times(as_product(left), as_product(right))
        case gast.BinOp(left=left, op=gast.Div(), right=right):
            return times(as_product(left), inverse(as_product(right)))
    return Product(factors=(node,))


def times(left, right):
    """The product of two products."""
    return Product(
        left.sign * right.sign,
        multiplied(left.above, right.above),
        multiplied(left.below, right.below),
        left.factors + right.factors,
        left.divisors + right.divisors,
    )


def multiplied(left, right):
    """The product of two numbers; one does not change the other's type."""
    if left == 1:
        return right
    return left if right == 1 else left * right


def inverse(found):
    """One over a product."""
    return Product(found.sign, found.below, found.above, found.divisors, found.factors)


def reduced(above, below):
    """A fraction of numbers in lowest terms, where that is exact."""
    if isinstance(above, int) and isinstance(below, int):
        common = gcd(above, below) or 1
        return above // common, below // common
    if below != 1 and above % below == 0:
        whole = above / below
        return (int(whole) if whole.is_integer() else whole), 1
    return above, below


def from_product(found):
    """The expression `coefficient * factors / divisors`, a minus in front.

    >>> from s2s_grad.syntax.emit import emit_expression
    >>> from s2s_grad.syntax.tree import parse
    >>> emit_expression(from_product(as_product(parse("x * -2 * y / (4 * z)"))))
    '-x * y / (2 * z)'
    """
    above, below = reduced(found.above, found.below)
    parts = list(found.factors)
    if above != 1 or not parts:
        parts.insert(0, constant(above))
    result = parts[0]
    for part in parts[1:]:
        result = binary(result, gast.Mult, part)
    under = list(found.divisors)
    if below != 1:
        under.insert(0, constant(below))
    if len(under) == 1:
        result = binary(result, gast.Div, under[0])
    elif under:
        whole = under[0]
        for part in under[1:]:
            whole = binary(whole, gast.Mult, part)
        result = binary(result, gast.Div, whole)
    if found.sign > 0:
        return result
    return negative_of(result)


def negative_of(node):
    """`-node`, with the minus before the first factor."""
    if isinstance(node, gast.BinOp) and isinstance(node.op, (gast.Mult, gast.Div)):
        return gast.BinOp(negative_of(node.left), node.op, node.right)
    return negative(node)


def common_factor(left, right, gradients):
    """`d * a + d * b` as `d * (a + b)`, for a gradient `d` in both; else None."""
    one, two = as_product(left), as_product(right)
    for position, factor in enumerate(one.factors):
        if not (isinstance(factor, gast.Name) and factor.id in gradients):
            continue
        for other, candidate in enumerate(two.factors):
            if same(factor, candidate):
                first = rest(one, position)
                second = rest(two, other)
                return factor, from_product(first), from_product(second)
    return None


def rest(found, position):
    """The product without one of its factors."""
    factors = found.factors[:position] + found.factors[position + 1 :]
    return replace(found, factors=factors)


def without_minus(node):
    """The expression without the minus in front, or None when there is none."""
    if isinstance(node, gast.UnaryOp) and isinstance(node.op, gast.USub):
        return node.operand
    if isinstance(node, gast.Constant) and isinstance(node.value, (int, float)):
        return gast.Constant(-node.value, None) if node.value < 0 else None
    if isinstance(node, gast.BinOp) and isinstance(node.op, (gast.Mult, gast.Div)):
        left = without_minus(node.left)
        return None if left is None else gast.BinOp(left, node.op, node.right)
    return None
