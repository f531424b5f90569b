"""Activations as Cells."""

from __future__ import annotations

from typing import Any

import numpy as np

from s2s_grad import ops
from s2s_grad.dtype import float32
from s2s_grad.initializer import initializer
from s2s_grad.nn.cell import Cell
from s2s_grad.parameter import Parameter
from s2s_grad.tensor import Tensor


class ReLU(Cell):
    """x where it is positive, else 0."""

    def construct(self, x):
        return np.maximum(x, 0)


class ReLU6(Cell):
    """x between 0 and 6."""

    def construct(self, x):
        return np.minimum(np.maximum(x, 0), 6)


class Tanh(Cell):
    """tanh(x)."""

    def construct(self, x):
        return np.tanh(x)


class Sigmoid(Cell):
    """1 / (1 + exp(-x))."""

    def construct(self, x):
        return ops.sigmoid(x)


class LogSigmoid(Cell):
    """log(sigmoid(x))."""

    def construct(self, x):
        return ops.log_sigmoid(x)


class Softmax(Cell):
    """Positive shares along an axis that add up to one."""

    def __init__(self, axis=-1):
        super().__init__()
        self.axis = axis

    def construct(self, x):
        return ops.softmax(x, self.axis)


class LogSoftmax(Cell):
    """log(softmax(x))."""

    def __init__(self, axis=-1):
        super().__init__()
        self.axis = axis

    def construct(self, x):
        return ops.log_softmax(x, self.axis)


class Softmax2d(Cell):
    """softmax over the channels."""

    def construct(self, x):
        return ops.softmax(x, -3)


class Softmin(Cell):
    """softmax(-x)."""

    def __init__(self, axis=-1):
        super().__init__()
        self.axis = axis

    def construct(self, x):
        return ops.softmax(-x, self.axis)


class LeakyReLU(Cell):
    """x where it is positive, else a small share of it."""

    def __init__(self, alpha=0.2):
        super().__init__()
        self.alpha = alpha

    def construct(self, x):
        return ops.leaky_relu(x, self.alpha)


class ELU(Cell):
    """x where it is positive, else alpha (exp(x) - 1)."""

    def __init__(self, alpha=1.0):
        super().__init__()
        self.alpha = alpha

    def construct(self, x):
        return ops.elu(x, self.alpha)


class CELU(Cell):
    """x where it is positive, else alpha (exp(x / alpha) - 1)."""

    def __init__(self, alpha=1.0):
        super().__init__()
        self.alpha = alpha

    def construct(self, x):
        return ops.celu(x, self.alpha)


class SeLU(Cell):
    """elu, scaled so that layers keep their variance."""

    def construct(self, input_x):
        return ops.selu(input_x)


class GELU(Cell):
    """x times the normal distribution function; through tanh unless `approximate` is False."""

    def __init__(self, approximate=True):
        super().__init__()
        self.approximate = approximate

    def construct(self, x):
        if self.approximate:
            return ops.gelu(x, "tanh")
        return ops.gelu(x, "none")


class FastGelu(Cell):
    """x sigmoid(1.702 x)."""

    def construct(self, x):
        return ops.fast_gelu(x)


class SiLU(Cell):
    """x sigmoid(x)."""

    def construct(self, x):
        return ops.silu(x)


class Mish(Cell):
    """x tanh(softplus(x))."""

    def construct(self, x):
        return ops.mish(x)


class Softsign(Cell):
    """x / (1 + abs(x))."""

    def construct(self, x):
        return ops.softsign(x)


class Softplus(Cell):
    """log(1 + exp(x))."""

    def construct(self, x):
        return ops.softplus(x)


class HSwish(Cell):
    """x relu6(x + 3) / 6."""

    def construct(self, x):
        return ops.hardswish(x)


class HSigmoid(Cell):
    """relu6(x + 3) / 6."""

    def construct(self, x):
        return ops.hardsigmoid(x)


class Hardtanh(Cell):
    """x between two limits."""

    def __init__(self, min_val=-1.0, max_val=1.0):
        super().__init__()
        self.min_val, self.max_val = min_val, max_val

    def construct(self, x):
        return ops.hardtanh(x, self.min_val, self.max_val)


class HShrink(Cell):
    """x where its size is over lambd, else 0."""

    def __init__(self, lambd=0.5):
        super().__init__()
        self.lambd = lambd

    def construct(self, input_x):
        return ops.hardshrink(input_x, self.lambd)


class SoftShrink(Cell):
    """x brought nearer to 0 by lambd."""

    def __init__(self, lambd=0.5):
        super().__init__()
        self.lambd = lambd

    def construct(self, input_x):
        return ops.softshrink(input_x, self.lambd)


class Tanhshrink(Cell):
    """x - tanh(x)."""

    def construct(self, x):
        return x - np.tanh(x)


class Threshold(Cell):
    """x where it is over the threshold, else a value."""

    def __init__(self, threshold, value):
        super().__init__()
        self.threshold, self.value = threshold, value

    def construct(self, input_x):
        return np.where(input_x > self.threshold, input_x, self.value)


class GLU(Cell):
    """The first half along an axis, gated by the second half."""

    def __init__(self, axis=-1):
        super().__init__()
        self.axis = axis

    def construct(self, x):
        return ops.glu(x, self.axis)


class PReLU(Cell):
    """x where it is positive, else its channel's share of it, which is trained."""

    def __init__(self, channel=1, w=0.25):
        super().__init__()
        if isinstance(channel, bool) or not isinstance(channel, int):
            raise TypeError(f"For 'PReLU', the 'channel' must be int, but got {channel!r}.")
        if channel < 1:
            raise ValueError(f"For 'PReLU', the 'channel' must be positive, but got {channel}.")
        value = w if isinstance(w, Tensor) else initializer(float(w), [channel], float32)
        self.w = Parameter(value, name="a")

    def construct(self, x):
        return ops.prelu(x, self.w)


class RReLU(Cell):
    """x where it is positive, else a share of it, drawn between two limits in training."""

    def __init__(self, lower=1 / 8, upper=1 / 3):
        super().__init__()
        self.lower, self.upper = lower, upper

    def construct(self, x):
        if self.training:
            return ops.rrelu(x, self.lower, self.upper)
        return np.where(x > 0, x, (self.lower + self.upper) / 2 * x)


ACTIVATIONS = {
    "celu": CELU,
    "elu": ELU,
    "fast_gelu": FastGelu,
    "gelu": GELU,
    "glu": GLU,
    "hard_tanh": Hardtanh,
    "hardtanh": Hardtanh,
    "hshrink": HShrink,
    "hsigmoid": HSigmoid,
    "hswish": HSwish,
    "leakyrelu": LeakyReLU,
    "logsigmoid": LogSigmoid,
    "logsoftmax": LogSoftmax,
    "mish": Mish,
    "prelu": PReLU,
    "relu": ReLU,
    "relu6": ReLU6,
    "rrelu": RReLU,
    "selu": SeLU,
    "sigmoid": Sigmoid,
    "silu": SiLU,
    "softmax": Softmax,
    "softmax2d": Softmax2d,
    "softmin": Softmin,
    "softplus": Softplus,
    "softshrink": SoftShrink,
    "softsign": Softsign,
    "tanh": Tanh,
    "tanhshrink": Tanhshrink,
    "threshold": Threshold,
}


def get_activation(name) -> Any:
    """The activation of a name; a Cell or None as it is."""
    if name is None or isinstance(name, Cell) or (callable(name) and not isinstance(name, str)):
        return name
    if not isinstance(name, str):
        raise TypeError(f"The activation must be str or Cell or Primitive, but got {name!r}.")
    if not name:
        return None
    if name not in ACTIVATIONS:
        raise KeyError(f"There is no activation {name!r}: it is one of {sorted(ACTIVATIONS)}.")
    return ACTIVATIONS[name]()
