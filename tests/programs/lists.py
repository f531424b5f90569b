"""Programs with lists whose length is only known at run time."""

import numpy as np

from tests.corpus import at, case, normal


def history(x, n):
    h = [x]
    for i in range(n):
        h.append(np.sin(h[-1]) * h[i])
    return h[-1] * h[0]


case(history, at(0.9, 5), at(0.4, 0))


def rows_stacked(x):
    rows = []
    for v in x:
        rows.append(np.array([v, v * v]))
    return np.sum(np.stack(rows) ** 2)


case(rows_stacked, at(normal(3)))


def stack_machine(x, n):
    s = [x, 2.0 * x]
    i = 0
    while i < n:
        a = s.pop()
        b = s.pop()
        s.append(a * b)
        s.append(a + b)
        i += 1
    return s.pop() * s[0]


case(stack_machine, at(0.9, 4))


def table_in_a_list(x, n):
    t = [0.0] * (n + 1)
    t[0] = x
    for i in range(1, n + 1):
        t[i] = t[i - 1] * x + 1.0
    return t[n]


case(table_in_a_list, at(0.8, 6), at(0.8, 0))


def table_of_lists(x, n, m):
    t = [[0.0] * m for _ in range(n)]
    for i in range(n):
        for j in range(m):
            if i == 0 or j == 0:
                t[i][j] = x * (i + j + 1)
            else:
                t[i][j] = t[i - 1][j] * t[i][j - 1] + t[i - 1][j - 1]
    return t[n - 1][m - 1]


case(table_of_lists, at(0.3, 5, 4))


def pairs_in_a_list(x, n):
    h = []
    v = 1.0
    for i in range(n):
        v = v - 0.1 * x * v
        h.append((v, x * v))
    total = 0.0
    for a, b in h:
        total += a * b
    return total


case(pairs_in_a_list, at(0.7, 7))


def filtered(x):
    pos = [v for v in x if v > 0]
    return sum([p**2 for p in pos]) + len(pos)


case(filtered, at(normal(6)))


def longer_by_adding(x, n):
    xs = [x]
    for i in range(n):
        xs = xs + [xs[-1] * x]
    return sum(xs[1:]) * xs[0]


case(longer_by_adding, at(0.6, 5))


def rows_of_rows(x):
    rows = []
    for i in range(len(x)):
        row = []
        for j in range(i + 1):
            row.append(x[i] * x[j])
        rows.append(row)
    t = 0.0
    for row in rows:
        t += sum(row)
    return t


case(rows_of_rows, at(normal(4)))


def row_after_row(x, n):
    cur = [x, x * x]
    for i in range(n):
        nxt = [1.0 * x]
        for j in range(1, len(cur)):
            nxt.append(cur[j - 1] + cur[j] * x)
        nxt.append(cur[-1])
        cur = nxt
    return sum(cur)


case(row_after_row, at(0.5, 4))


def six_unpacked(x):
    ys = []
    for i in range(6):
        ys.append(x * i)
    a, b, c, d, e, f = ys
    return a * b + c * d + e * f


case(six_unpacked, at(0.9))


def generator_sums(x):
    return sum(v * v for v in x) + max(v for v in x) * min(v * 2 for v in x)


case(generator_sums, at(normal(4)))


def list_walks(x, n):
    h = []
    for i in range(n):
        h.append(x * i)
    t = 0.0
    for v in reversed(h):
        t = t * 0.5 + v
    for i, v in enumerate(h[::-1]):
        t += i * v * v
    for a, b in zip(h[:-1], h[1:]):
        t += a * b
    return t


case(list_walks, at(0.5, 5))


def fresh_rows(x, n):
    rows = []
    for i in range(n):
        v = np.zeros(3)
        v[0] = x[0] * i
        v[1:] = x[1:]
        rows.append(v)
    return np.sum(np.concatenate(rows) ** 2)


case(fresh_rows, at(normal(3), 4))


def trace_of_a_bisection(x, n):
    lo, hi = 0.0 * x, 2.0 + x
    trace = []
    for _ in range(n):
        mid = 0.5 * (lo + hi)
        if mid * mid < x:
            lo = mid
        else:
            hi = mid
        trace.append(mid)
    return trace[-1] + sum(trace)


case(trace_of_a_bisection, at(0.8, 5))


def two_lists(x, n):
    a = []
    b = []
    for i in range(n):
        if i % 2:
            a.append(x * i)
        else:
            b.append(x + i)
    return sum(a) * sum(b)


case(two_lists, at(0.6, 5))


def grows_until(x):
    xs = [x]
    while xs[-1] < 10.0:
        xs.append(xs[-1] * 1.7)
    return xs[-1] + xs[-2]


case(grows_until, at(0.8))


def last_two(x, n):
    h = [x, x]
    for i in range(2, n):
        h.append(h[-1] + h[-2] * h[-1])
    return h[-1]


case(last_two, at(0.3, 6))


def longer_in_one_arm(x):
    ys = [1.0]
    if x > 5.0:
        ys.append(2 * x)
    ys.append(x)
    return sum(ys) * ys[-1]


case(longer_in_one_arm, at(0.7), at(5.5))


def grows_under_its_loop(x):
    xs = [x, x * x]
    for i in range(len(xs)):
        xs.append(xs[i] * 2.0)
    return xs[-1] * xs[0] + sum(xs)


case(grows_under_its_loop, at(0.7))


def last_constant_taken(x, n):
    ys = [1.0, 2.0]
    a = x * x
    for _ in range(n):
        if len(ys) > 1:
            a = ys.pop()
    return a + x


case(last_constant_taken, at(0.7, 3), at(0.7, 0))


def two_names_of_one_list(x, n):
    xs = [x]
    ys = xs
    for i in range(n):
        xs += [x * i]
    ys.append(x * x)
    return sum(ys) * xs[-1]


case(two_names_of_one_list, at(0.7, 5))


def sorted_as_they_come(x):
    out = []
    for v in x:
        place = 0
        while place < len(out) and out[place] < v:
            place += 1
        out.insert(place, v)
    return out[0] * 2 + out[-1] * 3


case(sorted_as_they_come, at(normal(4)))


def first_come_first_served(x, n):
    queue = [x, 2 * x]
    total = 0.0
    while len(queue) > 0 and n > 0:
        v = queue.pop(0)
        total += v * v
        queue.append(v * 0.5)
        n -= 1
    return total


case(first_come_first_served, at(0.8, 6))
