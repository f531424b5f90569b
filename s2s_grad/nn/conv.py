"""Convolutions."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from s2s_grad import ops
from s2s_grad.dtype import float32
from s2s_grad.functional import windows
from s2s_grad.initializer import HeUniform, Uniform, fans, initializer
from s2s_grad.nn.cell import Cell
from s2s_grad.nn.layers import size
from s2s_grad.parameter import Parameter


class Convolution(Cell):
    """What convolutions have in common: their sizes, `weight` and `bias`."""

    #: What the compiler writes out as it stands.
    __s2s_literals__ = frozenset(
        ("kernel_size", "stride", "dilation", "group", "margins", "extra", "beside")
    )

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
        axes = len(kernel)
        margins = windows.margins_of(padding, axes)
        if pad_mode != "pad" and any(map(any, margins)):
            raise ValueError(
                f"For '{kind}', the 'padding' must be zero unless 'pad_mode' is 'pad'."
            )
        self.kernel_size, self.stride, self.dilation = kernel, stride, dilation
        self.pad_mode, self.padding, self.has_bias = pad_mode, padding, has_bias
        self.beside = (-1,) + (1,) * axes
        self.same, self.margins = pad_mode == "same", margins
        self.padded = pad_mode == "same" or any(map(any, margins))
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
        else:
            self.bias = None

    def weight_shape(self, kernel):
        """The shape of the weight."""
        return [self.out_channels, self.in_channels // self.group, *kernel]

    def construct(self, x):
        if self.same:
            margins = windows.same_margins(x, self.kernel_size, self.stride, self.dilation)
            x = windows.padded(x, margins)
        elif self.padded:
            x = windows.padded(x, self.margins)
        out = ops.conv(x, self.weight, self.stride, self.dilation, self.group)
        if self.bias is None:
            return out
        return out + np.reshape(self.bias, self.beside)

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
        padding: Any = 0,
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
            windows.each(kernel_size, 2),
            windows.each(stride, 2),
            pad_mode,
            padding if isinstance(padding, int) else tuple(padding),
            windows.each(dilation, 2),
            group,
            has_bias,
            (weight_init, bias_init, dtype),
        )


class Conv3d(Convolution):
    """The convolution of volumes (n, channels, depth, height, width)."""

    def __init__(
        self,
        in_channels,
        out_channels,
        kernel_size,
        stride=1,
        pad_mode="same",
        padding: Any = 0,
        dilation=1,
        group=1,
        has_bias=False,
        weight_init=None,
        bias_init=None,
        data_format="NCDHW",
        dtype=float32,
    ):
        super().__init__(
            "Conv3d",
            (in_channels, out_channels),
            windows.each(kernel_size, 3),
            windows.each(stride, 3),
            pad_mode,
            padding if isinstance(padding, int) else tuple(padding),
            windows.each(dilation, 3),
            group,
            has_bias,
            (weight_init, bias_init, dtype),
        )


class Conv1d(Convolution):
    """The convolution of rows (n, channels, length); the weight has a height of one."""

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
            (0, 0, padding, padding),
            (1, dilation),
            group,
            has_bias,
            (weight_init, bias_init, dtype),
        )

    def construct(self, x):
        return np.squeeze(Convolution.construct(self, np.expand_dims(x, 2)), 2)
