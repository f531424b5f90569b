"""Transposed convolutions: every number of the input lays the weight down."""

from __future__ import annotations

from typing import Any

import numpy as np

from s2s_grad import ops
from s2s_grad.dtype import float32
from s2s_grad.functional import windows
from s2s_grad.nn.conv import Convolution


class Transposed(Convolution):
    """The adjoint of a convolution; sizes grow by the stride."""

    axes = 2

    def __init__(
        self,
        in_channels,
        out_channels,
        kernel_size,
        stride=1,
        pad_mode="same",
        padding: Any = 0,
        output_padding: Any = 0,
        dilation=1,
        group=1,
        has_bias=False,
        weight_init=None,
        bias_init=None,
        data_format=None,
        dtype=float32,
    ):
        super().__init__(
            type(self).__name__,
            (in_channels, out_channels),
            self.sizes(kernel_size, 1),
            self.sizes(stride, 1),
            pad_mode,
            padding if isinstance(padding, int) else tuple(padding),
            self.sizes(dilation, 1),
            group,
            has_bias,
            (weight_init, bias_init, dtype),
        )
        self.extra = self.sizes(output_padding, 0)
        if self.same:
            sizes = zip(self.kernel_size, self.stride, self.dilation, strict=True)
            found = [windows.overlap(*each) for each in sizes]
            self.margins = tuple([each[:2] for each in found])
            self.extra = tuple([each[2] for each in found])

    def sizes(self, value, lone):
        """A size for every axis."""
        return windows.each(value, self.axes)

    def weight_shape(self, kernel):
        return [self.in_channels, self.out_channels // self.group, *kernel]

    def construct(self, x):
        out = ops.conv_transpose(
            x, self.weight, self.stride, self.margins, self.extra, self.dilation, self.group
        )
        if self.bias is None:
            return out
        return out + np.reshape(self.bias, self.beside)


class Conv2dTranspose(Transposed):
    """The adjoint of Conv2d."""


class Conv3dTranspose(Transposed):
    """The adjoint of Conv3d."""

    axes = 3


class Conv1dTranspose(Transposed):
    """The adjoint of Conv1d; the weight has a height of one."""

    def __init__(self, in_channels, out_channels, kernel_size, stride=1, pad_mode="same",
                 padding=0, dilation=1, group=1, has_bias=False, weight_init=None,
                 bias_init=None, dtype=float32):  # fmt: skip
        margins = (0, 0, padding, padding) if padding else 0
        super().__init__(
            in_channels,
            out_channels,
            kernel_size,
            stride,
            pad_mode,
            margins,
            0,
            dilation,
            group,
            has_bias,
            weight_init,
            bias_init,
            None,
            dtype,
        )

    def sizes(self, value, lone):
        return (lone, value)

    def construct(self, x):
        return np.squeeze(Transposed.construct(self, np.expand_dims(x, 2)), 2)
