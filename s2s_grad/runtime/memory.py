"""Checks of what memory arrays share, and copies that share none."""

from typing import Any

import numpy as np


def check_view(view, base):
    """Raise a ValueError unless `view`, which was reshaped from `base`, shares its memory."""
    if np.size(view) and not np.may_share_memory(view, base):
        raise ValueError(
            "a reshaped array that is written to is a copy here, since the array does "
            "not lie in memory in one piece: make the array with .copy() first"
        )


def check_whole(x, name):
    """Raise a ValueError unless the argument `x` lies in memory in one piece, in order."""
    if not x.flags.c_contiguous:
        raise ValueError(
            f"{name!r} is reshaped and written to, and does not lie in memory in one piece: "
            f"pass np.ascontiguousarray({name})"
        )


def check_apart(written, name, **others):
    """Raise a ValueError when an argument that is written to shares memory with another."""
    for one in arrays(written):
        for other, value in others.items():
            if any(overlap(one, two) for two in arrays(value)):
                raise ValueError(
                    f"the arguments {name!r} and {other!r} share memory, and {name!r} is "
                    f"written to: pass {other}.copy()"
                )


def overlap(one, two):
    """Whether two arrays share memory; True when that is hard to tell."""
    if not np.may_share_memory(one, two):
        return False
    try:
        work: Any = 10_000  # tries, after which it is hard to tell
        return np.shares_memory(one, two, max_work=work)
    except np.exceptions.TooHardError:
        return True


def arrays(value):
    """The arrays in a value, which may be a container."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        return [found for entry in value for found in arrays(entry)]
    return [value] if isinstance(value, np.ndarray) else []


def private(value):
    """A copy of an array, or of a container and all arrays in it."""
    if isinstance(value, np.ndarray):
        return value.copy()
    if isinstance(value, dict):
        return {key: private(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        found = [private(entry) for entry in value]
        return type(value)(*found) if hasattr(value, "_fields") else type(value)(found)
    return value


def last_written(d, index):
    """`d[index]` with 0 for what a later number written to the same place overwrote."""
    taken = np.array(d[index])
    whole = index if isinstance(index, tuple) else (index,)
    entries = spelled_out(whole, np.ndim(d))
    lists = [np.asarray(entry) for entry in entries if is_list(entry)]
    if not lists or taken.ndim == 0:
        return taken
    axes = [axis for axis, entry in enumerate(axis_entries(entries)) if is_list(entry)]
    sizes = [np.shape(d)[axis] for axis in axes]
    places = [np.where(entry < 0, entry + size, entry) for entry, size in zip(lists, sizes)]
    flat: Any = sum(place * int(np.prod(sizes[i + 1 :])) for i, place in enumerate(places))
    count = np.arange(flat.size).reshape(flat.shape)
    _, where = np.unique(flat, return_inverse=True)
    where = where.reshape(flat.shape)
    last = np.zeros(flat.size, dtype=int)
    last[where] = count
    kept = last[where] == count
    if kept.all():
        return taken
    before = first_axis(entries)
    after = taken.ndim - before - kept.ndim
    return taken * kept.reshape(kept.shape + (1,) * after)


def spelled_out(entries: Any, ndim) -> Any:
    """An index with masks as lists of places, and slices in place of an Ellipsis."""
    found: Any = []
    for entry in entries:
        plain = entry is None or entry is Ellipsis or isinstance(entry, slice)
        if not plain and np.asarray(entry).dtype == bool:
            found += np.nonzero(np.asarray(entry))
        else:
            found.append(entry)
    at = next((i for i, entry in enumerate(found) if entry is Ellipsis), len(found))
    used = sum(entry is not None and entry is not Ellipsis for entry in found)
    found[at : at + 1] = [slice(None)] * (ndim - used)
    return found


def axis_entries(entries):
    """The entries of an index that stand for an axis of the array."""
    return [entry for entry in entries if entry is not None]


def is_list(entry):
    """Whether an entry of an index picks places from a list, or a single one."""
    return entry is not None and not isinstance(entry, slice)


def first_axis(entries):
    """Where in the result the axes of the lists of places stand."""
    marks = [is_list(entry) for entry in entries]
    first, last = marks.index(True), len(marks) - 1 - marks[::-1].index(True)
    return first if all(marks[first : last + 1]) else 0
