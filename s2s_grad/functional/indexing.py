"""Reading and writing at places, under MindSpore's parameter names."""

import numpy as np

from s2s_grad.runtime import added_at, along_axis, points, replaced_at


def gather(input_params, input_indices, axis, batch_dims=0):
    return np.take(input_params, input_indices, axis=axis)


def gather_elements(input, dim, index):
    return np.take_along_axis(input, index, dim)


def take_along_dim(input, index, dim):
    return np.take_along_axis(input, index, dim)


def gather_nd(input_x, indices):
    return input_x[points(indices)]


def index_select(input, axis, index):
    return np.take(input, index, axis=axis)


def masked_select(input, mask):
    shape = np.broadcast_shapes(np.shape(input), np.shape(mask))
    return np.broadcast_to(input, shape)[np.broadcast_to(mask, shape)]


def masked_fill(input_x, mask, value):
    return np.where(mask, value, input_x)


def select(condition, input, other):
    return np.where(condition, input, other)


def where(condition, input, other):
    return np.where(condition, input, other)


def nonzero(input):
    return np.argwhere(input)


def argwhere(input):
    return np.argwhere(input)


def one_hot(indices, depth, on_value=1, off_value=0, axis=-1):
    """`on_value` at the index, `off_value` elsewhere, along a new axis."""
    hit = np.expand_dims(indices, axis) == along(np.arange(depth), axis, np.ndim(indices) + 1)
    return np.where(hit, on_value, off_value)


def along(vector, axis, rank):
    """A vector laid along one of `rank` axes."""
    shape = [1] * rank
    shape[axis] = -1
    return np.reshape(vector, shape)


def scatter_nd(indices, updates, shape):
    return added_at(np.zeros(shape, updates.dtype), points(indices), updates)


def tensor_scatter_add(input_x, indices, updates):
    return added_at(input_x, points(indices), updates)


def tensor_scatter_sub(input_x, indices, updates):
    return added_at(input_x, points(indices), -updates)


def tensor_scatter_update(input_x, indices, updates):
    return replaced_at(input_x, points(indices), updates)


def tensor_scatter_elements(input_x, indices, updates, axis=0, reduction="none"):
    if reduction == "add":
        return added_at(input_x, along_axis(indices, axis), updates)
    return replaced_at(input_x, along_axis(indices, axis), updates)


def scatter(input, axis, index, src):
    return tensor_scatter_elements(input, index, src, axis)


def index_add(x, axis, indices, y):
    """`x` with the slices of `y` added at places along an axis."""
    out = added_at(np.moveaxis(x, axis, 0), indices, np.moveaxis(y, axis, 0))
    return np.moveaxis(out, 0, axis)


def embedding(input, weight, padding_idx=None):
    return weight[input]


def sequence_mask(lengths, maxlen=None):
    """True in front, as many as each length says."""
    size = np.max(lengths) if maxlen is None else maxlen
    return np.arange(size) < np.expand_dims(lengths, -1)


def filled(type, shape, value):
    return np.full(shape, value, type)


def zeros(shape, type):
    return np.zeros(shape, type)


def ones(shape, type):
    return np.ones(shape, type)


def linspace(start, stop, num):
    return np.linspace(start, stop, num, dtype=np.float32)


def eye(n, m, t):
    return np.eye(n, m, dtype=t)


def unsorted_segment_sum(input_x, segment_ids, num_segments):
    """The sums of the rows that have the same number."""
    shape = (num_segments, *np.shape(input_x)[np.ndim(segment_ids) :])
    return added_at(np.zeros(shape, input_x.dtype), segment_ids, input_x)


def gather_d(x, dim, index):
    return np.take_along_axis(x, index, dim)


def slice(input_x, begin, size):
    """A box of a size that begins at a place; -1 is all that is left."""
    for axis in range(np.ndim(input_x)):
        stop = np.shape(input_x)[axis] if size[axis] == -1 else begin[axis] + size[axis]
        input_x = np.take(input_x, np.arange(begin[axis], stop), axis=axis)
    return input_x


def strided_slice(input_x, begin, end, strides):
    """input_x[begin:end:strides] along the leading axes."""
    for axis in range(len(begin)):
        places = np.arange(np.shape(input_x)[axis])[begin[axis] : end[axis] : strides[axis]]
        input_x = np.take(input_x, places, axis=axis)
    return input_x


def narrow(input, axis, start, length):
    return np.take(input, np.arange(start, start + length), axis=axis)


def tensor_scatter_mul(input_x, indices, updates):
    out = np.copy(input_x)
    np.multiply.at(out, points(indices), updates)
    return out


def tensor_scatter_max(input_x, indices, updates):
    out = np.copy(input_x)
    np.maximum.at(out, points(indices), updates)
    return out


def tensor_scatter_min(input_x, indices, updates):
    out = np.copy(input_x)
    np.minimum.at(out, points(indices), updates)
    return out
