"""Images in another size, and channels in another order."""

from typing import Any

import numpy as np

from s2s_grad.runtime import resize_weights


def interpolate(
    input,
    size: Any = None,
    scale_factor: Any = None,
    mode="nearest",
    align_corners=None,
    recompute_scale_factor=None,
):
    """`input` (n, channels, *sizes) in new sizes.

    The mode is nearest, nearest-exact, area, linear, bilinear, trilinear or bicubic.
    """
    axes = np.ndim(input) - 2
    for i in range(axes):
        old = np.shape(input)[2 + i]
        if size is not None:
            new = size[i] if isinstance(size, (tuple, list)) else size
            scale = old / new
        else:
            factor = scale_factor[i] if isinstance(scale_factor, (tuple, list)) else scale_factor
            new = int(old * factor)
            scale = 1 / factor
        weights = resize_weights(old, new, scale, mode, align_corners is True, input.dtype)
        input = np.moveaxis(np.moveaxis(input, 2 + i, -1) @ weights, -1, 2 + i)
    return input


def upsample(input, size: Any = None, scale_factor: Any = None, mode="nearest", align_corners=None):
    """The same as `interpolate`."""
    return interpolate(input, size, scale_factor, mode, align_corners)


def channel_shuffle(x, groups):
    """The channels dealt out from group to group."""
    n, channels = np.shape(x)[:2]
    parts = np.reshape(x, (n, groups, channels // groups, *np.shape(x)[2:]))
    return np.reshape(np.swapaxes(parts, 1, 2), np.shape(x))


def lrn(x, depth_radius=5, bias=1.0, alpha=1.0, beta=0.5):
    """x over a power of the sum of the squares of its neighbours among the channels."""
    channels = np.shape(x)[1]
    gap = np.abs(np.arange(channels)[:, None] - np.arange(channels))
    near = (gap <= depth_radius).astype(x.dtype)
    total = np.moveaxis(np.moveaxis(x * x, 1, -1) @ near, -1, 1)
    return x / (bias + alpha * total) ** beta
