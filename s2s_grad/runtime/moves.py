"""Adjoints of functions that move numbers and change none."""

import numpy as np

from s2s_grad.runtime.places import positions, put_back, scatter
from s2s_grad.runtime.shapes import expand, unbroadcast
from s2s_grad.runtime.structures import is_zero, zero_array, zeros_like


def unexpand(d, like, axis=None, keepdims=False):
    """The adjoint of `expand`: `d` summed over `axis`, in the shape of `like`."""
    if axis is not None and not keepdims:
        d = np.sum(d, axis=axis)
    return unbroadcast(d, like)


def unbroadcast_each(d, arrays):
    """`unbroadcast` for each of several arrays; None stands for zeros."""
    return [
        zero_array(x) if is_zero(part) else unbroadcast(part, x)
        for part, x in zip(d, arrays, strict=True)
    ]


def split_like(d, arrays, axis=0):
    """The adjoint of joining `arrays` along `axis`: their parts of `d`, in their shapes.

    A part of lower rank than `d` was raised by the join to length 1 along `axis`.
    """
    if axis is None:
        sizes = [np.size(x) for x in arrays]
        axis = 0
    else:
        sizes = [np.shape(x)[axis] if np.ndim(x) == np.ndim(d) else 1 for x in arrays]
    parts = np.split(d, np.cumsum(sizes)[:-1], axis)
    return [
        unbroadcast(np.reshape(part, np.shape(x)), x) for part, x in zip(parts, arrays, strict=True)
    ]


def rejoin(parts, d, arrays, axis=0):
    """The adjoint of `split_like`: the parts as they stand in `d`; None stands for zeros."""
    parts = unbroadcast_each(parts, arrays)
    if axis is None:
        return np.concatenate([np.ravel(part) for part in parts])
    raised = list(np.shape(d))
    raised[axis] = 1
    whole = [part if np.ndim(part) == np.ndim(d) else np.reshape(part, raised) for part in parts]
    return np.concatenate(whole, axis)


def split_like_hstack(d, arrays):
    """The adjoint of np.hstack, which joins rows end to end and matrices side by side."""
    return split_like(d, arrays, 0 if np.ndim(d) == 1 else 1)


def join(d, out, axis=0):
    """The adjoint of splitting into `out` along `axis`; None stands for zeros."""
    return np.concatenate(unbroadcast_each(d, out), int(axis))


def restack(d, out, axis=0):
    """The adjoint of unstacking into `out` along `axis`; None stands for zeros."""
    return np.stack(unbroadcast_each(d, out), axis)


def unblock(d, arrays):
    """The adjoint of np.block for nested lists of arrays."""
    places, numbers = 0, []

    def number(x):
        nonlocal places
        if isinstance(x, list):
            return [number(item) for item in x]
        numbers.append(np.arange(places, places + np.size(x)).reshape(np.shape(x)))
        places += np.size(x)
        return numbers[-1]

    flat = np.empty(np.size(d), dtype=np.asarray(d).dtype)
    flat[np.ravel(np.block(number(arrays)))] = np.ravel(d)
    remaining = iter(numbers)

    def collect(x):
        if isinstance(x, list):
            return [collect(item) for item in x]
        return unbroadcast(flat[next(remaining)], x)

    return collect(arrays)


def roll_back(d, shift, axis=None):
    """`d` rolled against `shift`."""
    return np.roll(d, np.negative(shift), axis)


def tile_adjoint(d, x, reps):
    """The adjoint of np.tile: the tiles of `d` summed."""
    reps = np.atleast_1d(reps).tolist()
    ndim = max(len(reps), np.ndim(x))
    reps = [1] * (ndim - len(reps)) + reps
    shape = (1,) * (ndim - np.ndim(x)) + np.shape(x)
    pairs = [n for pair in zip(reps, shape, strict=True) for n in pair]
    total = np.sum(np.reshape(d, pairs), axis=tuple(range(0, 2 * ndim, 2)))
    return unbroadcast(total.reshape(np.shape(x)), x)


def repeat_adjoint(d, x, repeats, axis=None):
    """The adjoint of np.repeat: copies of one number summed."""
    if np.ndim(repeats) > 0 and np.size(repeats) > 1:
        return put_back(d, x, np.repeat(positions(x), repeats, axis))
    repeats = int(np.reshape(repeats, ()))
    if axis is None:
        return unbroadcast(np.sum(np.reshape(d, (np.size(x), repeats)), 1).reshape(np.shape(x)), x)
    axis = axis % np.ndim(x)
    shape = np.shape(x)
    pairs = (*shape[: axis + 1], repeats, *shape[axis + 1 :])
    return np.sum(np.reshape(d, pairs), axis + 1)


def meshgrid_adjoint(d, vectors, indexing="xy"):
    """The adjoint of np.meshgrid: each grid of `d` summed onto its own axis."""
    result = []
    for i, x in enumerate(vectors):
        own = 1 - i if indexing == "xy" and i < 2 and len(vectors) > 1 else i
        if is_zero(d[i]):
            result.append(zeros_like(x))
            continue
        rest = tuple(k for k in range(len(vectors)) if k != own)
        result.append(unbroadcast(np.reshape(np.sum(d[i], axis=rest), np.shape(x)), x))
    return result


def pad_adjoint(d, x, pad_width, mode="constant"):
    """The adjoint of np.pad, for modes that fill with constants or copies."""
    if mode not in ("constant", "edge", "reflect", "symmetric", "wrap"):
        raise NotImplementedError(f"np.pad with mode {mode!r} has no derivative rule")
    places = np.pad(positions(x) + 1, pad_width, mode)
    return put_back(np.where(places > 0, d, 0), x, np.maximum(places - 1, 0))


def padding_adjoint(d, x, pad_width, values):
    """The gradient of np.pad for the constants that it fills with."""
    template = np.zeros(np.shape(x), int)
    names = np.pad(template, pad_width, constant_values=(positions(values) + 1).tolist())
    return put_back(d[names > 0], values, names[names > 0] - 1)


def insert_adjoint(d, x, places):
    """The gradient of np.insert for the array; `places` is -1 at what was inserted."""
    return put_back(d[places >= 0], x, places[places >= 0])


def inserted_adjoint(d, arr, obj, values, axis=None):
    """The gradient of np.insert for the values."""
    template = np.zeros(np.shape(arr), int)
    names = np.insert(template, obj, positions(values) + 1, axis)
    return put_back(d[names > 0], values, names[names > 0] - 1)


def trim_adjoint(d, x, trim="fb"):
    """The adjoint of np.trim_zeros."""
    ahead = len(x) - len(np.trim_zeros(x, "f")) if "f" in trim.lower() else 0
    return scatter(np.asarray(x), slice(ahead, ahead + len(d)), d)


def diag_adjoint(d, x, k=0):
    """The adjoint of np.diag, which reads the diagonal of a matrix or makes a matrix of one."""
    if np.ndim(x) == 1:
        return unbroadcast(np.diagonal(d, k), x)
    return diagonal_adjoint(d, x, k)


def diagonal_adjoint(d, x, offset=0, axis1=0, axis2=1):
    """The adjoint of np.diagonal."""
    return put_back(d, x, np.diagonal(positions(x), offset, axis1, axis2))


def trace_adjoint(d, x, offset=0, axis1=0, axis2=1):
    """The adjoint of np.trace."""
    places = np.diagonal(positions(x), offset, axis1, axis2)
    return put_back(expand(d, places.shape, -1), x, places)


def linspace_start(d, start, num=50, endpoint=True, axis=0):
    """The gradient of np.linspace for its start."""
    weights = np.linspace(1.0, 0.0, num, endpoint)
    return unbroadcast(np.tensordot(np.moveaxis(d, axis, -1), weights, 1), start)


def linspace_stop(d, stop, num=50, endpoint=True, axis=0):
    """The gradient of np.linspace for its end."""
    weights = np.linspace(0.0, 1.0, num, endpoint)
    return unbroadcast(np.tensordot(np.moveaxis(d, axis, -1), weights, 1), stop)


def arange_start(d, start, stop=None):
    """The gradient of np.arange for its start; a lone argument is the end, and moves nothing."""
    return zeros_like(start) if stop is None else unbroadcast(np.sum(d), start)


def arange_step(d, step):
    """The gradient of np.arange for its step."""
    return unbroadcast(np.sum(d * np.arange(len(d))), step)
