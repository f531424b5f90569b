"""Rules of more runtime helpers, of transforms and of decompositions, for second derivatives."""

import numpy as np

from s2s_grad.rules.registry import adjoint, linear
from s2s_grad.runtime import (
    det_adjoint,
    det_adjoint_again,
    einsum_adjoints,
    einsum_adjoints_again,
    fft_adjoint,
    gradient_adjoint,
    irfft_adjoint,
    irfftn_adjoint,
    irfftn_like,
    product_of_others,
    products_of_others_again,
    reciprocal_gaps,
    repeat_adjoint,
    resized,
    rfft_adjoint,
    rfftn_adjoint,
    unbroadcast,
    unsort,
    unsort_again_adjoint,
)

# The transpose of a transpose is the function itself.


@linear(repeat_adjoint)
def repeat_again(d, x, repeats, axis=None, *, d_out):
    return np.repeat(d_out, repeats, axis)


@linear(unsort)
def unsort_again(d, x, y, axis=-1, *, d_out):
    return unsort_again_adjoint(d_out, x, y, axis)


@linear(fft_adjoint)
def fft_again(d, x, axis=-1, *, d_out):
    return unbroadcast(resized(d_out, np.shape(d)[axis], axis), d)


@linear(rfft_adjoint)
def rfft_again(d, x, n=None, axis=-1, norm=None, *, d_out):
    return unbroadcast(np.fft.rfft(d_out, n, axis, norm), d)


@linear(irfft_adjoint)
def irfft_again(d, x, axis=-1, norm=None, *, d_out):
    return unbroadcast(np.fft.irfft(d_out, np.shape(d)[axis], axis, norm), d)


@linear(rfftn_adjoint)
def rfftn_again(d, x, axes=None, norm=None, *, d_out):
    return unbroadcast(np.fft.rfftn(d_out, None, axes, norm), d)


@linear(irfftn_adjoint)
def irfftn_again(d, x, axes=None, norm=None, *, d_out):
    return unbroadcast(irfftn_like(d_out, d, axes, norm), d)


@linear(gradient_adjoint)
def gradient_again(d, x, spacing, axis=None, *, d_out):
    return np.gradient(d_out, *spacing, axis=axis)


# Products that are linear in each factor


@adjoint(einsum_adjoints, wrt=("d", "operands"))
def einsum_again(d, subscripts, operands, *, d_out):
    both = einsum_adjoints_again(d, subscripts, operands, d_out)
    return both[0], both[1]


@adjoint(product_of_others, wrt=("x",))
def product_of_others_again(x, axis=None, *, d_out):
    return products_of_others_again(d_out, x, axis)


# Matrices


@adjoint(reciprocal_gaps)
def reciprocal_gaps_again(w, *, out, d_out):
    """Each gap is between two of the numbers."""
    slopes = d_out * out**2
    return np.sum(slopes, axis=-1) - np.sum(slopes, axis=-2)


@adjoint(det_adjoint)
def det_again(d, x, det, *, d_out):
    parts = det_adjoint_again(d, x, det, d_out)
    return parts[0], parts[1], parts[2]
