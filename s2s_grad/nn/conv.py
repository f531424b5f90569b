"""Convolutions."""

from __future__ import annotations

import math

import numpy as np

from s2s_grad.dtype import float32
from s2s_grad.functional import windows
from s2s_grad.initializer import HeUniform, Uniform, fans, initializer
from s2s_grad.nn.cell import Cell
from s2s_grad.nn.layers import size
from s2s_grad.parameter import Parameter


class Convolution(Cell):
    """What convolutions have in common: their sizes, `weight` and `bias`."""

    def __init__(
        self, kind, channels, kernel, stride, pad_mode, padding, dilation, group, has_bias, inits
    ):
        super().__init__()
        first, last = channels
        self.in_channels = size(kind, "in_channels", first)
        self.out_channels = size(kind, "out_channels", last)
        self.group = size(kind, "group", group)
        if first % group or last % group:
            raise ValueError(f"For '{kind}', the channels must be divisible by the group {group}.")
        if pad_mode not in ("same", "valid", "pad"):
            raise ValueError(
                f"For '{kind}', the 'pad_mode' must be 'same', 'valid' or 'pad', not {pad_mode!r}."
            )
        if pad_mode != "pad" and padding not in (0, (0,) * 4):
            raise ValueError(
                f"For '{kind}', the 'padding' must be zero unless 'pad_mode' is 'pad'."
            )
        self.kernel_size, self.stride, self.dilation = kernel, stride, dilation
        self.pad_mode, self.padding, self.has_bias = pad_mode, padding, has_bias
        self.same, self.grouped = pad_mode == "same", group > 1
        self.padded = pad_mode == "same" or padding not in (0, (0,) * 4)
        self.set_weight(kernel, inits)

    def set_weight(self, kernel, inits):
        """Makes `weight` and, where wanted, `bias`."""
        weight_init, bias_init, dtype = inits
        shape = self.weight_shape(kernel)
        weight_init = HeUniform(math.sqrt(5)) if weight_init is None else weight_init
        self.weight = Parameter(initializer(weight_init, shape, dtype), name="weight")
        if self.has_bias:
            if bias_init is None:
                bias_init = Uniform(1 / math.sqrt(fans(shape)[0]))
            self.bias = Parameter(initializer(bias_init, [self.out_channels], dtype), name="bias")

    def weight_shape(self, kernel):
        """The shape of the weight."""
        return [self.out_channels, self.in_channels // self.group, *kernel]

    def extend_repr(self):
        return (
            f"input_channels={self.in_channels}, output_channels={self.out_channels},"
            f" kernel_size={self.kernel_size}, stride={self.stride}, pad_mode={self.pad_mode},"
            f" padding={self.padding}, dilation={self.dilation}, group={self.group},"
            f" has_bias={self.has_bias}"
        )


class Conv2d(Convolution):
    """The convolution of images (n, channels, height, width)."""

    def __init__(
        self,
        in_channels,
        out_channels,
        kernel_size,
        stride=1,
        pad_mode="same",
        padding=0,
        dilation=1,
        group=1,
        has_bias=False,
        weight_init=None,
        bias_init=None,
        data_format="NCHW",
        dtype=float32,
    ):
        super().__init__(
            "Conv2d",
            (in_channels, out_channels),
            windows.pair(kernel_size),
            windows.pair(stride),
            pad_mode,
            padding if isinstance(padding, int) else tuple(padding),
            windows.pair(dilation),
            group,
            has_bias,
            (weight_init, bias_init, dtype),
        )
        self.margins = windows.four(padding)

    def construct(self, x):
        if self.padded:
            margins = self.margins
            if self.same:
                margins = windows.same_margins(x, self.kernel_size, self.stride, self.dilation)
            x = windows.with_margins(x, margins)
        if self.grouped:
            out = windows.slide_grouped(x, self.weight, self.stride, self.dilation, self.group)
        else:
            out = windows.slide(x, self.weight, self.stride, self.dilation)
        if self.has_bias:
            out = out + np.reshape(self.bias, (-1, 1, 1))
        return out


class Conv1d(Convolution):
    """The convolution of rows (n, channels, length)."""

    def __init__(
        self,
        in_channels,
        out_channels,
        kernel_size,
        stride=1,
        pad_mode="same",
        padding=0,
        dilation=1,
        group=1,
        has_bias=False,
        weight_init=None,
        bias_init=None,
        dtype=float32,
    ):
        size("Conv1d", "kernel_size", kernel_size)
        super().__init__(
            "Conv1d",
            (in_channels, out_channels),
            (1, kernel_size),
            (1, stride),
            pad_mode,
            padding,
            (1, dilation),
            group,
            has_bias,
            (weight_init, bias_init, dtype),
        )
        self.margins = (0, 0, padding, padding)

    def construct(self, x):
        x = np.expand_dims(x, 2)
        if self.padded:
            margins = self.margins
            if self.same:
                margins = windows.same_margins(x, self.kernel_size, self.stride, self.dilation)
            x = windows.with_margins(x, margins)
        if self.grouped:
            out = windows.slide_grouped(x, self.weight, self.stride, self.dilation, self.group)
        else:
            out = windows.slide(x, self.weight, self.stride, self.dilation)
        out = np.squeeze(out, 2)
        if self.has_bias:
            out = out + np.reshape(self.bias, (-1, 1))
        return out


class Conv2dTranspose(Convolution):
    """The adjoint of Conv2d: every number of x lays the weight down."""

    def __init__(
        self,
        in_channels,
        out_channels,
        kernel_size,
        stride=1,
        pad_mode="same",
        padding=0,
        output_padding=0,
        dilation=1,
        group=1,
        has_bias=False,
        weight_init=None,
        bias_init=None,
        dtype=float32,
    ):
        super().__init__(
            "Conv2dTranspose",
            (in_channels, out_channels),
            windows.pair(kernel_size),
            windows.pair(stride),
            pad_mode,
            padding if isinstance(padding, int) else tuple(padding),
            windows.pair(dilation),
            group,
            has_bias,
            (weight_init, bias_init, dtype),
        )
        if self.grouped:
            raise ValueError("For 'Conv2dTranspose', only group=1 is supported.")
        self.margins = windows.four(padding)
        if self.same:
            self.margins = (
                *windows.overlap(self.kernel_size[0], self.stride[0], self.dilation[0]),
                *windows.overlap(self.kernel_size[1], self.stride[1], self.dilation[1]),
            )

    def weight_shape(self, kernel):
        return [self.in_channels, self.out_channels, *kernel]

    def construct(self, x):
        out = windows.conv2d_transpose(x, self.weight, self.stride, self.margins, self.dilation)
        if self.has_bias:
            out = out + np.reshape(self.bias, (-1, 1, 1))
        return out
