"""Tuples, lists, dicts and small records, as arguments, results and in between."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from tests.corpus import at, case, normal, uniform


def dict_of_weights(params, x):
    h = np.tanh(x @ params["w"] + params["b"])
    return np.sum(h**2) + params["scale"] * np.sum(params["w"] ** 2)


case(
    dict_of_weights,
    at({"w": normal(3, 2), "b": normal(2, seed=1), "scale": 0.1}, normal(4, 3, seed=2)),
)


def list_of_layers(layers, x):
    for w, b in layers:
        x = np.tanh(x @ w + b)
    return np.sum(x**2)


case(
    list_of_layers,
    at(
        [
            (normal(3, 4), normal(4, seed=1)),
            (normal(4, 2, seed=2), normal(2, seed=3)),
        ],
        normal(5, 3, seed=4),
    ),
    value=True,
)


def pair(point):
    x, y = point
    return x * np.exp(y)


case(pair, at((0.5, 0.7)), at((normal(1)[0], 1.1)))


def first_and_rest(values):
    first, *rest = values
    total = first
    for value in rest:
        total = total * value + first
    return total


case(first_and_rest, at((0.5, 1.2, 0.7)), at([1.5, 0.2]))


def nested_record(model):
    low, high = model["range"]
    return np.sum(model["layers"][1] * high) + np.prod(model["layers"][0]) * low**2


case(nested_record, at({"range": (0.4, 1.3), "layers": [uniform(3), normal(2)]}))


def made_and_read(x):
    """Displays of each kind, read by index and by key."""
    parts = [np.sin(x), x**2, (x, 3.0 * x)]
    table = {"a": parts[0] * parts[1], "b": parts[2][1]}
    return np.sum(table["a"] + table["b"] * parts[-1][0])


case(made_and_read, at(normal(3)))


def loop_over_display(x):
    total = 0.0
    for part in [np.sin(x), np.cos(x), x]:
        total = total + np.sum(part) ** 2
    return total


case(loop_over_display, at(normal(3)))


def loop_over_items(params):
    total = 0.0
    for name, value in params.items():
        if name != "bias":
            total = total + np.sum(value**2)
    return total + np.sum(params["bias"])


case(loop_over_items, at({"first": normal(3), "bias": normal(2), "last": normal(1)}))


def several_results(x, y):
    return np.sin(x) * y, x + y**2


case(several_results, at(0.4, 0.9), wrt=(0, 1))


def array_result(x):
    return x**2 * np.array([1.0, 2.0, 3.0])


case(array_result, at(normal(3)))


def loss_and_prediction(w, x, target):
    pred = x @ w
    return np.mean((pred - target) ** 2), pred


case(
    loss_and_prediction,
    at(normal(3), normal(5, 3, seed=1), normal(5, seed=2)),
    value=True,
    has_aux=True,
)


class Body(NamedTuple):
    position: np.ndarray
    speed: float


def moved(body, dt):
    return Body(body.position + dt * body.speed, body.speed * (1 - dt))


def flight(body, dt):
    for _ in range(3):
        body = moved(body, dt)
    return np.sum(body.position**2) * body.speed


case(flight, at(Body(normal(2), 0.8), 0.1), wrt=(0, 1))


@dataclass
class Spring:
    stiffness: float
    length: float

    def energy(self, x):
        return 0.5 * self.stiffness * (np.sqrt(np.sum(x**2)) - self.length) ** 2


def spring_energy(spring, x):
    return spring.energy(x) + spring.length**3


case(spring_energy, at(Spring(1.3, 0.7), normal(3)), wrt=1)


def swapped_in_a_tuple(x, y):
    state = (x, y)
    for _ in range(3):
        state = (state[1], state[0] * state[1])
    return state[0] + 2.0 * state[1]


case(swapped_in_a_tuple, at(0.7, 1.2), wrt=(0, 1))


def built_by_adding(x):
    """Tuples that grow by `+`, and are unpacked into a call."""
    parts = (x,)
    for i in range(2):
        parts = parts + (parts[i] * 1.5,)
    return np.sum(np.stack(parts) ** 2)


case(built_by_adding, at(normal(2)))


def same_part_twice(x):
    both = [x, x]
    return np.sum(both[0] * both[1] ** 2)


case(same_part_twice, at(normal(3)))


def tuple_carried_by_a_branch(x, y):
    if x > y:
        pair = (x, y)
    else:
        pair = (y, 2.0 * x)
    high, low = pair
    return high**2 - low


case(tuple_carried_by_a_branch, at(1.0, 0.5), at(0.5, 1.0), wrt=(0, 1))


def vector_from_numbers(angle):
    rotation = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return np.sum(rotation @ np.array([1.0, angle]) * np.array([0.3, 2.0]))


case(vector_from_numbers, at(0.6))


def affine(pair, x):
    return pair[0] * x + pair[1]


def same_tuple_in_every_pass(x, a, b):
    pair = (a, b)
    for _ in range(3):
        x = np.sin(affine(pair, x))
    return np.sum(x)


case(same_tuple_in_every_pass, at(normal(2), normal(2, seed=1), normal(2, seed=2)), wrt=(0, 1, 2))


def product_of_entries(entries):
    return entries["a"] * entries["b"] + entries["c"]


def entries_from_a_tuple(values):
    a, b, c = values
    return product_of_entries(dict(a=a, b=b, c=c))


case(entries_from_a_tuple, at((1.0, 2.0, 3.0)))
