"""Functions of matrices, in the forms that are seldom asked for."""

import numpy as np

from s2s_grad.rules.registry import composite
from s2s_grad.runtime import mT


@composite(np.linalg.cond)
def cond(x, p=None):
    """The norm of a matrix times that of its inverse, or a ratio of singular values."""
    if p is None or p in (2, -2):
        s = np.linalg.svd(x, compute_uv=False)
        return s[..., -1] / s[..., 0] if p == -2 else s[..., 0] / s[..., -1]
    inverse = np.linalg.inv(x)
    return np.linalg.norm(x, p, axis=(-2, -1)) * np.linalg.norm(inverse, p, axis=(-2, -1))


@composite(np.linalg.pinv)
def pinv(a, rcond=None, hermitian=False, *, rtol=None):
    """The bound below which singular values count as 0 decides the rank, which does not move."""
    if rcond is None and rtol is None:
        return np.linalg.pinv(whole(a) if hermitian else a)
    inverse = truncated(whole(a) if hermitian else a, rcond if rtol is None else rtol)
    return inverse


def truncated(a, rcond):
    """The pseudo-inverse, without the singular values below `rcond` times the largest."""
    u, s, vh = np.linalg.svd(a, full_matrices=False)
    kept = s > np.expand_dims(rcond, -1) * s[..., :1]
    scaled = np.where(kept, 1, 0) / np.where(kept, s, 1)
    return np.conj(mT(vh)) @ (scaled[..., None] * np.conj(mT(u)))


def whole(a):
    """A Hermitian matrix by its lower triangle, which is all that is read."""
    below = np.tril(a, -1)
    return below + np.conj(mT(below)) + np.real(a) * np.eye(np.shape(a)[-1])


@composite(np.linalg.svd)
def svd(a, full_matrices=True, compute_uv=True, hermitian=False):
    """Singular values of a Hermitian matrix are the sizes of its eigenvalues."""
    values, vectors = np.linalg.eigh(a)
    order = np.flip(np.argsort(np.abs(values), axis=-1), axis=-1)
    s = np.take_along_axis(np.abs(values), order, axis=-1)
    if not compute_uv:
        return s
    signs = np.take_along_axis(np.sign(values), order, axis=-1)
    u = np.take_along_axis(vectors, order[..., None, :], axis=-1)
    return u, s, np.conj(mT(u * signs[..., None, :]))


@composite(np.linalg.cholesky)
def cholesky(a, /, *, upper=False):
    """The upper factor of the upper triangle."""
    return np.conj(mT(np.linalg.cholesky(np.conj(mT(a)))))


@composite(np.linalg.tensorsolve)
def tensorsolve(a, b, axes=()):
    """The axes that `axes` names come last."""
    rest = [i for i, _ in enumerate(np.shape(a)) if i not in axes]
    return np.linalg.tensorsolve(np.transpose(a, (*rest, *axes)), b)
