"""Convolutions and pooling: sums and extremes over windows that slide over an image."""

import numpy as np


def same_margin(size, kernel, stride, dilation):
    """The (before, after) margins with which the windows start at every `stride`-th place."""
    total = (-(-size // stride) - 1) * stride + (kernel - 1) * dilation + 1 - size
    total = total if total > 0 else 0
    return total // 2, total - total // 2


def margins_of(shape, kernel, stride, dilation, pad_mode, padding):
    """The margins above, below, left and right of an image."""
    if pad_mode == "same":
        top, bottom = same_margin(shape[2], kernel[0], stride[0], dilation[0])
        left, right = same_margin(shape[3], kernel[1], stride[1], dilation[1])
        return top, bottom, left, right
    return padding


def with_margins(x, margins, value=0):
    """The image with margins of a value."""
    top, bottom, left, right = margins
    return np.pad(x, ((0, 0), (0, 0), (top, bottom), (left, right)), constant_values=value)


def pair(value):
    """A size for height and width."""
    return tuple(value) if isinstance(value, (tuple, list)) else (value, value)


def four(padding):
    """The margins above, below, left and right."""
    if isinstance(padding, int):
        return (padding,) * 4
    if len(padding) == 2:
        return padding[0], padding[0], padding[1], padding[1]
    return tuple(padding)


def positions(size, kernel, stride, dilation):
    """How many windows fit."""
    return (size - dilation * (kernel - 1) - 1) // stride + 1


def slide(x, weight, stride, dilation):
    """The product of the weight with every window of a padded image."""
    kernel_h, kernel_w = weight.shape[2], weight.shape[3]
    rows = positions(x.shape[2], kernel_h, stride[0], dilation[0])
    columns = positions(x.shape[3], kernel_w, stride[1], dilation[1])
    channels_last = np.transpose(x, (0, 2, 3, 1))
    out = np.zeros((x.shape[0], rows, columns, weight.shape[0]), x.dtype)
    for i in range(kernel_h):
        for j in range(kernel_w):
            top, left = i * dilation[0], j * dilation[1]
            bottom = top + (rows - 1) * stride[0] + 1
            right = left + (columns - 1) * stride[1] + 1
            window = channels_last[:, top : bottom : stride[0], left : right : stride[1]]
            out = out + window @ weight[:, :, i, j].T
    return np.transpose(out, (0, 3, 1, 2))


def slide_grouped(x, weight, stride, dilation, group):
    """`slide`, for each group of channels by itself."""
    width, each = weight.shape[1], weight.shape[0] // group
    parts = []
    for g in range(group):
        channels = x[:, g * width : (g + 1) * width]
        parts.append(slide(channels, weight[g * each : (g + 1) * each], stride, dilation))
    return np.concatenate(parts, axis=1)


def conv2d(
    input, weight, bias=None, stride=1, pad_mode="valid", padding=0, dilation=1, groups=1
):
    """The convolution of images (n, channels, height, width)."""
    stride, dilation = pair(stride), pair(dilation)
    margins = margins_of(
        np.shape(input), weight.shape[2:], stride, dilation, pad_mode, four(padding)
    )
    out = slide_grouped(with_margins(input, margins), weight, stride, dilation, groups)
    if bias is None:
        return out
    return out + np.reshape(bias, (-1, 1, 1))


def conv1d(
    input, weight, bias=None, stride=1, pad_mode="valid", padding=0, dilation=1, groups=1
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
    kernel_h, kernel_w = weight.shape[2], weight.shape[3]
    rows, columns = x.shape[2], x.shape[3]
    height = (rows - 1) * stride[0] + dilation[0] * (kernel_h - 1) + 1
    width = (columns - 1) * stride[1] + dilation[1] * (kernel_w - 1) + 1
    channels_last = np.transpose(x, (0, 2, 3, 1))
    out = np.zeros((x.shape[0], height, width, weight.shape[1]), x.dtype)
    for i in range(kernel_h):
        for j in range(kernel_w):
            top, left = i * dilation[0], j * dilation[1]
            bottom = top + (rows - 1) * stride[0] + 1
            right = left + (columns - 1) * stride[1] + 1
            laid = channels_last @ weight[:, :, i, j]
            out[:, top : bottom : stride[0], left : right : stride[1]] += laid
    top, bottom, left, right = margins
    kept = out[:, top : height - bottom, left : width - right]
    return np.transpose(kept, (0, 3, 1, 2))


def window_list(x, kernel, stride):
    """For each place of the window, what all windows have there."""
    rows = positions(x.shape[2], kernel[0], stride[0], 1)
    columns = positions(x.shape[3], kernel[1], stride[1], 1)
    found = []
    for i in range(kernel[0]):
        for j in range(kernel[1]):
            bottom, right = i + (rows - 1) * stride[0] + 1, j + (columns - 1) * stride[1] + 1
            found.append(x[:, :, i : bottom : stride[0], j : right : stride[1]])
    return np.stack(found, -1)


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, pad_mode="valid"):
    """The largest number of each window; of equal ones the first has the derivative."""
    kernel = pair(kernel_size)
    stride = kernel if stride is None else pair(stride)
    margins = margins_of(np.shape(x), kernel, stride, (1, 1), pad_mode, four(padding))
    found = window_list(with_margins(x, margins, -np.inf), kernel, stride)
    largest = np.argmax(found, axis=-1, keepdims=True)
    return np.squeeze(np.take_along_axis(found, largest, -1), -1)


def avg_pool2d(
    x, kernel_size=1, stride=1, pad_mode="valid", padding=0, count_include_pad=True
):
    """The mean of each window; margins do not count unless they were asked for."""
    kernel, stride = pair(kernel_size), pair(stride)
    margins = margins_of(np.shape(x), kernel, stride, (1, 1), pad_mode, four(padding))
    total = np.sum(window_list(with_margins(x, margins), kernel, stride), axis=-1)
    if pad_mode == "same" or not count_include_pad:
        inside = with_margins(np.ones((1, 1, *np.shape(x)[2:]), x.dtype), margins)
        return total / np.sum(window_list(inside, kernel, stride), axis=-1)
    return total / (kernel[0] * kernel[1])


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
