"""The same numbers in another shape, order or dtype, under MindSpore's parameter names."""

from typing import Any

import numpy as np


def cast(input, dtype):
    return input.astype(dtype)


def flatten(input, order="C", start_dim=1, end_dim=-1):
    """The axes from `start_dim` to `end_dim` as one."""
    shape = np.shape(input)
    if len(shape) == 0:
        return np.reshape(input, (1,))
    last = end_dim % len(shape)
    if order == "F":
        return np.reshape(input, (shape[0], -1), order="F")
    if len(shape) == 1 or start_dim == last:
        return np.reshape(input, shape) if len(shape) > 1 or start_dim == 0 else column(input)
    return np.reshape(input, (*shape[:start_dim], -1, *shape[last + 1 :]))


def column(input):
    return np.reshape(input, (-1, 1))


def unsqueeze(input, dim):
    return np.expand_dims(input, dim)


def reshape(input, shape):
    return np.reshape(input, shape)


def view(input, *shape):
    return input.reshape(*shape)


def permute(input, *axis):
    return input.transpose(*axis)


def broadcast_to(input, shape):
    """`input` repeated to a shape, in which -1 means the size that `input` has."""
    own = np.shape(input)
    extra = len(shape) - len(own)
    sizes = [own[i - extra] if size == -1 else size for i, size in enumerate(shape)]
    return np.broadcast_to(input, tuple(sizes))


def expand_as(input, other):
    return np.broadcast_to(input, np.shape(other))


def view_as(input, other):
    return np.reshape(input, np.shape(other))


def tile(input, dims):
    return np.tile(input, dims)


def repeat_interleave(input, repeats, axis=None):
    return np.repeat(input, repeats, axis=axis)


def repeat_elements(x, rep, axis=0):
    return np.repeat(x, rep, axis=axis)


def cat(tensors, axis=0):
    return np.concatenate(tensors, axis=axis)


def stack(tensors, axis=0):
    return np.stack(tensors, axis=axis)


def split(tensor, split_size_or_sections, axis=0):
    """Pieces of a size, or of the sizes in a list."""
    if isinstance(split_size_or_sections, int):
        stops = np.arange(split_size_or_sections, np.shape(tensor)[axis], split_size_or_sections)
    else:
        stops = np.cumsum(split_size_or_sections)[:-1]
    return tuple(np.split(tensor, stops, axis=axis))


def chunk(input, chunks, axis=0):
    """At most `chunks` pieces of one size; the last may be smaller."""
    size = -(-np.shape(input)[axis] // chunks)
    return split(input, size, axis)


def unstack(input_x, axis=0):
    """The slices along an axis."""
    return tuple([np.take(input_x, i, axis=axis) for i in range(np.shape(input_x)[axis])])


def movedim(x, source, destination):
    return np.moveaxis(x, source, destination)


def flip(input, dims):
    return np.flip(input, dims)


def tril(input, diagonal=0):
    return np.tril(input, diagonal)


def triu(input, diagonal=0):
    return np.triu(input, diagonal)


def diag(input):
    """The matrix with this diagonal, or the diagonal of this matrix."""
    return np.diag(input)


def diagonal(input, offset=0, dim1=0, dim2=1):
    return np.diagonal(input, offset, dim1, dim2)


def pad(input_x, padding, mode: Any = "constant", value=None):
    """`input_x` with margins; `padding` goes from the last axis forward, in pairs."""
    margins = [(0, 0)] * (np.ndim(input_x) - len(padding) // 2)
    pairs = [(padding[i], padding[i + 1]) for i in range(0, len(padding), 2)]
    margins = margins + pairs[::-1]
    if mode == "constant":
        return np.pad(input_x, margins, constant_values=0 if value is None else value)
    found: Any = {"replicate": "edge", "circular": "wrap"}.get(mode, mode)
    return np.pad(input_x, margins, found)


def meshgrid(*inputs, indexing: Any = "xy"):
    return tuple(np.meshgrid(*inputs, indexing=indexing))


def space_to_depth(input_x, block_size):
    n, c, h, w = np.shape(input_x)
    b = block_size
    blocks = np.reshape(input_x, (n, c, h // b, b, w // b, b))
    return np.reshape(np.transpose(blocks, (0, 3, 5, 1, 2, 4)), (n, c * b * b, h // b, w // b))


def pixel_shuffle(input, upscale_factor):
    """Channels dealt out as finer pixels."""
    n, c, h, w = np.shape(input)
    r = upscale_factor
    blocks = np.reshape(input, (n, c // r**2, r, r, h, w))
    return np.reshape(np.transpose(blocks, (0, 1, 4, 2, 5, 3)), (n, c // r**2, h * r, w * r))


def split_evenly(input_x, axis=0, output_num=1):
    """As many pieces of one size."""
    return tuple(np.split(input_x, output_num, axis=axis))


def meshgrid_of(inputs, indexing: Any = "xy"):
    return tuple(np.meshgrid(*inputs, indexing=indexing))


def expand(input, size):
    return broadcast_to(input, size)


def hsplit(input, indices_or_sections):
    return tuple(np.hsplit(input, indices_or_sections))


def vsplit(input, indices_or_sections):
    return tuple(np.vsplit(input, indices_or_sections))


def dsplit(input, indices_or_sections):
    return tuple(np.dsplit(input, indices_or_sections))


def tensor_split(input, indices_or_sections, axis=0):
    return tuple(np.array_split(input, indices_or_sections, axis=axis))


def reverse(x, axis):
    return np.flip(x, axis)


def t(input):
    return np.transpose(input)


def pixel_unshuffle(input, downscale_factor):
    """Finer pixels gathered into channels."""
    n, c, h, w = np.shape(input)
    r = downscale_factor
    blocks = np.reshape(input, (n, c, h // r, r, w // r, r))
    return np.reshape(np.transpose(blocks, (0, 1, 3, 5, 2, 4)), (n, c * r**2, h // r, w // r))
