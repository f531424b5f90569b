"""Adjoints of functions that pick numbers by place or by order."""

import numpy as np

from s2s_grad.runtime.places import positions
from s2s_grad.runtime.shapes import unbroadcast
from s2s_grad.runtime.structures import is_zero, unpack, zeros_like


def take_along_places(x, indices, axis=-1):
    """The flat positions in `x` that np.take_along_axis reads."""
    return np.take_along_axis(positions(x), indices, axis)


def windows(x, window_shape, axis=None):
    """All windows of a shape into `x`."""
    return np.lib.stride_tricks.sliding_window_view(x, window_shape, axis)


def unsort(d, x, y, axis=-1):
    """`d` moved from the places of `y` to those where its numbers stand in `x`."""
    if axis is None:
        return unsort(d, np.ravel(x), y, 0).reshape(np.shape(x))
    result = np.zeros_like(d)
    ranked = np.take_along_axis(d, np.argsort(y, axis, kind="stable"), axis)
    np.put_along_axis(result, np.argsort(x, axis, kind="stable"), ranked, axis)
    return result


def unsort_again_adjoint(d, x, y, axis=-1):
    """The adjoint of `unsort`: back from where numbers stand in `x` to their places in `y`."""
    if axis is None:
        return unsort(np.ravel(d), y, np.ravel(x), 0)
    return unsort(d, y, x, axis)


def choose_adjoint(d, which, choices):
    """The adjoint of np.choose for the choices."""
    parts = [unbroadcast(np.where(np.equal(which, i), d, 0), x) for i, x in enumerate(choices)]
    return parts if isinstance(choices, (list, tuple)) else np.stack(parts)


def select_adjoint(d, conditions, choices):
    """The adjoint of np.select for the choices: each gets `d` where its condition is the first."""
    result, free = [], True
    for condition, x in zip(conditions, choices, strict=True):
        result.append(unbroadcast(np.where(condition & np.asarray(free), d, 0), x))
        free = ~np.asarray(condition) & free
    return result


def select_default(d, conditions, default):
    """The adjoint of np.select for the default: `d` where no condition holds."""
    return unbroadcast(np.where(np.any(np.broadcast_arrays(*conditions), 0), 0, d), default)


def interp_x(d, x, xp, fp):
    """The gradient of np.interp for `x`: the slope of the piece it lies on, 0 outside."""
    piece = np.clip(np.searchsorted(xp, x, side="right") - 1, 0, len(xp) - 2)
    slope = (np.diff(fp) / np.diff(xp))[piece]
    inside = np.greater_equal(x, xp[0]) & np.less_equal(x, xp[-1])
    return unbroadcast(np.where(inside, d * slope, 0), x)


def interp_xp_fp(d, x, xp, fp):
    """The gradients of np.interp for `xp` and `fp`."""
    xp, fp = np.asarray(xp), np.asarray(fp)
    x, d = np.ravel(x), np.ravel(d)
    piece = np.clip(np.searchsorted(xp, x, side="right") - 1, 0, len(xp) - 2)
    width = xp[piece + 1] - xp[piece]
    part = np.clip((x - xp[piece]) / width, 0, 1)
    d_fp = np.zeros(len(fp), dtype=np.result_type(d, fp))
    np.add.at(d_fp, piece, d * (1 - part))
    np.add.at(d_fp, piece + 1, d * part)

    inside = (x >= xp[0]) & (x <= xp[-1])
    d_part = np.where(inside, d * (fp[piece + 1] - fp[piece]) / width, 0)
    d_xp = np.zeros(len(xp), dtype=np.result_type(d, xp))
    np.add.at(d_xp, piece, -d_part * (1 - part))
    np.add.at(d_xp, piece + 1, -d_part * part)
    return unbroadcast(d_xp, xp), unbroadcast(d_fp, fp)


def bincount_adjoint(d, x, weights):
    """The adjoint of np.bincount for its weights."""
    return unbroadcast(d[np.asarray(x)], weights)


def polyval_slope(p, x):
    """The derivative of the polynomial `p` at `x`."""
    return np.polyval(np.polyder(p), x) if len(p) > 1 else zeros_like(x)


def polyval_coefficients(d, p, x):
    """The gradient of np.polyval for the coefficients, highest power first."""
    powers = [np.sum(d * np.power(x, len(p) - 1 - i)) for i in range(len(p))]
    return unpack(np.array(powers), p)


def vander_adjoint(d, x, increasing=False):
    """The adjoint of np.vander: each column is a power of `x`."""
    d = d if increasing else d[:, ::-1]
    return unbroadcast(sum(k * d[:, k] * x ** (k - 1) for k in range(1, d.shape[1])), x)


def gradient_adjoint(d, x, spacing, axis=None):
    """The adjoint of np.gradient for differences of first order at the edges."""
    axes = range(np.ndim(x)) if axis is None else [i % np.ndim(x) for i in np.atleast_1d(axis)]
    parts = d if len(axes) > 1 else [d]
    steps = list(spacing) if len(spacing) > 1 else [*spacing, 1.0][:1] * len(axes)
    result = zeros_like(x)
    for part, i, step in zip(parts, axes, steps, strict=True):
        if is_zero(part):
            continue
        rows = _slopes_adjoint(np.moveaxis(part, i, -1), step)
        result = result + np.moveaxis(rows, -1, i)
    return unbroadcast(result, x)


def _slopes_adjoint(d, step):
    """The adjoint of np.gradient along the last axis."""
    widths = np.diff(step) if np.ndim(step) else np.full(np.shape(d)[-1] - 1, step)
    left, right = widths[:-1], widths[1:]
    secants = np.zeros_like(d[..., 1:])
    secants[..., :-1] += d[..., 1:-1] * right / (left + right)
    secants[..., 1:] += d[..., 1:-1] * left / (left + right)
    secants[..., 0] += d[..., 0]
    secants[..., -1] += d[..., -1]
    edge = np.zeros_like(d[..., :1])
    steps = secants / widths
    return np.concatenate([edge, steps], -1) - np.concatenate([steps, edge], -1)
