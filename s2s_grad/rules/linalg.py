"""Rules of matrix inverses, solves and decompositions."""

import numpy as np

from s2s_grad.rules.registry import adjoint
from s2s_grad.runtime import (
    cholesky_adjoint,
    cond_adjoint,
    det_adjoint,
    eig_adjoint,
    eigh_adjoint,
    eigvals_adjoint,
    eigvalsh_adjoint,
    lstsq_left,
    lstsq_right,
    mT,
    norm_adjoint,
    pinv_adjoint,
    qr_adjoint,
    singular_values_adjoint,
    slogdet_adjoint,
    solve_left,
    solve_right,
    solve_tangent,
    svd_adjoint,
    tensorinv_adjoint,
    tensorsolve_left,
    tensorsolve_right,
    unbroadcast,
)


@adjoint(np.linalg.inv)
def inv(a, *, out, d_out):
    return -mT(out) @ d_out @ mT(out)


@inv.tangent
def _(a, *, out, a_dot):
    return -out @ a_dot @ out


@adjoint(np.linalg.det)
def det(a, *, out, d_out):
    return det_adjoint(d_out, a, out)


@adjoint(np.linalg.slogdet)
def slogdet(a, *, d_out):
    return slogdet_adjoint(d_out, a)


@adjoint(np.linalg.solve)
def solve(a, b, *, out, d_out):
    return solve_left(d_out, a, b, out), solve_right(d_out, a, b)


@solve.tangent
def _(a, b, *, out, a_dot, b_dot):
    return solve_tangent(a, b, out, a_dot, b_dot)


@adjoint(np.linalg.cholesky)
def cholesky(a, *, out, d_out):
    return cholesky_adjoint(d_out, out)


@adjoint(np.linalg.eigh)
def eigh(a, *, out, d_out):
    return eigh_adjoint(d_out, out)


@adjoint(wrt=("a",), widens=eigh)
def eigh_half(a, UPLO="L", *, out, d_out):
    return eigh_adjoint(d_out, out, UPLO)


@adjoint(np.linalg.eigvalsh, wrt=("a",))
def eigvalsh(a, UPLO="L", *, d_out):
    return eigvalsh_adjoint(d_out, a, UPLO)


@adjoint(np.linalg.eig, data_dependent=True)
def eig(a, *, out, d_out):
    return unbroadcast(eig_adjoint(d_out, out), a)


@adjoint(np.linalg.eigvals, data_dependent=True)
def eigvals(a, *, d_out):
    return unbroadcast(eigvals_adjoint(d_out, a), a)


@adjoint(np.linalg.svd)
def svd(a, full_matrices=True, compute_uv=True, *, out, d_out):
    return svd_adjoint(d_out, a, out, compute_uv)


@adjoint(getattr(np.linalg, "svdvals", None))
def svdvals(x, *, d_out):
    return singular_values_adjoint(d_out, x)


@adjoint(np.linalg.qr)
def qr(a, mode="reduced", *, out, d_out):
    return qr_adjoint(d_out, a, out, mode)


@adjoint(np.linalg.pinv)
def pinv(a, *, out, d_out):
    return pinv_adjoint(d_out, a, out)


@adjoint(np.linalg.lstsq)
def lstsq(a, b, rcond=None, *, out, d_out):
    return lstsq_left(d_out, a, b, out), lstsq_right(d_out, a, b, out)


@adjoint(getattr(np.linalg, "matrix_norm", None), wrt=("x",))
def matrix_norm(x, *, keepdims=False, ord="fro", out, d_out):
    return norm_adjoint(d_out, x, ord, (-2, -1), keepdims, out)


@adjoint(np.linalg.cond)
def cond(x, *, out, d_out):
    return cond_adjoint(d_out, x, out)


@adjoint(np.linalg.tensorinv, wrt=("a",))
def tensorinv(a, ind=2, *, out, d_out):
    return tensorinv_adjoint(d_out, a, ind, out)


@adjoint(np.linalg.tensorsolve)
def tensorsolve(a, b, *, out, d_out):
    return tensorsolve_left(d_out, a, b, out), tensorsolve_right(d_out, a, b)
