"""Functions of one value at a time, as layers use them."""

import numpy as np

from s2s_grad import runtime
from s2s_grad.functional import special


def sigmoid(x):
    """1 / (1 + exp(-x)), without overflow at either end."""
    return runtime.sigmoid(x)


def log_sigmoid(x):
    return -np.logaddexp(0, -x)


def relu(x):
    return np.maximum(x, 0)


def relu6(x):
    return np.minimum(np.maximum(x, 0), 6)


def leaky_relu(x, alpha=0.2):
    return np.where(x > 0, x, alpha * x)


def prelu(x, weight):
    """x where it is positive, and elsewhere its channel's share of it."""
    if np.size(weight) == 1:
        return np.where(x > 0, x, weight * x)
    flat = np.reshape(x, (x.shape[0], x.shape[1], -1))
    return np.reshape(np.where(flat > 0, flat, weight[:, None] * flat), x.shape)


def elu(x, alpha=1.0):
    return np.where(x > 0, x, alpha * np.expm1(np.minimum(x, 0)))


def celu(x, alpha=1.0):
    return np.where(x > 0, x, alpha * np.expm1(np.minimum(x, 0) / alpha))


def selu(input_x):
    scale = 1.0507009873554805
    negative = 1.6732632423543772 * np.expm1(np.minimum(input_x, 0))
    return scale * np.where(input_x > 0, input_x, negative)


def softplus(input, beta=1, threshold=20):
    """A smooth ramp; from the threshold on the ramp itself."""
    smooth = np.logaddexp(0, input * beta) / beta
    return np.where(input * beta > threshold, input, smooth)


def softsign(x):
    return x / (1 + np.abs(x))


def silu(x):
    return x * sigmoid(x)


def mish(x):
    return x * np.tanh(np.logaddexp(0, x))


def hardswish(x):
    return x * np.minimum(np.maximum(x + 3, 0), 6) / 6


def hardsigmoid(input):
    return np.minimum(np.maximum(input + 3, 0), 6) / 6


def hardtanh(input, min_val=-1.0, max_val=1.0):
    return np.minimum(np.maximum(input, min_val), max_val)


def hardshrink(x, lambd=0.5):
    return np.where(np.abs(x) > lambd, x, 0)


def softshrink(x, lambd=0.5):
    return np.sign(x) * np.maximum(np.abs(x) - lambd, 0)


def tanhshrink(input):
    return input - np.tanh(input)


def threshold(input, thr, value):
    return np.where(input > thr, input, value)


def gelu(input, approximate="none"):
    """x times the normal distribution function, exactly or through tanh."""
    if approximate == "tanh":
        inner = 0.7978845608028654 * (input + 0.044715 * input**3)
        return 0.5 * input * (1 + np.tanh(inner))
    return 0.5 * input * (1 + special.erf(input / 1.4142135623730951))


def fast_gelu(x):
    return x * sigmoid(1.702 * x)


def glu(x, axis=-1):
    """The first half along an axis, gated by the second half."""
    left, right = np.split(x, 2, axis)
    return left * sigmoid(right)


def softmax(input, axis=-1):
    """Positive shares along an axis that add up to one."""
    shifted = np.exp(input - np.max(input, axis=axis, keepdims=True))
    return shifted / np.sum(shifted, axis=axis, keepdims=True)


def log_softmax(logits, axis=-1):
    shifted = logits - np.max(logits, axis=axis, keepdims=True)
    return shifted - np.log(np.sum(np.exp(shifted), axis=axis, keepdims=True))


def softmin(x, axis=-1):
    return softmax(-x, axis)


def rsqrt(input):
    return 1 / np.sqrt(input)


def inv(x):
    return 1 / x


def erf(input):
    return special.erf(input)


def erfc(input):
    return special.erfc(input)


def lgamma(input):
    return special.lgamma(input)


def logit(input, eps=None):
    if eps is not None:
        input = np.clip(input, eps, 1 - eps)
    return np.log(input / (1 - input))


def xlogy(input, other):
    """x log y, and 0 where x is 0, whatever y is."""
    return input * np.log(np.where(input == 0, 1, other))


def lerp(input, end, weight):
    return input + weight * (end - input)


def addcmul(input, tensor1, tensor2, value=1):
    return input + value * (tensor1 * tensor2)


def addcdiv(input, tensor1, tensor2, value=1):
    return input + value * (tensor1 / tensor2)


def addn(x):
    """The sum of a list of arrays."""
    total = x[0]
    for each in x[1:]:
        total = total + each
    return total


def clip_by_value(x, clip_value_min=None, clip_value_max=None):
    """x held between two limits; either may be missing. Lists are clipped one by one."""
    if isinstance(x, (list, tuple)):
        return tuple([clip_by_value(each, clip_value_min, clip_value_max) for each in x])
    if clip_value_min is not None:
        x = np.maximum(x, clip_value_min)
    if clip_value_max is not None:
        x = np.minimum(x, clip_value_max)
    return x


def clamp(input, min=None, max=None):
    return clip_by_value(input, min, max)


def clip_by_norm(x, max_norm, norm_type=2.0, error_if_nonfinite=False):
    """x, scaled down until its norm is at most `max_norm`."""
    norm = np.sqrt(np.sum(x**2))
    return x * np.minimum(1.0, max_norm / (norm + 1e-6))


def clip_by_global_norm(x, clip_norm=1.0, use_norm=None):
    """Arrays scaled down together until the norm of all of them is at most `clip_norm`."""
    norm = np.sqrt(sum([np.sum(each**2) for each in x]))
    if norm <= clip_norm:
        return tuple(x)
    return tuple([each * (clip_norm / norm) for each in x])


def gelu_tanh(x):
    return gelu(x, "tanh")


def div_no_nan(x, y):
    """x / y, and 0 where y is 0."""
    zero = y == 0
    return np.where(zero, 0, x / np.where(zero, 1, y))


def mul_no_nan(x, y):
    """x y, and 0 where y is 0, whatever x is."""
    return np.where(y == 0, 0, x * y)


def xdivy(x, y):
    """x / y, and 0 where x is 0, whatever y is."""
    return x / np.where(x == 0, 1, y)


def truncate_div(x, y):
    return np.trunc(x / y)


def squared_difference(x, y):
    return (x - y) ** 2


def square_sum_all(x, y):
    return np.sum(x**2), np.sum(y**2)


def swiglu(input, dim=-1):
    """The second half along an axis, gated by silu of the first half."""
    left, right = np.split(input, 2, dim)
    return silu(left) * right


def signbit(input):
    return np.signbit(input)


def isreal(input):
    return np.isreal(input)
