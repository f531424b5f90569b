"""Rules of matrix products and their relatives."""

import numpy as np

from s2s_grad.rules.registry import adjoint, linear
from s2s_grad.runtime import (
    convolve_left,
    convolve_right,
    correlate_left,
    correlate_right,
    cross_left,
    cross_right,
    dot_left,
    dot_right,
    einsum_adjoints,
    inner_left,
    inner_right,
    kron_left,
    kron_right,
    matmul_left,
    matmul_right,
    matrix_power_adjoint,
    mT,
    multi_dot_adjoint,
    polyder_adjoint,
    polyint_adjoint,
    tensordot_left,
    tensordot_right,
    unbroadcast,
)


@adjoint(np.matmul, getattr(np.linalg, "matmul", None))
def matmul(x, y, *, d_out):
    return matmul_left(d_out, x, y), matmul_right(d_out, x, y)


@matmul.shape
def _(x, y):
    if x is None or y is None or len(y) != 2 or len(x) < 2:
        return None
    return (*x[:-1], y[1])


@matmul.tangent
def _(x, y, *, x_dot, y_dot):
    return x_dot @ y + x @ y_dot


@adjoint(np.dot)
def dot(a, b, *, d_out):
    return dot_left(d_out, a, b), dot_right(d_out, a, b)


@dot.tangent
def _(a, b, *, a_dot, b_dot):
    return np.dot(a_dot, b) + np.dot(a, b_dot)


@adjoint(np.vdot)
def vdot(a, b, *, d_out):
    return (
        unbroadcast(np.reshape(np.conj(d_out * np.ravel(b)), np.shape(a)), a),
        unbroadcast(np.reshape(d_out * np.ravel(np.conj(a)), np.shape(b)), b),
    )


@vdot.tangent
def _(a, b, *, a_dot, b_dot):
    return np.vdot(a_dot, b) + np.vdot(a, b_dot)


@adjoint(np.inner)
def inner(a, b, *, d_out):
    return inner_left(d_out, a, b), inner_right(d_out, a, b)


@inner.tangent
def _(a, b, *, a_dot, b_dot):
    return np.inner(a_dot, b) + np.inner(a, b_dot)


@adjoint(np.outer, getattr(np.linalg, "outer", None))
def outer(a, b, *, d_out):
    return (
        unbroadcast(np.reshape(d_out @ np.ravel(b), np.shape(a)), a),
        unbroadcast(np.reshape(np.ravel(a) @ d_out, np.shape(b)), b),
    )


@outer.tangent
def _(a, b, *, a_dot, b_dot):
    return np.outer(a_dot, b) + np.outer(a, b_dot)


@adjoint(np.multiply.outer)
def multiply_outer(a, b, *, d_out):
    return (
        unbroadcast(np.tensordot(d_out, b, np.ndim(b)), a),
        unbroadcast(np.tensordot(a, d_out, np.ndim(a)), b),
    )


@multiply_outer.tangent
def _(a, b, *, a_dot, b_dot):
    return np.multiply.outer(a_dot, b) + np.multiply.outer(a, b_dot)


@adjoint(np.tensordot, getattr(np.linalg, "tensordot", None))
def tensordot(a, b, axes=2, *, d_out):
    return tensordot_left(d_out, a, b, axes), tensordot_right(d_out, a, b, axes)


@tensordot.tangent
def _(a, b, axes=2, *, a_dot, b_dot):
    return np.tensordot(a_dot, b, axes) + np.tensordot(a, b_dot, axes)


@adjoint(np.einsum, wrt=("operands",))
def einsum(subscripts, *operands, d_out):
    return einsum_adjoints(d_out, subscripts, operands)


@adjoint(wrt=("operands",), widens=einsum)
def einsum_optimized(subscripts, *operands, optimize=False, d_out):
    return einsum_adjoints(d_out, subscripts, operands)


@adjoint(np.kron)
def kron(a, b, *, d_out):
    return kron_left(d_out, a, b), kron_right(d_out, a, b)


@kron.tangent
def _(a, b, *, a_dot, b_dot):
    return np.kron(a_dot, b) + np.kron(a, b_dot)


@adjoint(np.cross, getattr(np.linalg, "cross", None))
def cross(a, b, *, axis=-1, d_out):
    return cross_left(d_out, a, b, axis), cross_right(d_out, a, b, axis)


@cross.tangent
def _(a, b, *, axis=-1, a_dot, b_dot):
    return np.cross(a_dot, b, axis=axis) + np.cross(a, b_dot, axis=axis)


@adjoint(getattr(np, "vecdot", None), getattr(np.linalg, "vecdot", None))
def vecdot(x, y, *, axis=-1, d_out):
    return (
        unbroadcast(np.conj(np.expand_dims(d_out, axis) * y), x),
        unbroadcast(np.expand_dims(d_out, axis) * np.conj(x), y),
    )


@adjoint(getattr(np, "matvec", None))
def matvec(x, y, *, d_out):
    return (
        unbroadcast(np.expand_dims(d_out, -1) * np.expand_dims(y, -2), x),
        unbroadcast((mT(x) @ np.expand_dims(d_out, -1))[..., 0], y),
    )


@adjoint(getattr(np, "vecmat", None))
def vecmat(x, y, *, d_out):
    return (
        unbroadcast(np.conj((y @ np.expand_dims(d_out, -1))[..., 0]), x),
        unbroadcast(np.expand_dims(np.conj(x), -1) * np.expand_dims(d_out, -2), y),
    )


@adjoint(np.linalg.multi_dot)
def multi_dot(arrays, *, d_out):
    return multi_dot_adjoint(d_out, arrays)


@adjoint(np.linalg.matrix_power, wrt=("a",))
def matrix_power(a, n, *, d_out):
    return matrix_power_adjoint(d_out, a, n)


@adjoint(np.convolve)
def convolve(a, v, mode="full", *, d_out):
    return convolve_left(d_out, a, v, mode), convolve_right(d_out, a, v, mode)


@convolve.tangent
def _(a, v, mode="full", *, a_dot, v_dot):
    return np.convolve(a_dot, v, mode) + np.convolve(a, v_dot, mode)


@adjoint(np.polymul)
def polymul(a1, a2, *, d_out):
    return convolve_left(d_out, a1, a2), convolve_right(d_out, a1, a2)


@polymul.tangent
def _(a1, a2, *, a1_dot, a2_dot):
    return np.convolve(a1_dot, a2) + np.convolve(a1, a2_dot)


@adjoint(np.polyadd)
def polyadd(a1, a2, *, d_out):
    """Polynomials are aligned at their constant term, which stands last."""
    return (
        unbroadcast(d_out[len(d_out) - len(a1) :], a1),
        unbroadcast(d_out[len(d_out) - len(a2) :], a2),
    )


@adjoint(np.polysub)
def polysub(a1, a2, *, d_out):
    return (
        unbroadcast(d_out[len(d_out) - len(a1) :], a1),
        unbroadcast(-d_out[len(d_out) - len(a2) :], a2),
    )


@linear(np.polyder)
def polyder(p, m=1, *, d_out):
    return polyder_adjoint(d_out, p, m)


@linear(np.polyint)
def polyint(p, m=1, *, d_out):
    return polyint_adjoint(d_out, p, m)


@adjoint(np.correlate)
def correlate(a, v, mode="valid", *, d_out):
    return correlate_left(d_out, a, v, mode), correlate_right(d_out, a, v, mode)
