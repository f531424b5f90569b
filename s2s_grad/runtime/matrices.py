"""Adjoints of matrix functions, matrix equations and structured matrices of scipy.linalg."""

import numpy as np

from s2s_grad.runtime.linalg import (
    eigh_adjoint,
    eigvalsh_adjoint,
    one_triangle,
    pinv_adjoint,
    qr_adjoint,
    reciprocal_gaps,
)
from s2s_grad.runtime.more_linalg import scipy_linalg
from s2s_grad.runtime.shapes import mT, unbroadcast
from s2s_grad.runtime.structures import is_zero


def matrix_function_adjoint(d, x, name, *more):
    """The adjoint of a matrix function: its derivative at the transpose, by a block matrix."""
    n = np.shape(x)[-1]
    turned = mT(x)
    whole = np.block([[turned, d], [np.zeros_like(turned), turned]])
    whole = whole.astype(np.result_type(whole, np.float64))  # some take single precision badly
    return unbroadcast(scipy_linalg(name, whole, *more)[..., :n, n:], x)


def sqrtm_adjoint(d, x, out):
    """The adjoint of the square root: out @ d_x + d_x @ out is d at the transpose."""
    return unbroadcast(scipy_linalg("solve_sylvester", mT(out), mT(out), d), x)


def polar_adjoint(d, x, out, side="right"):
    """The adjoint of `x = u @ p` for a real matrix that is not wider than high.

    Only the skew part of `u.T @ d_u - d_p @ p` turns `u`.
    """
    if side == "left":
        d = [part if is_zero(part) else mT(part) for part in d]
        return mT(polar_adjoint(d, mT(x), [mT(part) for part in out]))
    u, p = out
    if u.shape[0] < u.shape[1]:
        raise NotImplementedError("the gradient of the polar decomposition of a wide matrix")
    d_u = np.zeros_like(u) if is_zero(d[0]) else d[0]
    d_p = np.zeros_like(p) if is_zero(d[1]) else (d[1] + mT(d[1])) / 2
    turn = mT(u) @ d_u - d_p @ p
    turn = scipy_linalg("solve_sylvester", p, p, turn - mT(turn))
    outside = d_u - u @ (mT(u) @ d_u)
    return u @ (d_p + turn) + mT(np.linalg.solve(p, mT(outside)))


def scipy_qr_adjoint(d, x, out, mode="full"):
    """The adjoint of scipy.linalg.qr for a real matrix that is not wider than high."""
    rows, columns = np.shape(x)
    if mode == "r":
        out = scipy_linalg("qr", x, mode="economic")
        return qr_adjoint((None, d[0][:columns]), x, out)
    if mode == "full" and rows > columns:
        if not is_zero(d[0]) and np.any(d[0][:, columns:]):
            raise NotImplementedError("the gradient of a full QR: ask for mode='economic'")
        d = [
            d[0] if is_zero(d[0]) else d[0][:, :columns],
            d[1] if is_zero(d[1]) else d[1][:columns],
        ]
        out = out[0][:, :columns], out[1][:columns]
    return qr_adjoint(d, x, out)


def symmetric_pinv_adjoint(d, x, out, lower=True):
    """The adjoint of scipy.linalg.pinvh, which reads one triangle only."""
    whole = np.tril(x) + np.tril(x, -1).T if lower else np.triu(x) + np.triu(x, 1).T
    return one_triangle(pinv_adjoint(d, whole, out), "L" if lower else "U")


def one_eigh_adjoint(d, x, out, lower=True, eigvals_only=False):
    """The adjoint of scipy.linalg.eigh of one matrix, of which one triangle is read."""
    part = "L" if lower else "U"
    return eigvalsh_adjoint(d, x, part) if eigvals_only else eigh_adjoint(d, out, part)


def eigh_pair_adjoint(d, out, lower=True):
    """The adjoint of `scipy.linalg.eigh(a, b)`, whose vectors have `v.T @ b @ v = 1`."""
    w, v = out
    d_w = np.zeros_like(w) if is_zero(d[0]) else np.asarray(d[0])
    inner_a, inner_b = np.diag(d_w), np.diag(w * d_w)
    if not is_zero(d[1]):
        along = v.T @ d[1]
        turn = reciprocal_gaps(w) * along
        inner_a, inner_b = inner_a + turn, inner_b + turn * w + np.diag(np.diag(along)) / 2
    part = "L" if lower else "U"
    return one_triangle(v @ inner_a @ v.T, part), one_triangle(-v @ inner_b @ v.T, part)


def tridiagonal_adjoint(d, diagonal, off, eigvals_only=False, out=(None, None)):
    """The adjoint of the eigenvalues, and vectors, of a symmetric tridiagonal matrix."""
    if eigvals_only:
        d, out = (d, None), scipy_linalg("eigh_tridiagonal", diagonal, off)
    w, v = out
    inner = np.zeros_like(v) if is_zero(d[0]) else np.diag(np.asarray(d[0]))
    if not is_zero(d[1]):
        inner = inner + reciprocal_gaps(w) * (v.T @ d[1])
    whole = v @ inner @ v.T
    return np.diagonal(whole).copy(), np.diagonal(whole, 1) + np.diagonal(whole, -1)


# Equations


def symmetric_solve_adjoint(d, a, out, lower=False):
    """(gradient for a, for b) of a solve that reads one triangle of a symmetric matrix."""
    whole = np.tril(a) + np.tril(a, -1).T if lower else np.triu(a) + np.triu(a, 1).T
    d_b = np.linalg.solve(whole, d)
    return one_triangle(-as_columns(d_b) @ as_columns(out).T, "L" if lower else "U"), d_b


def as_columns(x):
    """A vector as a matrix of one column."""
    return np.reshape(x, (len(x), -1))


def scipy_solve_adjoint(d, a, b, out, lower=False, assume_a="gen", transposed=False):
    """(gradient for a, for b) of scipy.linalg.solve."""
    if assume_a in ("sym", "pos", "symmetric", "positive definite"):
        d_a, d_b = symmetric_solve_adjoint(d, a, out, lower)
        return d_a, unbroadcast(d_b, b)
    if assume_a not in (None, "gen", "general"):
        raise NotImplementedError(f"the gradient of scipy.linalg.solve with assume_a={assume_a!r}")
    matrix = a if transposed else mT(a)
    vectors = np.ndim(b) == 1
    if vectors:
        d, out = d[..., None], out[..., None]
    d_b = np.linalg.solve(matrix, d)
    d_a = -out @ mT(d_b) if transposed else -d_b @ mT(out)
    return unbroadcast(d_a, a), unbroadcast(d_b[..., 0] if vectors else d_b, b)


def banded_adjoint(d, l_and_u, ab, out):
    """(gradient for ab, for b) of scipy.linalg.solve_banded."""
    low, high = l_and_u
    n = np.shape(ab)[1]
    turned = np.zeros_like(ab)
    for k in range(-low, high + 1):
        turned[low + k, max(-k, 0) : n - max(k, 0)] = ab[high - k, max(k, 0) : n - max(-k, 0)]
    d_b = scipy_linalg("solve_banded", (high, low), turned, d)
    rows, columns = as_columns(d_b), as_columns(out)
    d_ab = np.zeros_like(ab)
    for k in range(-low, high + 1):
        first, last = max(k, 0), n - max(-k, 0)
        pairs = rows[first - k : last - k] * columns[first:last]
        d_ab[high - k, first:last] = -np.sum(pairs, axis=1)
    return d_ab, d_b


def symmetric_banded_adjoint(d, ab, out, lower=False):
    """(gradient for ab, for b) of scipy.linalg.solveh_banded."""
    d_b = scipy_linalg("solveh_banded", ab, d, lower=lower)
    rows, columns = as_columns(d_b), as_columns(out)
    high, n = np.shape(ab)[0] - 1, np.shape(ab)[1]
    d_ab = np.zeros_like(ab)
    for k in range(high + 1):
        pairs = np.sum(rows[: n - k] * columns[k:] + rows[k:] * columns[: n - k], axis=1)
        if lower:
            d_ab[k, : n - k] = -pairs if k else -pairs / 2
        else:
            d_ab[high - k, k:] = -pairs if k else -pairs / 2
    return d_ab, d_b


# Triangular factors


def lu_adjoint(d, p, low, up):
    """The adjoint of `a = p @ low @ up` for a square matrix."""
    if np.shape(low) != np.shape(up):
        raise NotImplementedError("the gradient of the LU decomposition of a matrix not square")
    inner = np.zeros_like(low)
    if not is_zero(d[0]):
        inner = inner + np.tril(mT(low) @ d[0], -1)
    if not is_zero(d[1]):
        inner = inner + np.triu(d[1] @ mT(up))
    left = np.linalg.solve(mT(low), inner)
    return p @ mT(np.linalg.solve(up, mT(left)))


def lu_parts_adjoint(d, x, out, permute_l=False):
    """The adjoint of scipy.linalg.lu."""
    if not permute_l:
        return lu_adjoint(d[1:], *out)
    p, low, up = scipy_linalg("lu", x)
    d_low = d[0] if is_zero(d[0]) else mT(p) @ d[0]
    return lu_adjoint((d_low, d[1]), p, low, up)


def lu_factor_adjoint(d, out):
    """The adjoint of scipy.linalg.lu_factor, which keeps both factors in one matrix."""
    p, low, up = unpacked_lu(out)
    return lu_adjoint((np.tril(d[0], -1), np.triu(d[0])), p, low, up)


def unpacked_lu(factors):
    """(permutation, lower, upper) of the matrix that scipy.linalg.lu_factor packs."""
    packed, pivots = factors
    p = np.eye(len(packed), dtype=packed.dtype)
    for row, other in enumerate(pivots):
        p[:, [row, other]] = p[:, [other, row]]
    return p, np.tril(packed, -1) + np.eye(len(packed), dtype=packed.dtype), np.triu(packed)


def lu_solve_adjoint(d, factors, b, out, trans=0):
    """(gradient for the packed factors, for b) of scipy.linalg.lu_solve."""
    d_b = scipy_linalg("lu_solve", factors, d, 0 if trans else 1)
    rows, columns = as_columns(d_b), as_columns(out)
    d_a = -columns @ rows.T if trans else -rows @ columns.T
    p, low, up = unpacked_lu(factors)
    moved = p.T @ d_a
    return [np.tril(moved @ up.T, -1) + np.triu(low.T @ moved), None], unbroadcast(d_b, b)


def cho_factor_adjoint(d, out, lower=False):
    """The adjoint of scipy.linalg.cho_factor; the other triangle holds numbers of the matrix."""
    c, d_c = out[0], d[0]
    if lower:
        return cholesky_part(np.tril(d_c), np.tril(c)) + np.triu(d_c, 1)
    return cholesky_part(np.triu(d_c).T, np.triu(c).T).T + np.tril(d_c, -1)


def cholesky_part(d, factor):
    """The adjoint of the lower factor of a matrix of which one triangle is read."""
    inner = np.tril(factor.T @ d)
    inner = inner - np.diag(np.diag(inner)) / 2
    left = np.linalg.solve(factor.T, inner)
    return one_triangle(np.linalg.solve(factor.T, left.T).T)


# Matrices with a pattern


def toeplitz_pair_adjoint(d, c, r):
    """(gradient for c, for r) of `scipy.linalg.toeplitz(c, r)`; r[0] is not read."""
    d_c = np.array([np.trace(d, -k) for k in range(len(c))])
    d_r = np.array([np.trace(d, k) if k else 0 * d[0, 0] for k in range(len(r))])
    return unbroadcast(d_c, c), unbroadcast(d_r, r)


def circulant_adjoint(d, c):
    """The adjoint of scipy.linalg.circulant, whose column j is c moved down by j."""
    places = np.arange(np.shape(c)[-1])
    return np.sum(d[..., (places[:, None] + places) % len(places), places], axis=-1)


def hankel_adjoint(d, c, r=None):
    """(gradient for c, for r) of scipy.linalg.hankel; r[0] is not read."""
    rows, columns = np.shape(d)
    turned = d[::-1]
    sums = np.array([np.trace(turned, k) for k in range(1 - rows, columns)])
    d_c = sums[:rows]
    return unbroadcast(d_c, c), None if r is None else unbroadcast(
        np.append(0 * sums[:1], sums[rows:]), r
    )
