"""Reads of globals, attributes and the properties of arrays."""

import math
from types import SimpleNamespace

import numpy as np

from tests.corpus import at, case, normal, uniform

GRAVITY = 9.81
MIXING = normal(3, 3, seed=11)
SETTINGS = SimpleNamespace(rate=0.3, norm=SimpleNamespace(power=3, scale=normal(3, seed=12)))
LIMITS = {"low": -0.5, "high": 0.5}


def fall(height):
    return math.sqrt(2.0 * height / GRAVITY)


case(fall, at(3.0))


def mixed(x):
    return np.sum(np.sin(MIXING @ x)) * np.pi + math.e


case(mixed, at(normal(3)))


def settings(x):
    norm = SETTINGS.norm
    return SETTINGS.rate * np.sum(norm.scale * x**norm.power)


case(settings, at(normal(3)))


def limits(x):
    return np.sum(np.clip(x, LIMITS["low"], LIMITS["high"]) * x)


case(limits, at(normal(6)))


def sizes(x):
    rows, columns = x.shape
    return np.sum(x**2) / (rows * columns) + np.sum(x) / x.size + x.ndim * len(x) * x[0, 0]


case(sizes, at(normal(3, 2)), at(normal(2, 5)))


def transposed(x):
    return np.sum(x.T @ x * np.arange(1.0, 5.0).reshape(2, 2))


case(transposed, at(normal(3, 2)))


def array_methods(x):
    y = x.reshape(-1).clip(-1.0, 1.0)
    return (x.sum(axis=0) ** 2).mean() + y.dot(y) + x.transpose().max()


case(array_methods, at(normal(3, 2)))


class Account:
    """Holds numbers, of which one is found by a property."""

    def __init__(self, rate, years):
        self.rate = rate
        self.years = years

    def factor(self):
        return (1.0 + self.rate) ** self.years

    def worth(self, amount):
        return amount * self.factor()


account = Account(0.05, 3)


def object_from_outside(amount):
    return account.worth(amount) ** 2


case(object_from_outside, at(1.5))


def object_as_argument(holder, amount):
    return np.sqrt(holder.worth(amount))


case(object_as_argument, at(Account(0.05, 3), 1.5), wrt=1)


def builtins(x):
    pair = (x, 2.0 * x)
    return abs(x) + sum(pair) * max(x, 0.5) - min(pair) + pow(x, 3) + float(x)


case(builtins, at(0.8), at(0.3))


def uniform_weights(x):
    return np.sum(x * np.ones(x.shape)) + np.sum(np.full_like(x, 2.0) * x**2)


case(uniform_weights, at(uniform(3)))


class Unit:
    scale = 2.0

    @classmethod
    def scaled(cls, x):
        return x * cls.scale


def class_method_of_a_class(x):
    return np.sum(Unit.scaled(x) ** 2)


case(class_method_of_a_class, at(normal(3)))
