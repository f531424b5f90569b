"""Programs without a branch or a loop."""

import math

import numpy as np

from tests.corpus import at, case, normal, uniform


def square_plus(x, y):
    return x**2 + y


case(square_plus, at(1.0, 2.0), at(-0.5, 3.0), wrt=(0, 1))


def rosenbrock(x):
    return np.sum(100.0 * (x[1:] - x[:-1] ** 2) ** 2 + (1.0 - x[:-1]) ** 2)


case(rosenbrock, at(normal(7)), at(normal(10, seed=1)), at(np.ones(2)))


def damped_wave(t, amplitude, decay, frequency):
    envelope = amplitude * np.exp(-decay * t)
    return np.sum(envelope * np.cos(2 * np.pi * frequency * t))


case(damped_wave, at(np.linspace(0.0, 2.0, 9), 1.3, 0.4, 0.9), wrt=(1, 2, 3))


def gaussian_log_likelihood(x, mean, log_scale):
    z = (x - mean) / np.exp(log_scale)
    return -np.sum(0.5 * z**2 + log_scale + 0.5 * np.log(2 * np.pi))


case(
    gaussian_log_likelihood,
    at(normal(20), 0.3, -0.2),
    at(normal(4, 3), normal(3, seed=1), normal(3, seed=2)),
    wrt=(1, 2),
)


def logistic_regression(weight, bias, x, label):
    logit = x @ weight + bias
    return np.mean(np.logaddexp(0.0, logit) - label * logit)


case(
    logistic_regression,
    at(normal(4), 0.1, normal(12, 4, seed=1), (normal(12, seed=2) > 0) * 1.0),
    wrt=(0, 1),
    value=True,
)


def softmax_cross_entropy(logits, target):
    shifted = logits - np.max(logits, axis=1, keepdims=True)
    log_normalizer = np.log(np.sum(np.exp(shifted), axis=1, keepdims=True))
    return -np.mean(np.sum(target * (shifted - log_normalizer), axis=1))


case(softmax_cross_entropy, at(normal(5, 3), np.eye(3)[[0, 2, 1, 1, 0]]), value=True)


def mlp(w1, b1, w2, b2, w3, b3, x, target):
    h1 = np.tanh(x @ w1 + b1)
    h2 = np.tanh(h1 @ w2 + b2)
    pred = np.tanh(h2 @ w3 + b3)
    return np.mean((pred - target) ** 2)


case(
    mlp,
    at(
        *(normal(5, 6), normal(6, seed=1)),
        *(normal(6, 4, seed=2), normal(4, seed=3)),
        *(normal(4, 2, seed=4), normal(2, seed=5)),
        *(normal(8, 5, seed=6), normal(8, 2, seed=7)),
    ),
    wrt=(0, 1, 2, 3, 4, 5),
    value=True,
)


def quadratic_form(a, x):
    return 0.5 * x @ a @ x - np.sum(x)


case(quadratic_form, at(normal(3, 3), normal(3, seed=1)), wrt=(0, 1))


def reassigned(x):
    y = np.sin(x)
    y = y * y
    y = np.exp(-y) + x
    return np.sum(y)


case(reassigned, at(normal(4)))


def swapped(a, b):
    a, b = b, a * b
    a, b = b, a * b
    return a * np.sin(b)


case(swapped, at(0.7, 1.4), wrt=(0, 1))


def chained_assignment(x):
    first = second = np.exp(x)
    third: float = first * second
    return np.sum(third * second)


case(chained_assignment, at(normal(3)))


def added_to(x, y):
    total = x * y
    total += np.sin(x)
    total *= y
    total -= 1.0
    total /= x
    return total


case(added_to, at(0.8, 1.7), wrt=(0, 1))


def cosine_similarity(a, b):
    """One value, read twice, and a norm of each side."""
    return a @ b / (np.linalg.norm(a) * np.linalg.norm(b))


case(cosine_similarity, at(normal(5), normal(5, seed=1)), wrt=(0, 1))


def result_that_ignores_x(x, y):
    unused = np.exp(x)
    return np.sum(y**2)


case(result_that_ignores_x, at(normal(3), normal(2, seed=1)))


def argument_itself(x):
    return x


case(argument_itself, at(2.5), at(-1.0))


def checked(x):
    """Statements that compute nothing."""
    assert x.ndim == 1, "one dimension is wanted"
    pass
    return np.sum(np.abs(x) ** 1.5)


case(checked, at(normal(4)))


def black_scholes(spot, strike, rate, volatility, years):
    root = volatility * np.sqrt(years)
    d1 = (np.log(spot / strike) + (rate + volatility**2 / 2) * years) / root
    d2 = d1 - root
    near = 1 / (1 + np.exp(-1.702 * d1))
    far = 1 / (1 + np.exp(-1.702 * d2))
    return spot * near - strike * np.exp(-rate * years) * far


case(black_scholes, at(100.0, 95.0, 0.02, 0.3, 0.75), wrt=(0, 1, 2, 3, 4), value=True)


def kepler_energy(position, velocity, mass):
    radius = np.sqrt(np.sum(position**2))
    return 0.5 * mass * np.sum(velocity**2) - mass / radius


case(kepler_energy, at(normal(3), normal(3, seed=1), 1.2), wrt=(0, 1, 2))


def variance_by_hand(x):
    centred = x - np.mean(x)
    return np.sum(centred**2) / (x.size - 1)


case(variance_by_hand, at(normal(6)), at(uniform(3, seed=1)))


def names_of_helpers(x):
    """Variables that go by the names of what generated code calls."""
    scatter_add = x[np.array([0, 0, 1])]
    expand = np.sum(x, axis=0)
    count = np.mean(x * expand)
    unsort = np.sort(x, axis=0)
    return np.sum(unsort * count) + np.sum(scatter_add)


case(names_of_helpers, at(normal(3)), at(normal(2, 3)))


def literals_and_arrays(x, y):
    """A gradient of whole ones becomes one of floats."""
    a = np.array([x, y, x * y])
    return np.sum(a * a[::-1]) + np.float64(x) * abs(y) + math.hypot(x, y) + float(x)


case(literals_and_arrays, at(0.4, 0.8), wrt=(0, 1))


def summed_and_gathered(x, y, s):
    """The gradient of what we named ourselves is added to where the index says."""
    y, x = x, np.sin(y)
    turned = x[[2, 1, 0]]
    return s + np.sum(x) + np.sum(turned) * s


case(summed_and_gathered, at(normal(3), normal(3, seed=1), 0.7), wrt=(0, 1, 2))
