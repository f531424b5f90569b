"""Margins around images and rows."""

from __future__ import annotations

import numpy as np

from s2s_grad.nn.cell import Cell


class Margins(Cell):
    """Margins of a width at each end of the last axes."""

    axes = 2

    def __init__(self, padding):
        super().__init__()
        ends = (padding,) * (2 * self.axes) if isinstance(padding, int) else tuple(padding)
        if len(ends) % 2:
            raise ValueError(f"For '{type(self).__name__}', 'padding' must be in pairs: {padding}.")
        pairs = [(ends[i], ends[i + 1]) for i in range(0, len(ends), 2)]
        self.pairs = tuple(reversed(pairs))

    def widths(self, x):
        """The margins of every axis."""
        return ((0, 0),) * (x.ndim - len(self.pairs)) + self.pairs


class ConstantPad2d(Margins):
    """Margins of one value around images."""

    def __init__(self, padding, value):
        super().__init__(padding)
        self.value = value

    def construct(self, x):
        return np.pad(x, self.widths(x), constant_values=self.value)


class ConstantPad1d(ConstantPad2d):
    """Margins of one value around rows."""

    axes = 1


class ConstantPad3d(ConstantPad2d):
    """Margins of one value around volumes."""

    axes = 3


class ZeroPad2d(Margins):
    """Margins of zeros around images."""

    def construct(self, x):
        return np.pad(x, self.widths(x))


class ReflectionPad2d(Margins):
    """Margins that mirror the inside of images."""

    def construct(self, x):
        return np.pad(x, self.widths(x), mode="reflect")


class ReflectionPad1d(ReflectionPad2d):
    """Margins that mirror the inside of rows."""

    axes = 1


class ReplicationPad2d(Margins):
    """Margins that repeat the edge of images."""

    def construct(self, x):
        return np.pad(x, self.widths(x), mode="edge")


class ReplicationPad1d(ReplicationPad2d):
    """Margins that repeat the edge of rows."""

    axes = 1


class ZeroPad1d(ZeroPad2d):
    """Margins of zeros around rows."""

    axes = 1


class ReflectionPad3d(ReflectionPad2d):
    """Margins that mirror the inside of volumes."""

    axes = 3


class ReplicationPad3d(ReplicationPad2d):
    """Margins that repeat the edge of volumes."""

    axes = 3
