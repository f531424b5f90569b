"""Loops over single elements: seconds for each element, and the gradient as a ratio."""

import numpy as np

import s2s_grad
from benchmarks.measure import medians, table

SIZES = (1_000, 10_000, 100_000)


def elements(x):
    y = np.zeros(len(x))
    y[0] = x[0]
    for i in range(1, len(x)):
        y[i] = 0.9 * y[i - 1] + x[i] * x[i]
    return np.sum(y)


def elements_by_hand(x):
    d_y = np.ones(len(x))
    for i in reversed(range(1, len(x))):
        d_y[i - 1] += 0.9 * d_y[i]
    d_x = 2 * x * d_y
    d_x[0] = d_y[0]
    return d_x


def append(x):
    terms = []
    for i in range(len(x)):
        terms.append(x[i] * x[i])
    return np.sum(np.array(terms))


def append_by_hand(x):
    return 2 * x


def run():
    rows = []
    for name, function, by_hand in (
        ("read and write", elements, elements_by_hand),
        ("append", append, append_by_hand),
    ):
        gradient = s2s_grad.grad(function)
        for n in SIZES:
            rows.append((f"{name}, n = {n}", *timed(function, by_hand, gradient, n)))
    table("loops over elements", ["loop", "function", "gradient", "ratio"], rows)


def timed(function, by_hand, gradient, n):
    """Time of the function and of its gradient for each element, and their ratio."""
    x = np.random.default_rng(0).normal(size=n)
    np.testing.assert_allclose(gradient(x), by_hand(x), rtol=1e-9)
    generated = gradient.program(x).function
    times = medians(
        {"function": lambda: function(x), "gradient": lambda: generated(x)},
        rounds=max(5, 50_000 // n),
    )
    primal, both = times["function"], times["gradient"]
    return nano(primal / n), nano(both / n), f"{both / primal:.2f}"


def nano(time_taken):
    """Seconds as text in nanoseconds."""
    return f"{time_taken * 1e9:.0f} ns"
