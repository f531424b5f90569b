"""New arrays; float32 unless a dtype is given."""

from typing import Any

import numpy as np


def ones(shape, dtype=np.float32):
    return np.ones(shape, dtype)


def zeros(size, dtype=np.float32):
    return np.zeros(size, dtype)


def full(size, fill_value, dtype=None):
    if dtype is None and isinstance(fill_value, float):
        dtype = np.float32
    return np.full(size, fill_value, dtype)


def fill(type, shape, value):
    return np.full(shape, value, type)


def eye(n, m=None, dtype=np.float32):
    return np.eye(n, m, dtype=dtype)


def arange(start: Any = 0, end: Any = None, step: Any = 1, dtype: Any = None):
    """Numbers from `start` on below `end`; float32 when any of the three is a float."""
    if dtype is None and isinstance(start + step + (0 if end is None else end), float):
        dtype = np.float32
    if end is None:
        return np.arange(0, start, step, dtype=dtype)
    return np.arange(start, end, step, dtype=dtype)


def linspace(start, end, steps):
    return np.linspace(start, end, steps, dtype=np.float32)


def logspace(start, end, steps, base=10, dtype=np.float32):
    return np.logspace(start, end, steps, base=base, dtype=dtype)


def tril_indices(row, col, offset=0):
    return np.stack(np.tril_indices(row, offset, col))


def triu_indices(row, col, offset=0):
    return np.stack(np.triu_indices(row, offset, col))
