"""Loss scaling, for programs that compute in half precision."""

from __future__ import annotations

import numpy as np

from s2s_grad.dtype import float16
from s2s_grad.parameter import Parameter
from s2s_grad.tensor import Tensor, wrap


def times(inputs, factor):
    """Numbers in a tree, each times a factor, in its own dtype."""
    if isinstance(inputs, (tuple, list)):
        return type(inputs)([times(each, factor) for each in inputs])
    return inputs * factor


def over(inputs, divisor):
    """Numbers in a tree, each over a divisor, in its own dtype."""
    if isinstance(inputs, (tuple, list)):
        return type(inputs)([over(each, divisor) for each in inputs])
    return inputs / divisor


class LossScaler:
    """Scales losses up and gradients down."""

    def scale(self, inputs):
        """The inputs times the scale."""
        raise NotImplementedError

    def unscale(self, inputs):
        """The inputs over the scale."""
        raise NotImplementedError

    def adjust(self, grads_finite):
        """Changes the scale after a step."""
        raise NotImplementedError


class StaticLossScaler(LossScaler):
    """A scale that stays."""

    def __init__(self, scale_value):
        check_positive("scale_value", scale_value)
        self.scale_value = float(scale_value)

    def scale(self, inputs):
        return times(inputs, self.scale_value)

    def unscale(self, inputs):
        return over(inputs, self.scale_value)

    def adjust(self, grads_finite):
        """Changes nothing."""


class DynamicLossScaler(LossScaler):
    """A scale that shrinks after an overflow and grows after `scale_window` good steps."""

    def __init__(self, scale_value, scale_factor, scale_window):
        check_positive("scale_value", scale_value)
        check_positive("scale_window", scale_window)
        check_positive("scale_factor", scale_factor)
        self.scale_value = Parameter(np.float32(scale_value), name="scale_value")
        self.scale_window, self.scale_factor = scale_window, scale_factor
        self.counter = Parameter(np.int32(0), name="counter")

    def scale(self, inputs):
        return times(inputs, self.scale_value)

    def unscale(self, inputs):
        return over(inputs, self.scale_value)

    def adjust(self, grads_finite):
        """Shrinks, counts or grows; returns True."""
        scale, count = float(self.scale_value), int(self.counter)
        if not bool(grads_finite):
            scale, count = max(scale / self.scale_factor, 1.0), 0
        elif count + 1 >= self.scale_window:
            scale, count = scale * self.scale_factor, 0
        else:
            count += 1
        self.scale_value.set_data(wrap(np.float32(scale)))
        self.counter.set_data(wrap(np.int32(count)))
        return True


def check_positive(name, value):
    """Refuses what is not a positive number."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise TypeError(f"The '{name}' must be a number, but got {value!r}.")
    if value <= 0:
        raise ValueError(f"The '{name}' must be positive, but got {value}.")


def all_finite(inputs):
    """Whether no number in a tree of Tensors is infinite or nan, as a Tensor."""
    return wrap(np.asarray(is_finite(inputs)))


def is_finite(inputs):
    if isinstance(inputs, Tensor):
        return bool(np.all(np.isfinite(inputs.array)))
    if isinstance(inputs, (tuple, list)):
        return all(is_finite(each) for each in inputs)
    return True


def auto_mixed_precision(network, amp_level="O0", dtype=None):
    """The network itself, or one that computes in half precision at the level O3."""
    if amp_level not in ("O0", "O1", "O2", "O3", "auto"):
        raise ValueError(f"The amp level {amp_level!r} is not supported.")
    if amp_level == "O3":
        return network.to_float(float16)
    return network
