"""Names that functions defined inside write to, and errors that end a path."""

import numpy as np

from tests.corpus import at, case, normal, uniform


def charge_counter(spikes):
    total, count = 0.0, 0

    def add(value):
        nonlocal total, count
        if value > 0:
            total = total + value**2
            count += 1

    for value in spikes:
        add(value)
    return total / (count + 1)


case(charge_counter, at(normal(5)), at(-uniform(3)))


def leaky_cell(inputs, decay):
    def cell(decay):
        state = 0.0

        def step(value):
            nonlocal state
            state = decay * state + np.tanh(value)
            return state

        return step

    slow, fast = cell(decay), cell(decay**2)
    energy = 0.0
    for value in inputs:
        energy = energy + slow(value) * fast(value)
    return energy


case(leaky_cell, at(normal(4), 0.8), wrt=(0, 1))


def steps_until_close(x, goal):
    steps = 0

    def far():
        nonlocal steps
        steps += 1
        distance = np.abs(x - goal)
        return distance > 0.1 and steps < 20

    while far():
        x = x + 0.5 * (goal - x)
    return x**2 * steps


case(steps_until_close, at(0.3, 1.7), at(1.65, 1.7), wrt=(0, 1))


class TooSteep(ValueError):
    pass


def checked_slope(rise, run):
    slope = rise / run
    if slope > 10:
        raise TooSteep(f"{slope:.1f}")
    return slope


def path_cost(x):
    first = checked_slope(x[0], x[1])
    second = checked_slope(x[1], x[2])
    return first * np.exp(second)


case(path_cost, at(uniform(3)))


def warns_of_large_values(x):
    def warn(value):
        if value > 1:
            print("large:", round(value, 3))

    total = 0.0
    for value in x:
        warn(value)
        total = total + value**3
    return total


case(warns_of_large_values, at(np.array([0.5, 1.5, -0.5])))
