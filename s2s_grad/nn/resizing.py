"""Layers that change the size of images, or cut them into windows."""

from __future__ import annotations

from typing import Any

from s2s_grad import ops
from s2s_grad.nn.cell import Cell


class Upsample(Cell):
    """Images in another size, by one of the modes of `ops.interpolate`."""

    __s2s_literals__ = frozenset(("size", "scale_factor", "mode"))

    def __init__(
        self,
        size: Any = None,
        scale_factor: Any = None,
        mode="nearest",
        align_corners=None,
        recompute_scale_factor=None,
    ):
        super().__init__()
        if (size is None) == (scale_factor is None):
            raise ValueError("For 'Upsample', one of 'size' and 'scale_factor' must be given.")
        self.size, self.scale_factor, self.mode = size, scale_factor, mode
        self.align_corners = align_corners

    def construct(self, x):
        return ops.interpolate(x, self.size, self.scale_factor, self.mode, self.align_corners)


class ResizeBilinear(Cell):
    """Images in another size, by straight lines between neighbours."""

    def __init__(self, half_pixel_centers=False):
        super().__init__()

    def construct(self, x, size=None, scale_factor=None, align_corners=False):
        return ops.interpolate(x, size, scale_factor, "bilinear", align_corners)


class ChannelShuffle(Cell):
    """The channels dealt out from group to group."""

    __s2s_literals__ = frozenset(("groups",))

    def __init__(self, groups):
        super().__init__()
        if isinstance(groups, bool) or not isinstance(groups, int) or groups < 1:
            raise ValueError(f"For 'ChannelShuffle', 'groups' must be positive, not {groups!r}.")
        self.groups = groups

    def construct(self, x):
        return ops.channel_shuffle(x, self.groups)


class LRN(Cell):
    """x over a power of the sum of the squares of its neighbours among the channels."""

    __s2s_literals__ = frozenset(("depth_radius", "bias", "alpha", "beta"))

    def __init__(
        self, depth_radius=5, bias=1.0, alpha=1.0, beta=0.5, norm_region="ACROSS_CHANNELS"
    ):
        super().__init__()
        self.depth_radius, self.bias, self.alpha, self.beta = depth_radius, bias, alpha, beta

    def construct(self, input_x):
        return ops.lrn(input_x, self.depth_radius, self.bias, self.alpha, self.beta)
