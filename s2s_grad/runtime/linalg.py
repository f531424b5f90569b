"""Adjoints of matrix inverses, solves and decompositions."""

import numpy as np

from s2s_grad.runtime.reductions import product_of_others
from s2s_grad.runtime.shapes import mT, unbroadcast
from s2s_grad.runtime.slopes import divide_or_zero
from s2s_grad.runtime.structures import is_zero, zero_array, zeros_like


def det_adjoint(d, x, out):
    """The adjoint of np.linalg.det: `d` times the cofactors, which a singular matrix has too."""
    x = np.asarray(x)
    with np.errstate(all="ignore"):
        safe = np.abs(out) > 1e-6 * np.prod(np.linalg.norm(x, axis=-1), axis=-1)
    if np.all(safe):
        return np.asarray(d * out)[..., None, None] * mT(np.linalg.inv(x))
    u, s, vh = np.linalg.svd(x)
    sign = np.linalg.det(u) * np.linalg.det(vh)
    others = np.asarray(product_of_others(s, -1))
    return np.asarray(d * sign)[..., None, None] * np.conj((u * others[..., None, :]) @ vh)


def slogdet_adjoint(d, x):
    """The adjoint of np.linalg.slogdet for a real matrix; the sign does not move."""
    if is_zero(d[1]):
        return zero_array(x)
    return np.asarray(d[1])[..., None, None] * mT(np.linalg.inv(x))


def solve_right(d, a, b):
    """The gradient of `np.linalg.solve(a, b)` for `b`."""
    if np.ndim(d) < np.ndim(a):  # one vector for each matrix
        return unbroadcast(np.linalg.solve(mT(a), d[..., None])[..., 0], b)
    return unbroadcast(np.linalg.solve(mT(a), d), b)


def solve_left(d, a, b, out):
    """The gradient of `np.linalg.solve(a, b)` for `a`."""
    if np.ndim(d) < np.ndim(a):
        d, out = d[..., None], out[..., None]
    return unbroadcast(-np.linalg.solve(mT(a), d) @ mT(out), a)


def solve_tangent(a, b, out, a_dot, b_dot):
    """How the solution of `a @ out = b` moves with both."""
    if np.ndim(out) < np.ndim(a):
        moved = b_dot[..., None] - a_dot @ out[..., None]
        return np.linalg.solve(a, moved)[..., 0]
    return np.linalg.solve(a, b_dot - a_dot @ out)


def cholesky_adjoint(d, out):
    """The adjoint of np.linalg.cholesky, which reads the lower triangle only."""
    inner = np.tril(np.conj(mT(out)) @ d)
    inner = inner - inner * np.eye(inner.shape[-1], dtype=inner.real.dtype) / 2
    left = np.linalg.solve(np.conj(mT(out)), inner)
    return one_triangle(np.conj(mT(np.linalg.solve(np.conj(mT(out)), np.conj(mT(left))))))


def one_triangle(d, UPLO="L"):
    """`d` for a symmetric matrix, as it falls to the one triangle that is read."""
    d = d if UPLO == "L" else np.conj(mT(d))
    strict = np.tril(d + np.conj(mT(d)), -1)
    result = strict + np.eye(d.shape[-1], dtype=d.real.dtype) * np.real(d)
    return result if UPLO == "L" else np.conj(mT(result))


def reciprocal_gaps(w):
    """1 / (w_j - w_i), and 0 on the diagonal and where two are equal."""
    return divide_or_zero(1, w[..., None, :] - w[..., :, None])


def eigh_adjoint(d, out, UPLO="L"):
    """The adjoint of np.linalg.eigh, which reads one triangle only; a part of `d` may be None."""
    w, v = out
    inner = np.zeros_like(v)
    if not is_zero(d[0]):
        inner = inner + np.eye(w.shape[-1], dtype=w.dtype) * np.asarray(d[0])[..., None, :]
    if not is_zero(d[1]):
        inner = inner + reciprocal_gaps(w) * (mT(v) @ d[1])
    return one_triangle(np.conj(v) @ inner @ mT(v), UPLO)


def eigvalsh_adjoint(d, x, UPLO="L"):
    """The adjoint of np.linalg.eigvalsh, which reads one triangle only."""
    assert UPLO in ("L", "U")
    return eigh_adjoint((d, None), np.linalg.eigh(x, UPLO), UPLO)


def eig_adjoint(d, out):
    """The adjoint of np.linalg.eig, whose vectors have norm 1 and a real largest number."""
    w, v = out
    inner = np.zeros(v.shape, dtype=v.dtype)
    if not is_zero(d[0]):
        inner = inner + np.eye(w.shape[-1]) * np.asarray(d[0])[..., None, :]
    if not is_zero(d[1]):
        d_v = np.asarray(d[1])
        along = np.sum(d_v * v, axis=-2)
        d_v = d_v - np.conj(v) * np.real(along)[..., None, :]
        if np.iscomplexobj(v):
            largest = np.equal(np.arange(v.shape[-1]), np.argmax(np.abs(v), axis=-2)[..., None])
            turn = 1j * np.imag(along)[..., None, :] / np.where(mT(largest), v, 1)
            d_v = d_v - np.where(mT(largest), turn, 0)
        inner = inner + reciprocal_gaps(w) * (mT(v) @ d_v)
    return np.linalg.solve(mT(v), inner @ mT(v))


def eigvals_adjoint(d, x):
    """The adjoint of np.linalg.eigvals."""
    return eig_adjoint((d, None), np.linalg.eig(x))


def singular_values_adjoint(d, x):
    """The adjoint of the singular values alone."""
    u, _, vh = np.linalg.svd(x, full_matrices=False)
    return np.conj((u * d[..., None, :]) @ vh)


def svd_adjoint(d, x, out, compute_uv=True):
    """The adjoint of np.linalg.svd for a real matrix; None or 0 stands for an unused part."""
    if not compute_uv:
        return singular_values_adjoint(d, x)
    u, s, vh = out
    k = s.shape[-1]
    extra = [not is_zero(d[0]) and d[0][..., :, k:], not is_zero(d[2]) and d[2][..., k:, :]]
    if any(np.any(part) for part in extra):
        raise NotImplementedError("the gradient of a full SVD: ask for full_matrices=False")
    d = [
        d[0] if is_zero(d[0]) else d[0][..., :, :k],
        d[1],
        d[2] if is_zero(d[2]) else d[2][..., :k, :],
    ]
    u, vh = u[..., :, :k], vh[..., :k, :]
    if np.iscomplexobj(x) and not (is_zero(d[0]) and is_zero(d[2])):
        raise NotImplementedError("the gradient of the singular vectors of a complex matrix")
    gaps = reciprocal_gaps(s) * divide_or_zero(1, s[..., None, :] + s[..., :, None])
    result = np.zeros_like(u @ vh)
    if not is_zero(d[1]):
        result = result + np.conj((u * np.asarray(d[1])[..., None, :]) @ vh)
    if not is_zero(d[0]):
        inner = gaps * (mT(u) @ d[0])
        result = result + u @ (inner + mT(inner)) @ (s[..., :, None] * vh)
        outside = d[0] - u @ (mT(u) @ d[0])
        result = result + divide_or_zero(outside, s[..., None, :]) @ vh
    if not is_zero(d[2]):
        inner = gaps * (vh @ mT(d[2]))
        result = result + (u * s[..., None, :]) @ (inner + mT(inner)) @ vh
        outside = d[2] - (d[2] @ mT(vh)) @ vh
        result = result + u @ divide_or_zero(outside, s[..., :, None])
    return result


def cond_adjoint(d, x, out):
    """The adjoint of the largest singular value divided by the smallest."""
    s = np.linalg.svd(x, compute_uv=False)
    d_s = np.zeros_like(s)
    d_s[..., 0] = d / s[..., -1]
    d_s[..., -1] = -d * out / s[..., -1]
    return singular_values_adjoint(d_s, x)


def qr_adjoint(d, x, out, mode="reduced"):
    """The adjoint of np.linalg.qr for a real matrix that is not wider than high."""
    if mode == "r":
        return qr_adjoint((None, d), x, np.linalg.qr(x), "reduced")
    rows, columns = np.shape(x)[-2:]
    if rows < columns or (mode == "complete" and rows != columns):
        raise NotImplementedError("the gradient of a wide or a complete QR decomposition")
    q, r = out
    d_q = np.zeros_like(q) if is_zero(d[0]) else d[0]
    d_r = np.zeros_like(r) if is_zero(d[1]) else d[1]
    inner = np.tril(r @ mT(d_r) - mT(d_q) @ q, -1)
    inner = inner + mT(inner) + np.eye(columns, dtype=r.dtype) * (r @ mT(d_r) - mT(d_q) @ q)
    return mT(np.linalg.solve(r, mT(d_q + q @ inner)))


def pinv_adjoint(d, x, out):
    """The adjoint of np.linalg.pinv where the rank does not change."""
    if np.iscomplexobj(x):
        raise NotImplementedError("the gradient of the pseudo-inverse of a complex matrix")
    left = np.eye(np.shape(x)[-2], dtype=out.dtype) - x @ out
    right = np.eye(np.shape(x)[-1], dtype=out.dtype) - out @ x
    result = left @ mT(d) @ out @ mT(out) + mT(out) @ out @ mT(d) @ right
    return result - mT(out) @ d @ mT(out)


def lstsq_right(d, a, b, out):
    """The gradient of the solution of np.linalg.lstsq for `b`."""
    _refuse_residuals(d)
    if is_zero(d[0]):
        return zeros_like(b)
    return unbroadcast(mT(np.linalg.pinv(a)) @ d[0], b)


def lstsq_left(d, a, b, out):
    """The gradient of the solution of np.linalg.lstsq for `a`."""
    _refuse_residuals(d)
    if is_zero(d[0]):
        return zeros_like(a)
    inverse = np.linalg.pinv(a)
    d_solution, b = (np.reshape(part, (len(part), -1)) for part in (d[0], np.asarray(b)))
    return pinv_adjoint(d_solution @ mT(b), a, inverse)


def _refuse_residuals(d):
    """An error when a gradient comes for anything of np.linalg.lstsq but the solution."""
    if any(not is_zero(part) and np.any(part) for part in d[1:]):
        raise NotImplementedError("only the solution of np.linalg.lstsq has a gradient")


def tensorinv_adjoint(d, x, ind, out):
    """The adjoint of np.linalg.tensorinv."""
    n = int(np.prod(np.shape(x)[:ind]))
    inverse, d = np.reshape(out, (n, n)), np.reshape(d, (n, n))
    return (-inverse.T @ d @ inverse.T).reshape(np.shape(x))


def tensorsolve_right(d, a, b):
    """The gradient of np.linalg.tensorsolve for `b`."""
    matrix = np.reshape(a, (np.size(b), np.size(b)))
    return np.linalg.solve(matrix.T, np.ravel(d)).reshape(np.shape(b))


def tensorsolve_left(d, a, b, out):
    """The gradient of np.linalg.tensorsolve for `a`."""
    d_b = tensorsolve_right(d, a, b)
    return -np.multiply.outer(d_b, out).reshape(np.shape(a))
