"""Functions that are made, wrapped, bound or passed around."""

import functools
import math

import numpy as np

import s2s_grad
from tests.corpus import at, case, normal, uniform

case(np.tanh, at(normal(3)), at(0.3), name="numpy_tanh")
case(np.arctan2, at(normal(3), uniform(3, seed=1)), wrt=(0, 1), name="numpy_arctan2")
case(math.sin, at(0.4), name="math_sin")


def make_power(exponent):
    def power(x):
        return np.sum(x**exponent)

    return power


case(make_power(3), at(normal(3)), name="made_by_a_function")
case(make_power(2.5), at(uniform(3)), name="made_by_a_function_again")


def weighted(matrix):
    def loss(x):
        return x @ matrix @ x

    return loss


case(weighted(normal(3, 3)), at(normal(3, seed=1)), name="captured_array")


first, second = (lambda x: np.sum(x**2)), (lambda x: np.sum(np.sin(x) * x))

case(first, at(normal(3)), name="first_lambda_of_the_line")
case(second, at(normal(3)), name="second_lambda_of_the_line")


def scaled(x, factor, *, power=2):
    return np.sum(factor * x**power)


case(functools.partial(scaled, factor=0.3), at(normal(3)), name="partial_keyword")
case(functools.partial(scaled, normal(3), power=3), at(0.7), name="partial_position")


def inner_function(x, slope):
    """A function defined inside reads the local values around it."""

    def line(t):
        return slope * t + x[0]

    total = 0.0
    for value in x:
        total = total + line(value) ** 2
    return total


case(inner_function, at(normal(3), 0.7), wrt=(0, 1))


def inner_lambda(x, y):
    mix = lambda a, b: a * y + np.cos(b)
    return mix(x, y) * mix(y, x)


case(inner_lambda, at(0.4, 1.3), wrt=(0, 1))


def apply_twice(f, x):
    return f(f(x))


def passed_lambda(x, k):
    return apply_twice(lambda v: np.sin(v) * k, x)


case(passed_lambda, at(0.6, 1.4), wrt=(0, 1))


def compose(f, g):
    return lambda x: f(g(x))


case(compose(np.sum, compose(np.exp, np.sin)), at(normal(3)), name="composed")


class Gaussian:
    """A model with a method, and one that is called itself."""

    def __init__(self, mean, scale):
        self.mean = mean
        self.scale = scale

    def standard(self, x):
        return (x - self.mean) / self.scale

    def density(self, x):
        return np.sum(np.exp(-0.5 * self.standard(x) ** 2)) / self.scale

    def __call__(self, x):
        return np.log(self.density(x))


case(Gaussian(0.3, 1.2).density, at(normal(3)), name="bound_method")
case(Gaussian(normal(3), uniform(3)).standard, at(normal(3)), name="bound_method_of_arrays")
case(Gaussian(0.3, 1.2), at(normal(3)), name="callable_object")


class Shape:
    sides = 4

    @staticmethod
    def area(width, height):
        return width * height

    @classmethod
    def perimeter(cls, width):
        return cls.sides * width**1.5


case(Shape.area, at(1.2, 0.7), wrt=(0, 1), name="static_method")
case(Shape.perimeter, at(1.2), name="class_method")


def twice(f):
    @functools.wraps(f)
    def wrapper(x):
        return 2.0 * f(x)

    return wrapper


@twice
def decorated(x):
    return np.sum(x**3)


case(decorated, at(normal(3)))


def layers_of_functions(x):
    for f in (np.sin, lambda v: v**2, np.exp):
        x = f(x)
    return np.sum(x)


case(layers_of_functions, at(normal(3)))


def path_energy(x):
    def energy(low, high):
        if high - low == 1:
            return x[low] ** 2
        middle = (low + high) // 2
        return 1.5 * energy(low, middle) + energy(middle, high)

    return energy(0, len(x))


case(path_energy, at(normal(5)), at(normal(2)))


def two_step_chain(x, steps):
    gain = np.sin(x[0])

    def forward(n):
        return x[1] if n == 0 else gain * backward(n - 1)

    def backward(n):
        return x[2] if n == 0 else forward(n - 1) + gain

    return forward(steps) * backward(steps)


case(two_step_chain, at(normal(3), 4), at(normal(3), 1))


def halved_sum(values):
    if len(values) == 1:
        return values[0] ** 2, 1.0
    middle = len(values) // 2
    left, weight = halved_sum(values[:middle])
    right, other = halved_sum(values[middle:])
    return left * 1.5 + right * weight, weight + other


def tree_of_halves(x):
    total, weight = halved_sum(x)
    return total / weight


case(tree_of_halves, at(normal(5)), at(normal(4)))


def ladder_of_functions(x):
    def ladder(depth):
        if depth == 0:
            return lambda v: v
        inner = ladder(depth - 1)
        return lambda v: np.sin(inner(v)) + depth * v

    return np.sum(ladder(3)(x))


case(ladder_of_functions, at(normal(3)))


def newton_by_gradients(a):
    """Newton's method for a minimum; slope and curvature are gradients of a closure."""

    def valley(x):
        return (x - a) ** 4 + x**2

    x = 0.5
    for _ in range(3):
        x = x - s2s_grad.grad(valley)(x) / s2s_grad.grad(s2s_grad.grad(valley))(x)
    return x


case(newton_by_gradients, at(1.7))
