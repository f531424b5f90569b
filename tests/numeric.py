"""Differentiates a program by calling it: central differences, Richardson extrapolated."""

import copy
import dataclasses
import itertools

import numpy as np

FLOATS = (float, np.floating)
STEPS = 4


def slope(function, start=1e-2):
    """The derivative of `function(t)` at 0, and how far the last two estimates differ."""
    row = []
    for level in range(STEPS):
        h = start / 2**level
        estimate = (function(h) - function(-h)) / (2 * h)
        above, row = row, [estimate]
        for order, coarser in enumerate(above, start=1):
            row.append(row[-1] + (row[-1] - coarser) / (4**order - 1))
    return row[-1], abs(row[-1] - above[-1])


def best_slope(function):
    """The slope from the start whose estimates agree best."""
    return min((slope(function, start) for start in (1e-2, 1e-3, 1e-4)), key=lambda pair: pair[1])


def is_number(value):
    """True for what carries a derivative: a float, or an array of floats."""
    return isinstance(value, FLOATS) or (isinstance(value, np.ndarray) and value.dtype.kind == "f")


def parts(value):
    """The parts of a container, or None when the value is not one."""
    if isinstance(value, dict):
        return list(value.values())
    if isinstance(value, tuple | list):
        return list(value)
    if dataclasses.is_dataclass(value):
        return [getattr(value, field.name) for field in dataclasses.fields(value)]
    return None


def rebuilt(value, new):
    """A container like `value` that holds the parts `new`."""
    if isinstance(value, dict):
        return dict(zip(value, new, strict=True))
    if dataclasses.is_dataclass(value):
        names = [field.name for field in dataclasses.fields(value)]
        return dataclasses.replace(value, **dict(zip(names, new, strict=True)))
    return type(value)(*new) if hasattr(value, "_fields") else type(value)(new)


def mapped(function, value, *others):
    """`function` of each number in `value`, and of those in its place in the others."""
    inner = parts(value)
    if inner is None:
        return function(value, *others) if is_number(value) else value
    columns = zip(inner, *(parts(other) for other in others), strict=True)
    return rebuilt(value, [mapped(function, *column) for column in columns])


def numbers(value):
    """The floats and arrays of floats in `value`, in order."""
    inner = parts(value)
    if inner is None:
        return [value] if is_number(value) else []
    return list(itertools.chain.from_iterable(map(numbers, inner)))


def bare(value):
    """The value with the carriers in it opened."""
    value = value.array if hasattr(value, "asnumpy") else value
    inner = parts(value)
    return value if inner is None else rebuilt(value, [bare(part) for part in inner])


def total(value):
    """The sum of everything in a result, the number whose gradient is meant."""
    return sum(float(np.sum(part)) for part in numbers(bare(value)))


def doubled(value):
    """A copy in which every number is of double precision."""

    def widen(number):
        if isinstance(number, np.ndarray):
            return number.astype(np.float64)
        return float(number) if isinstance(number, float) else np.float64(number)

    return mapped(widen, copy.deepcopy(value))


def moved(value, direction, t):
    """The value, `t` along the direction; a Python float stays one."""

    def move(number, along):
        new = number + t * along
        return float(new) if type(number) is float else new

    return mapped(move, value, direction)


def random_direction(value, seed):
    """Numbers in the places of those of `value`."""
    generator = np.random.default_rng(seed)

    def draw(number):
        drawn = generator.normal(size=np.shape(number))
        return drawn if isinstance(number, np.ndarray) else float(drawn)

    return mapped(draw, value)


def unit_directions(value):
    """One direction for each entry of each number."""
    sizes = [np.size(number) for number in numbers(value)]
    for chosen in range(sum(sizes)):
        counter = itertools.count()

        def unit(number, chosen=chosen, counter=counter):
            entries = [float(next(counter) == chosen) for _ in range(np.size(number))]
            return np.reshape(entries, np.shape(number)) if np.ndim(number) else entries[0]

        yield mapped(unit, value)


def inner(gradient, direction):
    """The sum of the products of the numbers of both; None and whole numbers count 0."""
    steps = parts(direction)
    if steps is None:
        return float(np.sum(gradient * direction)) if is_number(direction) else 0.0
    if gradient is None:
        return 0.0
    return sum(map(inner, parts(gradient), steps))
