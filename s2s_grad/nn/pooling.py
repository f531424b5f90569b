"""Pooling: the mean or the largest number of each window."""

from __future__ import annotations

from typing import Any

import numpy as np

from s2s_grad import ops
from s2s_grad.functional import windows
from s2s_grad.nn.cell import Cell


class Pool(Cell):
    """What pooling layers have in common: window, stride, margins."""

    def __init__(self, kernel_size, stride, pad_mode, padding):
        super().__init__()
        kind = type(self).__name__
        for name, value in (("kernel_size", kernel_size), ("stride", stride)):
            for each in windows.pair(value):
                if isinstance(each, bool) or not isinstance(each, int):
                    raise TypeError(f"For '{kind}', the '{name}' must be int, but got {value!r}.")
                if each < 1:
                    raise ValueError(f"For '{kind}', the '{name}' must be positive, not {value}.")
        if pad_mode.lower() not in ("same", "valid", "pad"):
            raise ValueError(f"For '{kind}', the 'pad_mode' {pad_mode!r} is not known.")
        self.kernel_size, self.stride = windows.pair(kernel_size), windows.pair(stride)
        self.pad_mode, self.padding = pad_mode.lower(), windows.four(padding)
        self.same = self.pad_mode == "same"
        self.padded = self.same or any(self.padding)

    def margins(self, x):
        """The margins of the image."""
        if self.same:
            return windows.same_margins(x, self.kernel_size, self.stride, (1, 1))
        return self.padding

    def extend_repr(self):
        return (
            f"kernel_size={self.kernel_size[0]}, stride={self.stride[0]},"
            f" pad_mode={self.pad_mode.upper()}"
        )


class MaxPool2d(Pool):
    """The largest number of each window of an image."""

    def __init__(
        self,
        kernel_size: Any = 1,
        stride: Any = 1,
        pad_mode="valid",
        padding: Any = 0,
        dilation=1,
        return_indices=False,
        ceil_mode=False,
        data_format="NCHW",
    ):
        super().__init__(kernel_size, stride, pad_mode, padding)

    def construct(self, x):
        if self.padded:
            x = windows.with_margins(x, self.margins(x), -np.inf)
        return windows.largest(windows.windows_of(x, self.kernel_size, self.stride))


class AvgPool2d(Pool):
    """The mean of each window of an image."""

    def __init__(
        self,
        kernel_size: Any = 1,
        stride: Any = 1,
        pad_mode="valid",
        padding: Any = 0,
        ceil_mode=False,
        count_include_pad=True,
        divisor_override=None,
        data_format="NCHW",
    ):
        super().__init__(kernel_size, stride, pad_mode, padding)
        self.partial = self.same or not count_include_pad

    def construct(self, x):
        if not self.padded:
            return np.mean(windows.windows_of(x, self.kernel_size, self.stride), axis=(4, 5))
        margins = self.margins(x)
        padded = windows.with_margins(x, margins)
        means = np.mean(windows.windows_of(padded, self.kernel_size, self.stride), axis=(4, 5))
        if self.partial:
            share = windows.inside(x, margins, self.kernel_size, self.stride)
            return np.divide(means, share)
        return means


class MaxPool1d(MaxPool2d):
    """The largest number of each window of a row."""

    def __init__(self, kernel_size=1, stride=1, pad_mode="valid", padding=0, **options):
        margins = (0, 0, padding, padding)
        super().__init__((1, kernel_size), (1, stride), pad_mode, margins)

    def construct(self, x):
        return np.squeeze(MaxPool2d.construct(self, np.expand_dims(x, 2)), 2)


class AvgPool1d(AvgPool2d):
    """The mean of each window of a row."""

    def __init__(
        self,
        kernel_size: Any = 1,
        stride: Any = 1,
        pad_mode="valid",
        padding: Any = 0,
        ceil_mode=False,
        count_include_pad=True,
    ):
        margins = (0, 0, padding, padding)
        super().__init__(
            (1, kernel_size), (1, stride), pad_mode, margins, ceil_mode, count_include_pad
        )

    def construct(self, x):
        return np.squeeze(AvgPool2d.construct(self, np.expand_dims(x, 2)), 2)


class AdaptiveAvgPool2d(Cell):
    """Means over a grid of a given size; None keeps the size."""

    def __init__(self, output_size):
        super().__init__()
        self.output_size = windows.pair(output_size)

    def construct(self, input):
        return ops.adaptive_avg_pool2d(input, self.output_size)


class AdaptiveAvgPool1d(Cell):
    """Means over a given number of stretches."""

    def __init__(self, output_size):
        super().__init__()
        self.output_size = output_size

    def construct(self, input):
        return ops.adaptive_avg_pool1d(input, self.output_size)


class AdaptiveMaxPool2d(Cell):
    """The largest numbers over a grid whose cells are equally large."""

    def __init__(self, output_size, return_indices=False):
        super().__init__()
        self.output_size = windows.pair(output_size)

    def construct(self, input):
        return windows.adaptive_max_pool2d(input, self.output_size)
