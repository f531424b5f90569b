"""The gradients of matrix products, by the ranks of the two."""

from typing import Any

from s2s_grad.analysis.values import Array, Known, Operator
from s2s_grad.syntax.template import fill
from s2s_grad.syntax.tree import attribute, call, function_text
from s2s_grad.transform.plain.products import product


def plain_transpose(node, facts):
    """`mT(x)` is `x.T` at rank 2."""
    x = node.args[0]
    value = facts.of(x)
    if isinstance(value, Array) and value.shape is not None and len(value.shape) == 2:
        return attribute(x, "T")
    return node


def ranks(facts, *nodes) -> Any:
    """The ranks of arrays of one dtype, or None."""
    values = [facts.of(node) for node in nodes]
    plain = all(
        isinstance(v, Array) and v.shape is not None and v.dtype is not None for v in values
    )
    if not plain or len({value.dtype for value in values}) != 1:
        return None
    return tuple(len(value.shape) for value in values)


def same_dtype(facts, d, x):
    """Whether a gradient has the dtype of what it is for."""
    one, two = facts.of(d), facts.of(x)
    dtype = getattr(one, "dtype", None)
    return isinstance(one, Known) or (dtype is not None and dtype == getattr(two, "dtype", None))


LEFT = {
    (2, 2): "d @ turned",
    (1, 2): "y @ d",
    (2, 1): "np.outer(d, y)",
    (1, 1): "d * y",
}

RIGHT = {
    (2, 2): "turned @ d",
    (1, 2): "np.outer(x, d)",
    (2, 1): "turned @ d",
    (1, 1): "d * x",
}


def plain_left(node, facts):
    """The gradient of `x` in `x @ y`, by the ranks of the two."""
    d, x, y = node.args
    found = ranks(facts, x, y)
    if isinstance(facts.of(y), Operator):
        return call("unbroadcast", fill("d @ turned", d=d, turned=attribute(y, "T")), x)
    if not same_dtype(facts, d, x):
        return node
    if found in LEFT:
        return product(fill(LEFT[found], d=d, y=y, turned=turned(y, facts)), facts)
    if found is not None and found[0] > 2 and found[1] == 2:
        return fill("d @ turned", d=d, turned=turned(y, facts))
    return batched(node, facts, found, "d @ mT(y)", d=d, y=y)


def plain_right(node, facts):
    """The gradient of `y` in `x @ y`, by the ranks of the two."""
    d, x, y = node.args
    found = ranks(facts, x, y)
    if isinstance(facts.of(x), Operator):
        return call("unbroadcast", fill("turned @ d", d=d, turned=attribute(x, "T")), y)
    if not same_dtype(facts, d, y):
        return node
    if found in RIGHT:
        return product(fill(RIGHT[found], d=d, x=x, turned=turned(x, facts)), facts)
    return batched(node, facts, found, "mT(x) @ d", d=d, x=x)


def turned(node, facts):
    """`mT(x)` in its plainest form."""
    return plain_transpose(call("mT", node), facts)


def batched(node, facts, found, text, **parts):
    """Stacks of matrices of one shape; `np.dot` pairs each matrix with each, and stays."""
    if found is None or found[0] != found[1] or found[0] < 3:
        return node
    if function_text(node) in ("dot_left", "dot_right"):
        return node
    one, two = facts.of(node.args[1]), facts.of(node.args[2])
    if one.shape[:-2] != two.shape[:-2] or None in one.shape[:-2]:
        return node
    return fill(text, **parts)
