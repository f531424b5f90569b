"""The helpers that generated code calls."""

import numpy as np
import pytest

from s2s_grad import runtime
from s2s_grad.runtime import (
    add,
    count,
    expand,
    inverse_axes,
    mT,
    positions,
    put_back,
    scatter,
    unbroadcast,
    unpack,
    zeros_like,
)

GRID = np.arange(6.0).reshape(2, 3)


@pytest.mark.parametrize("shape", [(), (1,), (3,), (1, 3), (2, 1), (2, 3), (1, 1)])
def test_unbroadcast_undoes_a_broadcast(shape):
    x = np.ones(shape)
    d = unbroadcast(GRID, x)

    assert shape == np.shape(d)
    assert np.sum(GRID) == np.sum(d)


def test_unbroadcast_leaves_what_fits_alone():
    assert unbroadcast(GRID, np.ones((2, 3))) is GRID


def test_unbroadcast_of_empty_arrays_is_zero():
    assert 0.0 == unbroadcast(np.ones((0, 3)), 1.5)
    assert [0.0, 0.0, 0.0] == unbroadcast(np.ones((0, 3)), np.ones(3)).tolist()
    assert (0,) == unbroadcast(np.ones((2, 0)), np.ones(0)).shape


def test_unbroadcast_spreads_a_number_over_an_array():
    assert [[2.0, 2.0]] == unbroadcast(2.0, np.ones((1, 2))).tolist()


@pytest.mark.parametrize("kind", [np.float16, np.float32, np.float64, np.complex64])
def test_unbroadcast_takes_the_dtype_of_the_value(kind):
    assert kind == unbroadcast(GRID, np.ones(3, kind)).dtype
    assert kind == unbroadcast(GRID, np.ones((2, 3), kind)).dtype
    assert kind == unbroadcast(GRID, kind(1)).dtype


def test_unbroadcast_never_rounds_to_whole_numbers():
    assert [1.5] == unbroadcast(np.array([1.5]), np.array([1])).tolist()


def test_unbroadcast_takes_the_real_part_for_a_real_value():
    assert [1.0] == unbroadcast(np.array([1 + 2j]), np.ones(1)).tolist()
    assert 1.0 == unbroadcast(1 + 2j, 0.5)
    assert [1 + 2j] == unbroadcast(np.array([1 + 2j]), np.ones(1, complex)).tolist()


def test_expand_undoes_a_sum():
    assert GRID.shape == expand(1.0, (2, 3)).shape
    assert [[1, 1, 1], [2, 2, 2]] == expand(np.array([1, 2]), (2, 3), axis=1).tolist()
    assert [[1, 2, 3]] * 2 == expand(np.array([[1, 2, 3]]), (2, 3), 0, True).tolist()
    assert (2, 3, 4) == expand(np.ones(3), (2, 3, 4), axis=(0, -1)).shape


def test_count_says_how_many_a_mean_takes():
    assert [6, 2, 3, 6] == [count(GRID), count(GRID, 0), count(GRID, -1), count(GRID, (0, 1))]


def test_axes_transpose_back():
    x = np.ones((2, 3, 4))

    assert x.shape == x.transpose(2, 0, 1).transpose(inverse_axes((2, 0, 1))).shape
    assert x.shape == x.transpose(-1, 0, 1).transpose(inverse_axes((-1, 0, 1))).shape
    assert inverse_axes(None) is None
    assert (3, 2) == mT(GRID).shape


def test_zeros_follow_the_structure():
    zeros = zeros_like({"w": GRID, "parts": (1.5, [2, 3j]), "name": "net"})

    assert [0.0, [0.0, 0j]] == zeros["parts"]
    assert np.array_equal(np.zeros((2, 3)), zeros["w"])
    assert zeros_like(np.array([1, 2])).dtype == np.float64


def test_gradients_of_structures_add():
    assert [3.0, [4.0]] == add([1.0, [1.0]], (2.0, [3.0]))
    assert {"a": 3.0, "b": 1.0} == add({"a": 1.0}, {"a": 2.0, "b": 1.0})
    assert 2.0 == add(None, 2.0)
    assert [1.0, 2.0] == add([None, 2.0], [1.0, None])


@pytest.mark.parametrize(
    "index", [0, -1, slice(1), (0, 2), (slice(None), 1), None, ..., GRID > 2, (0, [0, 0]), [1, 1]]
)
def test_scatter_is_the_adjoint_of_an_index(index):
    d = np.random.default_rng(0).standard_normal(np.shape(GRID[index]))

    assert np.sum(d * GRID[index]) == pytest.approx(np.sum(scatter(GRID, index, d) * GRID))


def test_scatter_adds_to_a_list():
    assert [0.0, 2.0] == scatter([1.0, 1.0], 1, 2.0)
    assert {"a": 2.0, "b": 0.0} == scatter({"a": 1.0, "b": 1.0}, "a", 2.0)


def test_numbers_go_back_to_where_they_came_from():
    taken = np.array([0, 0, 5])

    assert [[3.0, 0.0, 0.0], [0.0, 0.0, 4.0]] == put_back([1.0, 2.0, 4.0], GRID, taken).tolist()
    assert [[0, 1, 2], [3, 4, 5]] == positions(GRID).tolist()


def test_an_array_is_taken_apart_into_lists():
    assert [[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]] == unpack(GRID, [[1.0] * 3] * 2)
    assert [0.0, 1.0, 2.0] == unpack(GRID, [np.ones(3), np.ones(3)])[0].tolist()


def test_every_helper_says_in_one_line_what_it_gives():
    helpers = [each for name, each in vars(runtime).items() if callable(each) and name[0] != "_"]

    assert all((each.__doc__ or "").split("\n")[0].endswith(".") for each in helpers)
