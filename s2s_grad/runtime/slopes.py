"""Derivatives of functions of single numbers where the formula needs care."""

import numpy as np

from s2s_grad.runtime.shapes import cast, expand
from s2s_grad.runtime.structures import zeros_like


def divide_or_zero(x, y):
    """`x / y`, and 0 where `y` is 0."""
    zero = np.equal(y, 0)
    # a Python number stays one, so that it leaves float32 alone
    safe = (1 if zero else y) if isinstance(y, (int, float)) else np.where(zero, 1, y)
    return np.where(zero, 0, x / safe)[()]


def log_or_zero(x):
    """log(x), and 0 where `x` is 0."""
    with np.errstate(invalid="ignore"):
        result = np.log(np.where(np.equal(x, 0), 1, x))[()]
    return float(result) if isinstance(x, (int, float)) else result


def power_slope(x, y):
    """d(x**y) / dx, and 0 wherever `y` is 0."""
    if isinstance(y, (int, float)):
        return y * np.power(x, y - 1) if y else zeros_like(x)
    return y * np.power(x, np.where(np.equal(y, 0), 1, y - 1))


def direction(x):
    """What |x| grows by: the sign of a real `x`, the conjugate of the phase of a complex one."""
    if np.iscomplexobj(x):
        return divide_or_zero(np.conj(x), np.abs(x))
    return np.sign(x)


def direction_adjoint(d, x):
    """The adjoint of `direction`: 0 for a real `x`, else what turns the phase."""
    if not np.iscomplexobj(x):
        return zeros_like(x)
    size, along = np.abs(x), np.real(d * np.conj(x))
    return divide_or_zero(np.conj(d), size) - divide_or_zero(along * np.conj(x), size**3)


def share(x, y, out):
    """What `x` has of `out = maximum(x, y)` or `minimum(x, y)`: 1, 0, or half at a tie."""
    half = np.where(np.equal(x, y), 0.5, 1.0)
    return (half * np.equal(x, out)).astype(np.result_type(out))


def shares(x, out, axis=None, keepdims=False):
    """What each number of `x` has of its extremum `out` over `axis`; ties share evenly."""
    hits = np.equal(x, expand(out, np.shape(x), axis, keepdims))
    ties = np.maximum(np.sum(hits, axis=axis, keepdims=True), 1)
    return (hits / ties).astype(np.result_type(out))


def between(x, low, high):
    """Where `clip(x, low, high)` is `x` itself, bounds not included."""
    inside = np.equal(x, x)
    inside = inside if low is None else inside & np.greater(x, low)
    return inside if high is None else inside & np.less(x, high)


def clipped_below(x, low, high):
    """Where `clip(x, low, high)` is `low`."""
    if low is None:
        return np.zeros(np.shape(x), bool)
    at = np.less_equal(x, low)
    return at if high is None else at & np.less(low, high)


def clipped_above(x, low, high):
    """Where `clip(x, low, high)` is `high`."""
    if high is None:
        return np.zeros(np.shape(x), bool)
    at = np.greater_equal(x, high)
    return at if low is None else at | np.greater_equal(low, high)


def sinc_slope(x, out):
    """The derivative of np.sinc, which is 0 at 0."""
    return divide_or_zero(np.cos(np.pi * x) - out, x)


def imag_adjoint(d, x):
    """The adjoint of np.imag."""
    return -1j * d if np.iscomplexobj(x) else zeros_like(x)


def angle_adjoint(d, x):
    """The adjoint of np.angle, which turns at most where the phase of a complex `x` does."""
    return divide_or_zero(-1j * d, x) if np.iscomplexobj(x) else zeros_like(x)


def sign_adjoint(d, x, out):
    """The adjoint of np.sign, which is x / |x| for a complex `x`, and flat for a real one."""
    if not np.iscomplexobj(x) or np.__version__ < "2":
        return zeros_like(x)
    return divide_or_zero(d - np.conj(out) * np.real(d * out), np.abs(x))


def digamma(x):
    """The derivative of log(gamma(x)) for a real `x`."""
    if x <= 0:
        return digamma(1 - x) - np.pi / np.tan(np.pi * x)
    total = 0.0
    while x < 10:
        total -= 1 / x
        x = x + 1
    y = 1 / x**2
    series = y * (1 / 12 - y * (1 / 120 - y * (1 / 252 - y * (1 / 240 - y * (1 / 132)))))
    return total + np.log(x) - 1 / (2 * x) - series


def i0_slope(x):
    """The derivative of np.i0, by its integral over the half circle."""
    turn = (np.arange(128) + 0.5) * (np.pi / 128)
    cosine = np.cos(turn)
    return cast(np.mean(cosine * np.exp(np.multiply.outer(x, cosine)), axis=-1), x)


def masked(d, slope):
    """`d * slope`, and 0 where `d` is 0, whatever the slope."""
    with np.errstate(all="ignore"):
        return np.where(np.equal(d, 0), d, d * slope)


def quotient(d, y):
    """`d / y`, and 0 where `d` is 0, whatever `y` is."""
    with np.errstate(all="ignore"):
        return np.where(np.equal(d, 0), d, np.divide(d, y))
