"""Stacks of matrices: diagonals, bands, determinants, and products of sets."""

import itertools
from typing import Any

import numpy as np

from s2s_grad.runtime import replaced_at


def diag_embed(input, offset=0, dim1=-2, dim2=-1):
    """Matrices with these diagonals."""
    size = np.shape(input)[-1] + abs(offset)
    rows = np.arange(np.shape(input)[-1]) + max(-offset, 0)
    columns = np.arange(np.shape(input)[-1]) + max(offset, 0)
    zeros = np.zeros((*np.shape(input)[:-1], size, size), input.dtype)
    return np.moveaxis(replaced_at(zeros, (..., rows, columns), input), (-2, -1), (dim1, dim2))


def matrix_diag(x):
    """Matrices with these diagonals."""
    return diag_embed(x)


def diagflat(input, offset=0):
    """The matrix with all numbers on its diagonal."""
    return diag_embed(np.reshape(input, (-1,)), offset)


def matrix_band_part(x, lower, upper):
    """Matrices with zeros beyond `lower` diagonals below and `upper` above; -1 keeps all."""
    rows, columns = np.shape(x)[-2:]
    gap = np.arange(rows)[:, None] - np.arange(columns)
    kept = (lower < 0) | (gap <= lower)
    kept = kept & ((upper < 0) | (-gap <= upper))
    return np.where(kept, x, 0)


def logdet(input):
    """The logarithm of the determinant."""
    return np.log(np.linalg.det(input))


def matrix_power(input, n):
    return np.linalg.matrix_power(input, n)


def pinv(x):
    return np.linalg.pinv(x)


def cholesky_solve(input, input2, upper=False):
    """The solution of `A x = input`, where `input2` is the Cholesky factor of A."""
    factor = np.swapaxes(input2, -1, -2) if upper else input2
    return np.linalg.solve(factor @ np.swapaxes(factor, -1, -2), input)


def block_diag(*inputs):
    """The matrices along the diagonal of one."""
    rows = []
    width = 0
    for part in inputs:
        width = width + np.shape(part)[1]
    before = 0
    for part in inputs:
        high, wide = np.shape(part)
        left = np.zeros((high, before), part.dtype)
        right = np.zeros((high, width - before - wide), part.dtype)
        rows = [*rows, np.concatenate((left, part, right), axis=1)]
        before = before + wide
    return np.concatenate(rows, axis=0)


def vander(x, N=None):
    return np.vander(x, N)


def cartesian_prod(*inputs):
    """All tuples of one number from each."""
    grids = np.meshgrid(*inputs, indexing="ij")
    return np.stack([np.ravel(grid) for grid in grids], axis=-1)


def combinations(input, r=2, with_replacement=False):
    """All choices of `r` numbers, in order."""
    choose: Any = itertools.combinations
    if with_replacement:
        choose = itertools.combinations_with_replacement
    return input[np.array(list(choose(range(len(input)), r)))]


def dist(input, other, p=2):
    """The norm of the difference."""
    return np.linalg.norm(np.ravel(input - other), p)


def pdist(input, p=2.0):
    """The distances between all rows, each pair once."""
    first, second = np.triu_indices(np.shape(input)[0], 1)
    return np.linalg.norm(input[first] - input[second], p, axis=-1)


def renorm(input, p, axis, maxnorm):
    """The slices along an axis, those longer than `maxnorm` cut down to it."""
    others = tuple(i for i in range(np.ndim(input)) if i != axis % np.ndim(input))
    length = np.sum(np.abs(input) ** p, axis=others, keepdims=True) ** (1 / p)
    return np.where(length > maxnorm, input * (maxnorm / (length + 1e-7)), input)
