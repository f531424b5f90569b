"""Gradients of parts of an array: added where the numbers came from."""

import numpy as np

from s2s_grad.runtime.shapes import cast, unbroadcast
from s2s_grad.runtime.structures import add, zero_array, zeros_like


def scatter(x, index, d):
    """Zeros like `x` with `d` added at `index`: the adjoint of `x[index]`."""
    out = zeros_like(x)
    scatter_add(out, index, d)
    return out


def scatter_add(out, index, d):
    """Add `d` to `out` at `index`, as often as `index` names a place."""
    if not isinstance(out, np.ndarray):
        out[index] = add(out[index], d)
        return
    d = cast(d, out)
    if may_repeat(index):
        np.add.at(out, index, d)
    else:
        out[index] += d


def may_repeat(index):
    """Whether `index` can name one place twice: it holds integer arrays or lists of them."""
    parts = index if isinstance(index, tuple) else (index,)
    arrays = [part for part in parts if isinstance(part, (list, np.ndarray))]
    return any(np.asarray(part).dtype != bool for part in arrays)


def points(indices):
    """Rows of coordinates as an index for each axis."""
    return tuple(np.moveaxis(indices, -1, 0))


def along_axis(indices, axis):
    """The index that reads `indices[...]` along an axis and its own place along the others."""
    index = list(np.indices(np.shape(indices)))
    index[axis] = indices
    return tuple(index)


def added_at(x, index, d):
    """A copy of `x` with `d` added at `index`, as often as `index` names a place."""
    out = np.array(x)
    scatter_add(out, index, d)
    return out


def replaced_at(x, index, d):
    """A copy of `x` with `d` at `index`; of several for one place the last stays."""
    out = np.array(x)
    out[in_order(index)] = d
    return out


def in_order(index):
    """An index whose arrays are walked from front to back, whatever their layout in memory."""
    if isinstance(index, tuple):
        return tuple([in_order(part) for part in index])
    return np.ascontiguousarray(index) if isinstance(index, np.ndarray) else index


def kept_at(d, index):
    """What reaches the values that `replaced_at` wrote: those that were overwritten get zero."""
    found = d[index]
    if not may_repeat(index):
        return found
    numbers = np.arange(np.size(found)).reshape(np.shape(found))
    last = np.zeros(np.shape(d), int)
    last[in_order(index)] = numbers
    return np.where(last[index] == numbers, found, 0)


def positions(x):
    """An array like `x` that holds, at each place, its number in flat order."""
    return np.arange(np.size(x)).reshape(np.shape(x))


def put_back(d, x, places):
    """Zeros like `x` with each number of `d` added at the flat position that it came from."""
    out = zero_array(x).reshape(-1)
    np.add.at(out, np.ravel(places), np.ravel(cast(d, out)))
    return unbroadcast(out.reshape(np.shape(x)), x)
