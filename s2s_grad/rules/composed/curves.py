"""Steps, slopes and curves through points."""

import numpy as np

from s2s_grad.rules.registry import composite


@composite(np.logspace)
def logspace(start, stop, num=50, endpoint=True, base=10.0, dtype=None, axis=0):
    """Powers of `base` with evenly spaced exponents."""
    return np.power(base, np.linspace(start, stop, num, endpoint, axis=axis))


@composite(np.kaiser)
def kaiser(M, beta):
    """The Kaiser window of `M` points."""
    middle = (M - 1) / 2
    place = (np.arange(M) - middle) / (middle if M > 1 else 1)
    return np.i0(beta * np.sqrt(1 - place**2)) / np.i0(beta)


@composite(np.gradient)
def gradient(f, *varargs, axis=None, edge_order=1):
    """Slopes by differences of second order inside, and of `edge_order` at the edges."""
    if axis is None:
        axes = [i for i, _ in enumerate(np.shape(f))]
    else:
        axes = [axis] if isinstance(axis, int) else axis
    each = len(varargs) == len(axes)
    steps = [varargs[k] if each else (varargs or [1.0])[0] for k, _ in enumerate(axes)]
    slopes = [slope_along(f, i, step, edge_order) for i, step in zip(axes, steps)]
    return slopes[0] if len(axes) == 1 else tuple(slopes)


def slope_along(f, axis, step, edge_order):
    """The slopes of `f` along one axis, for steps of one width or places of any."""
    rows = np.moveaxis(f, axis, -1)
    if np.ndim(step) == 0:
        widths = step * np.ones(rows.shape[-1] - 1)
    else:
        widths = np.diff(step)
    secants = np.diff(rows) / widths
    left, right = widths[:-1], widths[1:]
    inner = (secants[..., :-1] * right + secants[..., 1:] * left) / (left + right)
    first, last = secants[..., :1], secants[..., -1:]
    if edge_order == 2:
        bend = np.diff(secants) / (left + right)
        first = first - bend[..., :1] * widths[0]
        last = last + bend[..., -1:] * widths[-1]
    return np.moveaxis(np.concatenate([first, inner, last], axis=-1), -1, axis)


@composite(np.interp)
def interp(x, xp, fp, left=None, right=None, period=None):
    """A piecewise linear curve, that is flat outside, or has other numbers there, or repeats."""
    if period is not None:
        x, xp = np.remainder(x, period), np.remainder(xp, period)
        order = np.argsort(xp)
        xp, fp = np.asarray(xp)[order], np.asarray(fp)[order]
        xp = np.concatenate([xp[-1:] - period, xp, xp[:1] + period])
        return np.interp(x, xp, np.concatenate([fp[-1:], fp, fp[:1]]))
    out = np.interp(x, xp, fp)
    if left is not None:
        out = np.where(np.less(x, xp[0]), left, out)
    if right is not None:
        out = np.where(np.greater(x, xp[-1]), right, out)
    return out


@composite(np.linspace)
def linspace(start, stop, num=50, endpoint=True, retstep=False, dtype=None, axis=0):
    """Evenly spaced numbers, and how far they are apart."""
    numbers = np.asarray(np.linspace(start, stop, num, endpoint, axis=axis), dtype=dtype)
    if retstep:
        return numbers, (stop - start) / (num - 1 if endpoint else num)
    return numbers


@composite(np.geomspace)
def geomspace(start, stop, num=50, endpoint=True, dtype=None, axis=0):
    """Numbers with evenly spaced logarithms."""
    logarithms = np.linspace(np.log(start), np.log(stop), num, endpoint, axis=axis)
    return np.asarray(np.exp(logarithms), dtype=dtype)


@composite(getattr(np, "trapezoid", None), getattr(np, "trapz", None))
def trapezoid(y, x=None, dx=1.0, axis=-1):
    """The width of a step can move too."""
    return dx * np.trapezoid(y, x, axis=axis)


@composite(np.diff)
def diff(a, n=1, axis=-1, prepend=None, append=None):
    """Differences, after something is joined to the ends."""
    parts = [a]
    if prepend is not None:
        parts = [edge(a, prepend, axis), a]
    if append is not None:
        parts = [*parts, edge(a, append, axis)]
    return np.diff(np.concatenate(parts, axis), n, axis)


def edge(a, value, axis):
    """A number as one row of `a` across `axis`; an array stays one."""
    if np.ndim(value) > 0:
        return value
    return np.broadcast_to(value, np.shape(np.take(a, [0], axis)))


@composite(np.ediff1d)
def ediff1d(ary, to_end=None, to_begin=None):
    """Differences in flat order, between a beginning and an end."""
    parts = [np.diff(np.ravel(ary))]
    if to_begin is not None:
        parts = [np.ravel(to_begin), *parts]
    if to_end is not None:
        parts = [*parts, np.ravel(to_end)]
    return np.concatenate(parts)
