"""Pooling: the mean or the largest number of each window."""

from __future__ import annotations

from typing import Any

from s2s_grad import ops
from s2s_grad.functional import pooling, windows
from s2s_grad.nn.cell import Cell


class Pool(Cell):
    """What pooling layers have in common: window, stride, margins."""

    axes = 2
    __s2s_literals__ = frozenset(("kernel_size", "stride", "padding", "output_size"))

    def __init__(self, kernel_size, stride, pad_mode, padding, ceil_mode):
        super().__init__()
        kind = type(self).__name__
        for name, value in (("kernel_size", kernel_size), ("stride", stride)):
            for each in windows.each(value, self.axes):
                if isinstance(each, bool) or not isinstance(each, int):
                    raise TypeError(f"For '{kind}', the '{name}' must be int, but got {value!r}.")
                if each < 1:
                    raise ValueError(f"For '{kind}', the '{name}' must be positive, not {value}.")
        if pad_mode.lower() not in ("same", "valid", "pad"):
            raise ValueError(f"For '{kind}', the 'pad_mode' {pad_mode!r} is not known.")
        self.kernel_size = windows.each(kernel_size, self.axes)
        self.stride = windows.each(stride, self.axes)
        self.pad_mode, self.ceil_mode = pad_mode.lower(), ceil_mode
        self.padding = padding if isinstance(padding, int) else tuple(padding)

    def extend_repr(self):
        return (
            f"kernel_size={self.kernel_size[0]}, stride={self.stride[0]},"
            f" pad_mode={self.pad_mode.upper()}"
        )


class MaxPool(Pool):
    """The largest number of each window."""

    def __init__(
        self,
        kernel_size: Any = 1,
        stride: Any = 1,
        pad_mode="valid",
        padding: Any = 0,
        dilation=1,
        return_indices=False,
        ceil_mode=False,
        data_format=None,
    ):
        super().__init__(kernel_size, stride, pad_mode, padding, ceil_mode)
        if return_indices or dilation != 1:
            raise NotImplementedError(
                f"For '{type(self).__name__}', neither 'dilation' nor 'return_indices' can be set."
            )

    def construct(self, x):
        return ops.max_pool(
            x, self.kernel_size, self.stride, self.pad_mode, self.padding, self.ceil_mode
        )


class MaxPool1d(MaxPool):
    """The largest number of each window of a row."""

    axes = 1


class MaxPool2d(MaxPool):
    """The largest number of each window of an image."""


class MaxPool3d(MaxPool):
    """The largest number of each window of a volume."""

    axes = 3


class AvgPool(Pool):
    """The mean of each window."""

    def __init__(
        self,
        kernel_size: Any = 1,
        stride: Any = 1,
        pad_mode="valid",
        padding: Any = 0,
        ceil_mode=False,
        count_include_pad=True,
        divisor_override=None,
        data_format=None,
    ):
        super().__init__(kernel_size, stride, pad_mode, padding, ceil_mode)
        self.count_include_pad, self.divisor = count_include_pad, divisor_override

    def construct(self, x):
        out = ops.avg_pool(
            x,
            self.kernel_size,
            self.stride,
            self.pad_mode,
            self.padding,
            self.count_include_pad,
            self.ceil_mode,
        )
        if self.divisor is None:
            return out
        return out * (pooling.count_of(self.kernel_size) / self.divisor)


class AvgPool1d(AvgPool):
    """The mean of each window of a row."""

    axes = 1


class AvgPool2d(AvgPool):
    """The mean of each window of an image."""


class AvgPool3d(AvgPool):
    """The mean of each window of a volume."""

    axes = 3


class Adaptive(Cell):
    """Pooling over a grid of a given size; None keeps the size."""

    axes = 2
    __s2s_literals__ = Pool.__s2s_literals__

    def __init__(self, output_size, return_indices=False):
        super().__init__()
        lone = self.axes == 1
        self.output_size = output_size if lone else windows.each(output_size, self.axes)


class AdaptiveAvgPool1d(Adaptive):
    """Means over a given number of stretches."""

    axes = 1

    def construct(self, input):
        return ops.adaptive_avg_pool1d(input, self.output_size)


class AdaptiveAvgPool2d(Adaptive):
    """Means over a grid of a given size; None keeps the size."""

    def construct(self, input):
        return ops.adaptive_avg_pool2d(input, self.output_size)


class AdaptiveAvgPool3d(Adaptive):
    """Means over a grid of a given size; None keeps the size."""

    axes = 3

    def construct(self, input):
        return ops.adaptive_avg_pool3d(input, self.output_size)


class AdaptiveMaxPool1d(Adaptive):
    """The largest numbers of a given number of stretches."""

    axes = 1

    def construct(self, input):
        return ops.adaptive_max_pool1d(input, self.output_size)


class AdaptiveMaxPool2d(Adaptive):
    """The largest numbers over a grid of a given size; None keeps the size."""

    def construct(self, input):
        return ops.adaptive_max_pool2d(input, self.output_size)


class AdaptiveMaxPool3d(Adaptive):
    """The largest numbers over a grid of a given size; None keeps the size."""

    axes = 3

    def construct(self, input):
        return ops.adaptive_max_pool3d(input, self.output_size)
