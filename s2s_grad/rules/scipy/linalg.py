"""Rules of scipy.linalg: solves, inverses and decompositions."""

import numpy as np
import scipy.linalg

from s2s_grad.rules.registry import adjoint, constant
from s2s_grad.runtime import (
    banded_adjoint,
    cho_factor_adjoint,
    cho_solve_left,
    cho_solve_right,
    cho_solve_tangent,
    det_adjoint,
    eig_adjoint,
    eig_tangent,
    eigh_pair_adjoint,
    eigvals_adjoint,
    eigvals_tangent,
    factor_adjoint,
    factor_tangent,
    lstsq_left,
    lstsq_right,
    lu_factor_adjoint,
    lu_parts_adjoint,
    lu_solve_adjoint,
    mT,
    norm_adjoint,
    one_eigh_adjoint,
    pinv_adjoint,
    pinv_tangent,
    polar_adjoint,
    scipy_qr_adjoint,
    scipy_solve_adjoint,
    singular_values_adjoint,
    singular_values_tangent,
    svd_adjoint,
    svd_tangent,
    symmetric_banded_adjoint,
    symmetric_pinv_adjoint,
    triangular_left,
    triangular_right,
    triangular_tangent,
    tridiagonal_adjoint,
    unbroadcast,
)

# Inverses and solves


@adjoint(scipy.linalg.inv, wrt=("a",))
def inv(a, *, check_finite=True, out, d_out):
    return -mT(out) @ d_out @ mT(out)


@inv.tangent
def _(a, *, check_finite=True, out, a_dot):
    return -out @ a_dot @ out


@adjoint(scipy.linalg.det, wrt=("a",))
def det(a, *, check_finite=True, out, d_out):
    return det_adjoint(d_out, a, out)


@det.tangent
def _(a, *, check_finite=True, out, a_dot):
    return np.sum(det_adjoint(np.ones_like(out), a, out) * a_dot, (-2, -1))


@adjoint(scipy.linalg.pinv)
def pinv(a, *, out, d_out):
    return pinv_adjoint(d_out, a, out)


@pinv.tangent
def _(a, *, out, a_dot):
    return pinv_tangent(a_dot, a, out)


@adjoint(scipy.linalg.pinvh, wrt=("a",))
def pinvh(a, *, lower=True, out, d_out):
    return symmetric_pinv_adjoint(d_out, a, out, lower)


@adjoint(scipy.linalg.solve, wrt=("a", "b"))
def solve(a, b, lower=False, *, check_finite=True, assume_a=None, transposed=False, out, d_out):
    """With assume_a="sym" or "pos" only one triangle of `a` is read."""
    both = scipy_solve_adjoint(d_out, a, b, out, lower, assume_a, transposed)
    return both[0], both[1]


@adjoint(scipy.linalg.solve_triangular, wrt=("a", "b"))
def solve_triangular(
    a, b, trans=0, lower=False, unit_diagonal=False, *, check_finite=True, out, d_out
):
    """Only one triangle of `a` is read."""
    return (
        triangular_left(d_out, a, out, trans, lower, unit_diagonal),
        triangular_right(d_out, a, trans, lower, unit_diagonal),
    )


@solve_triangular.tangent
def _(a, b, trans=0, lower=False, unit_diagonal=False, *, check_finite=True, out, a_dot, b_dot):
    return triangular_tangent(a, out, trans, lower, unit_diagonal, a_dot, b_dot)


@adjoint(scipy.linalg.solve_banded, wrt=("ab", "b"))
def solve_banded(l_and_u, ab, b, *, check_finite=True, out, d_out):
    both = banded_adjoint(d_out, l_and_u, ab, out)
    return both[0], both[1]


@adjoint(scipy.linalg.solveh_banded, wrt=("ab", "b"))
def solveh_banded(ab, b, *, lower=False, check_finite=True, out, d_out):
    both = symmetric_banded_adjoint(d_out, ab, out, lower)
    return both[0], both[1]


@adjoint(scipy.linalg.lstsq, wrt=("a", "b"))
def lstsq(a, b, *, check_finite=True, out, d_out):
    return lstsq_left(d_out, a, b, out), lstsq_right(d_out, a, b, out)


@adjoint(scipy.linalg.norm, wrt=("a",))
def norm(a, ord=None, axis=None, keepdims=False, check_finite=True, *, out, d_out):
    return norm_adjoint(d_out, a, ord, axis, keepdims, out)


# Triangular factors. Only one triangle of a symmetric matrix is read.


@adjoint(scipy.linalg.cholesky, wrt=("a",))
def cholesky(a, lower=False, *, check_finite=True, out, d_out):
    return factor_adjoint(d_out, out, lower)


@cholesky.tangent
def _(a, lower=False, *, check_finite=True, out, a_dot):
    return factor_tangent(a_dot, out, lower)


@adjoint(scipy.linalg.cho_factor, wrt=("a",))
def cho_factor(a, lower=False, *, check_finite=True, out, d_out):
    return cho_factor_adjoint(d_out, out, lower)


@adjoint(scipy.linalg.cho_solve, wrt=("c_and_lower", "b"))
def cho_solve(c_and_lower, b, *, check_finite=True, out, d_out):
    return cho_solve_left(d_out, c_and_lower, out), cho_solve_right(d_out, c_and_lower)


@cho_solve.tangent
def _(c_and_lower, b, *, check_finite=True, out, c_and_lower_dot, b_dot):
    return cho_solve_tangent(c_and_lower, out, c_and_lower_dot, b_dot)


@adjoint(scipy.linalg.lu, wrt=("a",))
def lu(a, permute_l=False, *, check_finite=True, out, d_out):
    return lu_parts_adjoint(d_out, a, out, permute_l)


@adjoint(scipy.linalg.lu_factor, wrt=("a",))
def lu_factor(a, *, check_finite=True, out, d_out):
    return lu_factor_adjoint(d_out, out)


@adjoint(scipy.linalg.lu_solve, wrt=("lu_and_piv", "b"))
def lu_solve(lu_and_piv, b, trans=0, *, check_finite=True, out, d_out):
    both = lu_solve_adjoint(d_out, lu_and_piv, b, out, trans)
    return both[0], both[1]


@adjoint(scipy.linalg.qr, wrt=("a",))
def qr(a, *, mode="full", check_finite=True, out, d_out):
    return scipy_qr_adjoint(d_out, a, out, mode)


@adjoint(scipy.linalg.polar, wrt=("a",))
def polar(a, side="right", *, out, d_out):
    return polar_adjoint(d_out, a, out, side)


# Eigenvalues and singular values


@adjoint(scipy.linalg.eigh, wrt=("a",))
def eigh(a, *, lower=True, eigvals_only=False, check_finite=True, out, d_out):
    return one_eigh_adjoint(d_out, a, out, lower, eigvals_only)


@adjoint(wrt=("a", "b"), widens=eigh)
def eigh_pair(a, b, *, lower=True, check_finite=True, out, d_out):
    both = eigh_pair_adjoint(d_out, out, lower)
    return both[0], both[1]


@adjoint(scipy.linalg.eigvalsh, wrt=("a",))
def eigvalsh(a, *, lower=True, check_finite=True, d_out):
    return one_eigh_adjoint(d_out, a, None, lower, True)


@adjoint(scipy.linalg.eigh_tridiagonal, wrt=("d", "e"))
def eigh_tridiagonal(d, e, eigvals_only=False, *, check_finite=True, out, d_out):
    both = tridiagonal_adjoint(d_out, d, e, eigvals_only, out)
    return both[0], both[1]


@adjoint(scipy.linalg.eigvalsh_tridiagonal, wrt=("d", "e"))
def eigvalsh_tridiagonal(d, e, *, check_finite=True, d_out):
    both = tridiagonal_adjoint(d_out, d, e, True)
    return both[0], both[1]


@adjoint(scipy.linalg.eig, wrt=("a",))
def eig(a, *, check_finite=True, out, d_out):
    return unbroadcast(eig_adjoint(d_out, out), a)


@eig.tangent
def _(a, *, check_finite=True, out, a_dot):
    return eig_tangent(a_dot, out)


@adjoint(scipy.linalg.eigvals, wrt=("a",))
def eigvals(a, *, check_finite=True, d_out):
    return unbroadcast(eigvals_adjoint(d_out, a), a)


@eigvals.tangent
def _(a, *, check_finite=True, a_dot):
    return eigvals_tangent(a_dot, a)


@adjoint(scipy.linalg.svd, wrt=("a",))
def svd(a, full_matrices=True, compute_uv=True, *, check_finite=True, out, d_out):
    return svd_adjoint(d_out, a, out, compute_uv)


@svd.tangent
def _(a, full_matrices=True, compute_uv=True, *, check_finite=True, out, a_dot):
    return svd_tangent(a_dot, a, out, compute_uv)


@adjoint(scipy.linalg.svdvals, wrt=("a",))
def svdvals(a, *, check_finite=True, d_out):
    return singular_values_adjoint(d_out, a)


@svdvals.tangent
def _(a, *, check_finite=True, a_dot):
    return singular_values_tangent(a_dot, a)


constant(scipy.linalg.bandwidth, scipy.linalg.issymmetric)
