"""The weights with which images are brought to another size."""

import numpy as np


def resize_weights(old, new, scale, mode, align_corners, dtype):
    """The matrix that takes `old` numbers along an axis to `new` ones.

    Raises ValueError for a mode that is not known.
    """
    place = np.arange(new)
    out = np.zeros((old, new))
    if mode == "nearest":
        out[np.minimum((place * scale).astype(int), old - 1), place] = 1
    elif mode == "nearest-exact":
        out[np.minimum(((place + 0.5) * scale).astype(int), old - 1), place] = 1
    elif mode == "area":
        for i in range(new):
            start, stop = i * old // new, -(-(i + 1) * old // new)
            out[start:stop, i] = 1 / (stop - start)
    elif mode in ("linear", "bilinear", "trilinear", "bicubic"):
        at = place * ((old - 1) / max(new - 1, 1)) if align_corners else (place + 0.5) * scale - 0.5
        at = np.maximum(at, 0) if mode != "bicubic" else at
        low = np.floor(at).astype(int)
        shares = {0: 1 - (at - low), 1: at - low} if mode != "bicubic" else cubic(at - low)
        for step, share in shares.items():
            np.add.at(out, (np.clip(low + step, 0, old - 1), place), share)
    else:
        raise ValueError(f"For 'interpolate', the mode {mode!r} is not known.")
    return out.astype(dtype)


def cubic(rest):
    """The shares of the four neighbours in a cubic interpolation."""
    shares = {}
    for step in (-1, 0, 1, 2):
        gap = np.abs(rest - step)
        near = 1.25 * gap**3 - 2.25 * gap**2 + 1
        far = -0.75 * gap**3 + 3.75 * gap**2 - 6 * gap + 3
        shares[step] = np.where(gap <= 1, near, far)
    return shares
