"""The plain layers: Dense, Flatten, Dropout, Embedding and their kin."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from s2s_grad import ops
from s2s_grad.dtype import float32
from s2s_grad.initializer import HeUniform, Uniform, initializer
from s2s_grad.nn.activations import get_activation
from s2s_grad.nn.cell import Cell
from s2s_grad.parameter import Parameter


def size(kind, name, value):
    """A size, or the error of MindSpore when it is none."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"For '{kind}', the '{name}' must be int, but got {value!r}.")
    if value < 1:
        raise ValueError(f"For '{kind}', the '{name}' must be greater than 0, but got {value}.")
    return value


class Dense(Cell):
    """x times the rows of `weight`, plus `bias`, through the activation."""

    def __init__(
        self,
        in_channels,
        out_channels,
        weight_init=None,
        bias_init=None,
        has_bias=True,
        activation=None,
        dtype=float32,
    ):
        super().__init__()
        self.in_channels = size("Dense", "in_channels", in_channels)
        self.out_channels = size("Dense", "out_channels", out_channels)
        if not isinstance(has_bias, bool):
            raise TypeError(f"For 'Dense', the 'has_bias' must be bool, but got {has_bias!r}.")
        self.has_bias = has_bias
        weight_init = HeUniform(math.sqrt(5)) if weight_init is None else weight_init
        self.weight = Parameter(
            initializer(weight_init, [out_channels, in_channels], dtype), name="weight"
        )
        if has_bias:
            bias_init = Uniform(1 / math.sqrt(in_channels)) if bias_init is None else bias_init
            self.bias = Parameter(initializer(bias_init, [out_channels], dtype), name="bias")
        self.activation = get_activation(activation)

    def construct(self, x):
        out = x @ self.weight.T
        if self.has_bias:
            out = out + self.bias
        if self.activation is not None:
            return self.activation(out)
        return out

    def construct_in(self, x):
        """construct, in the dtype of x."""
        out = x @ self.weight.astype(self.compute_type).T
        if self.has_bias:
            out = out + self.bias.astype(self.compute_type)
        if self.activation is not None:
            return self.activation(out)
        return out

    def extend_repr(self):
        text = f"input_channels={self.in_channels}, output_channels={self.out_channels}"
        return f"{text}, has_bias={self.has_bias}"


class BiDense(Cell):
    """A product of two inputs through a stack of matrices, plus `bias`."""

    def __init__(
        self,
        in1_channels,
        in2_channels,
        out_channels,
        weight_init=None,
        bias_init=None,
        has_bias=True,
        dtype=float32,
    ):
        super().__init__()
        self.has_bias = has_bias
        spread = Uniform(1 / math.sqrt(in1_channels))
        shape = [out_channels, in1_channels, in2_channels]
        first = spread if weight_init is None else weight_init
        self.weight = Parameter(initializer(first, shape, dtype), name="weight")
        if has_bias:
            first = spread if bias_init is None else bias_init
            self.bias = Parameter(initializer(first, [out_channels], dtype), name="bias")

    def construct(self, input1, input2):
        out = np.einsum("...i,oij,...j->...o", input1, self.weight, input2)
        if self.has_bias:
            out = out + self.bias
        return out


class Flatten(Cell):
    """The axes from `start_dim` to `end_dim` as one."""

    def __init__(self, start_dim=1, end_dim=-1):
        super().__init__()
        self.start_dim, self.end_dim = start_dim, end_dim
        self.plain = start_dim == 1 and end_dim == -1

    def construct(self, x):
        if self.plain:
            return np.reshape(x, (x.shape[0], -1))
        return ops.flatten(x, "C", self.start_dim, self.end_dim)


class Unflatten(Cell):
    """One axis as several."""

    def __init__(self, axis, unflattened_size):
        super().__init__()
        self.axis, self.unflattened_size = axis, tuple(unflattened_size)

    def construct(self, input_x):
        axis = self.axis % input_x.ndim
        shape = input_x.shape
        return np.reshape(input_x, (*shape[:axis], *self.unflattened_size, *shape[axis + 1 :]))


class Identity(Cell):
    """x itself."""

    def construct(self, x):
        return x


class Dropout(Cell):
    """Sets a share `p` of the numbers to 0 in training, and scales the others up in return."""

    def __init__(self, keep_prob=0.5, p=None, dtype=float32):
        super().__init__()
        if p is None and not 0 < keep_prob <= 1:
            raise ValueError(f"For 'Dropout', 'keep_prob' must be in (0, 1], but got {keep_prob}.")
        if p is not None and not 0 <= p < 1:
            raise ValueError(f"For 'Dropout', the 'p' must be in [0, 1), but got {p}.")
        self.p = 1 - keep_prob if p is None else p
        self.drops = self.p > 0

    def construct(self, x):
        if self.training and self.drops:
            return ops.dropout(x, self.p)
        return x

    def extend_repr(self):
        return f"p={self.p}"


class DropoutChannels(Cell):
    """Sets whole channels to 0 in training, and scales the others up in return."""

    def __init__(self, p=0.5):
        super().__init__()
        if not 0 <= p <= 1:
            raise ValueError(f"For '{type(self).__name__}', 'p' must be in [0, 1], but got {p}.")
        self.p = p
        self.drops = p > 0

    def construct(self, x):
        if self.training and self.drops:
            return ops.dropout_channels(x, self.p)
        return x


class Dropout1d(DropoutChannels):
    """Dropout of rows."""


class Dropout2d(DropoutChannels):
    """Dropout of planes."""


class Dropout3d(DropoutChannels):
    """Dropout of volumes."""


class Embedding(Cell):
    """The rows of a table with the given numbers."""

    def __init__(
        self,
        vocab_size,
        embedding_size,
        use_one_hot=False,
        embedding_table="normal",
        dtype=float32,
        padding_idx=None,
    ):
        super().__init__()
        self.vocab_size = size("Embedding", "vocab_size", vocab_size)
        self.embedding_size = size("Embedding", "embedding_size", embedding_size)
        self.use_one_hot, self.padding_idx = use_one_hot, padding_idx
        table = initializer(embedding_table, [vocab_size, embedding_size], dtype)
        if padding_idx is not None:
            table[padding_idx] = 0
        self.embedding_table = Parameter(table, name="embedding_table")

    def construct(self, ids):
        return self.embedding_table[ids]

    def extend_repr(self):
        return (
            f"vocab_size={self.vocab_size}, embedding_size={self.embedding_size},"
            f" use_one_hot={self.use_one_hot}, padding_idx={self.padding_idx}"
        )


class OneHot(Cell):
    """`on_value` at the index, `off_value` elsewhere, along a new axis."""

    def __init__(self, axis=-1, depth=1, on_value=1.0, off_value=0.0, dtype=float32):
        super().__init__()
        self.axis, self.depth = axis, depth
        self.on_value, self.off_value, self.dtype = on_value, off_value, dtype

    def construct(self, indices):
        out = ops.one_hot(indices, self.depth, self.on_value, self.off_value, self.axis)
        return out.astype(self.dtype)


class Norm(Cell):
    """The length of x along some axes."""

    def __init__(self, axis=(), keep_dims=False):
        super().__init__()
        self.axis, self.keep_dims = (None if axis == () else axis), keep_dims

    def construct(self, x):
        return np.sqrt(np.sum(x**2, axis=self.axis, keepdims=self.keep_dims))


class Pad(Cell):
    """x with margins."""

    def __init__(self, paddings, mode: Any = "CONSTANT"):
        super().__init__()
        if mode not in ("CONSTANT", "REFLECT", "SYMMETRIC"):
            raise ValueError(f"For 'Pad', the 'mode' {mode!r} is not known.")
        self.paddings = paddings
        self.mode: Any = mode.lower()

    def construct(self, x):
        return np.pad(x, self.paddings, mode=self.mode)


class Tril(Cell):
    """The lower triangle."""

    def construct(self, x, k=0):
        return np.tril(x, k)


class Triu(Cell):
    """The upper triangle."""

    def construct(self, x, k=0):
        return np.triu(x, k)


class PixelShuffle(Cell):
    """Channels dealt out as finer pixels."""

    def __init__(self, upscale_factor):
        super().__init__()
        self.upscale_factor = upscale_factor

    def construct(self, input):
        return ops.pixel_shuffle(input, self.upscale_factor)


class PixelUnshuffle(Cell):
    """Finer pixels gathered into channels."""

    def __init__(self, downscale_factor):
        super().__init__()
        self.downscale_factor = downscale_factor

    def construct(self, input):
        return ops.pixel_unshuffle(input, self.downscale_factor)


class Roll(Cell):
    """x shifted around along an axis."""

    def __init__(self, shift, axis):
        super().__init__()
        self.shift, self.axis = shift, axis

    def construct(self, input_x):
        return np.roll(input_x, self.shift, self.axis)


class Moments(Cell):
    """The mean and the variance along some axes."""

    def __init__(self, axis=None, keep_dims=None):
        super().__init__()
        self.axis, self.keep_dims = axis, bool(keep_dims)

    def construct(self, x):
        mean = np.mean(x, axis=self.axis, keepdims=self.keep_dims)
        return mean, np.var(x, axis=self.axis, keepdims=self.keep_dims)


class ClipByNorm(Cell):
    """x, scaled down until its norm is at most `clip_norm`."""

    def construct(self, x, clip_norm):
        return ops.clip_by_norm(x, clip_norm)


class L1Regularizer(Cell):
    """The sum of the sizes of the weights, times a scale."""

    def __init__(self, scale):
        super().__init__()
        if not scale > 0:
            raise ValueError(f"For 'L1Regularizer', 'scale' must be positive, but got {scale}.")
        self.scale = scale

    def construct(self, weights):
        return self.scale * np.sum(np.abs(weights))


class CosineSimilarity(Cell):
    """The cosine of the angle between two families of vectors."""

    def __init__(self, dim=1, eps=1e-08):
        super().__init__()
        self.dim, self.eps = dim, eps

    def construct(self, x1, x2):
        return ops.cosine_similarity(x1, x2, self.dim, self.eps)
