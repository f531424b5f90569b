"""checkpoint, recompute, and the schedule of Griewank and Walther."""

import functools
import tracemalloc

import numpy as np
import pytest

import s2s_grad as ms
from s2s_grad import Tensor, nn, ops
from s2s_grad.errors import ArgumentError, UnsupportedSyntax
from s2s_grad.runtime import replayed


def orbit(x, v, n):
    for _ in range(n):
        v = v - 0.001 * np.sin(x)
        x = x + 0.001 * v
    return np.sum(x**2)


def peak(function, *args):
    """The most memory in use while the gradient runs, in bytes."""
    gradient = ms.grad(function)
    gradient(*args[:2], 3)
    tracemalloc.start()
    gradient(*args)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most


@pytest.mark.parametrize("options", [{"loop": 100}, {"loop": "binomial", "snapshots": 20}])
def test_a_long_loop_needs_little_memory(options):
    def kept(x, v, n):
        for _ in range(n):
            v = v - 0.001 * np.sin(x)
            x = x + 0.001 * v
        return np.sum(x**2)

    args = np.ones(8), np.zeros(8), 10_000
    plain = ms.grad(orbit)(*args)
    found = ms.checkpoint(kept, **options)

    np.testing.assert_allclose(ms.grad(found)(*args), plain, rtol=1e-10)
    assert peak(found, *args) < 300_000 < 1_000_000 < peak(orbit, *args)


@functools.cache
def fewest(length, snapshots):
    """How many steps forward a reversal needs at least, by dynamic programming."""
    if length <= 1:
        return 0
    if snapshots == 1:
        return length * (length - 1) // 2
    return min(
        first + fewest(length - first, snapshots - 1) + fewest(first, snapshots)
        for first in range(1, length)
    )


@pytest.mark.parametrize("snapshots", [1, 2, 3, 5])
def test_the_schedule_does_the_fewest_steps(snapshots):
    for length in range(1, 40):
        done, order = followed(length, snapshots)

        assert list(range(length))[::-1] == order
        assert fewest(length, snapshots) == done


def followed(length, snapshots):
    """(how many steps forward the schedule does, the steps in the order of their reversal)."""
    done, order = [], []

    def steps(start, stop, state):
        done.append(stop - start)
        return state + stop - start

    def gradients(start, stop, state, d_state):
        assert state == start
        order.append(start // snapshots)
        return (d_state,)

    replayed(steps, gradients, 0, length * snapshots, snapshots, 0, (), 1.0)
    return sum(done) // snapshots, order


def test_a_recomputed_function_saves_its_arguments_only():
    @ms.checkpoint
    def layer(x):
        h = np.exp(x)
        return np.sin(h) * h

    text = ms.grad(lambda x: np.sum(layer(layer(x)))).program(np.ones(3)).text

    assert "layer_forward" not in text
    assert 2 == text.count("grad_layer(") - text.count("def grad_layer(")


def test_cells_and_blocks_are_recomputed():
    class Square(nn.Cell):
        def construct(self, x):
            return ops.sin(x) * x

    cell, x = Square(), Tensor([1.0, 2.0])
    plain = ms.grad(cell)(x).asnumpy()
    text = ms.grad(lambda x: ops.recompute(cell, x)).program(x).text
    once = ms.grad(lambda x: ops.recompute(cell, x))(x).asnumpy()
    outer = ms.grad(lambda x: cell(x))
    outer(x)
    cell.recompute()

    assert "grad_square(x, " in text
    assert plain.tolist() == once.tolist() == outer(x).asnumpy().tolist()
    assert "grad_square(x, " in outer.program(x).text


def test_second_derivatives_pass_through_what_is_recomputed():
    @ms.checkpoint
    def cube(x):
        return x * x * x

    found = ms.grad(ms.grad(lambda x: cube(x)))(2.0)

    assert 12.0 == pytest.approx(found)


@pytest.mark.parametrize("options", [{"loop": 3}, {"loop": "binomial", "snapshots": 3}])
def test_second_derivatives_pass_through_loops_computed_again(options):
    def plain(x):
        for _ in range(9):
            x = np.sin(x)
        return np.sum(x)

    @ms.checkpoint(**options)
    def kept(x):
        for _ in range(9):
            x = np.sin(x)
        return np.sum(x)

    x = np.array([0.3, 0.4])
    expected = ms.grad(lambda x: np.sum(ms.grad(plain)(x)))(x)

    np.testing.assert_allclose(ms.grad(lambda x: np.sum(ms.grad(kept)(x)))(x), expected)


def test_a_loop_that_leaves_early_is_refused():
    @ms.checkpoint(loop=5)
    def early(x, n):
        for _ in range(n):
            x = np.sin(x)
            if np.sum(x) < 0.1:
                break
        return np.sum(x)

    with pytest.raises(UnsupportedSyntax, match="leaves early"):
        ms.grad(early)(np.ones(2), 9)


def test_a_schedule_that_is_none_is_refused():
    with pytest.raises(ArgumentError, match="no schedule"):
        ms.checkpoint(orbit, loop="sometimes")


@ms.checkpoint
def with_noise(x):
    return x * (np.random.rand(20) > 0.5)


def test_what_draws_random_numbers_draws_once():
    value, gradient = ms.value_and_grad(lambda x: np.sum(with_noise(x)))(np.ones(20))

    assert value == np.sum(gradient)


def test_a_loop_that_draws_random_numbers_is_refused():
    @ms.checkpoint(loop=2)
    def noisy(x):
        for _ in range(4):
            x = x * np.random.rand(3)
        return np.sum(x)

    with pytest.raises(UnsupportedSyntax, match="draws random numbers"):
        ms.grad(noisy)(np.ones(3))
