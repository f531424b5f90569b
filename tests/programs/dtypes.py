"""Numbers of several kinds: a gradient has the dtype and shape of its input."""

import math

import numpy as np

from tests.corpus import at, case, normal, uniform


def single(*shape, seed=0):
    return normal(*shape, seed=seed).astype(np.float32)


def single_precision(w, b, x):
    h = np.tanh(x @ w + b)
    return np.mean(h**2) * 0.5


case(
    single_precision,
    at(single(3, 2), single(2, seed=1), single(4, 3, seed=2)),
    wrt=(0, 1),
    tolerance=1e-4,
)


def mixed_precision(x, y):
    return np.sum(x * y) + np.sum(np.sqrt(x**2 + 1.0))


case(mixed_precision, at(single(3), normal(3, seed=1)), wrt=(0, 1), tolerance=1e-4)
case(
    mixed_precision,
    at(np.float32(0.5), single(3)),
    wrt=(0, 1),
    tolerance=1e-4,
    name="single_numbers",
)


def python_floats(x, y):
    return math.exp(-x) * math.log(y) + math.hypot(x, y) + math.atan2(x, y)


case(python_floats, at(0.4, 1.3), wrt=(0, 1))


def number_times_array(scale, x):
    return np.sum(scale * x) ** 2 / (1.0 + scale)


case(number_times_array, at(0.4, normal(3)), at(0.4, 1.5), wrt=(0, 1))


def without_dimensions(x):
    return np.sin(x) * x


case(without_dimensions, at(np.array(0.7)), at(np.float64(0.7)), at(0.7))


def empty_and_single(x):
    return np.sum(x**2) + 1.0


case(empty_and_single, at(np.zeros(0)), at(normal(1)), at(normal(2, 0, 3)))


def integer_weights(x, counts):
    """Integers that carry no derivative."""
    return np.sum(counts * x**2) / np.sum(counts)


case(integer_weights, at(normal(3), np.array([1, 4, 2])))


def boolean_mask(x, keep):
    return np.sum(x**3 * keep) + np.sum(x, where=keep)


case(boolean_mask, at(normal(4), np.array([True, False, True, True])))


def converted(x):
    return np.sum(x.astype(np.float64) ** 2)


case(converted, at(single(3)), at(normal(3)), tolerance=1e-4)


def integer_powers(x, n):
    return np.sum(x**n) + x[0] ** 0 + x[1] ** -1 + np.square(x)[0] + 2.0 ** x[1]


case(integer_powers, at(normal(3), 3), at(uniform(3), 2.5))


def division_kinds(x, y):
    return x / y + x % y + x // y + (-x) ** 2 + +y


case(division_kinds, at(2.3, 0.7), at(-2.3, 0.7), wrt=(0, 1))
