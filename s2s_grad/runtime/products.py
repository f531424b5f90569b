"""Adjoints of matrix products and their relatives."""

from typing import Any

import numpy as np

from s2s_grad.runtime.shapes import cast, mT, unbroadcast
from s2s_grad.runtime.structures import is_zero, unpack, zeros_like


def matmul_left(d, x, y):
    """The gradient of `x @ y` for `x`; either factor may be a sparse matrix."""
    if hasattr(y, "tocsr"):
        return unbroadcast(d @ y.T, x)
    if np.ndim(y) == 1:
        return unbroadcast(np.multiply(np.expand_dims(d, -1), y), x)
    if np.ndim(x) == 1:
        return unbroadcast((y @ np.expand_dims(d, -1))[..., 0], x)
    return unbroadcast(d @ mT(y), x)


def matmul_right(d, x, y):
    """The gradient of `x @ y` for `y`."""
    if hasattr(x, "tocsr"):
        return unbroadcast(x.T @ d, y)
    if np.ndim(x) == 1:
        x, d = np.expand_dims(x, 0), np.expand_dims(d, -1 if np.ndim(y) == 1 else -2)
        d = d if np.ndim(y) > 1 else np.expand_dims(d, 0)
        return unbroadcast((mT(x) @ d)[..., 0] if np.ndim(y) == 1 else mT(x) @ d, y)
    if np.ndim(y) == 1:
        return unbroadcast((mT(x) @ np.expand_dims(d, -1))[..., 0], y)
    return unbroadcast(mT(x) @ d, y)


def dot_left(d, x, y):
    """The gradient of `np.dot(x, y)` for `x`."""
    if np.ndim(x) == 0 or np.ndim(y) == 0:
        return unbroadcast(d * y, x)
    if np.ndim(y) == 1:
        return unbroadcast(np.multiply.outer(d, y), x)
    return unbroadcast(np.tensordot(d, np.moveaxis(y, -2, -1), np.ndim(y) - 1), x)


def dot_right(d, x, y):
    """The gradient of `np.dot(x, y)` for `y`."""
    if np.ndim(x) == 0 or np.ndim(y) == 0:
        return unbroadcast(d * x, y)
    rows = list(range(np.ndim(x) - 1))
    both = np.tensordot(x, d, (rows, rows))
    return unbroadcast(both if np.ndim(y) == 1 else np.moveaxis(both, 0, -2), y)


def inner_left(d, x, y):
    """The gradient of `np.inner(x, y)` for `x`."""
    if np.ndim(x) == 0 or np.ndim(y) == 0:
        return unbroadcast(d * y, x)
    return unbroadcast(np.tensordot(d, y, np.ndim(y) - 1), x)


def inner_right(d, x, y):
    """The gradient of `np.inner(x, y)` for `y`."""
    if np.ndim(x) == 0 or np.ndim(y) == 0:
        return unbroadcast(d * x, y)
    rows = list(range(np.ndim(x) - 1))
    return unbroadcast(np.tensordot(d, x, (rows, rows)), y)


def _pairs(axes, x, y):
    """The axes of `x` and of `y` that a tensordot sums over, as two lists."""
    if isinstance(axes, (int, np.integer)):
        return list(range(np.ndim(x) - axes, np.ndim(x))), list(range(axes))
    left, right = (np.atleast_1d(part).astype(int).tolist() for part in axes)
    return [i % np.ndim(x) for i in left], [i % np.ndim(y) for i in right]


def tensordot_left(d, x, y, axes=2):
    """The gradient of `np.tensordot(x, y, axes)` for `x`."""
    summed, with_these = _pairs(axes, x, y)
    free = [i for i in range(np.ndim(x)) if i not in summed]
    rest = [i for i in range(np.ndim(y)) if i not in with_these]
    turned = np.tensordot(d, np.transpose(y, rest + with_these), len(rest))
    return unbroadcast(np.transpose(turned, np.argsort(free + summed)), x)


def tensordot_right(d, x, y, axes=2):
    """The gradient of `np.tensordot(x, y, axes)` for `y`."""
    summed, with_these = _pairs(axes, x, y)
    free = [i for i in range(np.ndim(x)) if i not in summed]
    rest = [i for i in range(np.ndim(y)) if i not in with_these]
    turned = np.tensordot(np.transpose(x, summed + free), d, len(free))
    return unbroadcast(np.transpose(turned, np.argsort(with_these + rest)), y)


def einsum_adjoints(d, subscripts, operands):
    """The gradients of `np.einsum(subscripts, *operands)` for each operand."""
    inputs, output = _einsum_terms(subscripts, operands)
    return [_einsum_adjoint(d, inputs, output, operands, i) for i in range(len(operands))]


def einsum_adjoints_again(d, subscripts, operands, d_out):
    """(gradient for d, for the operands) of `einsum_adjoints`: the product is linear in each.

    Operand i replaced by `d_out[i]`, the product is what `d` meets and, paired with `d`, what
    the other operands move.
    """
    d_operands: list[Any] = [zeros_like(x) for x in operands]
    d_d = 0.0
    for i, part in enumerate(d_out):
        if is_zero(part):
            continue
        moved = [part if j == i else x for j, x in enumerate(operands)]
        d_d = d_d + np.einsum(subscripts, *moved)
        for j, more in enumerate(einsum_adjoints(d, subscripts, moved)):
            d_operands[j] = d_operands[j] if j == i else d_operands[j] + more
    return unbroadcast(d_d, d), d_operands


def _einsum_terms(subscripts, operands):
    """The letters of each operand and of the result, an ellipsis written out in capitals."""
    subscripts = subscripts.replace(" ", "")
    left, arrow, output = subscripts.partition("->")
    inputs = left.split(",")
    unused = [c for c in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" if c not in subscripts]
    widths = [
        np.ndim(x) - len(term) + 3 if "..." in term else 0
        for term, x in zip(inputs, operands, strict=True)
    ]
    dots = "".join(unused[: max(widths)])
    if not arrow:
        once = sorted(c for c in set(left) - set(",.") if left.count(c) == 1)
        output = "..." * ("..." in left) + "".join(once)
    terms = [
        term.replace("...", dots[len(dots) - width :])
        for term, width in zip(inputs, widths, strict=True)
    ]
    return terms, output.replace("...", dots)


def _einsum_adjoint(d, inputs, output, operands, i):
    """The gradient for operand `i`: an einsum of `d` and the others, on diagonals, repeated."""
    term, x = inputs[i], operands[i]
    others = [(t, y) for j, (t, y) in enumerate(zip(inputs, operands, strict=True)) if j != i]
    once = "".join(dict.fromkeys(term))
    size = {}
    for letters, y in zip(inputs, operands, strict=True):
        for letter, n in zip(letters, np.shape(y), strict=True):
            size[letter] = max(n, size.get(letter, n)) if 0 not in (n, size.get(letter)) else 0
    given = set(output).union(*(set(t) for t, _ in others))
    reached = "".join(c for c in once if c in given)
    text = ",".join([output, *(t for t, _ in others)]) + "->" + reached
    # an axis of size 1 is stretched by einsum; here it has to be as long as its partners
    parts = [np.broadcast_to(y, [size[c] for c in t]) for t, y in others]
    part = np.einsum(text, np.broadcast_to(d, [size[c] for c in output]), *parts)
    part = np.expand_dims(part, [k for k, c in enumerate(once) if c not in given])
    part = np.broadcast_to(part, [size[c] for c in once])
    if len(once) == len(term):
        return unbroadcast(part, x)
    result = np.zeros([size[c] for c in term], dtype=part.dtype)
    np.einsum(term + "->" + once, result)[...] = part
    return unbroadcast(result, x)


def _blocks(d, x, y):
    """`d = kron(x, y)` as an array with the axes of `x` and those of `y` in turns."""
    ndim = max(np.ndim(x), np.ndim(y))
    rows = (1,) * (ndim - np.ndim(x)) + np.shape(x)
    columns = (1,) * (ndim - np.ndim(y)) + np.shape(y)
    turns = [n for pair in zip(rows, columns, strict=True) for n in pair]
    return np.reshape(d, turns), rows, columns


def kron_left(d, x, y):
    """The gradient of `np.kron(x, y)` for `x`."""
    blocks, _, columns = _blocks(d, x, y)
    weight = np.reshape(y, [n for size in columns for n in (1, size)])
    inner = tuple(range(1, blocks.ndim, 2))
    return unbroadcast(np.sum(blocks * weight, axis=inner).reshape(np.shape(x)), x)


def kron_right(d, x, y):
    """The gradient of `np.kron(x, y)` for `y`."""
    blocks, rows, _ = _blocks(d, x, y)
    weight = np.reshape(x, [n for size in rows for n in (size, 1)])
    outer = tuple(range(0, blocks.ndim, 2))
    return unbroadcast(np.sum(blocks * weight, axis=outer).reshape(np.shape(y)), y)


def cross_left(d, x, y, axis=-1):
    """The gradient of `np.cross(x, y)` for `x`."""
    return -cross_right(d, y, x, axis)


def cross_right(d, x, y, axis=-1):
    """The gradient of `np.cross(x, y)` for `y`, vectors of 3 or of 2 numbers along `axis`."""
    x, moved = np.moveaxis(x, axis, -1), np.moveaxis(y, axis, -1)
    flat = x.shape[-1] == 2 and moved.shape[-1] == 2
    d = np.stack([0 * d, 0 * d, d], -1) if flat else np.moveaxis(d, axis, -1)
    if x.shape[-1] == 2:
        x = np.concatenate([x, np.zeros_like(x[..., :1])], -1)
    result = np.cross(d, x)[..., : moved.shape[-1]]
    return np.moveaxis(unbroadcast(result, moved), -1, axis)  # pyright: ignore  # an array


def multi_dot_adjoint(d, arrays):
    """The gradients of a chain of matrix products for each factor."""
    before = [None, arrays[0]]
    for x in arrays[1:-1]:
        before.append(before[-1] @ x)
    result = []
    for left, x in zip(reversed(before), reversed(arrays), strict=True):
        result.append(d if left is None else matmul_right(d, left, x))
        d = d if left is None else matmul_left(d, left, x)
    return result[::-1]


def matrix_power_adjoint(d, x, n):
    """The adjoint of `np.linalg.matrix_power(x, n)`."""
    if n < 0:
        inverse = np.linalg.inv(x)
        return -mT(inverse) @ matrix_power_adjoint(d, inverse, -n) @ mT(inverse)
    turned, result = mT(x), np.zeros_like(d)
    powers = [np.linalg.matrix_power(turned, k) for k in range(n)]
    for k in range(n):
        result = result + powers[k] @ d @ powers[n - 1 - k]
    return result


def _full_convolution(d, x, y, mode, swapped=False):
    """`d` at its place among the results of `np.convolve(x, y)` in full.

    With an even length, np.correlate with `swapped` arguments leaves out one more at the front.
    """
    full = np.zeros(len(x) + len(y) - 1, dtype=d.dtype)
    short = min(len(x), len(y))
    start = {"full": 0, "same": (short - (not swapped)) // 2, "valid": short - 1}[mode]
    full[start : start + len(d)] = d
    return full


def convolve_left(d, x, y, mode="full", swapped=False):
    """The gradient of `np.convolve(x, y, mode)` for `x`."""
    x, y = np.atleast_1d(x), np.atleast_1d(y)
    return cast(np.convolve(_full_convolution(d, x, y, mode, swapped), y[::-1], "valid"), x)


def convolve_right(d, x, y, mode="full"):
    """The gradient of `np.convolve(x, y, mode)` for `y`."""
    return convolve_left(d, y, x, mode)


def polyder_adjoint(d, p, m=1):
    """The adjoint of the m-th derivative of a polynomial, highest power first."""
    if not len(d):
        return zeros_like(p)
    for _ in range(m):
        d = np.append(d * np.arange(len(d), 0, -1), 0)
    return unpack(d, p)


def polyint_adjoint(d, p, m=1):
    """The adjoint of the m-th integral of a polynomial, highest power first."""
    for _ in range(m):
        d = d[:-1] / np.arange(len(d) - 1, 0, -1)
    return unpack(d, p)


def correlate_left(d, x, y, mode="valid"):
    """The gradient of `np.correlate(x, y, mode)` for `x`."""
    return convolve_left(d, x, np.conj(y)[::-1], mode, len(x) < len(y))


def correlate_right(d, x, y, mode="valid"):
    """The gradient of `np.correlate(x, y, mode)` for `y`."""
    return np.conj(convolve_left(d, np.conj(y)[::-1], x, mode, len(x) < len(y)))[::-1]
