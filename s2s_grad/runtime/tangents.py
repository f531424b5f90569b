"""Tangents of decompositions, and of functions that pick numbers by place or by order."""

from typing import Any

import numpy as np

from s2s_grad.runtime.linalg import reciprocal_gaps
from s2s_grad.runtime.more_linalg import scipy_linalg
from s2s_grad.runtime.shapes import cast, expand, mT
from s2s_grad.runtime.slopes import divide_or_zero, shares
from s2s_grad.runtime.structures import zeros_like


def from_triangle(x_dot, UPLO="L"):
    """The tangent of the symmetric matrix of which only one triangle is read."""
    lower = np.tril(x_dot) if UPLO == "L" else np.conj(mT(np.triu(x_dot)))
    diagonal = np.eye(lower.shape[-1], dtype=lower.real.dtype) * np.real(lower)
    strict = np.tril(lower, -1)
    return strict + np.conj(mT(strict)) + diagonal


def cholesky_tangent(x_dot, out):
    """The tangent of np.linalg.cholesky, which reads the lower triangle only."""
    left = np.linalg.solve(out, from_triangle(x_dot))
    inner = np.tril(np.conj(mT(np.linalg.solve(out, np.conj(mT(left))))))
    return out @ (inner - inner * np.eye(inner.shape[-1], dtype=inner.real.dtype) / 2)


def eigh_tangent(x_dot, out, UPLO="L"):
    """The tangents of np.linalg.eigh, which reads one triangle only."""
    w, v = out
    inner = np.conj(mT(v)) @ from_triangle(x_dot, UPLO) @ v
    w_dot = np.real(np.diagonal(inner, 0, -2, -1))
    return w_dot, v @ (reciprocal_gaps(w) * inner)


def eigvalsh_tangent(x_dot, x, UPLO: Any = "L"):
    """The tangent of np.linalg.eigvalsh, which reads one triangle only."""
    return eigh_tangent(x_dot, np.linalg.eigh(x, UPLO), UPLO)[0]


def eig_tangent(x_dot, out):
    """The tangents of np.linalg.eig, whose vectors have norm 1."""
    w, v = out
    inner = np.linalg.solve(v, x_dot @ v)
    w_dot = np.diagonal(inner, 0, -2, -1)
    v_dot = v @ (reciprocal_gaps(w) * inner)
    along = np.real(np.sum(np.conj(v) * v_dot, axis=-2))
    return cast(w_dot, w), cast(v_dot - v * along[..., None, :], v)


def eigvals_tangent(x_dot, x):
    """The tangent of np.linalg.eigvals."""
    return eig_tangent(x_dot, np.linalg.eig(x))[0]


def singular_values_tangent(x_dot, x):
    """The tangent of the singular values alone."""
    u, _, vh = np.linalg.svd(x, full_matrices=False)
    return np.real(np.diagonal(np.conj(mT(u)) @ x_dot @ np.conj(mT(vh)), 0, -2, -1))


def svd_tangent(x_dot, x, out, compute_uv=True):
    """The tangents of np.linalg.svd for a real matrix."""
    if not compute_uv:
        return singular_values_tangent(x_dot, x)
    u, s, vh = out
    k = s.shape[-1]
    if u.shape[-1] != k or vh.shape[-2] != k:
        raise NotImplementedError("the tangent of a full SVD: ask for full_matrices=False")
    inner = np.conj(mT(u)) @ x_dot @ np.conj(mT(vh))
    s_dot = np.real(np.diagonal(inner, 0, -2, -1))
    if np.iscomplexobj(x):
        return zeros_like(u), s_dot, zeros_like(vh)
    gaps = reciprocal_gaps(s) * divide_or_zero(1, s[..., None, :] + s[..., :, None])
    rows, columns = s[..., :, None] * inner, inner * s[..., None, :]
    u_dot = u @ (gaps * (columns + mT(columns)))
    v_dot = mT(vh) @ (gaps * (rows + mT(rows)))
    outside = x_dot @ mT(vh) - u @ inner
    u_dot = u_dot + divide_or_zero(outside, s[..., None, :])
    outside = mT(x_dot) @ u - mT(vh) @ mT(inner)
    v_dot = v_dot + divide_or_zero(outside, s[..., None, :])
    return u_dot, s_dot, mT(v_dot)


def qr_tangent(x_dot, x, out, mode="reduced"):
    """The tangents of np.linalg.qr for a real matrix that is not wider than high."""
    if mode == "r":
        return qr_tangent(x_dot, x, np.linalg.qr(x))[1]
    rows, columns = np.shape(x)[-2:]
    if rows < columns or (mode == "complete" and rows != columns):
        raise NotImplementedError("the tangent of a wide or a complete QR decomposition")
    q, r = out
    scaled = mT(np.linalg.solve(mT(r), mT(x_dot)))
    inner = mT(q) @ scaled
    below = np.tril(inner, -1)
    turn = below - mT(below)
    return scaled - q @ (inner - turn), (inner - turn) @ r


def pinv_tangent(x_dot, x, out):
    """The tangent of np.linalg.pinv where the rank does not change."""
    if np.iscomplexobj(x):
        raise NotImplementedError("the tangent of the pseudo-inverse of a complex matrix")
    left = np.eye(np.shape(x)[-2], dtype=out.dtype) - x @ out
    right = np.eye(np.shape(x)[-1], dtype=out.dtype) - out @ x
    moved = out @ mT(out) @ mT(x_dot) @ left + right @ mT(x_dot) @ mT(out) @ out
    return moved - out @ x_dot @ out


def lstsq_tangent(a, b, a_dot, b_dot):
    """The tangent of the solution of np.linalg.lstsq; of the other results it is zero."""
    inverse = np.linalg.pinv(a)
    solution = pinv_tangent(a_dot, a, inverse) @ b + inverse @ b_dot
    return solution, 0.0, 0.0, 0.0


def cond_tangent(x_dot, x, out):
    """The tangent of the largest singular value divided by the smallest."""
    s = np.linalg.svd(x, compute_uv=False)
    s_dot = singular_values_tangent(x_dot, x)
    return (s_dot[..., 0] - out * s_dot[..., -1]) / s[..., -1]


def matrix_power_tangent(x_dot, x, n):
    """The tangent of `np.linalg.matrix_power(x, n)`."""
    if n < 0:
        inverse = np.linalg.inv(x)
        return matrix_power_tangent(-inverse @ x_dot @ inverse, inverse, -n)
    powers = [np.linalg.matrix_power(x, k) for k in range(n)]
    total = zeros_like(x)
    for k in range(n):
        total = total + powers[k] @ x_dot @ powers[n - 1 - k]
    return total


def tensorsolve_tangent(a, b, out, a_dot, b_dot):
    """How the solution of np.linalg.tensorsolve moves with both."""
    return np.linalg.tensorsolve(a, b_dot - np.tensordot(a_dot, out, np.ndim(out)))


def tensorinv_tangent(x_dot, x, ind, out):
    """The tangent of np.linalg.tensorinv."""
    n = int(np.prod(np.shape(x)[:ind]))
    inverse, moved = np.reshape(out, (n, n)), np.reshape(x_dot, (n, n))
    return (-inverse @ moved @ inverse).reshape(np.shape(out))


def total_over(weighted, axis=None, keepdims=False):
    """The sum over the axes of a norm; of a whole array for None."""
    axis = axis if axis is None or isinstance(axis, tuple) else tuple(np.atleast_1d(axis).tolist())
    return np.sum(weighted, axis=axis, keepdims=keepdims)


def picked(x_dot, places):
    """The numbers of a tangent at flat places."""
    return np.ravel(x_dot)[places]


def sort_tangent(x_dot, x, out, axis=-1):
    """The tangent of a sorted or partitioned array: each number keeps its own."""
    if axis is None:
        return sort_tangent(np.ravel(x_dot), np.ravel(x), out, 0)
    ranked = np.take_along_axis(x_dot, np.argsort(x, axis, kind="stable"), axis)
    result = np.zeros_like(ranked)
    np.put_along_axis(result, np.argsort(out, axis, kind="stable"), ranked, axis)
    return result


def cumprod_tangent(x_dot, x, axis=None):
    """The tangent of a cumulative product, walking along `axis`; zeros do no harm."""
    if axis is None:
        return cumprod_tangent(np.ravel(x_dot), np.ravel(x), 0)
    x_dot, x = np.moveaxis(x_dot, axis, 0), np.moveaxis(x, axis, 0)
    result = np.zeros_like(x_dot)
    product, moved = np.ones_like(x[:1]).prod(0), np.zeros_like(x_dot[:1]).sum(0)
    for i in range(len(x)):
        moved = moved * x[i] + product * x_dot[i]
        product = product * x[i]
        result[i] = moved
    return np.moveaxis(result, 0, axis)


def cov_tangent(x_dot, x):
    """The tangent of the covariances of the rows of `x`."""
    rows, moved = np.atleast_2d(x), np.atleast_2d(x_dot)
    centred = rows - np.mean(rows, axis=1, keepdims=True)
    half = moved @ centred.T / (rows.shape[1] - 1)
    return np.squeeze(half + half.T) if np.ndim(x) == 1 else half + half.T


def corrcoef_tangent(x_dot, x, out):
    """The tangent of the correlations of the rows of `x`."""
    if np.ndim(x) == 1:
        return zeros_like(out)
    deviation = np.std(x, axis=1, ddof=1)
    moved = cov_tangent(x_dot, x)
    share = np.diag(moved) / (2 * deviation**2)
    scaled = moved / np.multiply.outer(deviation, deviation)
    return scaled - out * (share[:, None] + share)


def average_weights_tangent(x, axis, weights, out, weights_dot, keepdims=False):
    """The tangent of a weighted average along that of its weights."""
    held = expand(out, np.shape(x), axis, keepdims)
    if np.shape(weights) != np.shape(x):
        axes = tuple(np.atleast_1d(axis).tolist())
        shape = [n if i in [a % np.ndim(x) for a in axes] else 1 for i, n in enumerate(np.shape(x))]
        order = np.argsort([a % np.ndim(x) for a in axes])
        weights, weights_dot = (
            np.transpose(part, order).reshape(shape) for part in (weights, weights_dot)
        )
    total = np.sum(np.broadcast_to(weights, np.shape(x)), axis=axis, keepdims=keepdims)
    return np.sum((x - held) * weights_dot, axis=axis, keepdims=keepdims) / total


def extremum_tangent(args, args_dot, out):
    """The tangent of Python's max or min; a tie is shared evenly."""
    items, moved = (args[0], args_dot[0]) if len(args) == 1 else (args, args_dot)
    return np.sum(np.multiply(shares(np.asarray(items), out), moved))


def multi_dot_tangent(arrays, arrays_dot):
    """The tangent of a chain of matrix products."""
    total = 0.0
    for place, moved in enumerate(arrays_dot):
        chain = [*arrays[:place], moved, *arrays[place + 1 :]]
        total = total + np.linalg.multi_dot(chain)
    return total


def interp_tangent(x, xp, fp, x_dot, xp_dot, fp_dot):
    """The tangent of np.interp."""
    xp, fp = np.asarray(xp), np.asarray(fp)
    piece = np.clip(np.searchsorted(xp, x, side="right") - 1, 0, len(xp) - 2)
    width = xp[piece + 1] - xp[piece]
    part = np.clip((x - xp[piece]) / width, 0, 1)
    inside = np.greater_equal(x, xp[0]) & np.less_equal(x, xp[-1])
    slope = (fp[piece + 1] - fp[piece]) / width
    xp_dot, fp_dot = np.asarray(xp_dot), np.asarray(fp_dot)
    stretched = (1 - part) * xp_dot[piece] + part * xp_dot[piece + 1]
    heights = (1 - part) * fp_dot[piece] + part * fp_dot[piece + 1]
    return heights + np.where(inside, slope * (x_dot - stretched), 0)


def arange_tangent(start_dot, stop, step_dot, out):
    """The tangent of np.arange; a lone argument is the end, and moves nothing."""
    moved = np.arange(len(out)) * step_dot
    return moved if stop is None else start_dot + moved


def triangular_tangent(a, out, trans, lower, unit_diagonal, a_dot, b_dot):
    """How the solution of a triangular system moves; only one triangle is read."""
    edge = int(unit_diagonal)
    moved = np.tril(a_dot, -edge) if lower else np.triu(a_dot, edge)
    moved = moved if trans in (0, "N") else moved.T
    right = b_dot - moved @ out
    return scipy_linalg("solve_triangular", a, right, trans, lower, unit_diagonal)


def factor_tangent(x_dot, out, lower=False):
    """The tangent of scipy.linalg.cholesky."""
    return cholesky_tangent(x_dot, out) if lower else cholesky_tangent(x_dot.T, out.T).T


def cho_solve_tangent(factor, out, factor_dot, b_dot):
    """How the solution of `scipy.linalg.cho_solve((c, lower), b)` moves."""
    c, lower = factor
    keep = np.tril if lower else np.triu
    half = keep(factor_dot[0]) @ keep(c).T if lower else keep(c).T @ keep(factor_dot[0])
    return scipy_linalg("cho_solve", factor, b_dot - (half + half.T) @ out)


def matrix_function_tangent(x_dot, x, name, *options):
    """The tangent of a function of a matrix: the corner of that of a larger matrix."""
    n = np.shape(x)[-1]
    whole = np.block([[x, x_dot], [np.zeros_like(x), x]])
    return cast(scipy_linalg(name, whole, *options)[..., :n, n:], x_dot)


def block_diag_tangent(arrays_dot):
    """The tangent of scipy.linalg.block_diag."""
    return scipy_linalg("block_diag", *arrays_dot)


def moved_along(adjoint, out, *tangents):
    """The tangent of `out`, from the function that gives the gradients of its arguments.

    It goes number by number, for rules that say nothing of forward mode.
    """

    def total(d):
        found = adjoint(d)
        found = found if len(tangents) > 1 else (found,)
        return sum(_product(g, dot) for g, dot in zip(found, tangents, strict=True))

    if not isinstance(out, (list, tuple)):
        return _entries(out, total)
    parts = []
    for place, part in enumerate(out):
        before, after = [None] * place, [None] * (len(out) - place - 1)
        if np.asarray(part).dtype.kind not in "fc":
            parts.append(zeros_like(part))
            continue
        parts.append(_entries(part, lambda d, b=before, a=after: total((*b, d, *a))))
    return tuple(parts)


def _entries(out, total):
    """The tangent of an array from its products with unit arrays."""
    whole = np.zeros(np.shape(out), np.result_type(out))
    for place in np.ndindex(whole.shape):
        d = np.zeros_like(whole)
        d[place] = 1
        whole[place] = total(d if d.ndim else d[()])
        if np.iscomplexobj(whole):
            whole[place] -= 1j * total(1j * d if d.ndim else 1j * d[()])
    return whole if whole.ndim else whole[()]


def _product(d, x) -> Any:
    """The real part of the sum of all products of corresponding numbers."""
    if d is None or x is None:
        return 0.0
    if isinstance(x, (list, tuple)):
        return sum(_product(left, right) for left, right in zip(d, x, strict=True))
    return np.real(np.sum(d * np.asarray(x)))


def unit_at(x, place):
    """A tangent of `x` that moves the number at one flat place only."""
    found = np.zeros(np.shape(x), getattr(x, "dtype", float))
    found.flat[place] = 1
    return found if np.shape(x) else found[()]


def side_by_side(columns, x):
    """The Jacobian from its columns, one for each number of `x`."""
    whole = np.stack(columns, -1)
    return np.reshape(whole, whole.shape[:-1] + np.shape(x))


def side_by_side_adjoint(d, columns):
    """The adjoint of `side_by_side`: the columns."""
    shape = np.shape(columns[0])
    parts = np.reshape(d, (*shape, -1))
    return [parts[..., place] for place in range(len(columns))]
