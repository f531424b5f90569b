"""vmap: a function of single examples as a function of batches."""

import functools

import numpy as np

from s2s_grad import tree
from s2s_grad.errors import AxesError, UnsupportedCall
from s2s_grad.tensor import wrap
from s2s_grad.transforms.inside import mapped_over


def vmap(fn, in_axes=0, out_axes=0):
    """A function that calls `fn` for each example of a batch and stacks the results.

    `in_axes` says along which axis of each argument the examples lie: an int for all, or a
    tuple with an int, or None for an argument that all examples share, or a tuple for an
    argument that is a tuple. `out_axes` says the same of the results. Raises an error that
    is a ValueError and a RuntimeError for axes and sizes that do not fit.

    >>> vmap(np.dot)(np.ones((2, 3)), np.ones((2, 3)))
    array([3., 3.])
    """
    if not callable(fn):
        raise UnsupportedCall("S407", f"vmap takes a function, but got {type(fn).__name__}")
    return Mapped(fn, in_axes, out_axes)


class Mapped:
    """A function over batches."""

    def __init__(self, fn, in_axes, out_axes):
        self.fn, self.in_axes, self.out_axes = fn, in_axes, out_axes
        functools.update_wrapper(self, fn, updated=())

    def __call__(self, *args):
        axes = axes_of(args, self.in_axes, "in_axes")
        sizes = {
            np.shape(tree.bare(leaf))[axis]
            for leaf, axis in zip(tree.leaves(args), axes, strict=True)
            if axis is not None and fits(leaf, axis)
        }
        if len(sizes) != 1:
            raise AxesError("S407", f"vmap needs one size of the batch, but got {sorted(sizes)}")
        results = []
        for place in range(sizes.pop()):
            picked = [
                leaf if axis is None else taken(leaf, axis, place)
                for leaf, axis in zip(tree.leaves(args), axes, strict=True)
            ]
            results.append(self.fn(*tree.rebuilt(args, picked)))
        out_axes = axes_of(results[0], self.out_axes, "out_axes")
        columns = zip(*[tree.leaves(result) for result in results], strict=True)
        pairs = zip(columns, out_axes, strict=True)
        return tree.rebuilt(results[0], [stacked(entries, axis) for entries, axis in pairs])

    def __source__(self):
        """What a call inside a program means."""
        return Mapped.inside, self

    def inside(self, *args):
        """The results of all examples, in words that the compiler reads."""
        return mapped_over(self.fn, self.in_axes, self.out_axes)(*args)


vmap.__s2s_source__ = mapped_over


def axes_of(found, axes, label):
    """The axis of each leaf of a structure, from one axis or a structure of axes."""
    if isinstance(found, dict):
        found = list(found.values())
    if not isinstance(found, (list, tuple)):
        if axes is not None and (isinstance(axes, bool) or not isinstance(axes, int)):
            raise AxesError("S407", f"an entry of {label} must be an int or None, but got {axes!r}")
        return [axes]
    if isinstance(axes, (list, tuple)):
        if len(axes) != len(found):
            raise AxesError("S407", f"{label} has {len(axes)} entries for {len(found)} values")
    else:
        axes = [axes] * len(found)
    pairs = zip(found, axes, strict=True)
    return [axis for entry, inner in pairs for axis in axes_of(entry, inner, label)]


def fits(leaf, axis):
    """Whether a value has this axis; refused when it has not."""
    rank = np.ndim(tree.bare(leaf))
    if not -rank <= axis < rank:
        raise AxesError("S407", f"a value with {rank} axes has no axis {axis} for vmap")
    return True


def taken(leaf, axis, place):
    """One example of a batch."""
    found = np.take(tree.bare(leaf), place, axis)
    return wrap(np.asarray(found)) if tree.is_tensor(leaf) else found


def stacked(entries, axis):
    """The results of all examples in one array."""
    if axis is None:
        return entries[0]
    found = np.stack([np.asarray(tree.bare(entry)) for entry in entries], axis)
    return wrap(found) if tree.is_tensor(entries[0]) else found
