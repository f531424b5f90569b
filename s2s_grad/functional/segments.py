"""Numbers put together by the segment they belong to, and sequences of different lengths."""

import numpy as np

from s2s_grad.runtime import added_at, along_axis, replaced_at


def unsorted_segment_mean(input_x, segment_ids, num_segments):
    """The means of the rows that have the same number; of none it is 0."""
    shape = (num_segments, *np.shape(input_x)[np.ndim(segment_ids) :])
    total = added_at(np.zeros(shape, input_x.dtype), segment_ids, input_x)
    count = np.bincount(np.ravel(segment_ids), minlength=num_segments)
    count = np.maximum(count, 1).astype(input_x.dtype)
    return total / np.reshape(count, (-1,) + (1,) * (np.ndim(total) - 1))


def unsorted_segment_max(x, segment_ids, num_segments):
    """The largest of the rows that have the same number."""
    parts = [np.max(x[segment_ids == i], axis=0) for i in range(num_segments)]
    return np.stack(parts)


def unsorted_segment_min(x, segment_ids, num_segments):
    """The smallest of the rows that have the same number."""
    return -unsorted_segment_max(-x, segment_ids, num_segments)


def unsorted_segment_prod(x, segment_ids, num_segments):
    """The products of the rows that have the same number."""
    parts = [np.prod(x[segment_ids == i], axis=0) for i in range(num_segments)]
    return np.stack(parts)


def index_fill(x, axis, index, value):
    """`x` with one value at places along an axis."""
    out = np.moveaxis(x, axis, 0)
    return np.moveaxis(replaced_at(out, index, value), 0, axis)


def masked_scatter(input, mask, source):
    """`input` with the first numbers of `source` where the mask holds."""
    full = np.broadcast_to(mask, np.shape(input))
    places = np.nonzero(np.ravel(full))[0]
    taken = np.ravel(source)[: places.size]
    return np.reshape(replaced_at(np.ravel(input), places, taken), np.shape(input))


def scatter_add(input, axis, index, src):
    """`input` with the numbers of `src` added at places along an axis."""
    return added_at(input, along_axis(index, axis), src)


def tensor_scatter_div(input_x, indices, updates):
    """`input_x` with places divided by numbers, each place once."""
    places = tuple(np.moveaxis(indices, -1, 0))
    return replaced_at(input_x, places, input_x[places] / updates)


def reverse_sequence(x, seq_lengths, seq_dim, batch_dim=0):
    """The first numbers of each sequence in reverse, as many as its length says."""
    rows = np.moveaxis(x, (batch_dim, seq_dim), (0, 1))
    place = np.arange(np.shape(rows)[1])
    lengths = np.reshape(seq_lengths, (-1, 1))
    order = np.where(place < lengths, lengths - 1 - place, place)
    picked = rows[np.arange(np.shape(rows)[0])[:, None], order]
    return np.moveaxis(picked, (0, 1), (batch_dim, seq_dim))


def bucketize(input, boundaries, right=False):
    """The number of the interval in which each number lies."""
    return np.searchsorted(np.asarray(boundaries), input, side="right" if right else "left")
