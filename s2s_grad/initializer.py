"""First values of Parameters."""

from __future__ import annotations

import math

import numpy as np

from s2s_grad.dtype import DType, float32
from s2s_grad.tensor import Tensor, wrap


class Initializer:
    """A way to draw an array of a shape."""

    def __init__(self, **settings):
        self.settings = settings

    def values(self, shape):
        """Numbers of this shape."""
        raise NotImplementedError

    def draw(self, shape, dtype):
        """An array of this shape and dtype."""
        return np.array(np.broadcast_to(self.values(shape), shape), dtype=dtype)

    def __call__(self, array):
        """Fills an array."""
        array[...] = self.values(array.shape)


class Zero(Initializer):
    """Zeros."""

    def values(self, shape):
        return 0


class One(Initializer):
    """Ones."""

    def values(self, shape):
        return 1


class Constant(Initializer):
    """One number everywhere."""

    def __init__(self, value):
        super().__init__(value=value)
        self.value = value

    def values(self, shape):
        return self.value


class Normal(Initializer):
    """A normal distribution."""

    def __init__(self, sigma=0.01, mean=0.0):
        super().__init__(sigma=sigma, mean=mean)
        self.sigma, self.mean = sigma, mean

    def values(self, shape):
        return np.random.normal(self.mean, self.sigma, shape)


class TruncatedNormal(Initializer):
    """A normal distribution without what is beyond two bounds, counted in sigmas."""

    def __init__(self, sigma=0.01, mean=0.0, a=-2.0, b=2.0):
        super().__init__(sigma=sigma, mean=mean, a=a, b=b)
        self.sigma, self.mean, self.a, self.b = sigma, mean, a, b

    def values(self, shape):
        found = np.random.standard_normal(shape)
        outside = (found < self.a) | (found > self.b)
        while np.any(outside):
            found = np.where(outside, np.random.standard_normal(shape), found)
            outside = (found < self.a) | (found > self.b)
        return found * self.sigma + self.mean


class Uniform(Initializer):
    """Between -scale and scale."""

    def __init__(self, scale=0.07):
        super().__init__(scale=scale)
        self.scale = scale

    def values(self, shape):
        return np.random.uniform(-self.scale, self.scale, shape)


class XavierUniform(Initializer):
    """Uniform, as wide as the numbers of inputs and outputs ask for."""

    def __init__(self, gain=1):
        super().__init__(gain=gain)
        self.gain = gain

    def values(self, shape):
        fan_in, fan_out = fans(shape)
        bound = self.gain * math.sqrt(6 / (fan_in + fan_out))
        return np.random.uniform(-bound, bound, shape)


class XavierNormal(Initializer):
    """Normal, as wide as the numbers of inputs and outputs ask for."""

    def __init__(self, gain=1):
        super().__init__(gain=gain)
        self.gain = gain

    def values(self, shape):
        fan_in, fan_out = fans(shape)
        return np.random.normal(0, self.gain * math.sqrt(2 / (fan_in + fan_out)), shape)


class HeUniform(Initializer):
    """Uniform, as wide as the number of inputs and the activation ask for."""

    def __init__(self, negative_slope: float = 0, mode="fan_in", nonlinearity="leaky_relu"):
        super().__init__(negative_slope=negative_slope, mode=mode, nonlinearity=nonlinearity)
        self.negative_slope, self.mode, self.nonlinearity = negative_slope, mode, nonlinearity

    def values(self, shape):
        fan = fans(shape)[0 if self.mode == "fan_in" else 1]
        bound = gain(self.nonlinearity, self.negative_slope) * math.sqrt(3 / fan)
        return np.random.uniform(-bound, bound, shape)


class HeNormal(HeUniform):
    """Normal, as wide as the number of inputs and the activation ask for."""

    def values(self, shape):
        fan = fans(shape)[0 if self.mode == "fan_in" else 1]
        spread = gain(self.nonlinearity, self.negative_slope) / math.sqrt(fan)
        return np.random.normal(0, spread, shape)


class Identity(Initializer):
    """The unit matrix."""

    def values(self, shape):
        if len(shape) != 2:
            raise ValueError(f"For 'Identity', the shape must be 2-D, but got {shape}.")
        return np.eye(*shape)


class Orthogonal(Initializer):
    """Rows or columns that are orthonormal."""

    def __init__(self, gain=1.0):
        super().__init__(gain=gain)
        self.gain = gain

    def values(self, shape):
        rows, columns = shape[0], math.prod(shape[1:])
        found = np.random.standard_normal((max(rows, columns), min(rows, columns)))
        q, r = np.linalg.qr(found)
        q = q * np.sign(np.diag(r))
        return self.gain * (q if rows >= columns else q.T).reshape(shape)


class Sparse(Initializer):
    """Normal, with a share of each column zero."""

    def __init__(self, sparsity, sigma=0.01):
        super().__init__(sparsity=sparsity, sigma=sigma)
        self.sparsity, self.sigma = sparsity, sigma

    def values(self, shape):
        found = np.random.normal(0, self.sigma, shape)
        for column in range(shape[1]):
            empty = np.random.permutation(shape[0])[: math.ceil(self.sparsity * shape[0])]
            found[empty, column] = 0
        return found


class Dirac(Initializer):
    """Convolution weights that let channels through as they are."""

    def __init__(self, groups=1):
        super().__init__(groups=groups)
        self.groups = groups

    def values(self, shape):
        found = np.zeros(shape)
        each = shape[0] // self.groups
        middle = tuple(size // 2 for size in shape[2:])
        for group in range(self.groups):
            for channel in range(min(each, shape[1])):
                found[(group * each + channel, channel, *middle)] = 1
        return found


class VarianceScaling(Initializer):
    """As wide as the number of inputs, of outputs, or their mean asks for."""

    def __init__(self, scale=1.0, mode="fan_in", distribution="truncated_normal"):
        super().__init__(scale=scale, mode=mode, distribution=distribution)
        self.scale, self.mode, self.distribution = scale, mode, distribution

    def values(self, shape):
        fan_in, fan_out = fans(shape)
        fan = {"fan_in": fan_in, "fan_out": fan_out}.get(self.mode, (fan_in + fan_out) / 2)
        variance = self.scale / max(1.0, fan)
        if self.distribution == "uniform":
            return np.random.uniform(-math.sqrt(3 * variance), math.sqrt(3 * variance), shape)
        if self.distribution == "truncated_normal":
            return TruncatedNormal(math.sqrt(variance) / 0.87962566103423978).values(shape)
        return np.random.normal(0, math.sqrt(variance), shape)


NAMED = {
    "zeros": Zero,
    "zero": Zero,
    "ones": One,
    "one": One,
    "normal": Normal,
    "uniform": Uniform,
    "xavier_uniform": XavierUniform,
    "xavieruniform": XavierUniform,
    "xavier_normal": XavierNormal,
    "xaviernormal": XavierNormal,
    "he_uniform": HeUniform,
    "heuniform": HeUniform,
    "he_normal": HeNormal,
    "henormal": HeNormal,
    "truncated_normal": TruncatedNormal,
    "truncatednormal": TruncatedNormal,
    "identity": Identity,
    "orthogonal": Orthogonal,
    "dirac": Dirac,
    "variance_scaling": VarianceScaling,
    "variancescaling": VarianceScaling,
}


def initializer_of(init):
    """The Initializer for a name, a number or an Initializer."""
    if isinstance(init, Initializer):
        return init
    if isinstance(init, (int, float)) and not isinstance(init, bool):
        return Constant(init)
    if isinstance(init, str):
        if init.lower() not in NAMED:
            raise ValueError(f"For 'initializer', the 'init' {init!r} is not a known name.")
        return NAMED[init.lower()]()
    raise TypeError(
        "For 'initializer', the type of the 'init' argument must be 'Tensor', 'number', 'string'"
        f" or 'initializer', but got {type(init)}."
    )


def initializer(init, shape=None, dtype=float32):
    """A Tensor with first values."""
    if not isinstance(dtype, DType):
        raise TypeError(f"For 'initializer', 'dtype' must be a mindspore dtype, but got {dtype!r}.")
    if isinstance(init, Tensor):
        if shape is not None and tuple(as_shape(shape)) != init.shape:
            raise ValueError(
                f"For 'initializer', the shape of the Tensor is {init.shape}, but {shape} is asked."
            )
        return wrap(init.array.astype(dtype.numpy))
    return wrap(initializer_of(init).draw(as_shape(shape), dtype.numpy))


def as_shape(shape):
    """A shape as a tuple of positive ints."""
    sizes = (shape,) if isinstance(shape, int) else tuple(shape)
    for size in sizes:
        if isinstance(size, bool) or not isinstance(size, (int, np.integer)) or size < 0:
            raise ValueError(f"For 'initializer', the 'shape' is invalid: {shape}.")
    return sizes


def fans(shape):
    """How many inputs and outputs each number of a weight has."""
    if len(shape) < 2:
        raise ValueError(f"The shape {shape} of the weight must have two axes or more.")
    field = math.prod(shape[2:])
    return shape[1] * field, shape[0] * field


def gain(nonlinearity, slope):
    """How much wider the weights in front of an activation are."""
    if nonlinearity == "leaky_relu":
        return math.sqrt(2 / (1 + slope**2))
    return {"tanh": 5 / 3, "relu": math.sqrt(2)}.get(nonlinearity, 1.0)
