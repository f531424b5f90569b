"""Adjoints of what scipy.linalg has beyond numpy.linalg."""

import sys

import numpy as np

from s2s_grad.runtime.linalg import cholesky_adjoint
from s2s_grad.runtime.shapes import unbroadcast


def scipy_linalg(name, *arguments, **options):
    """The function `name` of scipy.linalg, which the differentiated program has imported."""
    return getattr(sys.modules["scipy.linalg"], name)(*arguments, **options)


def triangular_right(d, a, trans=0, lower=False, unit_diagonal=False):
    """The gradient of `scipy.linalg.solve_triangular(a, b)` for `b`."""
    matrix = np.transpose(a) if trans in (0, "N") else a
    lower = not lower if trans in (0, "N") else lower
    return scipy_linalg("solve_triangular", matrix, d, lower=lower, unit_diagonal=unit_diagonal)


def triangular_left(d, a, out, trans=0, lower=False, unit_diagonal=False):
    """The gradient of `scipy.linalg.solve_triangular(a, b)` for the triangle of `a`."""
    d_b = triangular_right(d, a, trans, lower, unit_diagonal)
    rows, columns = (np.reshape(part, (len(part), -1)) for part in (d_b, out))
    result = -rows @ columns.T if trans in (0, "N") else -columns @ rows.T
    k = 1 if unit_diagonal else 0
    return np.tril(result, -k) if lower else np.triu(result, k)


def factor_adjoint(d, out, lower=False):
    """The adjoint of scipy.linalg.cholesky."""
    return cholesky_adjoint(d, out) if lower else cholesky_adjoint(d.T, out.T).T


def cho_solve_right(d, factor):
    """The gradient of `scipy.linalg.cho_solve((c, lower), b)` for `b`."""
    return scipy_linalg("cho_solve", factor, d)


def cho_solve_left(d, factor, out):
    """The gradient of `scipy.linalg.cho_solve((c, lower), b)` for the triangle of `c`."""
    c, lower = factor
    d_b = scipy_linalg("cho_solve", factor, d)
    rows, columns = (np.reshape(part, (len(part), -1)) for part in (d_b, out))
    both = -(rows @ columns.T + columns @ rows.T)
    return [np.tril(both @ np.tril(c)) if lower else np.triu(np.triu(c) @ both), None]


def block_diag_adjoint(d, arrays):
    """The adjoint of scipy.linalg.block_diag: each array's own block."""
    result, row, column = [], 0, 0
    for x in arrays:
        height, width = np.shape(np.atleast_2d(x))
        part = d[row : row + height, column : column + width]
        result.append(unbroadcast(np.reshape(part, np.shape(x)), x))
        row, column = row + height, column + width
    return result


def toeplitz_adjoint(d, c):
    """The adjoint of the symmetric matrix that scipy.linalg.toeplitz makes of one column."""
    sums = [np.trace(d, -k) + (np.trace(d, k) if k else 0) for k in range(len(c))]
    return unbroadcast(np.array(sums), c)
