"""Rules of scipy.sparse.linalg, for constant sparse matrices."""

import scipy.sparse.linalg

from s2s_grad.rules.registry import adjoint
from s2s_grad.runtime import unbroadcast


@adjoint(scipy.sparse.linalg.spsolve, wrt=("b",))
def spsolve(A, b, *, d_out):
    return unbroadcast(scipy.sparse.linalg.spsolve(A.T, d_out), b)


@adjoint(scipy.sparse.linalg.expm_multiply, wrt=("B",))
def expm_multiply(A, B, *, d_out):
    return unbroadcast(scipy.sparse.linalg.expm_multiply(A.T, d_out), B)
