"""Rules of the discrete Fourier transforms, loaded once somebody has used numpy.fft."""

import numpy as np

from s2s_grad.rules.registry import composite, constant, linear
from s2s_grad.runtime import (
    fft_adjoint,
    fftn_adjoint,
    irfft_adjoint,
    irfftn_adjoint,
    rfft_adjoint,
    rfftn_adjoint,
)


@linear(np.fft.fft)
def fft(a, n=None, axis=-1, norm=None, *, d_out):
    """The matrix of the transform is symmetric: it is its own transpose."""
    return fft_adjoint(np.fft.fft(d_out, axis=axis, norm=norm), a, axis)


@linear(np.fft.ifft)
def ifft(a, n=None, axis=-1, norm=None, *, d_out):
    return fft_adjoint(np.fft.ifft(d_out, axis=axis, norm=norm), a, axis)


@linear(np.fft.rfft)
def rfft(a, n=None, axis=-1, norm=None, *, d_out):
    return rfft_adjoint(d_out, a, n, axis, norm)


@linear(np.fft.irfft)
def irfft(a, n=None, axis=-1, norm=None, *, d_out):
    return irfft_adjoint(d_out, a, axis, norm)


@linear(np.fft.fft2)
def fft2(a, *, norm=None, d_out):
    return fftn_adjoint(np.fft.fft2(d_out, norm=norm), a)


@linear(np.fft.ifft2)
def ifft2(a, *, norm=None, d_out):
    return fftn_adjoint(np.fft.ifft2(d_out, norm=norm), a)


@linear(np.fft.fftn)
def fftn(a, *, axes=None, norm=None, d_out):
    return fftn_adjoint(np.fft.fftn(d_out, axes=axes, norm=norm), a)


@linear(np.fft.ifftn)
def ifftn(a, *, axes=None, norm=None, d_out):
    return fftn_adjoint(np.fft.ifftn(d_out, axes=axes, norm=norm), a)


@linear(np.fft.rfft2)
def rfft2(a, *, norm=None, d_out):
    return rfftn_adjoint(d_out, a, (-2, -1), norm)


@linear(np.fft.rfftn)
def rfftn(a, *, axes=None, norm=None, d_out):
    return rfftn_adjoint(d_out, a, axes, norm)


@linear(np.fft.irfft2)
def irfft2(a, s=None, *, norm=None, d_out):
    return irfftn_adjoint(d_out, a, (-2, -1), norm)


@linear(np.fft.irfftn)
def irfftn(a, *, norm=None, d_out):
    return irfftn_adjoint(d_out, a, None, norm)


@linear(np.fft.fftshift)
def fftshift(x, axes=None, *, d_out):
    return np.fft.ifftshift(d_out, axes)


@linear(np.fft.ifftshift)
def ifftshift(x, axes=None, *, d_out):
    return np.fft.fftshift(d_out, axes)


# Transforms over several axes with lengths of their own, one axis after the other


@composite(np.fft.fftn)
def fftn_of(a, s=None, axes=None, norm=None):
    for n, axis in reversed(lengths_and_axes(a, s, axes)):
        a = np.fft.fft(a, n, axis, norm)
    return a


@composite(np.fft.ifftn)
def ifftn_of(a, s=None, axes=None, norm=None):
    for n, axis in reversed(lengths_and_axes(a, s, axes)):
        a = np.fft.ifft(a, n, axis, norm)
    return a


@composite(np.fft.rfftn)
def rfftn_of(a, s=None, axes=None, norm=None):
    pairs = lengths_and_axes(a, s, axes)
    a = np.fft.rfft(a, pairs[-1][0], pairs[-1][1], norm)
    for n, axis in reversed(pairs[:-1]):
        a = np.fft.fft(a, n, axis, norm)
    return a


@composite(np.fft.irfftn)
def irfftn_of(a, s=None, axes=None, norm=None):
    pairs = lengths_and_axes(a, s, axes)
    for n, axis in pairs[:-1]:
        a = np.fft.ifft(a, n, axis, norm)
    return np.fft.irfft(a, pairs[-1][0], pairs[-1][1], norm)


@composite(np.fft.fft2)
def fft2_of(a, s=None, axes=(-2, -1), norm=None):
    return np.fft.fftn(a, s, axes, norm)


@composite(np.fft.ifft2)
def ifft2_of(a, s=None, axes=(-2, -1), norm=None):
    return np.fft.ifftn(a, s, axes, norm)


@composite(np.fft.rfft2)
def rfft2_of(a, s=None, axes=(-2, -1), norm=None):
    return np.fft.rfftn(a, s, axes, norm)


@composite(np.fft.irfft2)
def irfft2_of(a, s=None, axes=(-2, -1), norm=None):
    return np.fft.irfftn(a, s, axes, norm)


def lengths_and_axes(a, s, axes):
    """For each axis that is transformed, the length that it is cut or filled to, or None."""
    if axes is None and s is None:
        return [(None, axis) for axis, _ in enumerate(np.shape(a))]
    if axes is None:
        return [(n, i - len(s)) for i, n in enumerate(s)]
    return [(None if s is None else s[i], axis) for i, axis in enumerate(axes)]


# Transforms of Hermitian signals


@composite(np.fft.hfft)
def hfft(a, n=None, axis=-1, norm=None):
    """The inverse of half a spectrum is scaled the other way round."""
    opposite = norm if norm == "ortho" else "backward" if norm == "forward" else "forward"
    return np.fft.irfft(np.conj(a), n, axis, opposite)


@composite(np.fft.ihfft)
def ihfft(a, n=None, axis=-1, norm=None):
    opposite = norm if norm == "ortho" else "backward" if norm == "forward" else "forward"
    return np.conj(np.fft.rfft(a, n, axis, opposite))


constant(np.fft.fftfreq, np.fft.rfftfreq)
