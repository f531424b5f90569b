"""Convolutions and pooling: sums and extremes over windows that slide over an image."""

from typing import Any

import numpy as np


def same_margin(size, kernel, stride, dilation):
    """The (before, after) margins with which the windows start at every `stride`-th place."""
    total = (-(-size // stride) - 1) * stride + (kernel - 1) * dilation + 1 - size
    total = total if total > 0 else 0
    return total // 2, total - total // 2


def same_margins(x, kernel, stride, dilation):
    """The margins above, below, left and right that keep an image's size, but for the stride."""
    top, bottom = same_margin(x.shape[2], kernel[0], stride[0], dilation[0])
    left, right = same_margin(x.shape[3], kernel[1], stride[1], dilation[1])
    return top, bottom, left, right


def margins_of(x, kernel, stride, dilation, pad_mode, padding):
    """The margins above, below, left and right of an image."""
    if pad_mode == "same":
        return same_margins(x, kernel, stride, dilation)
    return padding


def with_margins(x, margins, value: float = 0):
    """The image with margins of a value."""
    top, bottom, left, right = margins
    return np.pad(x, ((0, 0), (0, 0), (top, bottom), (left, right)), constant_values=value)


def pair(value) -> Any:
    """A size for height and width."""
    return tuple(value) if isinstance(value, (tuple, list)) else (value, value)


def four(padding) -> Any:
    """The margins above, below, left and right."""
    if isinstance(padding, int):
        return (padding,) * 4
    if len(padding) == 2:
        return padding[0], padding[0], padding[1], padding[1]
    return tuple(padding)


def slide(x, weight, stride, dilation):
    """The product of the weight with every window of a padded image."""
    view = windows_of(x, weight.shape[2:], stride, dilation)
    return np.moveaxis(np.tensordot(view, weight, ((1, 4, 5), (1, 2, 3))), -1, 1)


def windows_of(x, kernel, stride, dilation=(1, 1)):
    """A view of every window: (n, channels, row, column, row in it, column in it)."""
    span = (dilation[0] * (kernel[0] - 1) + 1, dilation[1] * (kernel[1] - 1) + 1)
    view = np.lib.stride_tricks.sliding_window_view(x, span, (2, 3))
    return view[:, :, :: stride[0], :: stride[1], :: dilation[0], :: dilation[1]]


def slide_grouped(x, weight, stride, dilation, group):
    """`slide`, for each group of channels by itself."""
    view = windows_of(x, weight.shape[2:], stride, dilation)
    n, channels, rows, columns, height, width = view.shape
    view = np.reshape(view, (n, group, channels // group, rows, columns, height, width))
    each = weight.shape[0] // group
    weight = np.reshape(weight, (group, each, channels // group, height, width))
    out = np.einsum("ngcyxij,gocij->ngoyx", view, weight)
    return np.reshape(out, (n, group * each, rows, columns))


def conv2d(
    input,
    weight,
    bias=None,
    stride: Any = 1,
    pad_mode="valid",
    padding: Any = 0,
    dilation: Any = 1,
    groups=1,
):
    """The convolution of images (n, channels, height, width)."""
    stride, dilation = pair(stride), pair(dilation)
    margins = margins_of(input, weight.shape[2:], stride, dilation, pad_mode, four(padding))
    out = slide_grouped(with_margins(input, margins), weight, stride, dilation, groups)
    if bias is None:
        return out
    return out + np.reshape(bias, (-1, 1, 1))


def conv1d(
    input,
    weight,
    bias=None,
    stride: Any = 1,
    pad_mode="valid",
    padding: Any = 0,
    dilation: Any = 1,
    groups=1,
):
    """The convolution of rows (n, channels, length)."""
    margins = (0, 0, padding, padding) if isinstance(padding, int) else (0, 0, *padding)
    out = conv2d(
        np.expand_dims(input, 2),
        np.expand_dims(weight, 2),
        bias,
        (1, stride),
        pad_mode,
        margins,
        (1, dilation),
        groups,
    )
    return np.squeeze(out, 2)


def conv2d_transpose(x, weight, stride, margins, dilation):
    """The adjoint of a convolution: every number of `x` lays the weight down."""
    n, channels, rows, columns = x.shape
    gaps = ((0, 0), (0, 0), (0, 0), (0, stride[0] - 1), (0, 0), (0, stride[1] - 1))
    spread = np.pad(np.reshape(x, (n, channels, rows, 1, columns, 1)), gaps)
    spread = np.reshape(spread, (n, channels, rows * stride[0], columns * stride[1]))
    spread = spread[:, :, : (rows - 1) * stride[0] + 1, : (columns - 1) * stride[1] + 1]
    high, wide = dilation[0] * (weight.shape[2] - 1), dilation[1] * (weight.shape[3] - 1)
    top, bottom, left, right = margins
    spread = with_margins(spread, (high - top, high - bottom, wide - left, wide - right))
    return slide(spread, np.swapaxes(np.flip(weight, (2, 3)), 0, 1), (1, 1), dilation)


def largest(view):
    """The largest number of each window; of equal ones the first has the derivative."""
    n, channels, rows, columns, height, width = view.shape
    flat = np.reshape(view, (n, channels, rows, columns, height * width))
    places = np.argmax(flat, axis=-1, keepdims=True)
    return np.squeeze(np.take_along_axis(flat, places, -1), -1)


def max_pool2d(x, kernel_size, stride=None, padding: Any = 0, dilation=1, pad_mode="valid"):
    """The largest number of each window."""
    kernel = pair(kernel_size)
    stride = kernel if stride is None else pair(stride)
    margins = margins_of(x, kernel, stride, (1, 1), pad_mode, four(padding))
    return largest(windows_of(with_margins(x, margins, -np.inf), kernel, stride))


def avg_pool2d(
    x,
    kernel_size: Any = 1,
    stride: Any = 1,
    pad_mode="valid",
    padding: Any = 0,
    count_include_pad=True,
):
    """The mean of each window; margins do not count unless they were asked for."""
    kernel, stride = pair(kernel_size), pair(stride)
    margins = margins_of(x, kernel, stride, (1, 1), pad_mode, four(padding))
    means = np.mean(windows_of(with_margins(x, margins), kernel, stride), axis=(4, 5))
    if pad_mode == "same" or not count_include_pad:
        return means / inside(x, margins, kernel, stride)
    return means


def inside(x, margins, kernel, stride):
    """Which share of each window lies in the image."""
    ones = with_margins(np.ones((1, 1, x.shape[2], x.shape[3]), x.dtype), margins)
    return np.mean(windows_of(ones, kernel, stride), axis=(4, 5))


def max_pool1d(x, kernel_size, stride=None, padding=0):
    """`max_pool2d` of rows."""
    step = kernel_size if stride is None else stride
    out = max_pool2d(np.expand_dims(x, 2), (1, kernel_size), (1, step), (0, padding))
    return np.squeeze(out, 2)


def avg_pool1d(x, kernel_size=1, stride=1, padding=0):
    """`avg_pool2d` of rows."""
    out = avg_pool2d(np.expand_dims(x, 2), (1, kernel_size), (1, stride), "valid", (0, padding))
    return np.squeeze(out, 2)


def shares(size, count, dtype):
    """A matrix whose rows average `count` stretches of `size` numbers."""
    start = np.arange(count) * size // count
    stop = -(-(np.arange(count) + 1) * size // count)
    place = np.arange(size)
    inside = (place >= start[:, None]) & (place < stop[:, None])
    return (inside / (stop - start)[:, None]).astype(dtype)


def adaptive_avg_pool2d(input, output_size):
    """Means over a grid of a given size; None keeps the size."""
    height, width = np.shape(input)[-2:]
    rows, columns = pair(output_size)
    rows = height if rows is None else rows
    columns = width if columns is None else columns
    down, across = shares(height, rows, input.dtype), shares(width, columns, input.dtype)
    return down @ input @ across.T


def adaptive_avg_pool1d(input, output_size):
    return input @ shares(np.shape(input)[-1], output_size, input.dtype).T


def adaptive_max_pool2d(input, output_size):
    """The largest numbers over a grid whose cells are equally large."""
    n, c, height, width = np.shape(input)
    rows, columns = pair(output_size)
    cells = np.reshape(input, (n, c, rows, height // rows, columns, width // columns))
    return np.max(cells, axis=(3, 5))


def overlap(kernel, stride, dilation):
    """What is cut off both ends of a transposed convolution so that sizes grow by `stride`."""
    total = dilation * (kernel - 1) + 1 - stride
    total = total if total > 0 else 0
    return total // 2, total - total // 2
