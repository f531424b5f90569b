"""match, imports, del, names that may be None, and conditions that call and assign."""

import logging
from dataclasses import dataclass

import numpy as np

from tests.corpus import at, case, normal, uniform

LOG = logging.getLogger(__name__)


def norm_by_name(x, kind):
    match kind:
        case "one":
            return np.sum(np.abs(x))
        case "two" | "euclid":
            return np.sqrt(np.sum(x**2))
        case int(power) if power > 2:
            return np.sum(np.abs(x) ** power)
        case _:
            raise ValueError(f"unknown norm {kind!r}")


case(norm_by_name, at(normal(3), "euclid"), at(normal(3), "one"))


@dataclass
class Spring:
    stiffness: float


PARTS = [("mass", 2.0), ("spring", Spring(3.0), 0.5), ["damper", 1.0, 2.0, 3.0], None]


def energy_of_parts(x):
    energy = 0.0
    for part in PARTS:
        match part:
            case ("mass", mass):
                energy = energy + mass * x[0] ** 2
            case (_, Spring(stiffness=k), rest):
                energy = energy + k * (x[1] - rest) ** 2
            case [_, first, *others]:
                energy = energy + first * x[2] + len(others)
            case None:
                energy = energy / 2
    return energy


case(energy_of_parts, at(normal(3)))


def step_by_rule(x, rules):
    for rule in rules:
        match rule:
            case {"scale": factor}:
                x = x * factor
            case {"shift": offset, **options}:
                x = x + offset * options.get("times", 1.0)
    return np.sum(x**2)


case(step_by_rule, at(normal(3), [{"scale": 2.0}, {"shift": 0.5, "times": 3.0}, {}]))


def steepest_rise(x):
    best = None
    for i in range(1, len(x)):
        rise = x[i] - x[i - 1]
        if best is None or rise > best:
            best = rise
    return best**2


case(steepest_rise, at(normal(5)))


def roughness(x):
    previous, total = None, 0.0
    for value in x:
        if previous is not None:
            total = total + (value - previous) ** 2
        previous = value
    return total


case(roughness, at(normal(5)))


def first_large_square(x):
    if (count := len(x)) > 2 and (total := np.sum(x)) < 0:
        return total * count
    i = 0
    while (square := x[i] ** 2) < 0.5:
        i += 1
    return square * count


case(first_large_square, at(uniform(4)), at(-uniform(4)))


def logged_descent(x):
    import math as m

    from numpy.linalg import norm

    for step in range(3):
        slope = 2 * x
        x = x - 0.1 * slope
        del slope
        LOG.debug("step %d: %s", step, x)
    return norm(x) * m.pi


case(logged_descent, at(normal(3)))


def pairs_that_came_before(x):
    total = 0.0
    for i in range(len(x)):
        if i > 0:
            pair = x[i] * x[i - 1]
        total = total + x[i]
        if i > 0:
            total = total * pair
    return total


case(pairs_that_came_before, at(normal(4)))


def drawn_paths(spot, spread, count):
    rng = np.random.default_rng(2024)
    rng.normal()
    total = 0.0
    for _ in range(count):
        price = spot
        for z in rng.standard_normal(4):
            price = price * np.exp(spread * z)
        total += price
    return total


case(drawn_paths, at(1.2, 0.3, 3), wrt=(0, 1))
