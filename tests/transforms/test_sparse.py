"""Jacobians with known zeros: colours, both modes, kinds of matrices."""

import numpy as np
import pytest
import scipy.sparse

from s2s_grad import jacobian
from s2s_grad.errors import AxesError
from s2s_grad.transforms.sparse import coloured

X = np.linspace(0.1, 1.0, 20)
BAND = np.abs(np.subtract.outer(np.arange(20), np.arange(20))) <= 1


def diffusion(x):
    inner = x[:-2] - 2 * x[1:-1] ** 2 + np.sin(x[2:])
    return np.concatenate([x[:1] ** 2 + x[1:2], inner, x[-1:] * x[-2:-1]])


def test_a_band_takes_three_colours():
    colours = coloured(BAND)

    assert sorted(set(colours.tolist())) == [0, 1, 2]
    for colour in range(3):
        assert np.max(np.sum(BAND[:, colours == colour], axis=1)) <= 1


def test_the_sparse_jacobian_is_the_dense_one():
    np.testing.assert_allclose(jacobian(diffusion, sparsity=BAND)(X), jacobian(diffusion)(X))


def test_a_tall_column_goes_backward():
    pattern = np.zeros((2, 20), bool)
    pattern[0, :10], pattern[1, 10:] = True, True
    found = jacobian(lambda x: np.sum(x.reshape(2, 10) ** 2, axis=1), sparsity=pattern)

    np.testing.assert_allclose(found(X), np.where(pattern, 2 * X, 0))
    assert set(found.rows) == {0}
    assert "def grad_" in found.source


def test_a_sparse_pattern_gives_a_sparse_matrix():
    found = jacobian(diffusion, sparsity=scipy.sparse.csr_matrix(BAND))(X)

    assert isinstance(found, scipy.sparse.csr_matrix)
    np.testing.assert_allclose(found.toarray(), jacobian(diffusion)(X))


def test_a_pattern_of_another_shape_is_refused():
    with pytest.raises(AxesError):
        jacobian(diffusion, sparsity=BAND[:, :5])(X)
    with pytest.raises(AxesError):
        jacobian(diffusion, sparsity=BAND[:5])(X)
