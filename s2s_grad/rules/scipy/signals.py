"""Rules of the convolutions and filters of scipy.signal."""

import numpy as np
import scipy.signal

from s2s_grad.rules.registry import adjoint, linear
from s2s_grad.runtime import (
    convolution_left,
    convolution_right,
    correlation_left,
    correlation_right,
    lfilter_a,
    lfilter_b,
    lfilter_x,
    sosfilt_adjoint,
    unbroadcast,
)


@adjoint(scipy.signal.convolve, wrt=("in1", "in2"))
def convolve(in1, in2, mode="full", method="auto", *, d_out):
    return convolution_left(d_out, in1, in2, mode), convolution_right(d_out, in1, in2, mode)


@adjoint(scipy.signal.fftconvolve, scipy.signal.oaconvolve, scipy.signal.convolve2d)
def fftconvolve(in1, in2, mode="full", *, d_out):
    return convolution_left(d_out, in1, in2, mode), convolution_right(d_out, in1, in2, mode)


@adjoint(scipy.signal.correlate, wrt=("in1", "in2"))
def correlate(in1, in2, mode="full", method="auto", *, d_out):
    return correlation_left(d_out, in1, in2, mode), correlation_right(d_out, in1, in2, mode)


@adjoint(scipy.signal.correlate2d)
def correlate2d(in1, in2, mode="full", *, d_out):
    """The middle of an even number of taps is one place later than elsewhere."""
    return (
        correlation_left(d_out, in1, in2, mode, 1),
        correlation_right(d_out, in1, in2, mode, 1),
    )


@adjoint(scipy.signal.lfilter, wrt=("b", "a", "x"))
def lfilter(b, a, x, axis=-1, *, out, d_out):
    return (
        lfilter_b(d_out, b, a, x, axis),
        lfilter_a(d_out, a, out, axis),
        lfilter_x(d_out, b, a, x, axis),
    )


@adjoint(scipy.signal.sosfilt, wrt=("x",))
def sosfilt(sos, x, axis=-1, *, d_out):
    return sosfilt_adjoint(d_out, sos, x, axis)


@linear(scipy.signal.detrend)
def detrend(data, axis=-1, type="linear", bp=0, *, d_out):
    """The projection onto what is orthogonal to the trend is its own transpose."""
    return unbroadcast(scipy.signal.detrend(d_out, axis, type, bp), data)


@adjoint(scipy.signal.hilbert, wrt=("x",))
def hilbert(x, N=None, axis=-1, *, d_out):
    """The imaginary part is the transform, which is its own inverse but for the sign."""
    turned = np.imag(scipy.signal.hilbert(np.imag(d_out), N, axis))
    return unbroadcast(np.real(d_out) + turned, x)
