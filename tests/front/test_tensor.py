"""Tensor: construction, promotion, text, indexing, and NumPy's functions on it."""

import copy
import pickle

import numpy as np
import pytest

from s2s_grad import dtype
from s2s_grad.tensor import Tensor, bare, is_tensor


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (3, "Int64"),
        (3.0, "Float32"),
        (True, "Bool"),
        ([1, 2.5], "Float32"),
        ([1, 2], "Int64"),
        ([], "Float32"),
        (np.array([1.0]), "Float64"),
        (np.float64(1.0), "Float64"),
        ([Tensor(1.0), Tensor(2.0)], "Float32"),
    ],
)
def test_data_has_a_dtype_of_its_own(data, name):
    assert name == str(Tensor(data).dtype)


def test_a_dtype_casts():
    found = Tensor([1.7, -1.7], dtype.int32)

    assert [1, -1] == found.tolist()
    assert dtype.int32 == found.dtype


@pytest.mark.parametrize("data", [None, "text", [[1, 2], [3]], {"a": 1}])
def test_what_is_no_number_is_refused(data):
    with pytest.raises(TypeError):
        Tensor(data)


@pytest.mark.parametrize("wrong", ["float32", np.float32])
def test_only_our_dtypes_are_dtypes(wrong):
    with pytest.raises(TypeError, match="dtype"):
        Tensor([1.0], wrong)


def test_dtypes_are_numpys_too():
    assert np.float16 == np.ones(2, dtype.float16).dtype
    assert "Float32" == str(dtype.float32)
    assert "mindspore.float32" == repr(dtype.float32)


@pytest.mark.parametrize(
    ("left", "right", "name"),
    [
        (dtype.int32, dtype.float32, "Float32"),
        (dtype.int64, dtype.float16, "Float16"),
        (dtype.float32, dtype.float64, "Float64"),
        (dtype.bool_, dtype.int32, "Int32"),
    ],
)
def test_integers_never_widen_a_float(left, right, name):
    assert name == str((Tensor([1], left) * Tensor([1], right)).dtype)


def test_python_numbers_are_weak():
    assert "Float16" == str((Tensor([1.5], dtype.float16) * 2.5).dtype)
    assert "Float32" == str((Tensor([1], dtype.int64) / 2).dtype)
    assert "Int32" == str((2 - Tensor([1], dtype.int32)).dtype)


def test_text():
    assert "[1.5 2. ]" == str(Tensor([1.5, 2]))
    assert "Tensor(shape=[1], dtype=Float32, value= [ 1.50000000e+00])" == repr(Tensor([1.5]))
    assert "Tensor(shape=[], dtype=Float32, value= 1)" == repr(Tensor(1.0))
    assert "Tensor(shape=[2, 2], dtype=Int64, value=\n[[ 1,  2],\n [ 3, 40]])" == repr(
        Tensor([[1, 2], [3, 40]])
    )


def test_a_format_is_refused():
    with pytest.raises(TypeError):
        f"{Tensor(1.0):.2f}"


def test_the_left_one_decides_between_tensor_and_array():
    t, array = Tensor([1.0, 2.0]), np.array([1.0, 2.0])

    assert isinstance(array + t, np.ndarray)
    with pytest.raises(TypeError):
        t + array


def test_lists_are_operands():
    assert [2.0, 4.0] == ([1.0, 2.0] + Tensor([1.0, 2.0])).tolist()
    assert [2.0, 4.0] == (Tensor([1.0, 2.0]) + [1.0, 2.0]).tolist()


def test_numpys_functions_give_tensors():
    t = Tensor([1, 2])

    assert is_tensor(np.tanh(t)) and "Float32" == str(np.tanh(t).dtype)
    assert is_tensor(np.stack([t, t]))
    assert "Float32" == str(np.mean(t).dtype)


def test_an_item_is_written_in_place_and_seen_through_views():
    t = Tensor([[1.0, 2.0], [3.0, 4.0]])
    alias = t
    t[0][1] = 5.0
    t[1] += 1

    assert [[1.0, 5.0], [4.0, 5.0]] == alias.tolist()


def test_an_augmented_assignment_binds_a_new_tensor():
    t = alias = Tensor([1.0])
    t += 1

    assert [1.0] == alias.tolist()
    assert [2.0] == t.tolist()


@pytest.mark.parametrize("index", [5, "a", 1.5])
def test_a_wrong_index_is_an_index_error(index):
    with pytest.raises(IndexError):
        Tensor([1.0])[index]


def test_truth_and_length_of_odd_shapes_are_refused():
    with pytest.raises(ValueError, match="ambiguous"):
        bool(Tensor([1.0, 2.0]))
    with pytest.raises(TypeError):
        len(Tensor(1.0))


def test_methods_take_mindspores_words():
    t = Tensor([[1.0, 2.0], [3.0, 4.0]])

    assert (2, 1) == t.mean(axis=1, keep_dims=True).shape
    assert (1, 4) == t.view(1, 4).shape
    assert "Float16" == str(t.to(dtype.float16).dtype)
    assert [[0.0, 1.0]] == (t.expand_dims(0).squeeze(0)[:1] - 1).tolist()


def test_a_copy_is_deep():
    t = Tensor([1.0])
    for other in (copy.deepcopy(t), pickle.loads(pickle.dumps(t)), t.copy()):
        other[0] = 2.0

    assert [1.0] == t.tolist()


def test_bare_is_what_a_tensor_holds():
    assert np.float32 == bare([1.0]).dtype
    assert np.float64 == bare(np.array([1.0])).dtype
