"""Functions of NumPy that are handed functions."""

import numpy as np

from s2s_grad.rules.registry import composite


@composite(np.apply_along_axis)
def apply_along_axis(func1d, axis, arr, *args, **kwargs):
    """`func1d` of each row of `arr` along `axis`."""
    if np.ndim(arr) == 1:
        return np.asarray(func1d(arr, *args, **kwargs))
    rows = np.moveaxis(arr, axis, -1)
    flat = rows if np.ndim(arr) == 2 else np.reshape(rows, (-1, rows.shape[-1]))
    results = np.stack([func1d(row, *args, **kwargs) for row in flat])
    whole = np.reshape(results, rows.shape[:-1] + results.shape[1:])
    return np.moveaxis(whole, -1, axis) if np.ndim(results) == 2 else whole


@composite(np.apply_over_axes)
def apply_over_axes(func, a, axes):
    """`func` over one axis after the other; the axes are kept."""
    for axis in [axes] if isinstance(axes, int) else axes:
        value = func(a, axis)
        a = value if np.ndim(value) == np.ndim(a) else np.expand_dims(value, axis)
    return a


@composite(np.piecewise)
def piecewise(x, condlist, funclist, *args, **kw):
    """Where a condition holds, its function of the numbers there; a last function for the rest."""
    out = np.zeros_like(x)
    if len(funclist) > len(condlist):
        condlist = [*condlist, ~np.any(condlist, axis=0)]
    for condition, func in zip(condlist, funclist):
        out[condition] = func(x[condition], *args, **kw) if callable(func) else func
    return out


@composite(np.vectorize)
def vectorize(pyfunc, *args):
    """`pyfunc` of each number of arrays that are broadcast against each other."""
    wide = np.broadcast_arrays(*args)
    flat = [np.ravel(part) for part in wide]
    results = [pyfunc(*[part[i] for part in flat]) for i in range(len(flat[0]))]
    return np.reshape(np.array(results), wide[0].shape)
