"""vmap: axes in and out, shared arguments, nesting."""

import numpy as np
import pytest

from s2s_grad import Tensor, grad, vmap
from s2s_grad.errors import AxesError

A, B = np.arange(6.0).reshape(2, 3), np.arange(6.0).reshape(2, 3) + 1
C = np.array([1.0, 2.0, 3.0])


def test_the_axes_of_the_batch_go_in_and_out():
    np.testing.assert_array_equal(vmap(np.add)(A, B), A + B)
    np.testing.assert_array_equal(vmap(np.add, in_axes=(0, None))(A, C), A + C)
    np.testing.assert_array_equal(vmap(np.add, in_axes=1)(A, B), (A + B).T)
    np.testing.assert_array_equal(vmap(np.add, in_axes=1, out_axes=1)(A, B), A + B)


def test_several_results_have_axes_of_their_own():
    total, product = vmap(lambda a, b: (np.sum(a), a * b), out_axes=(0, 1))(A, B)

    np.testing.assert_array_equal(total, A.sum(1))
    np.testing.assert_array_equal(product, (A * B).T)


def test_vmap_of_vmap_and_of_a_gradient():
    table = vmap(vmap(np.multiply, in_axes=(None, 0)), in_axes=(0, None))
    each = vmap(grad(lambda w, x: np.tanh(w @ x)), in_axes=(None, 0))

    np.testing.assert_array_equal(table(C, C), np.outer(C, C))
    np.testing.assert_allclose(each(C, A), (1 - np.tanh(A @ C) ** 2)[:, None] * A)


def test_tensors_give_tensors():
    found = vmap(lambda x: x * 2)(Tensor(A))

    assert isinstance(found, Tensor)
    np.testing.assert_array_equal(found.asnumpy(), 2 * A)


@pytest.mark.parametrize("axes", [(0, 0, 0), None, (None, None), (0, 5), (0, "x"), (0, 1)])
def test_axes_that_do_not_fit_are_refused(axes):
    with pytest.raises(AxesError):
        vmap(np.add, in_axes=axes)(A, B)
