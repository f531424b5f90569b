"""Programs that decide: if, elif, else, the ternary, early return."""

import numpy as np

from tests.corpus import at, case, normal, uniform


def soft_clip(x, limit):
    size = np.sqrt(np.sum(x**2))
    if size > limit:
        y = x * (limit / size)
    else:
        y = np.tanh(x)
    return np.sum(y**3)


case(soft_clip, at(normal(4), 0.5), at(normal(4), 5.0))


def tariff(used, rate):
    if used < 1.0:
        cost = rate * used
    elif used < 2.5:
        cost = rate * (1.0 + 1.5 * (used - 1.0))
    else:
        cost = rate * (3.25 + 2.0 * (used - 2.5) ** 2)
    return cost


case(tariff, at(0.4, 0.3), at(1.7, 0.3), at(3.1, 0.5), wrt=(0, 1))


def one_sided(x):
    """One side changes a value, the other leaves it."""
    y = x * 2.0
    if x > 1.0:
        y = y * x
    return y + np.sin(y)


case(one_sided, at(0.5), at(1.5))


def ternary(x, y):
    low = x if x < y else y
    return np.exp(low) * (x + y)


case(ternary, at(0.3, 0.9), at(1.2, 0.9), wrt=(0, 1))


def ternary_of_calls(x):
    scale = np.sum(x**2) if x[0] > 0 else np.sum(np.abs(x)) * 3.0
    return scale * x[1]


case(ternary_of_calls, at(np.array([0.5, -1.0])), at(np.array([-0.5, 2.0])))


def nested_branches(x, y):
    if x > 0:
        if y > 0:
            z = x * y
        else:
            z = x - y**2
    else:
        z = np.cos(x)
        if y > x:
            z = z * y
    return z**2


case(
    nested_branches,
    at(1.0, 2.0),
    at(1.0, -2.0),
    at(-1.0, 2.0),
    at(-1.0, -2.0),
    wrt=(0, 1),
)


def early_return(x, limit):
    energy = np.sum(x**2)
    if energy < limit:
        return energy
    return limit + np.sqrt(energy - limit)


case(early_return, at(normal(3), 0.01), at(normal(3), 50.0), wrt=(0, 1))


def returns_everywhere(x):
    if x < -1.0:
        return -2.0 * x - 1.0
    elif x < 1.0:
        return x**2
    else:
        return 2.0 * x - 1.0


case(returns_everywhere, at(-2.0), at(0.4), at(3.0))


def huber(x, delta):
    size = np.abs(x)
    return np.sum(np.where(size < delta, 0.5 * x**2, delta * (size - 0.5 * delta)))


case(huber, at(normal(8), 0.7), wrt=(0, 1))


def joined_conditions(x, y):
    if x > 0 and y > 0 or not x < 2:
        return x * y
    return x + y**3


case(joined_conditions, at(0.5, 0.5), at(0.5, -0.5), at(2.5, -0.5), wrt=(0, 1))


def between(x):
    if 0.0 < x <= 1.0:
        return np.sqrt(x)
    return 0.5 * (x + 1.0)


case(between, at(0.3), at(1.7))


def flag(x, squared):
    y = np.sin(x)
    if squared:
        y = y**2
    return np.sum(y)


case(flag, at(normal(3), True), at(normal(3), False))


def optional_weight(x, weight=None):
    if weight is None:
        return np.mean(x**2)
    return np.sum(weight * x**2) / np.sum(weight)


case(optional_weight, at(normal(4)), at(normal(4), uniform(4, seed=1)))


def reduction(x, mode):
    if mode == "sum":
        return np.sum(x**3)
    if mode in ("mean", "average"):
        return np.mean(x**3)
    raise ValueError(f"no such reduction: {mode}")


case(reduction, at(normal(4), "sum"), at(normal(4), "average"))


def named_in_the_test(x):
    if (size := np.sum(x**2)) > 1.0:
        y = x / size
    else:
        y = x * size
    return np.sum(y * np.arange(1.0, 4.0))


case(named_in_the_test, at(normal(3)), at(0.1 * normal(3)))


def vector_or_matrix(x):
    if x.ndim == 2:
        return np.sum(x @ x.T)
    return np.sum(x) ** 2


case(vector_or_matrix, at(normal(3)), at(normal(2, 3)))


def overwritten_in_both(x, w):
    h = x * w
    if np.sum(h) > 0:
        h = np.tanh(h)
    else:
        h = np.exp(h)
    h = h * w
    return np.sum(h)


case(overwritten_in_both, at(uniform(3), 0.7), at(uniform(3), -0.7), wrt=(0, 1))


def loop_in_one_arm(s, n):
    """The other arm needs the value that it overwrites."""
    if s < 0.5:
        for _ in range(n):
            s -= 0.1 * s**2
    else:
        s += s**2
    return s


case(loop_in_one_arm, at(0.3, 2), at(0.7, 2))


def defined_on_one_path(x, y, s):
    """Written out, one pass leaves a name undefined that the next one may define."""
    for value in (x, y):
        if np.mean(value) < 0.5:
            s = s * 2
        else:
            mean = np.mean(value)
            s = s * mean
    return s


case(
    defined_on_one_path,
    at(uniform(3), -uniform(3, seed=1), 0.7),
    at(-uniform(3), uniform(3, seed=1), 0.7),
    wrt=(0, 1, 2),
)


def number_or_array(x, y, s):
    """One gradient of a number reaches two names, one of which goes on adding."""
    if s > 0:
        y = s
    return s + np.sum(x) + np.sum(y)


case(number_or_array, at(normal(3), normal(3), 0.7), at(normal(3), normal(3), -0.7), wrt=(0, 1, 2))
