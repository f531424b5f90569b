"""Nested lists, tuples and dicts of arrays: their entries, and one vector of all numbers."""

from typing import Any

import numpy as np

from s2s_grad.runtime import Carrier
from s2s_grad.tensor import wrap

__all__ = ["flatten", "leaves", "map", "rebuilt"]


def leaves(tree) -> list[Any]:
    """The entries of nested lists, tuples and dicts that are none of these, in order.

    >>> leaves({"w": [1.0, 2.0], "b": (3.0,)})
    [1.0, 2.0, 3.0]
    """
    if isinstance(tree, dict):
        tree = list(tree.values())
    if isinstance(tree, (list, tuple)):
        return [leaf for entry in tree for leaf in leaves(entry)]
    return [tree]


def rebuilt(tree, entries) -> Any:
    """The structure of `tree` with other entries, which are taken in the order of `leaves`.

    >>> rebuilt({"w": [1.0, 2.0], "b": (3.0,)}, "xyz")
    {'w': ['x', 'y'], 'b': ('z',)}
    """
    remaining = iter(entries)

    def build(part):
        if isinstance(part, dict):
            return {key: build(entry) for key, entry in part.items()}
        if hasattr(part, "_fields"):
            return type(part)(*[build(entry) for entry in part])
        if isinstance(part, (list, tuple)):
            return type(part)([build(entry) for entry in part])
        return next(remaining)

    return build(tree)


def map(function, tree, *others) -> Any:  # noqa: A001  read as tree.map
    """`function` of the entries at the same place in trees of one structure.

    >>> map(lambda x, y: x + y, [1.0, (2.0,)], [10.0, (20.0,)])
    [11.0, (22.0,)]
    """
    rows = zip(leaves(tree), *[leaves(other) for other in others], strict=True)
    return rebuilt(tree, [function(*row) for row in rows])


def flatten(tree):
    """(vector, unflatten): all numbers of `tree` in one vector, and the way back.

    `unflatten(vector)` gives arrays of the shapes and dtypes of the entries of `tree`,
    floats where there were numbers, and Tensors where there were Tensors. Raises
    ValueError for a vector of another length.

    >>> vector, unflatten = flatten({"w": np.array([[1.0, 2.0]]), "b": 3.0})
    >>> vector
    array([1., 2., 3.])
    >>> unflatten(2 * vector)
    {'w': array([[2., 4.]]), 'b': 6.0}
    """
    entries = leaves(tree)
    arrays = [np.asarray(bare(entry)) for entry in entries]
    flat = [np.ravel(array) for array in arrays]
    vector = np.concatenate(flat) if flat else np.zeros(0)
    ends = np.cumsum([array.size for array in arrays], dtype=int)

    def unflatten(vector) -> Any:
        vector = np.asarray(bare(vector))
        if vector.shape != (ends[-1] if len(ends) else 0,):
            raise ValueError(
                f"the vector has shape {vector.shape}, and the structure {ends[-1]} numbers"
            )
        parts = np.split(vector, ends[:-1]) if len(ends) else []
        pairs = zip(parts, entries, strict=True)
        return rebuilt(tree, [like(part, entry) for part, entry in pairs])

    return vector, unflatten


def bare(entry) -> Any:
    """The array inside a Tensor."""
    return entry.array if isinstance(entry, Carrier) else entry


def like(numbers, entry):
    """Numbers in the shape, dtype and kind of an entry."""
    array = np.asarray(bare(entry))
    kind = array.dtype if array.dtype.kind in "fc" else numbers.dtype
    found = numbers.reshape(array.shape).astype(kind)
    if isinstance(entry, Carrier):
        return wrap(found)
    if isinstance(entry, (float, int, complex)) and not isinstance(entry, np.generic):
        return found.item()
    return found if isinstance(entry, np.ndarray) else found[()]


def is_tensor(entry):
    """Whether an entry holds its array."""
    return isinstance(entry, Carrier)
