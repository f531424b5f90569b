"""What a function with `debug_nans` calls after each of its lines."""

import linecache
import sys

import numpy as np


def no_nan(value, name, place):
    """Raise FloatingPointError if there is a NaN in `value`, with its name and both lines."""
    if holds_nan(value):
        caller = sys._getframe(1)
        line = linecache.getline(caller.f_code.co_filename, caller.f_lineno - 1).strip()
        raise FloatingPointError(f"{name} is NaN, for {place}; the line before: {line}")


def holds_nan(value):
    """Whether there is a NaN in an array, a number, or a container of them."""
    if isinstance(value, (list, tuple)):
        return any(holds_nan(item) for item in value)
    if isinstance(value, dict):
        return any(holds_nan(item) for item in value.values())
    if np.asarray(value).dtype.kind not in "fc":
        return False
    return bool(np.any(np.isnan(value)))
