"""Convolutions and pooling: products, sums and extremes over windows that slide over an image.

An image is (n, channels, *sizes) with any number of sizes; `kernel`, `stride` and `dilation`
have one entry for each of them. A window is walked slice by slice: there are as many slices as
places in the kernel, and each is a strided view of the whole image.
"""

import itertools
import math

import numpy as np


def conv(x, weight, stride, dilation, groups=1):
    """The product of `weight` (out, channels / groups, *kernel) with every window of `x`."""
    counts = window_counts(x.shape[2:], weight.shape[2:], stride, dilation)
    found = columns(x, weight.shape[2:], stride, dilation, counts, groups)
    out = rows(weight, groups) @ found
    return out.reshape(x.shape[0], weight.shape[0], *counts)


def conv_left(d, shape, weight, stride, dilation, groups=1):
    """The adjoint of `conv` for an image of this shape: every number of `d` lays `weight` down."""
    parts = rows(weight, groups).swapaxes(-1, -2) @ by_group(d, groups)
    kernel = weight.shape[2:]
    parts = parts.reshape(d.shape[0], shape[1], *kernel, *d.shape[2:])
    out = np.zeros(shape, parts.dtype)
    for offset in itertools.product(*map(range, kernel)):
        part = parts[(slice(None), slice(None), *offset)]
        out[place(offset, d.shape[2:], stride, dilation)] += part
    return out


def conv_right(d, x, weight, stride, dilation, groups=1):
    """The adjoint of `conv` for its weight; of `weight` only the shape is read."""
    found = columns(x, weight.shape[2:], stride, dilation, d.shape[2:], groups)
    wide = by_group(d, groups)
    if groups > 1:
        return np.sum(wide @ found.swapaxes(-1, -2), axis=0).reshape(weight.shape)
    return np.tensordot(wide, found, ((0, 2), (0, 2))).reshape(weight.shape)


def rows(weight, groups):
    """The weight as a matrix with a row for each output channel, for each group."""
    if groups == 1:
        return weight.reshape(weight.shape[0], -1)
    return weight.reshape(groups, weight.shape[0] // groups, -1)


def by_group(d, groups):
    """(n, channels, places), or (n, group, channels, places) of an image."""
    if groups == 1:
        return d.reshape(d.shape[0], d.shape[1], -1)
    return d.reshape(d.shape[0], groups, d.shape[1] // groups, -1)


def columns(x, kernel, stride, dilation, counts, groups):
    """Every window of an image as a column: (n, channels * kernel, places), by group."""
    if math.prod(kernel) == math.prod(stride) == 1:
        return by_group(x, groups)
    out = np.empty((*x.shape[:2], *kernel, *counts), x.dtype)
    for offset in itertools.product(*map(range, kernel)):
        out[(slice(None), slice(None), *offset)] = x[place(offset, counts, stride, dilation)]
    return out.reshape(x.shape[0], *((groups,) if groups > 1 else ()), -1, math.prod(counts))


def window_counts(sizes, kernel, stride, dilation):
    """How many windows there are along each axis."""
    return tuple(
        (size - gap * (width - 1) - 1) // step + 1
        for size, width, step, gap in zip(sizes, kernel, stride, dilation, strict=True)
    )


def place(offset, counts, stride, dilation):
    """The index of the numbers that stand at one place of all windows."""
    return (
        slice(None),
        slice(None),
        *[
            slice(at * gap, at * gap + step * (count - 1) + 1, step)
            for at, count, step, gap in zip(offset, counts, stride, dilation, strict=True)
        ],
    )


def places(x, kernel, stride):
    """The index of every place of the windows of an image."""
    ones = (1,) * len(kernel)
    counts = window_counts(np.shape(x)[2:], kernel, stride, ones)
    return [place(at, counts, stride, ones) for at in itertools.product(*map(range, kernel))]


def window_max(x, kernel, stride):
    """The largest number of each window."""
    first, *others = places(x, kernel, stride)
    out = x[first].copy()
    for index in others:
        np.maximum(out, x[index], out=out)
    return out


def window_max_left(d, x, best, kernel, stride):
    """The adjoint of `window_max`: of equal numbers the first has the derivative."""
    d_x, found = np.zeros(np.shape(x), d.dtype), None
    for index in places(x, kernel, stride):
        hit = x[index] == best
        if found is None:
            found = hit
        else:
            hit &= ~found
            found = found | hit
        d_x[index] += d * hit
    return d_x


def window_pick(y, x, best, kernel, stride):
    """The number of `y` that stands where the largest number of each window of `x` stands."""
    picked, found = np.zeros(np.shape(best), y.dtype), np.zeros(np.shape(best), bool)
    for index in places(x, kernel, stride):
        hit = (x[index] == best) & ~found
        found |= hit
        picked += y[index] * hit
    return picked


def window_sum(x, kernel, stride):
    """The sum of each window."""
    first, *others = places(x, kernel, stride)
    out = x[first].copy()
    for index in others:
        out += x[index]
    return out


def window_spread(d, x, kernel, stride):
    """The adjoint of `window_sum`; of `x` only the shape is read."""
    d_x = np.zeros(np.shape(x), d.dtype)
    for index in places(x, kernel, stride):
        d_x[index] += d
    return d_x
