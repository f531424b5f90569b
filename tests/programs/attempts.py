"""try, with, and generators."""

import contextlib

import numpy as np

from tests.corpus import at, case, normal, uniform

SPREAD = np.array([[2.0, 0.3], [0.3, 1.5]])
TWISTED = np.array([[1.0, 2.0], [2.0, 1.0]])


def log_det_with_jitter(covariance):
    try:
        root = np.linalg.cholesky(covariance)
    except np.linalg.LinAlgError:
        root = np.linalg.cholesky(covariance + 3.0 * np.eye(2))
    return 2 * np.sum(np.log(np.diag(root)))


case(log_det_with_jitter, at(SPREAD), at(TWISTED))


def smallest_jitter(x):
    covariance, jitter = np.outer(x, x), 0.0
    while True:
        try:
            root = np.linalg.cholesky(covariance + jitter * np.eye(3))
            break
        except np.linalg.LinAlgError:
            jitter = max(2 * jitter, 0.01)
    return np.sum(root**2) + jitter


case(smallest_jitter, at(normal(3)))


class Unphysical(ValueError):
    pass


def flow(pressure):
    if pressure < 0:
        raise Unphysical(f"negative pressure {pressure}")
    return np.sqrt(pressure)


def flow_or_leak(pressures):
    total = 1.0
    for pressure in pressures:
        try:
            rate = flow(pressure)
        except Unphysical:
            rate = 0.1 * pressure**2
        total = total + rate * total
    return total


case(flow_or_leak, at(normal(5)))


def skips_what_fails(pressures):
    total = 1.0
    for pressure in pressures:
        try:
            rate = flow(pressure)
        except Unphysical:
            continue
        total = total * rate + pressure
    return total


case(skips_what_fails, at(normal(5)))


RATES = {"slow": 0.5, "fast": 2.0}


def named_rate(x, name):
    try:
        rate = RATES[name]
    except KeyError:
        rate = 1.0
    else:
        x = x + 1
    finally:
        print("rate of", name)
    return np.sum(x**2) * rate


case(named_rate, at(normal(3), "fast"), at(normal(3), "none"))


@contextlib.contextmanager
def scaled_by(factor):
    double = 2 * factor
    try:
        yield double
    finally:
        print("scaled by", double)


def in_scaled_units(x):
    with scaled_by(x[0]) as factor, np.errstate(divide="ignore"):
        y = x * factor
    return np.sum(y**2)


case(in_scaled_units, at(normal(3)))


def differences(x, step):
    for i in range(step, len(x)):
        yield x[i] - x[i - step]


def roughness_by_steps(x):
    def neighbours():
        for value in differences(x, 1):
            if value > 0:
                yield value, 2.0
            else:
                yield value, 0.5

    total = sum(value**2 for value in differences(x, 2))
    for value, weight in neighbours():
        total = total + weight * value**2
    return total


case(roughness_by_steps, at(normal(5)), at(uniform(4)))
