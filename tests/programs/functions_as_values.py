"""Functions in containers, with keys, partial, reduced, decorated inside."""

import functools
import operator
from functools import partial, reduce

import numpy as np

from tests.corpus import at, case, normal, uniform


def closest_and_largest(x):
    closest = min(x, key=lambda value: abs(value - 0.5))
    largest = max(x, key=abs)
    return closest**2 * largest


case(closest_and_largest, at(normal(4)))


def sorted_by_size(x):
    ranked = sorted(x, key=lambda value: -abs(value))
    total = 0.0
    for rank, value in enumerate(ranked, start=1):
        total = total + value**2 / rank
    return total


case(sorted_by_size, at(normal(5)))


def cheapest_route(prices):
    routes = [("sea", prices[0] * 3), ("rail", prices[1] * 2), ("air", prices[2])]
    name, cost = min(routes, key=lambda route: route[1])
    first, second, _ = sorted(routes, key=operator.itemgetter(1))
    return cost**2 + first[1] * second[1]


case(cheapest_route, at(uniform(3)))


def reduced_polynomial(coefficients, x):
    return reduce(lambda total, coefficient: total * x + coefficient, coefficients)


case(reduced_polynomial, at(normal(4), 0.7), wrt=(0, 1))


def product_of_factors(x):
    return reduce(operator.mul, x) + reduce(np.maximum, np.outer(x, x))[1]


case(product_of_factors, at(uniform(3)))


def response(gain, signal, offset=0.0, *, power=1):
    return gain * signal**power + offset


def calibrated(x):
    gentle = partial(response, x[0], offset=x[1])
    steep = partial(response, signal=x[2], power=3)
    return gentle(x[2]) * steep(x[0]) + gentle(x[1], power=2)


case(calibrated, at(normal(3)))


def channel_scores(x):
    channels = [("red", 0.3), ("green", 0.6), ("blue", 0.1)]
    score = 0.0
    for (name, weight), value in zip(channels, x):
        score = score + weight * value ** len(name)
    return score


case(channel_scores, at(uniform(3)))


def activations_by_name(x):
    layers = []
    layers.append(np.tanh)
    for slope in (0.5, 2.0):
        layers.append(lambda value, slope=slope: np.where(value > 0, value, slope * value))
    table = {"last": np.exp, "first": layers[0]}
    x = table["first"](x)
    for layer in layers[1:]:
        x = layer(x)
    return np.sum(table["last"](x))


case(activations_by_name, at(normal(4)))


def repeated(times):
    def decorate(function):
        @functools.wraps(function)
        def wrapper(value):
            for _ in range(times):
                value = function(value)
            return value

        return wrapper

    return decorate


def iterated_map(x):
    @repeated(3)
    def step(value):
        return np.sin(value) + 0.1 * value

    return np.sum(step(x))


case(iterated_map, at(normal(3)))


@functools.lru_cache
def binomial(n, k):
    return 1 if k in (0, n) else binomial(n - 1, k - 1) + binomial(n - 1, k)


def bernstein(x, weights):
    n = 3
    total = 0.0
    for k in range(n + 1):
        total = total + weights[k] * binomial(n, k) * x**k * (1 - x) ** (n - k)
    return total


case(bernstein, at(0.3, normal(4)), wrt=(0, 1))


def clamped_sum(x):
    def clamp(low, high, value):
        return max(low, min(high, value))

    return sum(map(partial(clamp, -1.0, 1.0), filter(lambda value: value != 0, x)))


case(clamped_sum, at(normal(5)))
