"""Gradients that are the same everywhere."""

import gast

from s2s_grad.analysis.values import Array, Known, is_number
from s2s_grad.syntax.tree import attribute, binary, call, constant, function_text, number, same
from s2s_grad.transform.facts import shape_source
from s2s_grad.transform.plain.broadcasting import fits
from s2s_grad.transform.plain.lists import filled_list, is_number_list
from s2s_grad.transform.plain.products import expansion, product
from s2s_grad.transform.products import as_product, from_product


def plain_expand(node, facts):
    """`expand` of one number is `np.full_like`; axis and keepdims by name."""
    d, axis, keepdims = expansion(node)
    source = shape_source(node.args[1])
    plain = uniform(d, facts)
    if source is not None and plain is not None and isinstance(facts.of(source), Array):
        return call("np.full_like", source, plain)
    if source is not None:
        whole = facts.of(source)
        if is_number(whole) and axis is None:
            return d
        known = isinstance(whole, Array) and whole.dtype is not None
        value = facts.of(d)
        if known and axis is None and is_number(value) and keepdims is False:
            if number(d) == 1:
                return call("np.ones_like", source)
            if isinstance(value, Known) or fits(value, whole):
                return call("np.full_like", source, d)
    words = {}
    if axis is not None:
        words["axis"] = node.args[2] if len(node.args) > 2 else named(node, "axis")
    if keepdims is not False:
        kept = node.args[3] if len(node.args) > 3 else named(node, "keepdims")
        words["keepdims"] = kept
    result = call("expand", d, node.args[1], **words)
    return node if same(result, node) else result


def named(node, text):
    """The keyword argument of that name."""
    return next(word.value for word in node.keywords if word.arg == text)


def uniform(node, facts):
    """The one number in a gradient that is the same everywhere, or None."""
    text = function_text(node)
    if text == "np.ones_like":
        return constant(1.0)
    if text == "np.full_like" and len(node.args) == 2:
        return node.args[1]
    if not isinstance(node, (gast.BinOp, gast.UnaryOp)):
        return None
    found, filled = as_product(node), False
    if node in found.factors:  # a sum is no product
        return None
    factors = []
    for factor in found.factors:
        inner = uniform(factor, facts)
        filled = filled or inner is not None
        if inner is None and not is_number(facts.of(factor)):
            return None
        factors.append(factor if inner is None else inner)
    if not filled or not all(is_number(facts.of(entry)) for entry in found.divisors):
        return None
    return from_product(found.with_factors(factors))


def plain_sum(node, facts):
    """The sum of a gradient that is the same everywhere is a product."""
    if len(node.args) != 1 or node.keywords:
        return node
    text = function_text(node.args[0])
    if text not in ("np.full_like", "np.ones_like"):
        return node
    source = node.args[0].args[0]
    if not isinstance(source, gast.Name):
        return node
    value = uniform(node.args[0], facts)
    return product(binary(value, gast.Mult, attribute(source, "size")), facts)


def plain_full(node, _):
    """`np.full_like(x, 1)` is `np.ones_like(x)`."""
    if len(node.args) == 2 and number(node.args[1]) == 1:
        return call("np.ones_like", node.args[0])
    return node


def plain_zeros(node, facts):
    """`zeros_like(x)` is NumPy's for arrays."""
    value = facts.of(node.args[0])
    if isinstance(value, Array):
        return call("np.zeros_like", node.args[0])
    if is_number_list(value) and isinstance(node.args[0], gast.Name):
        return filled_list(constant(0.0), node.args[0])
    return constant(0.0) if is_number(value) else node
