"""Pooling: means and extremes over windows, and over grids of a given size."""

from typing import Any

import numpy as np

from s2s_grad.functional.windows import each, margins_of, padded, same_margins
from s2s_grad.runtime import window_max, window_sum


def ceiled(x, kernel, stride, margins):
    """The margins with as much more at the end as the last, partial window needs."""
    out = []
    for i in range(len(kernel)):
        before, after = margins[i]
        rest = (x.shape[2 + i] + before + after - kernel[i]) % stride[i]
        out = [*out, (before, after + (stride[i] - rest) % stride[i])]
    return out


def pooling_margins(x, kernel, stride, pad_mode, padding, ceil_mode=False):
    """The margins of an image that is pooled."""
    axes = len(kernel)
    if pad_mode == "same":
        return same_margins(x, kernel, stride, (1,) * axes)
    margins = margins_of(padding, axes)
    return ceiled(x, kernel, stride, margins) if ceil_mode else margins


def max_pool(x, kernel, stride, pad_mode, padding, ceil_mode=False):
    """The largest number of each window."""
    if pad_mode == "same" or padding != 0 or ceil_mode:
        margins = pooling_margins(x, kernel, stride, pad_mode, padding, ceil_mode)
        x = padded(x, margins, -np.inf)
    return window_max(x, kernel, stride)


def avg_pool(x, kernel, stride, pad_mode, padding, count_include_pad=True, ceil_mode=False):
    """The mean of each window; margins do not count unless they were asked for."""
    if pad_mode != "same" and padding == 0 and not ceil_mode:
        return window_sum(x, kernel, stride) / count_of(kernel)
    margins = pooling_margins(x, kernel, stride, pad_mode, padding, ceil_mode)
    total = window_sum(padded(x, margins), kernel, stride)
    if pad_mode != "same" and count_include_pad and not ceil_mode:
        return total / count_of(kernel)
    ones = padded(np.ones((1, 1, *x.shape[2:]), x.dtype), margins)
    return total / window_sum(ones, kernel, stride)


def count_of(kernel):
    """How many numbers there are in a window."""
    count = 1
    for size in kernel:
        count = count * size
    return count


def pool_sizes(kernel_size, stride, axes):
    """The window and the stride, which is the window unless it is given."""
    kernel = each(kernel_size, axes)
    return kernel, kernel if stride is None else each(stride, axes)


def max_pool1d(x, kernel_size, stride: Any = None, padding: Any = 0):
    kernel, stride = pool_sizes(kernel_size, stride, 1)
    return max_pool(x, kernel, stride, "valid", padding)


def max_pool2d(
    x,
    kernel_size,
    stride: Any = None,
    padding: Any = 0,
    dilation=1,
    return_indices=False,
    ceil_mode=False,
):
    """The largest number of each window."""
    kernel, stride = pool_sizes(kernel_size, stride, 2)
    return max_pool(x, kernel, stride, "valid", padding, ceil_mode)


def max_pool3d(x, kernel_size, stride: Any = None, padding: Any = 0):
    kernel, stride = pool_sizes(kernel_size, stride, 3)
    return max_pool(x, kernel, stride, "valid", padding)


def avg_pool1d(
    input_x,
    kernel_size=1,
    stride: Any = 1,
    padding: Any = 0,
    ceil_mode=False,
    count_include_pad=True,
):
    kernel, stride = pool_sizes(kernel_size, stride, 1)
    return avg_pool(input_x, kernel, stride, "valid", padding, count_include_pad, ceil_mode)


def avg_pool2d(
    x,
    kernel_size: Any = 1,
    stride: Any = 1,
    pad_mode="valid",
    padding: Any = 0,
    ceil_mode=False,
    count_include_pad=True,
):
    """The mean of each window; margins do not count unless they were asked for."""
    kernel, stride = pool_sizes(kernel_size, stride, 2)
    return avg_pool(x, kernel, stride, pad_mode, padding, count_include_pad, ceil_mode)


def avg_pool3d(
    input_x,
    kernel_size=1,
    stride: Any = None,
    padding: Any = 0,
    ceil_mode=False,
    count_include_pad=True,
):
    kernel, stride = pool_sizes(kernel_size, stride, 3)
    return avg_pool(input_x, kernel, stride, "valid", padding, count_include_pad, ceil_mode)


def stretches(size, count, dtype):
    """A matrix whose rows average `count` stretches of `size` numbers."""
    start = np.arange(count) * size // count
    stop = -(-(np.arange(count) + 1) * size // count)
    place = np.arange(size)
    inside = (place >= start[:, None]) & (place < stop[:, None])
    return (inside / (stop - start)[:, None]).astype(dtype)


def adaptive_avg_pool1d(input, output_size):
    return input @ stretches(np.shape(input)[-1], output_size, input.dtype).T


def adaptive_avg_pool2d(input, output_size):
    """Means over a grid of a given size; None keeps the size."""
    height, width = np.shape(input)[-2:]
    rows, columns = each(output_size, 2)
    rows = height if rows is None else rows
    columns = width if columns is None else columns
    down, across = stretches(height, rows, input.dtype), stretches(width, columns, input.dtype)
    return down @ input @ across.T


def adaptive_avg_pool3d(input, output_size):
    """Means over a grid of a given size; None keeps the size."""
    depth = np.shape(input)[-3]
    layers, rows, columns = each(output_size, 3)
    layers = depth if layers is None else layers
    flat = adaptive_avg_pool2d(input, (rows, columns))
    through = stretches(depth, layers, input.dtype)
    return np.moveaxis(np.moveaxis(flat, -3, -1) @ through.T, -1, -3)


def largest_along(input, axis, count):
    """The largest numbers of `count` stretches along an axis."""
    size = np.shape(input)[axis]
    parts = []
    for i in range(count):
        piece = np.arange(i * size // count, -(-(i + 1) * size // count))
        parts = [*parts, np.max(np.take(input, piece, axis=axis), axis=axis)]
    return np.stack(parts, axis=axis)


def adaptive_max_pool1d(input, output_size):
    return largest_along(input, -1, output_size)


def adaptive_max_pool2d(input, output_size):
    """The largest numbers over a grid of a given size; None keeps the size."""
    rows, columns = each(output_size, 2)
    if rows is not None:
        input = largest_along(input, -2, rows)
    return input if columns is None else largest_along(input, -1, columns)


def adaptive_max_pool3d(input, output_size):
    """The largest numbers over a grid of a given size; None keeps the size."""
    layers = each(output_size, 3)[0]
    flat = adaptive_max_pool2d(input, each(output_size, 3)[1:])
    return flat if layers is None else largest_along(flat, -3, layers)
