"""Functions that write into an array that they are handed, and `out=`."""

import numpy as np

from tests.corpus import at, case, normal, uniform


def added_at_places(x):
    bins = np.zeros(3)
    np.add.at(bins, [0, 2, 2, 1, 0], x)
    np.subtract.at(bins, np.array([1, 1]), x[:2] ** 2)
    return np.sum(bins**2)


case(added_at_places, at(normal(5)))


def sums_written_out(x):
    a = x * 1.0
    for i in range(1, len(a)):
        a[i] += a[i - 1] * 0.5
    b = a.copy()
    np.cumsum(b, out=b)
    np.multiply(b, a, b)
    return np.dot(a, b)


case(sums_written_out, at(normal(5)))


def masked_copies(x):
    a = np.zeros(4)
    np.copyto(a, x)
    np.copyto(a, x**2, where=x > 0.5)
    b = a * x
    np.putmask(b, b < 0.2, x)
    np.place(b, x > 1.0, [2.0])
    return np.sum(a * b)


case(masked_copies, at(np.array([0.3, 0.8, -0.4, 1.3])))


def sorted_in_place(x):
    y = x * x[0]
    y.sort()
    table = np.stack([x, x[::-1]])
    table.sort(axis=0)
    return np.dot(y, np.arange(4.0)) + np.sum(table[0] ** 2)


case(sorted_in_place, at(np.array([0.7, -1.1, 1.6, 0.2])))


def safe_ratio(x, y):
    out = np.zeros(len(x))
    np.divide(x, y, out=out, where=y > 0)
    return np.sum(out**2)


case(safe_ratio, at(normal(4), np.array([0.5, 0.0, 2.0, -1.0])), wrt=(0, 1))


def diagonal_and_filled(x):
    a = np.outer(x, x)
    np.fill_diagonal(a, x**3)
    b = np.empty(3)
    b.fill(x[0])
    b[1:] *= a[0, 1:]
    np.put(a, [1, 5], x[:2])
    return np.sum(a @ b)


case(diagonal_and_filled, at(normal(3)))


def clipped_rows(x):
    a = x * 2.0
    np.clip(a[0], -1.0, 1.0, out=a[0])
    a.sum(axis=0, out=a[1])
    np.maximum(a[2], a[1], out=a[2])
    return np.sum(a**2)


case(clipped_rows, at(normal(3, 4)))


def histogram_in_a_loop(x, weights):
    bins = np.zeros(5)
    for value, weight in zip(x, weights):
        left = int(np.floor(value))
        share = value - left
        np.add.at(bins, [left, left + 1], np.array([1.0 - share, share]) * weight)
    return np.sum(bins**2)


case(histogram_in_a_loop, at(uniform(6) * 2.0, normal(6)), wrt=(0, 1))


def placed_along_an_axis(x):
    a = x**2
    best = np.argmax(a, axis=1)[:, None]
    np.put_along_axis(a, best, x[:, :1] * 0.5, axis=1)
    return np.sum(a * x)


case(placed_along_an_axis, at(normal(2, 3)))
