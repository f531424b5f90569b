"""Jacobians and Hessians: every result differentiated by every input."""

import functools

import numpy as np

from s2s_grad import tree
from s2s_grad.api import Gradient, check_flag, grad
from s2s_grad.errors import ArgumentError, PositionError
from s2s_grad.tensor import wrap
from s2s_grad.transforms.outputs import split_aux


def jacrev(fn, grad_position=0, has_aux=False):
    """The Jacobian of `fn` by reverse mode, one backward pass for each number of the result.

    For each result and each position there is an array of shape `out.shape + in.shape`.
    One result and one position give the array itself, several positions a tuple, several
    results a tuple of these. With `has_aux` only the first result is differentiated, and
    the pair (Jacobian, others) comes back. Raises ValueError or TypeError for positions
    that are none.

    >>> jacrev(lambda x: x**2)(np.array([1.0, 2.0]))
    array([[2., 0.],
           [0., 4.]])
    """
    return Jacobian("jacrev", fn, grad_position, has_aux)


class Jacobian:
    """The Jacobian of a function; compiled when it is first called."""

    def __init__(self, mode, fn, grad_position, has_aux):
        check_flag(mode, "has_aux", has_aux)
        check_positions(mode, grad_position)
        self.mode, self.fn, self.has_aux = mode, fn, has_aux
        self.position = grad_position
        self.places = (grad_position,) if isinstance(grad_position, int) else grad_position
        self.gradient = Gradient(fn, self.places, None, has_aux, False, True, False)
        functools.update_wrapper(self, fn, updated=())

    def __call__(self, *args, **kwargs):
        for place in self.places:
            if place >= len(args) + len(kwargs):
                raise PositionError(
                    "S401", f"Position index {place} is exceed input size {len(args)}."
                )
        out = self.fn(*args, **kwargs)
        out, rest = split_aux(out) if self.has_aux else (out, None)
        found = self.rows_of(out, args, kwargs)
        return (found, rest) if self.has_aux else found

    def rows_of(self, out, args, kwargs):
        """The Jacobian of each result, in the structure of the results."""
        entries = tree.leaves(out)
        found = []
        for number, entry in enumerate(entries):
            rows = []
            for seed in basis(entry):
                seeds = [zeros(other) for other in entries]
                seeds[number] = seed
                sens = tree.rebuilt(out, seeds)
                row = self.gradient(*args, **kwargs, sens=sens)
                row = row[0] if self.has_aux else row
                rows.append(row if len(self.places) > 1 else (row,))
            each = [stacked(column, entry) for column in zip(*rows, strict=True)]
            found.append(each[0] if len(each) == 1 else tuple(each))
        return tree.rebuilt(out, found)

    @property
    def source(self):
        """The generated text of one backward pass."""
        return self.gradient.source


def check_positions(mode, position):
    """Refuse positions in MindSpore's words."""
    places = position if isinstance(position, tuple) else (position,)
    for place in places:
        if isinstance(place, bool) or not isinstance(place, int):
            raise ArgumentError("S401", f"For '{mode}', the 'grad_position' must be int or tuple.")
        if place < 0:
            raise PositionError("S401", "grad_position must be >= 0.")
    if len(set(places)) != len(places):
        raise PositionError("S401", "There are duplicate positions in `grad_position`")


def basis(entry):
    """Ones at each place of a result in turn, in its kind and dtype."""
    array = np.asarray(tree.bare(entry))
    for place in range(array.size):
        seed = np.zeros(array.shape, array.dtype if array.dtype.kind in "fc" else float)
        seed.flat[place] = 1
        yield tree.like(seed, entry)


def zeros(entry):
    """Zeros of the kind of a result."""
    return tree.like(np.zeros(np.shape(tree.bare(entry))), entry)


def stacked(rows, entry):
    """The rows of a Jacobian as one array, of the shape of the result and then the input."""
    parts = [tree.leaves(row) for row in rows]
    shape = np.shape(tree.bare(entry))
    out = []
    for column in zip(*parts, strict=True):
        whole = np.stack([np.asarray(tree.bare(part)) for part in column])
        whole = whole.reshape(shape + whole.shape[1:])
        out.append(wrap(whole) if tree.is_tensor(column[0]) else whole)
    return tree.rebuilt(rows[0], out)


def hessian(fn, grad_position=0):
    """The matrix of second derivatives of a function that returns one number.

    >>> hessian(lambda x: x[0] ** 2 * x[1])(np.array([1.0, 3.0]))
    array([[6., 2.],
           [2., 0.]])
    """
    return jacrev(grad(fn, grad_position), grad_position)
