"""Functions that arrange arrays, in the forms that are seldom asked for."""

import numpy as np

from s2s_grad.rules.registry import composite
from s2s_grad.runtime import stop_gradient


@composite(getattr(np, "row_stack", None))
def row_stack(tup, *, dtype=None, casting="same_kind"):
    return np.vstack(tup)


@composite(np.sort_complex)
def sort_complex(a):
    return np.sort(a).astype(np.complex128)


@composite(np.concatenate)
def concatenate(arrays, axis=0, *, dtype=None, casting="same_kind"):
    return np.asarray(np.concatenate(arrays, axis), dtype=dtype)


@composite(np.stack)
def stack(arrays, axis=0, *, dtype=None, casting="same_kind"):
    return np.asarray(np.stack(arrays, axis), dtype=dtype)


@composite(np.vstack)
def vstack(tup, *, dtype=None, casting="same_kind"):
    return np.asarray(np.vstack(tup), dtype=dtype)


@composite(np.hstack)
def hstack(tup, *, dtype=None, casting="same_kind"):
    return np.asarray(np.hstack(tup), dtype=dtype)


@composite(np.sort)
def sort(a, axis=-1, kind=None, *, stable=None):
    """Equal numbers are equal in whatever order."""
    return np.sort(a, axis)


@composite(np.partition)
def partition(a, kth, axis=-1, kind="introselect"):
    return np.partition(a, kth, axis)


@composite(np.angle)
def angle(z, deg=False):
    return np.rad2deg(np.angle(z)) if deg else np.angle(z)


@composite(np.unique)
def unique(ar, return_index=False, return_inverse=False, return_counts=False, axis=None):
    """Of equal entries the first one counts; places and counts do not move."""
    still = np.unique(stop_gradient(ar), True, True, True, axis)
    flat = np.ravel(ar) if axis is None else ar
    entries = np.take(flat, still[1], 0 if axis is None else axis)
    if not return_index and not return_inverse and not return_counts:
        return entries
    found = [entries]
    found = [*found, still[1]] if return_index else found
    found = [*found, still[2]] if return_inverse else found
    return (*found, still[3]) if return_counts else tuple(found)


@composite(np.cross)
def cross(a, b, axisa=-1, axisb=-1, axisc=-1, axis=None):
    """Vectors that lie along axes of their own."""
    if axis is not None:
        axisa = axisb = axisc = axis
    product = np.cross(np.moveaxis(a, axisa, -1), np.moveaxis(b, axisb, -1))
    is_vector = np.shape(a)[axisa] == 3 or np.shape(b)[axisb] == 3
    return np.moveaxis(product, -1, axisc) if is_vector else product


@composite(np.choose)
def choose(a, choices, mode="raise"):
    """Places beyond the end are clipped, or counted round."""
    last = len(choices) - 1
    places = np.clip(a, 0, last) if mode == "clip" else np.remainder(a, last + 1)
    return np.choose(places, choices)


@composite(np.meshgrid)
def meshgrid(*xi, copy=True, sparse=False, indexing="xy"):
    """Grids that are long along their own axis only."""
    if not sparse:
        return np.meshgrid(*xi, indexing=indexing)
    grids = []
    for i, x in enumerate(xi):
        own = 1 - i if indexing == "xy" and i < 2 and len(xi) > 1 else i
        shape = [-1 if k == own else 1 for k, _ in enumerate(xi)]
        grids = [*grids, np.reshape(x, shape)]
    return tuple(grids)


@composite(
    np.pad,
    mode=("mean", "median", "maximum", "minimum", "linear_ramp", "reflect", "symmetric"),
)
def pad(
    array,
    pad_width,
    mode="constant",
    *,
    stat_length=None,
    end_values=0,
    reflect_type="even",
):
    """Edges of means and extremes, ramps, and reflections that turn round the edge."""
    widths = np.broadcast_to(pad_width, (np.ndim(array), 2))
    for axis, _ in enumerate(np.shape(array)):
        rows = np.moveaxis(array, axis, 0)
        before, after = widths[axis, 0], widths[axis, 1]
        if mode in ("reflect", "symmetric"):
            ahead = 1 if mode == "reflect" else 0
            first = 2 * rows[:1] - np.flip(rows[ahead : before + ahead], 0)
            stop = len(rows) - ahead
            last = 2 * rows[-1:] - np.flip(rows[stop - after : stop], 0)
        elif mode == "linear_ramp":
            ends = np.broadcast_to(end_values, (np.ndim(array), 2))
            first = np.linspace(ends[axis, 0], rows[0], before, endpoint=False)
            last = np.flip(np.linspace(ends[axis, 1], rows[-1], after, endpoint=False), 0)
        else:
            length = len(rows) if stat_length is None else stat_length
            lengths = np.broadcast_to(length, (np.ndim(array), 2))
            start = edge_of(rows[: lengths[axis, 0]], mode)
            end = edge_of(rows[-np.minimum(lengths[axis, 1], len(rows)) :], mode)
            first, last = np.repeat(start, before, axis=0), np.repeat(end, after, axis=0)
        array = np.moveaxis(np.concatenate([first, rows, last]), 0, axis)
    return array


def edge_of(rows, mode):
    """What np.pad repeats beyond an edge."""
    if mode == "maximum":
        return np.max(rows, axis=0, keepdims=True)
    if mode == "minimum":
        return np.min(rows, axis=0, keepdims=True)
    if mode == "median":
        return np.median(rows, axis=0, keepdims=True)
    return np.mean(rows, axis=0, keepdims=True)


# Memory order, and whether it is a copy, move no numbers


@composite(np.reshape)
def reshape(a, /, shape, order="C", *, copy=None):
    return np.reshape(a, shape, order)


@composite(np.copy)
def copy(a, order="K", subok=False):
    return np.copy(a)


@composite(np.require)
def require(a, dtype=None, requirements=None):
    return np.require(a, dtype)


@composite(np.full)
def full(shape, fill_value, dtype=None, order="C"):
    return np.full(shape, fill_value, dtype)


@composite(np.full_like)
def full_like(a, fill_value, dtype=None, order="K", subok=True, shape=None):
    return np.full_like(a, fill_value, dtype, shape=shape)


@composite(np.broadcast_to)
def broadcast_to(array, shape, subok=False):
    return np.broadcast_to(array, shape)


@composite(np.atleast_1d)
def atleast_1d(*arys):
    return tuple([np.atleast_1d(x) for x in arys])


@composite(np.atleast_2d)
def atleast_2d(*arys):
    return tuple([np.atleast_2d(x) for x in arys])


@composite(np.atleast_3d)
def atleast_3d(*arys):
    return tuple([np.atleast_3d(x) for x in arys])
