"""Jacobians of which it is known where they are zero: coloured seeds."""

import functools

import numpy as np

from s2s_grad.api import Gradient
from s2s_grad.errors import ArgumentError, AxesError
from s2s_grad.transforms.forward import Tangent


class SparseJacobian:
    """The Jacobian of a function of one array that returns one array, by coloured seeds.

    Columns without a common row share one tangent, or rows without a common column one
    backward pass, whichever takes fewer.
    """

    def __init__(self, fn, position, sparsity):
        if not isinstance(position, int):
            raise ArgumentError("S401", "with sparsity, grad_position is one int")
        self.fn, self.position = fn, position
        self.sparse = hasattr(sparsity, "tocsr")
        self.kind = type(sparsity)
        pattern = sparsity.toarray() if self.sparse else np.asarray(sparsity)
        self.pattern = pattern.astype(bool)
        if self.pattern.ndim != 2:
            raise AxesError("S407", "sparsity has a row for each result, a column for each input")
        self.columns, self.rows = coloured(self.pattern), coloured(self.pattern.T)
        self.gradient = Gradient(fn, (position,), None, False, False, True, False)
        self.tangent = Tangent(fn, (position,))
        self.is_forward = max(self.columns, default=0) <= max(self.rows, default=0)
        functools.update_wrapper(self, fn, updated=())

    def __call__(self, *args):
        x = np.asarray(args[self.position])
        if x.size != self.pattern.shape[1]:
            raise AxesError(
                "S407", f"sparsity has {self.pattern.shape[1]} columns for {x.size} inputs"
            )
        found = self.forward(args, x) if self.is_forward else self.backward(args, x)
        return self.kind(found) if self.sparse else found

    def forward(self, args, x):
        """One tangent for each colour of columns."""
        found = np.zeros(self.pattern.shape, x.dtype)
        for colour in range(max(self.columns, default=-1) + 1):
            chosen = self.columns == colour
            v = np.reshape(chosen.astype(x.dtype), x.shape)
            out, moved = self.tangent(*args, (v if x.ndim else v[()],))
            self.check(out)
            rows, places = np.nonzero(self.pattern & chosen)
            found[rows, places] = np.ravel(moved)[rows]
        return found

    def backward(self, args, x):
        """One backward pass for each colour of rows."""
        out = np.asarray(self.fn(*args))
        self.check(out)
        found = np.zeros(self.pattern.shape, x.dtype)
        for colour in range(max(self.rows, default=-1) + 1):
            chosen = self.rows == colour
            sens = np.reshape(chosen.astype(out.dtype), out.shape)
            row = np.ravel(self.gradient(*args, sens if out.ndim else sens[()]))
            rows, places = np.nonzero(self.pattern & chosen[:, None])
            found[rows, places] = row[places]
        return found

    def check(self, out):
        """Refuse a pattern with another number of rows than there are results."""
        if np.size(out) != self.pattern.shape[0]:
            raise AxesError(
                "S407", f"sparsity has {self.pattern.shape[0]} rows for {np.size(out)} results"
            )

    @property
    def source(self):
        """The generated text of one pass."""
        return (self.tangent if self.is_forward else self.gradient).source


def coloured(pattern):
    """A colour for each column, so that columns of one colour have no row in common.

    The first colour that is free, columns with most entries first.

    >>> coloured(np.array([[1, 1, 0], [0, 1, 1]], bool)).tolist()
    [1, 0, 1]
    """
    colours = np.full(pattern.shape[1], -1)
    used = np.zeros((0, pattern.shape[0]), bool)  # by colour, the rows that it has already
    for column in np.argsort(-np.sum(pattern, 0), kind="stable"):
        rows = pattern[:, column]
        free = np.flatnonzero(~np.any(used & rows, axis=1))
        if not len(free):
            used = np.concatenate([used, np.zeros((1, pattern.shape[0]), bool)])
            free = [len(used) - 1]
        colours[column] = free[0]
        used[free[0]] |= rows
    return colours
