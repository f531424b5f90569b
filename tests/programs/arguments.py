"""The ways in which arguments reach a parameter."""

import numpy as np

from tests.corpus import at, case, normal, uniform


def defaults(x, slope=0.1, shift=1.0):
    return np.sum(np.where(x > 0, x, slope * x) * shift)


case(defaults, at(normal(4)), at(normal(4), 0.3), at(normal(4), shift=0.5))


def keyword_only(x, *, power=2, scale):
    return scale * np.sum(x**power)


case(keyword_only, at(normal(3), scale=0.3), at(normal(3), scale=0.3, power=3))


def position_only(x, y, /, z):
    return x * y**2 * z


case(position_only, at(0.3, 1.2, 0.8), at(0.3, 1.2, z=0.8), wrt=(0, 1))


def star_arguments(x, *others):
    total = x**2
    for other in others:
        total = total * other
    return total


case(star_arguments, at(0.7), at(0.7, 1.2), at(0.7, 1.2, 0.4))


def star_keywords(x, **scales):
    return scales["first"] * np.sin(x) + scales["second"] * x**2


case(star_keywords, at(0.7, first=0.4, second=1.3))


def mixture(x, weight, *, centre=0.0):
    return weight * np.sum((x - centre) ** 2)


def calls_of_each_kind(x, y):
    pair = (x, y)
    named = {"weight": y, "centre": 0.5}
    return mixture(*pair) + mixture(x, **named) + mixture(weight=2.0, x=x, centre=y)


case(calls_of_each_kind, at(normal(3), 0.7), wrt=(0, 1))


def product_of(*factors):
    result = 1.0
    for factor in factors:
        result = result * factor
    return result


def star_call(x):
    return product_of(*x) + product_of(x[0], *x[1:], 2.0) + product_of()


case(star_call, at((0.5, 1.2, 0.7)))


def last_of_three(x, y, z):
    return np.sum(x * y) / z


case(last_of_three, at(normal(3), uniform(3), 1.4), wrt=(2, 0))
case(last_of_three, at(normal(3), uniform(3), 1.4), wrt=2, name="one_of_three")


def number_and_array(x, n, name):
    """Arguments that carry no derivative."""
    return np.sum(x**n) * len(name)


case(number_and_array, at(normal(3), 3, "four"))


SHIFT = np.array([0.5, -0.5, 1.0])


def array_default(x, shift=SHIFT):
    return np.sum((x - shift) ** 2)


case(array_default, at(normal(3)))


def same_array_twice(x, y):
    return np.sum(x**2 * y)


shared = normal(3)
case(same_array_twice, at(shared, shared), wrt=(0, 1))
