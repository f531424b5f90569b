"""Functions and operator classes: NumPy's own where the meaning is, Tensors in and out."""

import numpy as np
import pytest

from s2s_grad import dtype, ops
from s2s_grad.tensor import Tensor


def test_the_same_meaning_is_the_same_function():
    assert np.matmul is ops.matmul
    assert np.tanh is ops.tanh
    assert np.add is ops.add


def test_a_composite_stands_for_a_function_of_arrays():
    plain = ops.softmax.__s2s_source__

    assert isinstance(plain(np.ones(3)), np.ndarray)
    assert isinstance(ops.softmax(Tensor([1.0])), Tensor)
    assert isinstance(ops.softmax(np.ones(3)), np.ndarray)


def test_makers_make_float32_tensors():
    for made in (ops.ones(3), ops.zeros((2,)), ops.eye(2), ops.linspace(0, 1, 3)):
        assert "Float32" == str(made.dtype)
    assert "Int64" == str(ops.arange(0, 6, 2).dtype)
    assert "Float32" == str(ops.arange(1.0, 2.0, 0.5).dtype)


def test_an_extreme_comes_with_its_place():
    values, places = ops.max(Tensor([[1.0, 3.0], [5.0, 4.0]]), 1)

    assert ([3.0, 5.0], [1, 0]) == (values.tolist(), places.tolist())


def test_operator_classes_stand_for_functions():
    x = Tensor([[1.0, 2.0], [3.0, 4.0]])

    assert (np.matmul, None) == ops.MatMul().__source__()
    assert [[5.0, 11.0], [11.0, 25.0]] == ops.MatMul(transpose_b=True)(x, x).tolist()
    assert [[3.0], [7.0]] == ops.ReduceSum(keep_dims=True)(x, 1).tolist()
    assert "Int32" == str(ops.Cast()(x, dtype.int32).dtype)


@pytest.mark.parametrize("name", ["erf", "erfc", "lgamma", "digamma"])
def test_special_functions_agree_with_scipy(name):
    special = pytest.importorskip("scipy.special")
    theirs = getattr(special, {"lgamma": "gammaln", "digamma": "psi"}.get(name, name))
    x = np.linspace(0.1, 4, 20)

    assert np.allclose(theirs(x), getattr(ops, name)(Tensor(x)).asnumpy(), rtol=1e-8)


def test_trees_are_mapped():
    found = ops.HyperMap()(lambda a, b: a + b, ((1, 2), 3), ((10, 20), 30))

    assert ((11, 22), 33) == found


def test_kinds_of_arguments_choose_a_function():
    chosen = ops.MultitypeFuncGraph("chosen")
    chosen.register("Tensor")(lambda t: "tensor")
    chosen.register("Number")(lambda n: "number")

    assert "tensor" == chosen(Tensor(1.0))
    assert "number" == chosen(2)
    with pytest.raises(TypeError):
        chosen("text")
