"""The programs that are measured, and their gradients as a careful person writes them."""

import numpy as np


def rosenbrock(x):
    return np.sum(100.0 * (x[1:] - x[:-1] ** 2) ** 2 + (1.0 - x[:-1]) ** 2)


def rosenbrock_by_hand(x):
    head = x[:-1]
    gap = x[1:] - head**2
    d_x = np.zeros_like(x)
    d_x[1:] = 200.0 * gap
    d_x[:-1] -= 400.0 * gap * head + 2.0 * (1.0 - head)
    return d_x


def rosenbrock_point(n):
    return (np.random.default_rng(0).normal(size=n),)


def mlp(w1, b1, w2, b2, w3, b3, x, target):
    h1 = np.tanh(x @ w1 + b1)
    h2 = np.tanh(h1 @ w2 + b2)
    pred = np.tanh(h2 @ w3 + b3)
    return np.mean((pred - target) ** 2)


WEIGHTS = (0, 1, 2, 3, 4, 5)


def mlp_by_hand(w1, b1, w2, b2, w3, b3, x, target):
    h1 = np.tanh(x @ w1 + b1)
    h2 = np.tanh(h1 @ w2 + b2)
    pred = np.tanh(h2 @ w3 + b3)
    error = pred - target

    d_sum3 = 2 * error / error.size * (1 - pred**2)
    d_w3 = h2.T @ d_sum3
    d_b3 = np.sum(d_sum3, axis=0)
    d_sum2 = d_sum3 @ w3.T * (1 - h2**2)
    d_w2 = h1.T @ d_sum2
    d_b2 = np.sum(d_sum2, axis=0)
    d_sum1 = d_sum2 @ w2.T * (1 - h1**2)
    d_w1 = x.T @ d_sum1
    d_b1 = np.sum(d_sum1, axis=0)
    return d_w1, d_b1, d_w2, d_b2, d_w3, d_b3


def mlp_point(batch=32, width=16, hidden=32):
    """Three layers, width to hidden to hidden to width."""
    draw = np.random.default_rng(0).normal
    return (
        *(draw(size=(width, hidden)) / 4, draw(size=hidden)),
        *(draw(size=(hidden, hidden)) / 6, draw(size=hidden)),
        *(draw(size=(hidden, width)) / 6, draw(size=width)),
        *(draw(size=(batch, width)), draw(size=(batch, width))),
    )
