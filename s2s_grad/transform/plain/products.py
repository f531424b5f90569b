"""Products in one order, expansions dropped where others carry them."""

from typing import Any

import gast

from s2s_grad.analysis.values import Array
from s2s_grad.syntax.tree import constant, function_text, item, number, same
from s2s_grad.transform.facts import shape_source
from s2s_grad.transform.products import as_product, from_product


def product(node, facts):
    """`coefficient * factors / divisors`, expansions dropped where others carry them."""
    if facts.exact:
        return node
    found = as_product(node)
    factors = [without_expansion(found, i, facts) for i in range(len(found.factors))]
    again = found.with_factors(factors)
    result = from_product(again)
    return node if same(result, node) else result


def without_expansion(found, position, facts):
    """A factor `expand(d, shape)` as `d`, when another factor has the full shape."""
    factor = found.factors[position]
    text = function_text(factor)
    if text not in ("expand", "np.full_like", "np.ones_like", "spread"):
        return factor
    source = shape_source(factor.args[1]) if text == "expand" else factor.args[0]
    source = factor.args[1] if text == "spread" else source
    if source is None:
        return factor
    whole = facts.of(source)
    if not isinstance(whole, Array) or whole.shape is None or None in whole.shape:
        return factor
    others = [f for i, f in enumerate(found.factors) if i != position]
    dtype = whole.dtype if text == "spread" else getattr(facts.of(factor), "dtype", None)
    carried = any(
        same_shape(value, whole) and value.dtype == dtype
        for value in map(facts.of, (*others, *found.divisors))
    )
    if not carried:
        return factor
    if text == "spread":
        return factor.args[0]
    if text == "np.ones_like":
        return constant(1)
    if text == "np.full_like":
        return factor.args[1]
    d, axis, keepdims = expansion(factor)
    if keepdims is True or axis is None:
        return d if axis is None or keepdims is True else factor
    rank = len(whole.shape)
    if not isinstance(axis, int) or keepdims is not False:
        return factor
    axis %= rank
    if axis == 0:
        return d
    if axis == rank - 1:
        entries = [gast.Slice(None, None, None)] * (rank - 1) + [constant(None)]
        if rank > 2:
            entries = [constant(Ellipsis), constant(None)]
        return item(d, gast.Tuple(entries, gast.Load()))
    return factor


def same_shape(value, whole):
    """Whether an expression certainly has the shape of `whole`."""
    return isinstance(value, Array) and value.shape == whole.shape


def expansion(node):
    """(d, axis, keepdims) of `expand(d, shape, axis, keepdims)`; "?" when not literal."""
    words = {word.arg: word.value for word in node.keywords}
    axis = node.args[2] if len(node.args) > 2 else words.get("axis", constant(None))
    keepdims: Any = node.args[3] if len(node.args) > 3 else words.get("keepdims")
    found = "?"
    if isinstance(axis, gast.Constant) and axis.value is None:
        found = None
    elif number(axis) is not None:
        found = number(axis)
    kept = False if keepdims is None else "?"
    if isinstance(keepdims, gast.Constant):
        kept = bool(keepdims.value)  # pyright: ignore[reportOptionalMemberAccess]  # a Constant, so not None
    return node.args[0], found, kept
