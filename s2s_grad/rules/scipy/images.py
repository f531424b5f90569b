"""Rules of the linear filters of scipy.ndimage."""

import numpy as np
import scipy.ndimage

from s2s_grad.rules.registry import adjoint, composite, linear
from s2s_grad.runtime import (
    gaussian_adjoint,
    image_adjoint,
    interpolated_image,
    interpolated_places,
    kernel_adjoint,
    line_adjoint,
    line_weights,
    turned_origin,
    uniform_adjoint,
)


@adjoint(scipy.ndimage.correlate, wrt=("input", "weights"))
def correlate(input, weights, *, mode="reflect", cval=0.0, origin=0, d_out):
    return (
        image_adjoint(d_out, input, weights, mode, origin),
        kernel_adjoint(d_out, input, weights, mode, cval, origin),
    )


@adjoint(scipy.ndimage.convolve, wrt=("input", "weights"))
def convolve(input, weights, *, mode="reflect", cval=0.0, origin=0, d_out):
    """The correlation with the weights turned around."""
    turned = np.flip(weights)
    start = turned_origin(weights, origin)
    return (
        image_adjoint(d_out, input, turned, mode, start),
        np.flip(kernel_adjoint(d_out, input, turned, mode, cval, start)),
    )


@adjoint(scipy.ndimage.correlate1d, wrt=("input", "weights"))
def correlate1d(input, weights, axis=-1, *, mode="reflect", cval=0.0, origin=0, d_out):
    return (
        line_adjoint(d_out, input, weights, axis, mode, origin),
        line_weights(d_out, input, weights, axis, mode, cval, origin),
    )


@adjoint(scipy.ndimage.convolve1d, wrt=("input", "weights"))
def convolve1d(input, weights, axis=-1, *, mode="reflect", cval=0.0, origin=0, d_out):
    """The correlation with the weights turned around."""
    turned = np.flip(weights)
    start = turned_origin(weights, origin)[0]
    return (
        line_adjoint(d_out, input, turned, axis, mode, start),
        np.flip(line_weights(d_out, input, turned, axis, mode, cval, start)),
    )


@linear(scipy.ndimage.gaussian_filter1d)
def gaussian_filter1d(
    input, sigma, axis=-1, order=0, *, mode="reflect", cval=0.0, truncate=4.0, d_out
):
    return gaussian_adjoint(d_out, input, sigma, [axis], order, mode, truncate)


@linear(scipy.ndimage.gaussian_filter)
def gaussian_filter(input, sigma, order=0, *, mode="reflect", cval=0.0, truncate=4.0, d_out):
    axes = np.arange(np.ndim(input))
    return gaussian_adjoint(d_out, input, sigma, axes, order, mode, truncate)


@linear(scipy.ndimage.uniform_filter1d)
def uniform_filter1d(input, size, axis=-1, *, mode="reflect", cval=0.0, origin=0, d_out):
    return uniform_adjoint(d_out, input, size, [axis], mode, origin)


@linear(scipy.ndimage.uniform_filter)
def uniform_filter(input, size=3, *, mode="reflect", cval=0.0, origin=0, d_out):
    return uniform_adjoint(d_out, input, size, np.arange(np.ndim(input)), mode, origin)


@adjoint(scipy.ndimage.map_coordinates)
def map_coordinates(input, coordinates, *, order=3, mode="constant", cval=0.0, d_out):
    """Linear interpolation: between two points of the grid the slope is constant."""
    return (
        interpolated_image(d_out, input, coordinates, order, mode),
        interpolated_places(d_out, input, coordinates, order, mode),
    )


@composite(scipy.ndimage.sobel)
def sobel(input, axis=-1, *, mode="reflect", cval=0.0):
    """Differences along one axis, smoothed along the others."""
    result = scipy.ndimage.correlate1d(input, [-1.0, 0.0, 1.0], axis, mode=mode, cval=cval)
    for other in range(np.ndim(input)):
        if other != axis % np.ndim(input):
            result = scipy.ndimage.correlate1d(result, [1.0, 2.0, 1.0], other, mode=mode, cval=cval)
    return result


@composite(scipy.ndimage.prewitt)
def prewitt(input, axis=-1, *, mode="reflect", cval=0.0):
    """Differences along one axis, averaged along the others."""
    result = scipy.ndimage.correlate1d(input, [-1.0, 0.0, 1.0], axis, mode=mode, cval=cval)
    for other in range(np.ndim(input)):
        if other != axis % np.ndim(input):
            result = scipy.ndimage.correlate1d(result, [1.0, 1.0, 1.0], other, mode=mode, cval=cval)
    return result


@composite(scipy.ndimage.laplace)
def laplace(input, *, mode="reflect", cval=0.0):
    """The sum of the second differences."""
    total = 0.0
    for axis in range(np.ndim(input)):
        part = scipy.ndimage.correlate1d(input, [1.0, -2.0, 1.0], axis, mode=mode, cval=cval)
        total = total + part
    return total
