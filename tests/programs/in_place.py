"""Writes into arrays that the program made itself."""

import numpy as np

from tests.corpus import at, case, normal, uniform


def filled_entry_by_entry(x):
    y = np.zeros(4)
    for i in range(4):
        y[i] = x[i] ** 2
        if i > 0:
            y[i] += 0.5 * y[i - 1]
    return np.sum(y * x)


case(filled_entry_by_entry, at(normal(4)))


def slice_from_slice(x):
    y = x.copy()
    y[1:3] = y[0:2] * x[2:]
    y[0] *= y[1]
    return np.sum(np.sin(y))


case(slice_from_slice, at(normal(4)))


def columns_of_a_table(x):
    table = np.zeros((len(x), 3))
    point = x * 1.0
    for k in range(3):
        table[:, k] = point
        point = np.sin(point) + table[:, k]
    return np.sum(table**2)


case(columns_of_a_table, at(normal(4)), at(normal(2)))


def masked_and_swapped(x):
    y = x * 2
    y[y > 0.5] = 0.0
    y[0], y[1] = y[1], y[0]
    return np.sum(y**2 * x)


case(masked_and_swapped, at(np.array([0.7, 0.1, 0.3, 0.2])))


def branch_on_what_was_written(x):
    y = x * 1.0
    for k in range(3):
        y[k] = y[k] * y[k + 1]
        if y[k] > 0.3:
            y[k + 1] = y[k] ** 2
    return y[0] + y[1] * y[2]


case(branch_on_what_was_written, at(np.array([0.7, 0.9, 0.3, 0.8])))


def two_names_for_one_array(x):
    y = x + 0.0
    z = y
    z[0] = 3.0 * y[1]
    return np.sum(y**2) + np.sum(z)


case(two_names_for_one_array, at(normal(3)))


def filled_with_one_number(x):
    a = np.zeros(3)
    a[:] = np.sum(x)
    a[1] -= x[0] * a[0]
    return a[1] * a[2]


case(filled_with_one_number, at(normal(2)))


def running_product(x):
    y = x.copy()
    for i in range(1, len(x)):
        y[i] *= y[i - 1]
    return y[-1] + np.sum(y)


case(running_product, at(uniform(5)))


def heat_steps(u, rate):
    state = u.copy()
    for _ in range(3):
        new = np.zeros(len(u))
        for i in range(1, len(u) - 1):
            new[i] = state[i] + rate * (state[i - 1] - 2 * state[i] + state[i + 1])
        state = new
    return np.sum(state**2)


case(heat_steps, at(normal(6), 0.1), wrt=(0, 1))


def triangular_solve(a, b):
    n = len(b)
    y = np.zeros(n)
    for i in range(n):
        total = b[i]
        for j in range(i):
            total = total - a[i, j] * y[j]
        y[i] = total / a[i, i]
    return np.sum(y**2)


case(triangular_solve, at(normal(3, 3) + 3 * np.eye(3), normal(3)), wrt=(0, 1))


def powers_of_a_slice(x):
    y = x + 1.0
    y[1:] **= 2
    y[:-1] /= 2.0
    return np.sum(y * x)


case(powers_of_a_slice, at(uniform(4)))


def value_of_written_array(x):
    y = np.ones(3)
    y[0] = x[0] * x[1]
    y[2] -= x[2]
    return y


case(value_of_written_array, at(normal(3)), value=True)


def written_in_a_branch(x, flag):
    y = np.zeros(2)
    if flag > 0:
        y[0] = x[0] ** 2
    else:
        y[1] = x[1] * x[0]
    return np.sum(y + y**2)


case(written_in_a_branch, at(normal(2), 1.0), at(normal(2), -1.0))


def made_in_a_helper(x):
    def table(v):
        out = np.zeros(3)
        for k in range(3):
            out[k] = v**k
        return out

    return np.sum(table(x[0]) * table(x[1]))


case(made_in_a_helper, at(uniform(2)))


def difference_matrix(x):
    n = len(x)
    gaps = np.zeros((n, n))
    for i in range(n):
        for j in range(n):
            gaps[i, j] = (x[i] - x[j]) ** 2
    return np.sum(np.exp(-gaps))


case(difference_matrix, at(normal(3)))


def row_of_its_own(w):
    """A row that was read is a view of what is overwritten; backward reads what it held."""
    w = w * 1
    row = w[1]
    w[1] = row * row + np.sin(w[0])
    w[0] = np.sin(w[0])
    return np.sum(w * w)


case(row_of_its_own, at(normal(2, 3)))
