"""Convolutions of images with any number of axes, and the margins around them."""

from typing import Any

import numpy as np

from s2s_grad.runtime import conv, conv_left


def each(value, axes) -> Any:
    """A size for every one of the axes."""
    return tuple(value) if isinstance(value, (tuple, list)) else (value,) * axes


def margins_of(padding, axes) -> Any:
    """(before, after) for every one of the axes: from one number, one for each, or two for each."""
    if isinstance(padding, int):
        return ((padding, padding),) * axes
    if len(padding) == axes:
        return tuple([(width, width) for width in padding])
    return tuple([(padding[2 * i], padding[2 * i + 1]) for i in range(axes)])


def same_margin(size, kernel, stride, dilation):
    """The (before, after) margins with which the windows start at every `stride`-th place."""
    total = (-(-size // stride) - 1) * stride + (kernel - 1) * dilation + 1 - size
    total = max(total, 0)
    return total // 2, total - total // 2


def same_margins(x, kernel, stride, dilation):
    """The margins that keep the sizes of an image, but for the stride."""
    return [
        same_margin(x.shape[2 + i], kernel[i], stride[i], dilation[i]) for i in range(len(kernel))
    ]


def padded(x, margins, value: float = 0):
    """The image with margins of a value."""
    return np.pad(x, ((0, 0), (0, 0), *margins), constant_values=value)


def with_bias(x, bias):
    """The image with a number added to each channel."""
    if bias is None:
        return x
    return x + np.reshape(bias, (-1,) + (1,) * (np.ndim(x) - 2))


def conv_any(x, weight, bias, stride, pad_mode, padding, dilation, groups):
    """The convolution of an image."""
    axes = np.ndim(x) - 2
    stride, dilation = each(stride, axes), each(dilation, axes)
    if pad_mode == "same":
        x = padded(x, same_margins(x, weight.shape[2:], stride, dilation))
    elif padding != 0:
        x = padded(x, margins_of(padding, axes))
    return with_bias(conv(x, weight, stride, dilation, groups), bias)


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
    return conv_any(input, weight, bias, stride, pad_mode, padding, dilation, groups)


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
    return conv_any(input, weight, bias, stride, pad_mode, padding, dilation, groups)


def conv3d(
    input,
    weight,
    bias=None,
    stride: Any = 1,
    pad_mode="valid",
    padding: Any = 0,
    dilation: Any = 1,
    groups=1,
):
    """The convolution of volumes (n, channels, depth, height, width)."""
    return conv_any(input, weight, bias, stride, pad_mode, padding, dilation, groups)


def conv_transpose(x, weight, stride, margins, extra, dilation, groups):
    """The adjoint of a convolution: every number of `x` lays the weight down.

    `margins` are cut off the result, which has `extra` more places at the end of each axis.
    """
    sizes = [
        (x.shape[2 + i] - 1) * stride[i] + dilation[i] * (weight.shape[2 + i] - 1) + 1 + extra[i]
        for i in range(len(stride))
    ]
    out = conv_left(
        x, (x.shape[0], weight.shape[1] * groups, *sizes), weight, stride, dilation, groups
    )
    for i in range(len(stride)):
        before, after = margins[i]
        if before or after:
            kept = np.arange(before, sizes[i] - after)
            out = np.take(out, kept, axis=2 + i)
    return out


def conv2d_transpose(
    input,
    weight,
    bias=None,
    stride: Any = 1,
    padding: Any = 0,
    output_padding: Any = 0,
    groups=1,
    dilation: Any = 1,
):
    """The adjoint of `conv2d` for its input."""
    return with_bias(
        conv_transpose(
            input,
            weight,
            each(stride, 2),
            margins_of(padding, 2),
            each(output_padding, 2),
            each(dilation, 2),
            groups,
        ),
        bias,
    )


def unfold(input, kernel_size: Any, dilation: Any = 1, padding: Any = 0, stride: Any = 1):
    """Every window of an image as a column: (n, channels * kernel, places)."""
    kernel, dilation, stride = each(kernel_size, 2), each(dilation, 2), each(stride, 2)
    if padding != 0:
        input = padded(input, margins_of(padding, 2))
    count = input.shape[1] * kernel[0] * kernel[1]
    picks = np.reshape(np.eye(count, dtype=input.dtype), (count, input.shape[1], *kernel))
    out = conv(input, picks, stride, dilation)
    return np.reshape(out, (out.shape[0], count, -1))


def fold(
    input, output_size: Any, kernel_size: Any, dilation: Any = 1, padding: Any = 0, stride: Any = 1
):
    """The adjoint of `unfold`: columns added up where their windows stand."""
    kernel, dilation, stride = each(kernel_size, 2), each(dilation, 2), each(stride, 2)
    (top, bottom), (left, right) = margins_of(padding, 2)
    height, width = each(output_size, 2)
    high, wide = height + top + bottom, width + left + right
    rows = (high - dilation[0] * (kernel[0] - 1) - 1) // stride[0] + 1
    count = input.shape[1]
    channels = count // (kernel[0] * kernel[1])
    picks = np.reshape(np.eye(count, dtype=input.dtype), (count, channels, *kernel))
    shape = (input.shape[0], channels, high, wide)
    laid = np.reshape(input, (input.shape[0], count, rows, -1))
    out = conv_left(laid, shape, picks, stride, dilation)
    return out[:, :, top : top + height, left : left + width]


def overlap(kernel, stride, dilation):
    """(margin before, margin after, extra places) so that sizes grow by the stride."""
    total = dilation * (kernel - 1) + 1 - stride
    cut = max(total, 0)
    return cut // 2, cut - cut // 2, max(-total, 0)
