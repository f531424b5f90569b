"""Structured parameters as one vector, and back."""

from typing import Any

import numpy as np
import pytest

from s2s_grad import Tensor, tree

PARAMETERS: Any = {"w": np.arange(6.0).reshape(2, 3), "b": [1.5, (np.float32(2.0),)]}


def test_flatten_and_unflatten_are_inverses():
    vector, unflatten = tree.flatten(PARAMETERS)
    found = unflatten(vector)

    np.testing.assert_array_equal(vector, [0, 1, 2, 3, 4, 5, 1.5, 2.0])
    np.testing.assert_array_equal(found["w"], PARAMETERS["w"])
    assert found["b"] == PARAMETERS["b"]
    assert isinstance(found["b"][1][0], np.float32)


def test_a_tensor_comes_back_as_a_tensor():
    _, unflatten = tree.flatten([Tensor([1.0, 2.0])])

    np.testing.assert_array_equal(unflatten(np.array([3.0, 4.0]))[0].asnumpy(), [3, 4])


def test_a_vector_of_another_length_is_refused():
    _, unflatten = tree.flatten(PARAMETERS)

    with pytest.raises(ValueError, match="8 numbers"):
        unflatten(np.zeros(3))


def test_map_goes_through_trees_of_one_structure():
    found = tree.map(lambda x, y: x + y, [1.0, {"a": 2.0}], [10.0, {"a": 20.0}])

    assert found == [11.0, {"a": 22.0}]
