"""Forward mode of matrix products and decompositions, and of what their gradients call."""

import numpy as np

from s2s_grad.rules import again, linalg, products
from s2s_grad.runtime import (
    added_at,
    cholesky_tangent,
    cond_tangent,
    det_adjoint,
    divide_or_zero,
    eig_tangent,
    eigh_tangent,
    eigvals_tangent,
    eigvalsh_tangent,
    expand,
    lstsq_tangent,
    matrix_power_tangent,
    multi_dot_tangent,
    norm_adjoint,
    pinv_tangent,
    qr_tangent,
    replaced_at,
    singular_values_tangent,
    svd_tangent,
    tensorinv_tangent,
    tensorsolve_tangent,
    total_over,
)

# Linear in each operand: what forward mode needs is the function itself.
for rule in (
    products.einsum,
    products.einsum_optimized,
    products.vecdot,
    products.matvec,
    products.vecmat,
    products.correlate,
    again.matmul_left_again,
    again.matmul_right_again,
    again.dot_left_again,
    again.dot_right_again,
    again.inner_left_again,
    again.inner_right_again,
    again.tensordot_left_again,
    again.tensordot_right_again,
    again.kron_left_again,
    again.kron_right_again,
    again.cross_left_again,
    again.cross_right_again,
    again.convolve_left_again,
    again.convolve_right_again,
):
    rule.multilinear = True


@again.unit_again.tangent
def _(x, norm, axis=None, keepdims=False, *, x_dot, norm_dot):
    length = expand(norm, np.shape(x), axis, keepdims)
    moved = expand(norm_dot, np.shape(x), axis, keepdims)
    return divide_or_zero(np.conj(x_dot), length) - moved * divide_or_zero(np.conj(x), length**2)


@again.added_at_again.tangent
def _(x, index, d, *, x_dot, d_dot):
    return added_at(x_dot, index, d_dot)


@again.replaced_at_again.tangent
def _(x, index, d, *, x_dot, d_dot):
    return replaced_at(x_dot, index, d_dot)


@linalg.det.tangent
def _(a, *, out, a_dot):
    return np.sum(det_adjoint(np.ones_like(out), a, out) * a_dot, (-2, -1))


@linalg.slogdet.tangent
def _(a, *, out, a_dot):
    return np.zeros_like(out[0]), np.trace(np.linalg.solve(a, a_dot), 0, -2, -1)


@linalg.cholesky.tangent
def _(a, *, out, a_dot):
    return cholesky_tangent(a_dot, out)


@linalg.eigh.tangent
def _(a, *, out, a_dot):
    return eigh_tangent(a_dot, out)


@linalg.eigh_half.tangent
def _(a, UPLO="L", *, out, a_dot):
    return eigh_tangent(a_dot, out, UPLO)


@linalg.eigvalsh.tangent
def _(a, UPLO="L", *, a_dot):
    return eigvalsh_tangent(a_dot, a, UPLO)


@linalg.eig.tangent
def _(a, *, out, a_dot):
    return eig_tangent(a_dot, out)


@linalg.eigvals.tangent
def _(a, *, a_dot):
    return eigvals_tangent(a_dot, a)


@linalg.svd.tangent
def _(a, full_matrices=True, compute_uv=True, *, out, a_dot):
    return svd_tangent(a_dot, a, out, compute_uv)


@linalg.svdvals.tangent
def _(x, *, x_dot):
    return singular_values_tangent(x_dot, x)


@linalg.qr.tangent
def _(a, mode="reduced", *, out, a_dot):
    return qr_tangent(a_dot, a, out, mode)


@linalg.pinv.tangent
def _(a, *, out, a_dot):
    return pinv_tangent(a_dot, a, out)


@linalg.lstsq.tangent
def _(a, b, rcond=None, *, a_dot, b_dot):
    return lstsq_tangent(a, b, a_dot, b_dot)


@linalg.matrix_norm.tangent
def _(x, *, keepdims=False, ord="fro", out, x_dot):
    slope = norm_adjoint(np.ones_like(out), x, ord, (-2, -1), keepdims, out)
    return total_over(slope * x_dot, (-2, -1), keepdims)


@linalg.cond.tangent
def _(x, *, out, x_dot):
    return cond_tangent(x_dot, x, out)


@linalg.tensorinv.tangent
def _(a, ind=2, *, out, a_dot):
    return tensorinv_tangent(a_dot, a, ind, out)


@linalg.tensorsolve.tangent
def _(a, b, *, out, a_dot, b_dot):
    return tensorsolve_tangent(a, b, out, a_dot, b_dot)


@products.multi_dot.tangent
def _(arrays, *, arrays_dot):
    return multi_dot_tangent(arrays, arrays_dot)


@products.matrix_power.tangent
def _(a, n, *, a_dot):
    return matrix_power_tangent(a_dot, a, n)


@products.polyadd.tangent
def _(a1, a2, *, a1_dot, a2_dot):
    return np.polyadd(a1_dot, a2_dot)


@products.polysub.tangent
def _(a1, a2, *, a1_dot, a2_dot):
    return np.polysub(a1_dot, a2_dot)
