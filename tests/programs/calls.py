"""Programs that call functions of the user's own."""

import numpy as np

from tests.corpus import at, case, normal, uniform


def layer(x, w, b):
    return np.tanh(x @ w + b)


def two_layers(x, w1, b1, w2, b2):
    return np.sum(layer(layer(x, w1, b1), w2, b2))


case(
    two_layers,
    at(
        normal(2, 3),
        *(normal(3, 4, seed=1), normal(4, seed=2)),
        *(normal(4, 2, seed=3), normal(2, seed=4)),
    ),
    wrt=(0, 1, 2, 3, 4),
)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def gate(x, y):
    z = sigmoid(x)
    return z * y + (1 - z) * sigmoid(y)


case(gate, at(0.3, -0.8), wrt=(0, 1))


def growth(y, rate):
    return rate * y * (1 - y)


def logistic_map(y, rate, steps):
    """A call in a loop: what each call saved is stacked."""
    for _ in range(steps):
        y = growth(y, rate)
    return y


case(logistic_map, at(0.4, 2.8, 6), at(0.4, 2.8, 0), wrt=(0, 1))


def power(x, n):
    if n == 0:
        return 1.0
    if n % 2:
        return x * power(x, n - 1)
    return power(x * x, n // 2)


case(power, at(1.3, 5), at(1.3, 8), at(0.7, 0))


def even_part(x, n):
    if n == 0:
        return x
    return odd_part(np.sin(x), n - 1)


def odd_part(x, n):
    if n == 0:
        return x**2
    return even_part(x * 1.5, n - 1)


case(even_part, at(0.4, 3), at(0.4, 4), name="mutual_recursion")


def tree_sum(node):
    """Recursion over nested tuples."""
    value, children = node
    total = value**2
    for child in children:
        total = total + np.sin(value) * tree_sum(child)
    return total


case(tree_sum, at((0.5, ((1.5, ()), (0.3, ((0.9, ()),))))))


def polar(x, y):
    return np.sqrt(x**2 + y**2), np.arctan2(y, x)


def spiral(x, y):
    radius, angle = polar(x, y)
    return radius * np.cos(angle + radius)


case(spiral, at(0.6, 1.1), wrt=(0, 1))


def first_result_only(x, y):
    radius, _ = polar(x, y)
    return radius**3


case(first_result_only, at(0.6, 1.1), wrt=(0, 1))


def square(x):
    return x * x


def same_argument_twice(x):
    return power_of(x, x) + square(square(x))


def power_of(x, y):
    return x**y


case(same_argument_twice, at(1.3), at(0.6))


def clipped(x, low=0.0, high=1.0):
    if x < low:
        return low + 0.1 * (x - low)
    if x > high:
        return high + 0.1 * (x - high)
    return x


def sum_of_clipped(x):
    return clipped(x[0]) * clipped(x[1], high=2.0) + clipped(x[2], -1.0)


case(sum_of_clipped, at(np.array([0.5, 1.7, -0.3])), at(np.array([1.5, 2.7, -1.3])))


def call_in_a_branch(x):
    if np.sum(x) > 0:
        y = sigmoid(x)
    else:
        y = square(x)
    return np.sum(y * x)


case(call_in_a_branch, at(uniform(3)), at(-uniform(3)))


def total_of(x, f):
    return np.sum(f(x))


def functions_as_arguments(x):
    return total_of(x, np.sin) + total_of(x, square) * total_of(x, sigmoid)


case(functions_as_arguments, at(normal(3)))


def integrate(f, y, t, steps):
    h = t / steps
    for i in range(steps):
        y = y + h * f(y, i * h)
    return y


def decay(y, t):
    return -y * np.cos(t)


def cooled(y, t):
    return integrate(decay, y, t, 5) ** 2


case(cooled, at(1.2, 0.8), wrt=(0, 1))


ACTIVATIONS = {"tanh": np.tanh, "sigmoid": sigmoid}


def looked_up(x, name):
    return np.sum(ACTIVATIONS[name](x) ** 2)


case(looked_up, at(normal(3), "tanh"), at(normal(3), "sigmoid"))


def no_result_needed(x):
    """A helper that only checks."""
    require_positive(x)
    return np.sum(np.log(x))


def require_positive(x):
    if np.any(x <= 0):
        raise ValueError("positive numbers are wanted")


case(no_result_needed, at(uniform(3)))


def count(x):
    return np.where(x > 0, 1.0, 0.0)


def expand(x, factor):
    return x * factor


def callees_named_like_helpers(x):
    y = expand(x, 2.0)
    mean = np.mean(y, axis=0) + np.median(x)
    return np.sum(mean * count(x)) + np.sum(np.mean(y, axis=-1))


case(callees_named_like_helpers, at(normal(3)), at(normal(2, 3)))
