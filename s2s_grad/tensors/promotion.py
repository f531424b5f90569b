"""The dtype of a result, where MindSpore's answer is not NumPy's."""

import numpy as np

WIDE = (np.dtype(np.float64), np.dtype(np.float32), np.dtype(np.complex128))
HALF, SINGLE, DOUBLE = (np.dtype(kind) for kind in (np.float16, np.float32, np.float64))
COMPLEX = np.dtype(np.complex64)


def settle(out, inputs):
    """`out`, as wide as the widest float among the inputs: integers never widen a float.

    Without a float among the inputs it is float32.
    """
    if out.dtype not in WIDE:
        return out
    floats = [x.dtype for x in inputs if getattr(x, "dtype", BOOLEAN).kind in "fc"]
    if not floats:
        return out.astype(COMPLEX if out.dtype.kind == "c" else SINGLE, copy=False)
    widest = np.result_type(*floats)
    if out.dtype.kind == "c":
        narrow = widest in (HALF, SINGLE, COMPLEX)
        return out.astype(COMPLEX, copy=False) if narrow else out
    if widest.kind == "f" and widest.itemsize < out.dtype.itemsize:
        return out.astype(widest)
    return out


BOOLEAN = np.dtype(bool)
