"""Several names for one array: views, arguments that are written to, arrays handed on."""

import numpy as np

from tests.corpus import at, case, normal, uniform


def written_through_a_slice(x):
    y = x * 1.0
    tail = y[2:]
    tail *= 3.0
    tail[0] = x[0] ** 2
    return np.sum(y * y) + tail[1]


case(written_through_a_slice, at(normal(5)))


def view_read_after_a_write(x):
    y = x * 2.0
    tail = y[1:]
    first = np.sum(tail**2)
    y[1] = 3.0 * x[0]
    return first * np.sum(tail)


case(view_read_after_a_write, at(normal(3)))


def alias_added_to(x):
    y = x * 2.0
    z = y
    z += x**2
    return np.sum(y**2)


case(alias_added_to, at(normal(3)))


def argument_scaled_in_place(x, scale):
    x[1:] *= scale
    x[0] = x[1] + x[2]
    return np.sum(x**2)


case(argument_scaled_in_place, at(normal(4), 1.5), wrt=(0, 1))


def transposed_and_written(x):
    a = x**2
    turned = a.T
    turned[0] += x[1, 1]
    turned[1:, 0] = 0.5 * turned[0, 1:]
    return np.sum(a * x)


case(transposed_and_written, at(normal(3, 3)))


def rows_normalised(x):
    a = np.exp(x)
    for row in a:
        row /= row.sum()
    return np.sum(a * x)


case(rows_normalised, at(normal(3, 4)), at(normal(2, 2)))


def smooth(u, rate):
    for i in range(1, len(u) - 1):
        u[i] += rate * (u[i - 1] + u[i + 1] - 2.0 * u[i])


def helper_that_writes(x, rate):
    u = np.sin(x)
    before = u.sum()
    smooth(u, rate)
    smooth(u[1:], 0.5 * rate)
    return np.sum(u**2) * before


case(helper_that_writes, at(normal(6), 0.3), wrt=(0, 1))


def inside(matrix):
    return matrix[1:-1, 1:-1]


def view_from_a_helper(x):
    a = np.cos(x)
    block = inside(a)
    block[:] = block * 2.0 + x[0, 0]
    inside(a)[0] -= 1.0
    return np.sum(a**2)


case(view_from_a_helper, at(normal(4, 3)))


def grid_of_the_argument(x):
    grid = x.reshape(2, 2)
    grid[0] *= grid[1]
    return np.sum(x**2)


case(grid_of_the_argument, at(normal(4)))


def parts_of_a_split(x):
    a = x**2
    left, middle, right = np.split(a, [2, 3])
    left += right
    middle[0] = left[0] * right[1]
    right[:] = 0.1 * x[0]
    return np.sum(a * np.arange(1.0, 6.0))


case(parts_of_a_split, at(normal(5)))


def array_in_a_dict(state, rate):
    for t in range(3):
        state["v"][t] -= rate * state["x"][t]
        state["x"] += rate * state["v"]
    return np.sum(state["x"] ** 2)


case(array_in_a_dict, at({"x": normal(3), "v": normal(3)}, 0.1), wrt=(0, 1))


def two_buffers(x, steps):
    old, new = x.copy(), np.zeros(len(x))
    for _ in range(steps):
        for i in range(len(x)):
            new[i] = np.sin(old[i]) + 0.5 * old[i - 1]
        old, new = new, old
    return np.sum(old**2)


case(two_buffers, at(normal(4), 3), at(normal(4), 0))


def last_of_repeated_places(x):
    y = x**2
    y[[0, 2, 0, 3]] = x * np.array([1.0, 2.0, 3.0, 4.0])
    y[[1, 1, 2]] += x[:3]
    return np.sum(y * np.array([1.0, 10.0, 100.0, 1000.0]))


case(last_of_repeated_places, at(normal(4)))


def rows_swapped(matrix):
    a = matrix.copy()
    a[[0, 2]] = a[[2, 0]]
    a[1, 0], a[0, 1] = a[0, 1], a[1, 0]
    return np.sum(a * np.arange(9.0).reshape(3, 3) ** 2 * matrix)


case(rows_swapped, at(normal(3, 3)))


def unfinished_lanes(x):
    value = x.copy()
    active = np.ones(x.shape, dtype=bool)
    for _ in range(4):
        value[active] = 0.5 * (value[active] + 2.0 / value[active])
        active &= np.abs(value**2 - 2.0) > 0.05
    return np.sum(value * x)


case(unfinished_lanes, at(np.array([1.5, 4.0, 0.6, 10.0])))


def view_in_a_branch(x):
    y = x * 1.0
    tail = y[1:]
    if x[0] > 0:
        y[2] = x[0] * x[1]
    return np.sum(tail**2)


case(view_in_a_branch, at(uniform(4)), at(-uniform(4)))


def halved(x, times):
    if times > 0:
        x[0] *= 0.5
        halved(x[1:], times - 1)


def recursion_over_parts(x, times):
    y = x * 1.0
    halved(y, times)
    return np.sum(y**2)


case(recursion_over_parts, at(normal(4), 3))


def applied_to_rows(x):
    return np.sum(np.apply_along_axis(lambda row: np.sum(row**2) * row[0], 1, x))


case(applied_to_rows, at(normal(2, 3)))


def elements_through_a_view(x):
    y = x * 1.0
    rest = y[1:]
    for i in range(len(rest)):
        rest[i] = 0.3 * y[i] + rest[i] ** 2
    return np.sum(rest)


case(elements_through_a_view, at(normal(5)))


def zeros_written_in_one_arm(x):
    table = np.zeros((2, 2))
    turned = table.T
    if x[0] > 0:
        for row in table:
            row += x[0] * x[:2]
    return np.sum(turned * x[:2])


case(zeros_written_in_one_arm, at(uniform(3)), at(-uniform(3)))
