"""Programs with while loops."""

import numpy as np

from tests.corpus import at, case, normal, uniform


def newton_sqrt(a, tol):
    x = a
    while True:
        step = (x - a / x) / 2
        if np.max(np.abs(step)) < tol:
            break
        x = x - step
    return np.sum(x)


case(newton_sqrt, at(uniform(3, low=1.0, high=3.0), 1e-12))


def settle(w, x, tol):
    while True:
        y = np.tanh(w @ x)
        if np.max(np.abs(y - x)) < tol:
            break
        x = (x + y) / 2
    return np.sum(y**2)


case(settle, at(normal(3, 3), normal(3, seed=1), 0.3), at(normal(3, 3), normal(3), 9.0))


def halve_until_small(x):
    while np.sum(x**2) > 0.5:
        x = x / 2 + 0.01 * np.sin(x)
    return np.sum(x)


case(halve_until_small, at(3 * normal(3)), at(0.1 * normal(3)))


def counted(x, n):
    i = 0
    while i < n:
        x = np.sin(x) + x
        i += 1
    return x


case(counted, at(0.3, 4), at(0.3, 0))


def entry_by_entry(x):
    total = 0.0
    i = len(x) - 1
    while i >= 0:
        total = total * x[i] + x[i] ** 2
        i = i - 1
    return total


case(entry_by_entry, at(normal(4)))


def skip_and_stop(x):
    total = 0.0
    i = -1
    while i < len(x) - 1:
        i += 1
        if x[i] < 0:
            continue
        if x[i] > 2:
            break
        total = total + x[i] ** 2 * (1 + total)
    return total


case(skip_and_stop, at(np.array([0.5, -1.0, 1.5, 3.0, 1.0])), at(np.array([1.0, 0.2])))


def ends_either_way(x, n):
    """A test at the head and a break: the last pass may be unfinished."""
    i = 0
    y = x
    while i < n:
        y = y * 1.5
        if y > 4.0:
            break
        y = y + np.sin(x)
        i += 1
    return y * x


case(ends_either_way, at(0.3, 3), at(1.5, 8))


def fixed_point(a, tol):
    """Solves x = cos(a x) by iteration."""
    x = 0.5
    change = 1.0
    while change > tol:
        new = np.cos(a * x)
        change = abs(new - x)
        x = new
    return x


case(fixed_point, at(0.6, 1e-13))


def while_in_for(xs):
    total = 0.0
    for x in xs:
        y = x
        while y > 1.0:
            y = np.sqrt(y) * 0.9
        total = total + y**2
    return total


case(while_in_for, at(np.array([0.5, 3.0, 9.0, 1.2])))


def while_in_while(x):
    outer = 0
    while outer < 3:
        inner = outer
        while inner < 2:
            x = x + 0.3 * np.sin(x)
            inner += 1
        x = x * 1.1
        outer += 1
    return x**2


case(while_in_while, at(0.7))


def return_from_while(x):
    n = 0
    while True:
        x = x * 0.7 + 0.1
        n = n + 1
        if x < 0.5:
            return x * n


case(return_from_while, at(2.0), at(0.1))


def two_breaks(x, low, high):
    steps = 0.0
    while steps < 9.0:
        x = x * 1.3
        if x > high:
            x = np.log(x)
            break
        x = x - 0.2
        if x < low:
            break
        steps += 1.0
    return x**2 + steps


case(two_breaks, at(1.0, 0.2, 3.0), at(0.7, 0.55, 3.0), at(0.68, 0.0, 3.0))


def walrus_loop(x):
    while (size := np.sum(np.abs(x))) > 1.0:
        x = x / (1.0 + 0.5 * size)
    return np.sum(x**2) + size


case(walrus_loop, at(3 * normal(3)))


def never_entered(x):
    y = x**2
    while y < 0:
        y = y + x
    return y


case(never_entered, at(1.1))


def inner_loop_after_a_break(x, y, s):
    """The counter goes up before the test that breaks."""
    i = 0
    while i < 2 and np.tanh(s) < 3.0:
        i += 1
        if i % 2 == 0:
            s = np.tanh(0.7) * 0.5
            break
        elif s < 0.8:
            x = x * s
        else:
            x = y * 0.5
        j = 0
        while j < 2 and np.mean(x) < 3.0:
            j += 1
            x, y = np.tanh(y[::-1]), x
    return s + np.sum(x) + np.sum(y)


case(
    inner_loop_after_a_break,
    at(normal(3), normal(3, seed=1), 0.4),
    at(normal(3), normal(3, seed=1), 1.4),
    wrt=(0, 1, 2),
)


def cut_until_short(x, most):
    while len(x) > most:
        x = x[1:]
    return np.sum(x**2)


case(cut_until_short, at(uniform(5), 2), at(uniform(3), 3))


def turned_over_and_over(x, n):
    while n > 0:
        x = x[::-1]
        n = n - 1
    return np.sum(x * np.arange(1.0, 5.0))


case(turned_over_and_over, at(uniform(4), 3), at(uniform(4), 2))


def shuffled_again(x, order, n):
    for _ in range(n):
        x = x[order]
    return np.sum(x * np.arange(1.0, 4.0))


case(shuffled_again, at(uniform(3), np.array([1, 2, 0]), 2))
