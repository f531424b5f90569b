"""Adjoints of the filters of images: correlations of an image, continued beyond its edges."""

from itertools import product
from typing import Any

import numpy as np

from s2s_grad.runtime.moves import pad_adjoint
from s2s_grad.runtime.places import positions
from s2s_grad.runtime.shapes import unbroadcast
from s2s_grad.runtime.transforms import scipy_call

PADDING = {
    "reflect": "symmetric", "grid-mirror": "symmetric", "mirror": "reflect", "nearest": "edge",
    "wrap": "wrap", "grid-wrap": "wrap", "constant": "constant", "grid-constant": "constant",
}  # fmt: skip


def margins(weights, origin, ndim):
    """How far each dimension is padded ahead and behind."""
    origins = [origin] * ndim if np.ndim(origin) == 0 else origin
    sizes = np.shape(weights)
    ahead = [size // 2 + o for size, o in zip(sizes, origins, strict=True)]
    return [(a, size - 1 - a) for a, size in zip(ahead, sizes, strict=True)]


def image_adjoint(d, x, weights, mode="reflect", origin: Any = 0):
    """The gradient of scipy.ndimage.correlate for the image."""
    width = margins(weights, origin, np.ndim(x))
    padded = np.zeros([n + sum(pair) for n, pair in zip(np.shape(x), width, strict=True)])
    for place in product(*map(range, np.shape(weights))):
        here = tuple(slice(p, p + n) for p, n in zip(place, np.shape(d), strict=True))
        padded[here] += d * np.asarray(weights)[place]
    return unbroadcast(pad_adjoint(padded, x, width, PADDING[mode]), x)


def kernel_adjoint(d, x, weights, mode: Any = "reflect", cval=0.0, origin: Any = 0):
    """The gradient of scipy.ndimage.correlate for the weights."""
    width = margins(weights, origin, np.ndim(x))
    fill: Any = {"constant_values": cval} if PADDING[mode] == "constant" else {}
    kind: Any = PADDING[mode]
    padded = np.pad(x, width, kind, **fill)
    result = np.zeros(np.shape(weights))
    for place in product(*map(range, np.shape(weights))):
        here = tuple(slice(p, p + n) for p, n in zip(place, np.shape(d), strict=True))
        result[place] = np.sum(d * padded[here])
    return unbroadcast(result, weights)


def turned_origin(weights, origin):
    """The origin of a correlation that is a convolution with these weights."""
    origins = [origin] * np.ndim(weights) if np.ndim(origin) == 0 else origin
    return [-o - (n % 2 == 0) for o, n in zip(origins, np.shape(weights), strict=True)]


def along(weights, axis, ndim):
    """Weights of one dimension, laid along an axis."""
    shape = [1] * ndim
    shape[axis] = -1
    return np.reshape(weights, shape)


def origin_along(origin, axis, ndim):
    """An origin along one axis."""
    origins = [0] * ndim
    origins[axis] = origin
    return origins


def line_adjoint(d, x, weights, axis=-1, mode="reflect", origin=0):
    """The gradient of scipy.ndimage.correlate1d for the image."""
    kernel, n = along(weights, axis, np.ndim(x)), np.ndim(x)
    return image_adjoint(d, x, kernel, mode, origin_along(origin, axis, n))


def line_weights(d, x, weights, axis=-1, mode="reflect", cval=0.0, origin=0):
    """The gradient of scipy.ndimage.correlate1d for the weights."""
    kernel, n = along(weights, axis, np.ndim(x)), np.ndim(x)
    result = kernel_adjoint(d, x, kernel, mode, cval, origin_along(origin, axis, n))
    return unbroadcast(np.reshape(result, -1), weights)


def each_of(value, count):
    """One value for each axis."""
    return [value] * count if np.ndim(value) == 0 else list(value)


def gaussian_adjoint(d, x, sigma, axes, order=0, mode="reflect", truncate=4.0):
    """The adjoint of scipy.ndimage.gaussian_filter along some axes, last first."""
    orders, modes = each_of(order, len(axes)), each_of(mode, len(axes))
    widths = each_of(sigma, len(axes))
    for axis, width, part, kind in reversed(list(zip(axes, widths, orders, modes, strict=True))):
        if width > 1e-15:
            radius = int(truncate * float(width) + 0.5)
            impulse = np.zeros(2 * radius + 1)
            impulse[radius] = 1
            options = {"mode": "constant", "truncate": truncate}
            weights = scipy_call(
                "ndimage", "gaussian_filter1d", impulse, width, -1, part, **options
            )
            d = line_adjoint(d, x, weights[::-1], axis, kind)
    return unbroadcast(d, x)


def uniform_adjoint(d, x, size, axes, mode="reflect", origin=0):
    """The adjoint of scipy.ndimage.uniform_filter along some axes, last first."""
    sizes, modes = each_of(size, len(axes)), each_of(mode, len(axes))
    origins = each_of(origin, len(axes))
    for axis, count, kind, place in reversed(list(zip(axes, sizes, modes, origins, strict=True))):
        d = line_adjoint(d, x, np.full(count, 1 / count), axis, kind, place)
    return unbroadcast(d, x)


def corners(x, coordinates, mode):
    """(places in the flat image, weights, slopes of the weights) of linear interpolation."""
    coordinates, shape = np.asarray(coordinates, float), np.shape(x)
    if mode not in ("constant", "nearest"):
        raise NotImplementedError(f"map_coordinates with mode={mode!r}")
    sides = np.reshape([n - 1 for n in shape], [-1] + [1] * (coordinates.ndim - 1))
    outside = (coordinates < 0) | (coordinates > sides)
    clipped = np.clip(coordinates, 0, sides)
    low = np.minimum(np.floor(clipped).astype(int), np.maximum(sides - 1, 0))
    part = clipped - low
    numbers = positions(x)
    for corner in product((0, 1), repeat=len(shape)):
        here = np.minimum([a + c for a, c in zip(low, corner, strict=True)], sides)
        weights = np.array([p if c else 1 - p for p, c in zip(part, corner, strict=True)])
        signs = [2 * c - 1 for c in corner]
        others = [np.prod(np.delete(weights, i, 0), 0) * s for i, s in enumerate(signs)]
        slopes = np.where(outside, 0, np.array(others))
        keep = 1 if mode == "nearest" else ~np.any(outside, 0)
        yield numbers[tuple(here)], np.prod(weights, 0) * keep, slopes * keep


def interpolated_image(d, x, coordinates, order=3, mode="constant"):
    """The gradient of scipy.ndimage.map_coordinates for the image, for linear interpolation."""
    refuse_splines(order)
    result = np.zeros(np.size(x))
    for places, weights, _ in corners(x, coordinates, mode):
        np.add.at(result, places, d * weights)
    return unbroadcast(np.reshape(result, np.shape(x)), x)


def interpolated_places(d, x, coordinates, order=3, mode="constant"):
    """The gradient of scipy.ndimage.map_coordinates for the places."""
    refuse_splines(order)
    flat = np.ravel(x)
    result = sum(flat[places] * slopes for places, _, slopes in corners(x, coordinates, mode))
    return unbroadcast(d * result, coordinates)


def refuse_splines(order):
    """An error for interpolation that is not linear."""
    if order != 1:
        raise NotImplementedError(f"map_coordinates with order={order}: only order=1")
