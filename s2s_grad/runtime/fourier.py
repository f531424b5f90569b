"""Adjoints of discrete Fourier transforms."""

import numpy as np

from s2s_grad.runtime.shapes import unbroadcast


def resized(d, length, axis):
    """`d` cut or filled with zeros to `length` along `axis`: what a transform does to its input."""
    have = np.shape(d)[axis]
    if have >= length:
        return np.moveaxis(np.moveaxis(d, axis, 0)[:length], 0, axis)
    edge = np.zeros_like(np.take(d, [0] * (length - have), axis))
    return np.concatenate([d, edge], axis)


def fft_adjoint(d, x, axis=-1):
    """`d` in the length and dtype of `x`, after the transform back."""
    return unbroadcast(resized(d, np.shape(x)[axis], axis), x)


def fftn_adjoint(d, x):
    """`d` in the dtype of `x`, after the transform back."""
    return unbroadcast(d, x)


def rfft_adjoint(d, x, n=None, axis=-1, norm=None):
    """The adjoint of np.fft.rfft: the half that was not computed adds nothing."""
    whole = np.fft.fft(resized(d, n or np.shape(x)[axis], axis), axis=axis, norm=norm)
    return fft_adjoint(whole, x, axis)


def irfft_adjoint(d, x, axis=-1, norm=None):
    """The adjoint of np.fft.irfft: what both halves of the spectrum get, in one half."""
    n = np.shape(d)[axis]
    whole = np.fft.ifft(d, axis=axis, norm=norm)
    half = np.moveaxis(whole, axis, 0)[: n // 2 + 1]
    # number k stands for itself and for its mirror image, but for the first and a middle one
    weights = np.array([1.0 if k == 0 or 2 * k == n else 2.0 for k in range(len(half))])
    half = half * weights.reshape([-1] + [1] * (np.ndim(d) - 1))
    for k in (0, n // 2) if n % 2 == 0 else (0,):
        half[k] = np.real(half[k])
    return unbroadcast(resized(np.moveaxis(half, 0, axis), np.shape(x)[axis], axis), x)


def rfftn_adjoint(d, x, axes=None, norm=None):
    """The adjoint of np.fft.rfftn."""
    *others, last = range(np.ndim(x)) if axes is None else axes
    if others:
        d = np.fft.fftn(d, axes=others, norm=norm)
    return rfft_adjoint(d, x, None, last, norm)


def irfftn_adjoint(d, x, axes=None, norm=None):
    """The adjoint of np.fft.irfftn."""
    axes = tuple(range(np.ndim(x))) if axes is None else tuple(axes)
    middle = np.zeros(
        [n if i == axes[-1] % np.ndim(x) else np.shape(d)[i] for i, n in enumerate(np.shape(x))],
        dtype=complex,
    )
    d = irfft_adjoint(d, middle, axes[-1], norm)
    if len(axes) > 1:
        d = np.fft.ifftn(d, axes=axes[:-1], norm=norm)
    for axis in axes[:-1]:
        d = resized(d, np.shape(x)[axis], axis)
    return unbroadcast(d, x)


def irfftn_like(x, d, axes=None, norm=None):
    """The inverse transform of `x` with as many numbers as `d` has along the axes."""
    axes = tuple(range(np.ndim(d))) if axes is None else tuple(axes)
    return np.fft.irfftn(x, [np.shape(d)[axis] for axis in axes], axes, norm)
