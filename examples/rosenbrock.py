"""Rosenbrock's function of any number of variables, minimised with its generated gradient."""

import numpy as np

import s2s_grad


def rosenbrock(x):
    return np.sum(100.0 * (x[1:] - x[:-1] ** 2) ** 2 + (1.0 - x[:-1]) ** 2)


def minimise(function, x, rate, steps):
    """Gradient descent with momentum: enough for an example."""
    gradient = s2s_grad.grad(function)
    speed = np.zeros_like(x)
    for _ in range(steps):
        speed = 0.95 * speed - rate * gradient(x)
        x = x + speed
    return x


if __name__ == "__main__":
    print(s2s_grad.grad(rosenbrock).program(np.zeros(4)).text)
    print(minimise(rosenbrock, np.zeros(4), rate=2e-4, steps=5000))
