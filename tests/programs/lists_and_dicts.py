"""Lists and dicts that change: under two names, in branches, in loops, nested, in functions."""

import numpy as np

from tests.corpus import at, case, normal


def two_names_for_a_list(x):
    first = [x, 2.0 * x]
    second = first
    second[0] = second[1] * x
    for _ in range(3):
        second[1] = first[0] * np.sin(second[1])
    return first[0] + first[1] * second[0]


case(two_names_for_a_list, at(0.7), at(-1.3))


def appended_on_both_paths(x):
    steps = [x]
    alias = steps
    if x > 0:
        steps.append(x**2)
    else:
        alias.append(np.exp(x))
    return steps[0] * alias[1] + len(steps) * alias[-1]


case(appended_on_both_paths, at(0.7), at(-1.3))


def running_spread(values):
    state = {"mean": 0.0, "spread": {"low": values[0], "high": values[0]}}
    spread = state["spread"]
    for count, v in enumerate(values, 1):
        state["mean"] += (v - state["mean"]) / count
        if v < spread["low"]:
            state["spread"]["low"] = v
        if v > spread["high"]:
            spread["high"] = v
    return state["mean"] * (state["spread"]["high"] - spread["low"])


case(running_spread, at(normal(5, seed=2)), at(normal(3, seed=4)))


def filled(table, key, value):
    """Writes to the dict that it is handed."""
    table[key] = value
    return value * 2.0


def helper_fills_a_dict(x, y):
    table = {"x": x}
    more = filled(table, "y", y * x)
    return table["x"] * table["y"] + more


case(helper_fills_a_dict, at(0.7, 1.1), wrt=(0, 1))


def the_longer_of_two(x):
    low, high = [x], [x, 3.0]
    chosen = high if x > 0 else low
    return sum(chosen) * low[0]


case(the_longer_of_two, at(0.7), at(-0.4))


def rows_of_one_list(x):
    shared = [[0.0, 1.0]] * 2
    apart = [[0.0, 1.0] for _ in range(2)]
    shared[0][0] = x[0]
    apart[0][0] = x[0]
    shared[1][1] += x[1]
    return shared[1][0] * shared[0][1] + apart[1][0] + apart[0][0] ** 2


case(rows_of_one_list, at(normal(2, seed=7)))


def fills_its_argument(params, x):
    params["scale"] = params["scale"] * x
    return params["scale"] ** 2 * params["shift"]


case(fills_its_argument, at({"scale": 0.4, "shift": 1.2}, 0.7), wrt=(0, 1))


def appended_on_one_path(x):
    kept = []
    if x[0] > 0:
        kept.append(x[0] ** 2)
    if x[1] > 0:
        kept.append(x[1] * x[2])
    return sum(kept)


case(appended_on_one_path, at(np.array([0.5, 0.7, -1.2])), at(np.array([-0.5, 0.7, 1.2])))
