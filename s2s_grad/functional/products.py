"""Products of matrices, under MindSpore's parameter names."""

import numpy as np


def bmm(input_x, mat2):
    return np.matmul(input_x, mat2)


def mm(input, mat2):
    return np.matmul(input, mat2)


def mv(mat, vec):
    return np.matmul(mat, vec)


def tensor_dot(x1, x2, axes):
    return np.tensordot(x1, x2, axes)


def dot(input, other):
    return np.dot(input, other)


def dense(input, weight, bias=None):
    """A layer: `input` times the rows of `weight`."""
    if bias is None:
        return input @ weight.T
    return input @ weight.T + bias


def addmm(input, mat1, mat2, beta=1, alpha=1):
    return beta * input + alpha * np.matmul(mat1, mat2)


def addmv(input, mat, vec, beta=1, alpha=1):
    return beta * input + alpha * np.matmul(mat, vec)


def baddbmm(input, batch1, batch2, beta=1, alpha=1):
    return beta * input + alpha * np.matmul(batch1, batch2)


def addbmm(input, batch1, batch2, beta=1, alpha=1):
    return beta * input + alpha * np.sum(np.matmul(batch1, batch2), axis=0)


def addr(x, vec1, vec2, beta=1, alpha=1):
    return beta * x + alpha * np.outer(vec1, vec2)


def matmul_transposed(x, y, transpose_a=False, transpose_b=False):
    """A matrix product whose factors may be turned over first."""
    if transpose_a:
        x = np.swapaxes(x, -1, -2)
    if transpose_b:
        y = np.swapaxes(y, -1, -2)
    return np.matmul(x, y)


def ger(input, vec2):
    return np.outer(input, vec2)


def batch_dot(x1, x2):
    """The products of vectors, one for each sample, as a column."""
    return np.sum(x1 * x2, axis=-1, keepdims=True)


def svd(input, full_matrices=False, compute_uv=True):
    """Singular values, and the two families of vectors."""
    if not compute_uv:
        return np.linalg.svd(input, compute_uv=False)
    u, s, vt = np.linalg.svd(input, full_matrices=full_matrices)
    return s, u, np.swapaxes(vt, -1, -2)
