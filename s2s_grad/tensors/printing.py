"""How MindSpore writes a Tensor down."""

import numpy as np

from s2s_grad.dtype import dtype_of

#: How many numbers of a row are written before its middle is left out.
LONGEST = 6
LONGEST_ALONE = {"f": 12, "c": 12, "b": 12, "i": 24, "u": 24}


def shown(array):
    """`Tensor(shape=[2], dtype=Float32, value= [ 1.00000000e+00,  2.00000000e+00])`."""
    head = f"Tensor(shape={list(array.shape)}, dtype={dtype_of(array.dtype)}, value="
    if array.ndim == 0:
        return f"{head} {scalar(array)})"
    if array.size == 0:
        return f"{head} [])"
    space = " " if array.ndim == 1 else "\n"
    return f"{head}{space}{rows(array, writer(array))})"


def scalar(array):
    """A lone number: `1`, `2.5`, `True`."""
    return f"{array.item():g}" if array.dtype.kind == "f" else str(array.item())


def writer(array):
    """A function that writes one number of the array, all in one width."""
    kind = array.dtype.kind
    if kind == "f" and array.dtype == np.float16:
        return lambda x: f"{float(x):11.4e}"
    if kind == "f":
        return lambda x: f"{float(x):15.8e}"
    if kind == "b":
        return lambda x: f"{bool(x)!s:>5}"
    if kind == "c":
        return lambda x: f"{x.real:.8e}{x.imag:+.8e}j"
    width = max(len(str(x)) for x in array.ravel().tolist()) if array.ndim > 1 else 0
    return lambda x: f"{int(x):{width}d}"


def rows(array, write, depth=1):
    """Nested brackets, with the middle of long rows left out."""
    if array.ndim > 1:
        gap = ",\n" + " " * depth
        short = len(array) <= LONGEST
        first, last = (array, array[:0]) if short else (array[:3], array[-3:])
        parts = [rows(row, write, depth + 1) for row in first]
        parts += [] if short else ["..."]
        parts += [rows(row, write, depth + 1) for row in last]
        return "[" + gap.join(parts) + "]"
    longest = LONGEST if depth > 1 else LONGEST_ALONE[array.dtype.kind]
    if len(array) <= longest:
        return "[" + ", ".join(write(x) for x in array) + "]"
    first = ", ".join(write(x) for x in array[:3])
    return f"[{first} ... {', '.join(write(x) for x in array[-3:])}]"
