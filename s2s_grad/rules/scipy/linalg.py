"""Rules of scipy.linalg, loaded once somebody has imported it."""

from scipy import linalg

from s2s_grad.rules.registry import adjoint, linear
from s2s_grad.runtime import (
    block_diag_adjoint,
    cho_solve_left,
    cho_solve_right,
    det_adjoint,
    eigh_adjoint,
    eigvalsh_adjoint,
    expm_adjoint,
    factor_adjoint,
    mT,
    singular_values_adjoint,
    solve_left,
    solve_right,
    toeplitz_adjoint,
    triangular_left,
    triangular_right,
)


@adjoint(linalg.inv)
def inv(a, *, out, d_out):
    return -mT(out) @ d_out @ mT(out)


@adjoint(linalg.det)
def det(a, *, out, d_out):
    return det_adjoint(d_out, a, out)


@adjoint(linalg.solve)
def solve(a, b, *, out, d_out):
    return solve_left(d_out, a, b, out), solve_right(d_out, a, b)


@adjoint(linalg.solve_triangular)
def solve_triangular(a, b, trans=0, lower=False, *, out, d_out):
    """Only one triangle of `a` is read."""
    return (
        triangular_left(d_out, a, out, trans, lower),
        triangular_right(d_out, a, trans, lower),
    )


@adjoint(linalg.cholesky, wrt=("a",))
def cholesky(a, lower=False, *, out, d_out):
    """Only one triangle of `a` is read."""
    return factor_adjoint(d_out, out, lower)


@adjoint(linalg.cho_solve)
def cho_solve(c_and_lower, b, *, out, d_out):
    return cho_solve_left(d_out, c_and_lower, out), cho_solve_right(d_out, c_and_lower)


@adjoint(linalg.expm)
def expm(A, *, d_out):
    return expm_adjoint(d_out, A)


@adjoint(linalg.eigh)
def eigh(a, *, out, d_out):
    return eigh_adjoint(d_out, out)


@adjoint(linalg.eigvalsh)
def eigvalsh(a, *, d_out):
    return eigvalsh_adjoint(d_out, a)


@adjoint(linalg.svdvals)
def svdvals(a, *, d_out):
    return singular_values_adjoint(d_out, a)


@adjoint(linalg.block_diag, wrt=("arrs",))
def block_diag(*arrs, d_out):
    return block_diag_adjoint(d_out, arrs)


@linear(linalg.toeplitz)
def toeplitz(c, *, d_out):
    return toeplitz_adjoint(d_out, c)
