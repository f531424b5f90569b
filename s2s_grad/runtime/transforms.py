"""Adjoints of cosine and sine transforms, convolutions and recursive filters."""

import sys

import numpy as np

from s2s_grad.runtime.fourier import resized
from s2s_grad.runtime.shapes import unbroadcast


def scipy_call(module, name, *arguments, **options):
    """A function of SciPy, which the differentiated program has imported."""
    return getattr(sys.modules[f"scipy.{module}"], name)(*arguments, **options)


# Cosine and sine transforms. The matrices of types 1 and 4 are symmetric, and those of types 2
# and 3 are transposes of each other, but for a factor at the first or last entry.


def cosine_adjoint(d, x, name, type=2, n=None, axis=-1, norm=None):
    """The adjoint of scipy.fft.dct, idct, dst or idst, called `name`."""
    plain = name.removeprefix("i")
    length = n or np.shape(x)[axis]
    if norm == "ortho":
        back = plain if name.startswith("i") else f"i{plain}"
        result = scipy_call("fft", back, d, type, axis=axis, norm=norm)
    else:
        around = 2 * (length + {"dct": -1, "dst": 1}[plain] * (type == 1))
        scaled = name.startswith("i") == (norm != "forward")
        kind = {2: 3, 3: 2}.get(type, type) if name.startswith("i") else type
        result = transposed_cosine(d, plain, kind, axis)
        result = result / around if scaled else result
    return unbroadcast(resized(result, np.shape(x)[axis], axis), x)


def transposed_cosine(d, name, type, axis):
    """The transpose of the unscaled transform applied to `d`."""
    d = np.moveaxis(np.array(d), axis, -1)
    ends = slice(0, None) if name == "dct" else slice(-1, None)
    ends = [ends.start]
    if name == "dct" and type == 1:
        ends = [0, -1]
    if name == "dst" and type == 1:
        ends = []
    if type in (1, 2):
        d[..., ends] *= 2
    result = scipy_call("fft", name, d, {2: 3, 3: 2}.get(type, type))
    if type in (1, 3):
        result[..., ends] /= 2
    return np.moveaxis(result, -1, axis)


def cosines_adjoint(d, x, name, type=2, axes=None, norm=None):
    """The adjoint of the same transform along several axes."""
    axes = range(np.ndim(x)) if axes is None else np.atleast_1d(axes)
    for axis in axes:
        d = cosine_adjoint(d, d, name, type, None, axis, norm)
    return unbroadcast(d, x)


# Convolutions


def whole_convolution(d, x, y, mode, late=0):
    """`d` in its place in the full convolution of `x` and `y`.

    Where `y` has even length, the middle of it is one place later for a result that is `late`.
    """
    full = tuple(a + b - 1 for a, b in zip(np.shape(x), np.shape(y), strict=True))
    if mode == "full":
        return d
    if mode == "same":
        starts = [(b - 1 + late) // 2 for b in np.shape(y)]
    else:
        starts = [min(a, b) - 1 for a, b in zip(np.shape(x), np.shape(y), strict=True)]
    result = np.zeros(full, np.result_type(d))
    result[tuple(slice(s, s + n) for s, n in zip(starts, np.shape(d), strict=True))] = d
    return result


def convolution_left(d, x, y, mode="full", late=0):
    """The gradient of a convolution of `x` and `y` in any number of dimensions for `x`."""
    if np.size(x) == 0 or np.size(y) == 0:
        return np.zeros_like(x)
    whole = whole_convolution(d, x, y, mode, late)
    return unbroadcast(scipy_call("signal", "correlate", whole, np.conj(y), "valid"), x)


def convolution_right(d, x, y, mode="full", late=0):
    """The gradient of a convolution for `y`."""
    whole = whole_convolution(d, x, y, mode, late)
    return unbroadcast(scipy_call("signal", "correlate", whole, np.conj(x), "valid"), y)


def correlation_left(d, x, y, mode="full", late=0):
    """The gradient of a correlation of `x` and `y` for `x`."""
    return convolution_left(d, x, np.conj(np.flip(y)), mode, late)


def correlation_right(d, x, y, mode="full", late=0):
    """The gradient of a correlation for `y`."""
    turned = np.conj(np.flip(y))
    return unbroadcast(np.conj(np.flip(convolution_right(d, x, turned, mode, late))), y)


# Recursive filters: a * out = b * x, with * for convolution


def lfilter_x(d, b, a, x, axis=-1):
    """The gradient of scipy.signal.lfilter for the signal: the filter run backwards."""
    turned = scipy_call("signal", "lfilter", b, a, np.flip(d, axis), axis)
    return unbroadcast(np.flip(turned, axis), x)


def lfilter_b(d, b, a, x, axis=-1):
    """The gradient of scipy.signal.lfilter for the numerator."""
    return delayed_products(d, scipy_call("signal", "lfilter", [1.0], a, x, axis), b, axis)


def lfilter_a(d, a, out, axis=-1):
    """The gradient of scipy.signal.lfilter for the denominator."""
    return delayed_products(-d, scipy_call("signal", "lfilter", [1.0], a, out, axis), a, axis)


def delayed_products(d, x, taps, axis):
    """The sum of `d` times `x`, delayed by each tap's number."""
    d, x = np.moveaxis(d, axis, -1), np.moveaxis(x, axis, -1)
    n = np.shape(x)[-1]
    sums = [np.sum(d[..., k:] * x[..., : n - k]) for k in range(np.shape(taps)[-1])]
    return unbroadcast(np.array(sums), taps)


def sosfilt_adjoint(d, sos, x, axis=-1):
    """The gradient of scipy.signal.sosfilt for the signal."""
    turned = scipy_call("signal", "sosfilt", sos, np.flip(d, axis), axis)
    return unbroadcast(np.flip(turned, axis), x)
