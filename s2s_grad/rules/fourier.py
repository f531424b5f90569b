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
