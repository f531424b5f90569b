"""Rules of scipy.linalg: matrix functions, matrix equations and matrices with a pattern."""

import scipy.linalg

from s2s_grad.rules.registry import adjoint, linear
from s2s_grad.runtime import (
    block_diag_adjoint,
    block_diag_tangent,
    circulant_adjoint,
    hankel_adjoint,
    matrix_function_adjoint,
    matrix_function_tangent,
    mT,
    sqrtm_adjoint,
    toeplitz_adjoint,
    toeplitz_pair_adjoint,
)

# The derivative of f in the direction e stands in the corner of f([[x, e], [0, x]]).


@adjoint(scipy.linalg.expm)
def expm(A, *, d_out):
    return matrix_function_adjoint(d_out, A, "expm")


@expm.tangent
def _(A, *, A_dot):
    return matrix_function_tangent(A_dot, A, "expm")


@adjoint(scipy.linalg.logm)
def logm(A, *, d_out):
    return matrix_function_adjoint(d_out, A, "logm")


@logm.tangent
def _(A, *, A_dot):
    return matrix_function_tangent(A_dot, A, "logm")


@adjoint(scipy.linalg.sqrtm)
def sqrtm(A, *, out, d_out):
    return sqrtm_adjoint(d_out, A, out)


@sqrtm.tangent
def _(A, *, A_dot):
    return matrix_function_tangent(A_dot, A, "sqrtm")


@adjoint(scipy.linalg.fractional_matrix_power, wrt=("A",))
def fractional_matrix_power(A, t, *, d_out):
    return matrix_function_adjoint(d_out, A, "fractional_matrix_power", t)


@fractional_matrix_power.tangent
def _(A, t, *, A_dot):
    return matrix_function_tangent(A_dot, A, "fractional_matrix_power", t)


@adjoint(scipy.linalg.cosm)
def cosm(A, *, d_out):
    return matrix_function_adjoint(d_out, A, "cosm")


@cosm.tangent
def _(A, *, A_dot):
    return matrix_function_tangent(A_dot, A, "cosm")


@adjoint(scipy.linalg.sinm)
def sinm(A, *, d_out):
    return matrix_function_adjoint(d_out, A, "sinm")


@sinm.tangent
def _(A, *, A_dot):
    return matrix_function_tangent(A_dot, A, "sinm")


@adjoint(scipy.linalg.tanm)
def tanm(A, *, d_out):
    return matrix_function_adjoint(d_out, A, "tanm")


@tanm.tangent
def _(A, *, A_dot):
    return matrix_function_tangent(A_dot, A, "tanm")


@adjoint(scipy.linalg.coshm)
def coshm(A, *, d_out):
    return matrix_function_adjoint(d_out, A, "coshm")


@coshm.tangent
def _(A, *, A_dot):
    return matrix_function_tangent(A_dot, A, "coshm")


@adjoint(scipy.linalg.sinhm)
def sinhm(A, *, d_out):
    return matrix_function_adjoint(d_out, A, "sinhm")


@sinhm.tangent
def _(A, *, A_dot):
    return matrix_function_tangent(A_dot, A, "sinhm")


@adjoint(scipy.linalg.tanhm)
def tanhm(A, *, d_out):
    return matrix_function_adjoint(d_out, A, "tanhm")


@tanhm.tangent
def _(A, *, A_dot):
    return matrix_function_tangent(A_dot, A, "tanhm")


# Equations


@adjoint(scipy.linalg.solve_sylvester)
def solve_sylvester(a, b, q, *, out, d_out):
    """a @ out + out @ b is q."""
    d_q = scipy.linalg.solve_sylvester(mT(a), mT(b), d_out)
    return -d_q @ mT(out), -mT(out) @ d_q, d_q


@solve_sylvester.tangent
def _(a, b, q, *, out, a_dot, b_dot, q_dot):
    return scipy.linalg.solve_sylvester(a, b, q_dot - a_dot @ out - out @ b_dot)


@adjoint(scipy.linalg.solve_continuous_lyapunov)
def solve_continuous_lyapunov(a, q, *, out, d_out):
    """a @ out + out @ a.T is q, for a real matrix."""
    d_q = scipy.linalg.solve_continuous_lyapunov(mT(a), d_out)
    return -d_q @ mT(out) - mT(d_q) @ out, d_q


@solve_continuous_lyapunov.tangent
def _(a, q, *, out, a_dot, q_dot):
    return scipy.linalg.solve_continuous_lyapunov(a, q_dot - a_dot @ out - out @ mT(a_dot))


@adjoint(scipy.linalg.solve_discrete_lyapunov)
def solve_discrete_lyapunov(a, q, *, out, d_out):
    """out is a @ out @ a.T + q, for a real matrix."""
    d_q = scipy.linalg.solve_discrete_lyapunov(mT(a), d_out)
    return d_q @ a @ mT(out) + mT(d_q) @ a @ out, d_q


@solve_discrete_lyapunov.tangent
def _(a, q, *, out, a_dot, q_dot):
    return scipy.linalg.solve_discrete_lyapunov(
        a, q_dot + a_dot @ out @ mT(a) + a @ out @ mT(a_dot)
    )


# Patterns


@adjoint(scipy.linalg.block_diag, wrt=("arrs",))
def block_diag(*arrs, d_out):
    return block_diag_adjoint(d_out, arrs)


@block_diag.tangent
def _(*arrs, arrs_dot):
    return block_diag_tangent(arrs_dot)


@linear(scipy.linalg.toeplitz)
def toeplitz(c, *, d_out):
    return toeplitz_adjoint(d_out, c)


@adjoint(wrt=("c", "r"), widens=toeplitz)
def toeplitz_pair(c, r, *, d_out):
    both = toeplitz_pair_adjoint(d_out, c, r)
    return both[0], both[1]


@toeplitz_pair.tangent
def _(c, r, *, c_dot, r_dot):
    return scipy.linalg.toeplitz(c_dot, r_dot)


@linear(scipy.linalg.circulant)
def circulant(c, *, d_out):
    return circulant_adjoint(d_out, c)


@linear(scipy.linalg.hankel)
def hankel(c, *, d_out):
    return hankel_adjoint(d_out, c)[0]


@adjoint(wrt=("c", "r"), widens=hankel)
def hankel_pair(c, r, *, d_out):
    both = hankel_adjoint(d_out, c, r)
    return both[0], both[1]


@hankel_pair.tangent
def _(c, r, *, c_dot, r_dot):
    return scipy.linalg.hankel(c_dot, r_dot)
