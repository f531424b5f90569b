"""Jacobians and Hessians: every result differentiated by every input."""

import functools

import numpy as np

from s2s_grad import tree
from s2s_grad.api import Gradient, check_flag, grad
from s2s_grad.errors import ArgumentError, PositionError, UnsupportedCall, UnsupportedValue
from s2s_grad.tensor import wrap
from s2s_grad.transforms.forward import Tangent
from s2s_grad.transforms.inside import columns_of, curvature_of
from s2s_grad.transforms.outputs import split_aux
from s2s_grad.transforms.sparse import SparseJacobian


def jacrev(fn, grad_position=0, has_aux=False):
    """The Jacobian of `fn` by reverse mode, one backward pass for each number of the result.

    For each result and each position there is an array of shape `out.shape + in.shape`.
    One result and one position give the array itself, several positions a tuple, several
    results a tuple of these. With `has_aux` only the first result is differentiated, and
    the pair (Jacobian, others) comes back. Raises ValueError or TypeError for positions
    that are none.

    >>> jacrev(lambda x, y: x * y, (0, 1))(2.0, 3.0)
    (array(3.), array(2.))
    """
    return Jacobian("jacrev", fn, grad_position, has_aux)


def jacfwd(fn, grad_position=0, has_aux=False):
    """The Jacobian of `fn` by forward mode, one pass for each number of the inputs.

    What comes back has the form that `jacrev` gives it.

    >>> jacfwd(lambda x: x**3)(2.0)
    array(12.)
    """
    return Jacobian("jacfwd", fn, grad_position, has_aux)


def jacobian(fn, grad_position=0, has_aux=False, sparsity=None):
    """The Jacobian of `fn`, by forward mode where there are fewer inputs than results.

    Where a function has no forward mode, reverse mode is used. What comes back has the
    form that `jacrev` gives it. `sparsity` is an array or a matrix of scipy.sparse with a
    row for each number of the result and a column for each of the input, and says where the
    Jacobian may be other than zero: columns or rows that do not meet share one pass, and a
    matrix of this shape and kind comes back.

    >>> jacobian(lambda x: x**3)(2.0)
    array(12.)
    """
    if sparsity is not None:
        if has_aux:
            raise ArgumentError("S403", "with sparsity, has_aux is not supported")
        return SparseJacobian(fn, grad_position, sparsity)
    return Jacobian("jacobian", fn, grad_position, has_aux)


def hessian(fn, grad_position=0):
    """The second derivatives of a function that returns one number: forward over reverse.

    The array has the shape of the input twice; several positions give a tuple of rows.
    Raises TypeError for a function that returns more than one number.

    >>> hessian(lambda x, y: x**2 * y, (0, 1))(2.0, 3.0)
    ((array(6.), array(4.)), (array(4.), array(0.)))
    """
    return Hessian(fn, grad_position)


class Jacobian:
    """The Jacobian of a function; compiled when it is first called."""

    def __init__(self, mode, fn, grad_position, has_aux):
        check_flag(mode, "has_aux", has_aux)
        check_positions(mode, grad_position)
        self.mode, self.fn, self.has_aux = mode, fn, has_aux
        self.position = grad_position
        self.places = (grad_position,) if isinstance(grad_position, int) else grad_position
        self.gradient = Gradient(fn, self.places, None, has_aux, False, True, False)
        self.tangent = Tangent(fn, self.places, has_aux)
        self.last = self.tangent if mode == "jacfwd" else self.gradient
        functools.update_wrapper(self, fn, updated=())

    def __call__(self, *args, **kwargs):
        for place in self.places:
            if place >= len(args) + len(kwargs):
                raise PositionError(
                    "S401", f"Position index {place} is exceed input size {len(args)}."
                )
        if self.mode == "jacfwd":
            return self.forward(args, kwargs)
        out = self.fn(*args, **kwargs)
        out, rest = split_aux(out) if self.has_aux else (out, None)
        if self.mode == "jacobian" and self.moves_less(args, kwargs, out):
            try:
                return self.forward(args, kwargs)
            except UnsupportedCall as error:
                if error.code != "S210":
                    raise
        self.last = self.gradient
        found = self.backward(out, args, kwargs)
        return (found, rest) if self.has_aux else found

    def __source__(self):
        """What a call inside a program means."""
        return Jacobian.inside, self

    def inside(self, *args):
        """The Jacobian for one argument and one result, in words that the compiler reads."""
        return columns_of(self.fn, self.places[0])(*args)

    def moves_less(self, args, kwargs, out):
        """Whether there are fewer numbers to move than results."""
        moving = picked(args, kwargs, self.places)
        return count(moving) < count(out)

    def backward(self, out, args, kwargs):
        """The Jacobian of each result, in the structure of the results."""
        entries = tree.leaves(out)
        found = []
        for number, entry in enumerate(entries):
            rows = []
            for seed in basis(entry):
                seeds = [zeros(other) for other in entries]
                seeds[number] = seed
                row = self.gradient(*args, **kwargs, sens=tree.rebuilt(out, seeds))
                row = row[0] if self.has_aux else row
                rows.append(row if len(self.places) > 1 else (row,))
            each = [
                stacked(column, np.shape(tree.bare(entry))) for column in zip(*rows, strict=True)
            ]
            found.append(each[0] if len(each) == 1 else tuple(each))
        return tree.rebuilt(out, found)

    def forward(self, args, kwargs):
        """The Jacobian from one tangent for each number that moves."""
        self.last = self.tangent
        moving = picked(args, kwargs, self.places)
        still = [tree.map(zeros, entry) for entry in moving]
        found, rest, out = [], [], None
        for number, entry in enumerate(moving):
            blocks = []
            for place, leaf in enumerate(tree.leaves(entry)):
                columns = []
                for seed in basis(leaf):
                    v = list(still)
                    parts = tree.leaves(still[number])
                    parts[place] = seed
                    v[number] = tree.rebuilt(entry, parts)
                    out, column, *rest = self.tangent(*args, tuple(v), **kwargs)
                    columns.append(tree.leaves(column))
                shape = np.shape(tree.bare(leaf))
                blocks.append([stacked_last(each, shape) for each in zip(*columns, strict=True)])
            found.append([tree.rebuilt(entry, parts) for parts in zip(*blocks, strict=True)])
        each = [row[0] if len(row) == 1 else row for row in zip(*found, strict=True)]
        result = tree.rebuilt(out, each)
        if not self.has_aux:
            return result
        return result, rest[0][0] if len(rest[0]) == 1 else rest[0]

    @property
    def source(self):
        """The generated text of one pass."""
        return self.last.source


jacrev.__s2s_source__ = jacfwd.__s2s_source__ = jacobian.__s2s_source__ = columns_of
hessian.__s2s_source__ = curvature_of


class Hessian:
    """The second derivatives of a function; compiled when it is first called."""

    def __init__(self, fn, grad_position):
        check_positions("hessian", grad_position)
        self.fn = fn
        self.rows = Jacobian("jacfwd", grad(fn, grad_position), grad_position, False)
        functools.update_wrapper(self, fn, updated=())

    def __call__(self, *args, **kwargs):
        out = self.fn(*args, **kwargs)
        if np.size(tree.bare(out)) != 1 or isinstance(out, (list, tuple, dict)):
            raise UnsupportedValue(
                "S405",
                "hessian takes a function that returns one number",
                None,
                "Use jacobian(jacobian(fn)) for several results.",
            )
        return self.rows(*args, **kwargs)

    def __source__(self):
        """What a call inside a program means."""
        return Jacobian.inside, self.rows

    @property
    def source(self):
        """The generated text of one row."""
        return self.rows.source


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


def picked(args, kwargs, places):
    """The arguments at some positions; keywords follow in the order of the call."""
    passed = [*args, *kwargs.values()]
    return [passed[place] for place in places]


def count(found):
    """How many numbers there are in a structure."""
    return sum(np.size(tree.bare(leaf)) for leaf in tree.leaves(found))


def basis(entry):
    """Ones at each place of a value in turn, in its kind and dtype."""
    array = np.asarray(tree.bare(entry))
    for place in range(array.size):
        seed = np.zeros(array.shape, array.dtype if array.dtype.kind in "fc" else float)
        seed.flat[place] = 1
        yield tree.like(seed, entry)


def zeros(entry):
    """Zeros of the kind of a value."""
    return tree.like(np.zeros(np.shape(tree.bare(entry))), entry)


def stacked(rows, shape):
    """The rows of a Jacobian as one array, of the shape of the result and then the input."""
    parts = [tree.leaves(row) for row in rows]
    out = []
    for column in zip(*parts, strict=True):
        whole = np.stack([np.asarray(tree.bare(part)) for part in column])
        out.append(dressed(whole.reshape(shape + whole.shape[1:]), column[0]))
    return tree.rebuilt(rows[0], out)


def stacked_last(columns, shape):
    """The columns of a Jacobian as one array, of the shape of the result and then the input."""
    whole = np.stack([np.asarray(tree.bare(part)) for part in columns], -1)
    return dressed(whole.reshape(whole.shape[:-1] + shape), columns[0])


def dressed(array, entry):
    """The array, a Tensor where the entry is one."""
    return wrap(array) if tree.is_tensor(entry) else array
