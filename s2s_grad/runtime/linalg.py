"""Adjoints of matrix inverses, solves and decompositions."""

import numpy as np

from s2s_grad.runtime.reductions import product_of_others
from s2s_grad.runtime.shapes import mT, precision, unbroadcast
from s2s_grad.runtime.slopes import divide_or_zero
from s2s_grad.runtime.structures import is_zero, zero_array, zeros_like


def det_adjoint(d, x, det):
    """The adjoint of np.linalg.det: `d` times the cofactors, which a singular matrix has too."""
    x = np.asarray(x)
    with np.errstate(all="ignore"):
        safe = np.abs(det) > 1e-6 * np.prod(np.linalg.norm(x, axis=-1), axis=-1)
    if np.all(safe):
        return np.asarray(d * det)[..., None, None] * mT(np.linalg.inv(x))
    u, s, vh = np.linalg.svd(x)
    sign = np.linalg.det(u) * np.linalg.det(vh)
    others = np.asarray(product_of_others(s, -1))
    return np.asarray(d * sign)[..., None, None] * np.conj((u * others[..., None, :]) @ vh)


def det_adjoint_again(d, x, det, d_out):
    """(gradient for d, x, det) of `det_adjoint`, `d` times `det` times the inverse, turned."""
    inverse = np.linalg.inv(x)
    along = np.sum(d_out * mT(inverse), axis=(-2, -1))
    turned = mT(inverse @ d_out @ inverse)
    d_x = -np.asarray(d * det)[..., None, None] * turned
    return unbroadcast(det * along, d), d_x, unbroadcast(d * along, det)


def slogdet_adjoint(d, x):
    """The adjoint of np.linalg.slogdet; the sign of a real determinant does not move."""
    d_log = 0.0 if is_zero(d[1]) else np.asarray(d[1])
    if np.iscomplexobj(x) and not is_zero(d[0]):
        d_log = d_log + 1j * np.imag(d[0] * np.linalg.slogdet(x)[0])
    if is_zero(d_log):
        return zero_array(x)
    return np.asarray(d_log)[..., None, None] * mT(np.linalg.inv(x))


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
    inner = np.tril(mT(out) @ d)
    inner = inner - inner * np.eye(inner.shape[-1], dtype=inner.real.dtype) / 2
    left = np.linalg.solve(mT(out), inner)
    return one_triangle(mT(np.linalg.solve(np.conj(mT(out)), mT(left))))


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
        across = mT(v) @ d[1]
        refuse_phases(across, v)
        inner = inner + reciprocal_gaps(w) * across
    return one_triangle(np.conj(v) @ inner @ mT(v), UPLO)


def refuse_phases(across, v):
    """An error when a result depends on the phases of vectors, which are free."""
    turn = np.abs(np.imag(np.diagonal(across, axis1=-2, axis2=-1)))
    bound = precision(v) ** 0.5 * (1 + np.max(np.abs(across), initial=0))
    if np.iscomplexobj(v) and np.any(turn > bound):
        raise ValueError(
            "the result depends on the phases of complex vectors, which are free: "
            "use what no phase changes, such as np.abs(v) or v @ np.conj(v.T)"
        )


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
    """The adjoint of np.linalg.svd; None or 0 stands for an unused part.

    Written for the conjugates of the gradients, as in Wan and Zhang, arXiv:1909.02659.
    """
    if not compute_uv:
        return singular_values_adjoint(d, x)
    u, s, vh = out
    k = s.shape[-1]
    extra = [not is_zero(d[0]) and d[0][..., :, k:], not is_zero(d[2]) and d[2][..., k:, :]]
    if any(np.any(part) for part in extra):
        raise NotImplementedError("the gradient of a full SVD: ask for full_matrices=False")
    u, v = u[..., :, :k], np.conj(mT(vh[..., :k, :]))
    gaps = reciprocal_gaps(s) * divide_or_zero(1, s[..., None, :] + s[..., :, None])
    inner = np.zeros_like(np.conj(mT(v)) @ v)
    result = np.zeros_like(u @ np.conj(mT(v)))
    if not is_zero(d[1]):
        inner = inner + np.eye(k, dtype=s.dtype) * np.asarray(d[1])[..., None, :]
    across_u = across_v = inner * 0
    if not is_zero(d[0]):
        d_u = np.conj(d[0][..., :, :k])
        across_u = np.conj(mT(u)) @ d_u
        part = gaps * across_u
        inner = inner + (part + np.conj(mT(part))) * s[..., None, :]
        result = result + divide_or_zero(d_u - u @ across_u, s[..., None, :]) @ np.conj(mT(v))
    if not is_zero(d[2]):
        d_v = mT(d[2][..., :k, :])
        across_v = np.conj(mT(v)) @ d_v
        part = gaps * across_v
        inner = inner + s[..., :, None] * (part + np.conj(mT(part)))
        outside = np.conj(mT(d_v - v @ across_v))
        result = result + u @ divide_or_zero(outside, s[..., :, None])
    if np.iscomplexobj(u):
        refuse_phases(across_u + across_v, u)
        turn = np.imag(np.diagonal(across_v, axis1=-2, axis2=-1))
        turn = divide_or_zero(-1j * turn, s)
        inner = inner + np.eye(k, dtype=s.dtype) * turn[..., None, :]
    return np.conj(result + u @ inner @ np.conj(mT(v)))


def cond_adjoint(d, x, out):
    """The adjoint of the largest singular value divided by the smallest."""
    s = np.linalg.svd(x, compute_uv=False)
    d_s = np.zeros_like(s)
    d_s[..., 0] = d / s[..., -1]
    d_s[..., -1] = -d * out / s[..., -1]
    return singular_values_adjoint(d_s, x)


def qr_adjoint(d, x, out, mode="reduced"):
    """The adjoint of np.linalg.qr; None or 0 stands for an unused part.

    Of a wide matrix the square part is decomposed, and the rest is `q` times a part of `r`.
    """
    if mode == "r":
        return qr_adjoint((None, d), x, np.linalg.qr(x))
    rows, columns = np.shape(x)[-2:]
    k = min(rows, columns)
    q, r = out[0][..., :, :k], out[1][..., :k, :]
    if not is_zero(d[0]) and np.any(d[0][..., :, k:]):
        raise NotImplementedError("the gradient of the columns that complete a QR decomposition")
    d_q = np.zeros_like(q) if is_zero(d[0]) else np.conj(d[0][..., :, :k])
    d_r = np.zeros_like(r) if is_zero(d[1]) else np.conj(d[1][..., :k, :])
    if rows >= columns:
        return np.conj(_tall_qr_adjoint(d_q, d_r, q, r))
    right = x[..., :, rows:]
    d_q = d_q + right @ np.conj(mT(d_r[..., :, rows:]))
    d_left = _tall_qr_adjoint(d_q, d_r[..., :, :rows], q, r[..., :, :rows])
    return np.conj(np.concatenate([d_left, q @ d_r[..., :, rows:]], -1).reshape(np.shape(x)))


def _tall_qr_adjoint(d_q, d_r, q, r):
    """The conjugate of the gradient of a QR decomposition, from those of its parts."""
    inner = r @ np.conj(mT(d_r)) - np.conj(mT(d_q)) @ q
    below = np.tril(inner, -1)
    inner = below + np.conj(mT(below)) + np.eye(r.shape[-1], dtype=r.real.dtype) * np.real(inner)
    return np.conj(mT(np.linalg.solve(r, np.conj(mT(d_q + q @ inner)))))


def pinv_adjoint(d, x, out):
    """The adjoint of np.linalg.pinv where the rank does not change."""
    dagger = np.conj(mT(out))
    left = mT(d) - x @ (out @ mT(d))
    right = mT(d) - (mT(d) @ out) @ x
    result = left @ out @ dagger + dagger @ out @ right
    return np.conj(result - dagger @ np.conj(d) @ dagger)


def lstsq_right(d, a, b, out):
    """The gradient of np.linalg.lstsq for `b`; a part of `d` may be None."""
    result = zeros_like(b)
    if not is_zero(d[0]):
        result = result + mT(np.linalg.pinv(a)) @ d[0]
    if not is_zero(d[1]) and np.size(out[1]):
        result = result + 2 * np.reshape(d[1], np.shape(b)[1:]) * np.conj(b - a @ out[0])
    return unbroadcast(result, b)


def lstsq_left(d, a, b, out):
    """The gradient of np.linalg.lstsq for `a`; a part of `d` may be None.

    The solution leaves the residuals smallest, so that they do not move with it.
    """
    result = np.zeros_like(a)
    if not is_zero(d[0]):
        d_solution, columns = (np.reshape(part, (len(part), -1)) for part in (d[0], np.asarray(b)))
        result = result + pinv_adjoint(d_solution @ mT(columns), a, np.linalg.pinv(a))
    if not is_zero(d[1]) and np.size(out[1]):
        d_rest = 2 * np.reshape(d[1], np.shape(b)[1:]) * np.conj(b - a @ out[0])
        d_rest, solution = (np.reshape(part, (len(part), -1)) for part in (d_rest, out[0]))
        result = result - d_rest @ mT(solution)
    if not is_zero(d[3]):
        result = result + singular_values_adjoint(np.asarray(d[3]), a)
    return unbroadcast(result, a)


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
