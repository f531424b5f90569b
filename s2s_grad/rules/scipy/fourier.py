"""Rules of scipy.fft."""

import numpy as np
import scipy.fft

from s2s_grad.rules.registry import constant, linear
from s2s_grad.runtime import (
    cosine_adjoint,
    cosines_adjoint,
    fft_adjoint,
    fftn_adjoint,
    irfft_adjoint,
    irfftn_adjoint,
    rfft_adjoint,
    rfftn_adjoint,
)


@linear(scipy.fft.fft)
def fft(x, n=None, axis=-1, norm=None, *, d_out):
    """The matrix of the transform is symmetric: it is its own transpose."""
    return fft_adjoint(np.fft.fft(d_out, axis=axis, norm=norm), x, axis)


@linear(scipy.fft.ifft)
def ifft(x, n=None, axis=-1, norm=None, *, d_out):
    return fft_adjoint(np.fft.ifft(d_out, axis=axis, norm=norm), x, axis)


@linear(scipy.fft.rfft)
def rfft(x, n=None, axis=-1, norm=None, *, d_out):
    return rfft_adjoint(d_out, x, n, axis, norm)


@linear(scipy.fft.irfft)
def irfft(x, n=None, axis=-1, norm=None, *, d_out):
    return irfft_adjoint(d_out, x, axis, norm)


@linear(scipy.fft.fft2)
def fft2(x, *, norm=None, d_out):
    return fftn_adjoint(np.fft.fft2(d_out, norm=norm), x)


@linear(scipy.fft.ifft2)
def ifft2(x, *, norm=None, d_out):
    return fftn_adjoint(np.fft.ifft2(d_out, norm=norm), x)


@linear(scipy.fft.fftn)
def fftn(x, *, axes=None, norm=None, d_out):
    return fftn_adjoint(np.fft.fftn(d_out, axes=axes, norm=norm), x)


@linear(scipy.fft.ifftn)
def ifftn(x, *, axes=None, norm=None, d_out):
    return fftn_adjoint(np.fft.ifftn(d_out, axes=axes, norm=norm), x)


@linear(scipy.fft.rfft2)
def rfft2(x, *, norm=None, d_out):
    return rfftn_adjoint(d_out, x, (-2, -1), norm)


@linear(scipy.fft.rfftn)
def rfftn(x, *, axes=None, norm=None, d_out):
    return rfftn_adjoint(d_out, x, axes, norm)


@linear(scipy.fft.irfft2)
def irfft2(x, s=None, *, norm=None, d_out):
    return irfftn_adjoint(d_out, x, (-2, -1), norm)


@linear(scipy.fft.irfftn)
def irfftn(x, *, norm=None, d_out):
    return irfftn_adjoint(d_out, x, None, norm)


@linear(scipy.fft.fftshift)
def fftshift(x, axes=None, *, d_out):
    return np.fft.ifftshift(d_out, axes)


@linear(scipy.fft.ifftshift)
def ifftshift(x, axes=None, *, d_out):
    return np.fft.fftshift(d_out, axes)


@linear(scipy.fft.dct)
def dct(x, type=2, n=None, axis=-1, norm=None, *, d_out):
    return cosine_adjoint(d_out, x, "dct", type, n, axis, norm)


@linear(scipy.fft.idct)
def idct(x, type=2, n=None, axis=-1, norm=None, *, d_out):
    return cosine_adjoint(d_out, x, "idct", type, n, axis, norm)


@linear(scipy.fft.dst)
def dst(x, type=2, n=None, axis=-1, norm=None, *, d_out):
    return cosine_adjoint(d_out, x, "dst", type, n, axis, norm)


@linear(scipy.fft.idst)
def idst(x, type=2, n=None, axis=-1, norm=None, *, d_out):
    return cosine_adjoint(d_out, x, "idst", type, n, axis, norm)


@linear(scipy.fft.dctn)
def dctn(x, type=2, *, axes=None, norm=None, d_out):
    return cosines_adjoint(d_out, x, "dct", type, axes, norm)


@linear(scipy.fft.idctn)
def idctn(x, type=2, *, axes=None, norm=None, d_out):
    return cosines_adjoint(d_out, x, "idct", type, axes, norm)


@linear(scipy.fft.dstn)
def dstn(x, type=2, *, axes=None, norm=None, d_out):
    return cosines_adjoint(d_out, x, "dst", type, axes, norm)


@linear(scipy.fft.idstn)
def idstn(x, type=2, *, axes=None, norm=None, d_out):
    return cosines_adjoint(d_out, x, "idst", type, axes, norm)


constant(scipy.fft.fftfreq, scipy.fft.rfftfreq, scipy.fft.next_fast_len)
