"""MindSpore's `mindspore.numpy`: NumPy's functions, with Tensors coming out of the makers."""

import numpy as np

from s2s_grad.ops.operator import operator

#: Functions that make arrays; float32 where NumPy would make float64.
MAKERS = (
    *("array", "asarray", "asfarray", "zeros", "ones", "empty", "full", "eye", "identity"),
    *("arange", "linspace", "logspace", "geomspace", "tri", "hanning", "hamming", "bartlett"),
    *("blackman", "indices", "copy"),
)

pi, e, inf, nan, newaxis = np.pi, np.e, np.inf, np.nan, np.newaxis


def maker(function):
    """A function that makes arrays, with float32 for float64 unless a dtype is given."""

    def make(*args, **kwargs):
        found = np.asarray(function(*args, **kwargs))
        if found.dtype == np.float64 and kwargs.get("dtype") is None:
            return found.astype(np.float32)
        return found

    make.__name__, make.__doc__ = function.__name__, function.__doc__
    return operator(make, makes=True)


def __getattr__(name):
    """NumPy's function of this name."""
    found = getattr(np, name, None)
    if name.startswith("__") or found is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if name in MAKERS:
        found = maker(found)
    globals()[name] = found
    return found
