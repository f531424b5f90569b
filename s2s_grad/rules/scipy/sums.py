"""Sums of samples that stand for integrals, of scipy.integrate, in terms of NumPy."""

import numpy as np
import scipy.integrate

from s2s_grad.rules.registry import composite

area = getattr(np, "trapezoid", None) or np.trapz


@composite(scipy.integrate.trapezoid)
def trapezoid(y, x=None, dx=1.0, axis=-1):
    """The area under straight lines between the samples."""
    return area(y, x, dx, axis)


@composite(scipy.integrate.cumulative_trapezoid)
def cumulative_trapezoid(y, x=None, dx=1.0, axis=-1, initial=None):
    """The area under straight lines up to each sample."""
    y = np.moveaxis(np.asarray(y), axis, -1)
    if x is None:
        widths = dx
    elif np.ndim(x) == 1:
        widths = np.diff(x)
    else:
        widths = np.diff(np.moveaxis(np.asarray(x), axis, -1))
    areas = np.cumsum(widths * (y[..., 1:] + y[..., :-1]) / 2, axis=-1)
    if initial is not None:
        areas = np.concatenate([np.full_like(areas[..., :1], initial), areas], axis=-1)
    return np.moveaxis(areas, -1, axis)


@composite(scipy.integrate.simpson)
def simpson(y, x=None, *, dx=1.0, axis=-1):
    """The area under parabolas through three samples each; the last is used twice if need be."""
    y = np.moveaxis(np.asarray(y), axis, -1)
    count = y.shape[-1]
    if x is None:
        widths = dx * np.ones(count - 1)
    elif np.ndim(x) == 1:
        widths = np.diff(x)
    else:
        widths = np.diff(np.moveaxis(np.asarray(x), axis, -1))
    if count == 2:
        return widths[..., 0] * (y[..., 0] + y[..., 1]) / 2
    pairs = (count - 1) // 2 * 2
    first, second = widths[..., 0:pairs:2], widths[..., 1:pairs:2]
    both, ratio = first + second, first / second
    left, middle, right = y[..., 0:pairs:2], y[..., 1:pairs:2], y[..., 2 : pairs + 1 : 2]
    areas = (2 - 1 / ratio) * left + both**2 / (first * second) * middle + (2 - ratio) * right
    total = np.sum(both / 6 * areas, axis=-1)
    if count % 2 == 0:
        before, last = widths[..., -2], widths[..., -1]
        total = total + (2 * last**2 + 3 * before * last) / (6 * (before + last)) * y[..., -1]
        total = total + (last**2 + 3 * before * last) / (6 * before) * y[..., -2]
        total = total - last**3 / (6 * before * (before + last)) * y[..., -3]
    return total
