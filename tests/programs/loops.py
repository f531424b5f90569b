"""Programs with for loops."""

import numpy as np

from tests.corpus import at, case, normal, uniform


def rnn(xs, h, w, u):
    for t in range(len(xs)):
        h = np.tanh(xs[t] @ u + h @ w)
    return np.sum(h**2)


case(
    rnn,
    at(normal(5, 2, 3), normal(2, 4, seed=1), normal(4, 4, seed=2), normal(3, 4, seed=3)),
    wrt=(2, 3),
)


def horner(coefficients, x):
    y = 0.0
    for c in coefficients:
        y = y * x + c
    return y


case(horner, at(normal(5), 0.8), at(normal(3, seed=1), -1.2), wrt=(0, 1))


def repeated_squaring(x, times):
    for _ in range(times):
        x = x * x + 0.1
    return np.sum(x)


case(repeated_squaring, at(0.3 * normal(3), 4), at(0.3 * normal(3), 0))


def loop_that_never_runs(x):
    y = np.exp(x)
    for i in range(0):
        y = y * x
    return y


case(loop_that_never_runs, at(0.4))


def pendulum(angle, speed, length, steps):
    """Euler's method; the old values of both are needed."""
    dt = 0.05
    for _ in range(steps):
        force = -9.81 / length * np.sin(angle)
        angle, speed = angle + dt * speed, speed + dt * force
    return angle**2 + 0.1 * speed**2


case(pendulum, at(0.5, 0.1, 1.2, 12), wrt=(0, 1, 2))


def runge_kutta(y, rate, steps):
    h = 1.0 / steps
    for _ in range(steps):
        k1 = rate * y * (1 - y)
        middle = y + h / 2 * k1
        k2 = rate * middle * (1 - middle)
        y = y + h * k2
    return np.sum(y)


case(runge_kutta, at(uniform(3, low=0.1, high=0.9), 1.5, 6), wrt=(0, 1))


def kalman(measured, noise, drift):
    """Log likelihood of a random walk that is measured with noise."""
    mean = 0.0
    variance = 1.0
    total = 0.0
    for z in measured:
        variance = variance + drift**2
        innovation = z - mean
        spread = variance + noise**2
        gain = variance / spread
        mean = mean + gain * innovation
        variance = (1 - gain) * variance
        total = total - 0.5 * (np.log(2 * np.pi * spread) + innovation**2 / spread)
    return total


case(kalman, at(normal(6), 0.5, 0.2), wrt=(0, 1, 2), value=True)


def path_length(points):
    length = 0.0
    previous = points[0]
    for point in points[1:]:
        step = point - previous
        length += np.sqrt(np.sum(step**2))
        previous = point
    return length


case(path_length, at(normal(5, 3)))


def numbered(x):
    total = 0.0
    for i, value in enumerate(x):
        total += (i + 1) * value**2
    return total


case(numbered, at(normal(4)), at(normal(2, seed=1)))


def in_step(left, right):
    total = 0.0
    for a, b, k in zip(left, right, range(2, 20, 3)):
        total += a * b**2 / k
    return total


case(in_step, at(normal(4), normal(4, seed=1)), wrt=(0, 1))


def continued_fraction(terms):
    value = 1.0
    for term in reversed(terms):
        value = term + 1.0 / value
    return value


case(continued_fraction, at(uniform(4, low=1.0, high=2.0)))


def backwards(x):
    y = x[0]
    for i in range(len(x) - 1, -1, -2):
        y = np.sin(y) * x[i]
    return y


case(backwards, at(normal(5)), at(normal(4)))


def odd_entries(x):
    total = 1.0
    for i in range(1, x.shape[0], 2):
        total = total * (1.0 + x[i] ** 2)
    return total


case(odd_entries, at(normal(6)))


def upper_triangle(matrix):
    rows, columns = matrix.shape
    energy = 0.0
    for i in range(rows):
        for j in range(i, columns):
            energy += matrix[i, j] * matrix[j, i] / (1.0 + i + j)
    return energy


case(upper_triangle, at(normal(4, 4)))


def nested_state(x, w):
    """The inner loop carries a value that the outer one made."""
    total = 0.0
    for row in x:
        y = np.tanh(row)
        for i in range(3):
            y = y * w + np.sin(y)
        total += np.sum(y)
    return total


case(nested_state, at(normal(3, 2), 0.6), wrt=(0, 1))


def branch_in_loop(x):
    total = 0.0
    for value in x:
        if value > 0:
            total += value**2
        else:
            total = total * 0.5 - value
    return total


case(branch_in_loop, at(normal(6)), at(np.array([-1.0, 2.0, -0.5])))


def skips(x):
    total = 0.0
    for value in x:
        if value < 0:
            continue
        total = total + np.sqrt(value) * (1.0 + total)
    return total


case(skips, at(np.array([0.5, -1.0, 2.0, -0.3, 0.7])), at(np.array([-1.0, -2.0])))


def stops(x, limit):
    total = 0.0
    for value in x:
        total = total + value**2
        if total > limit:
            break
        total = total * 1.1
    return total


case(stops, at(normal(6), 1.0), at(normal(6), 100.0))


def found(x, level):
    """A return from inside the loop."""
    total = 1.0
    for value in x:
        total = total * value
        if total < level:
            return total * 2.0
    return total + 1.0


case(found, at(np.array([0.9, 0.5, 0.8]), 0.5), at(np.array([0.9, 0.95]), 0.5))


def power_iteration(a, v):
    for _ in range(4):
        v = a @ v
        v = v / np.linalg.norm(v)
    return v @ a @ v


case(power_iteration, at(normal(3, 3) + 3 * np.eye(3), normal(3, seed=1)), wrt=(0, 1))


def constants_in_turn(x):
    total = 0.0
    for weight, shift in ((0.5, -1.0), (0.3, 0.0), (0.2, 1.0)):
        total += weight * np.exp(-((x - shift) ** 2))
    return total


case(constants_in_turn, at(0.4))


def last_value_stays(x):
    """The loop's own names are read after it."""
    for i, value in enumerate(x):
        y = value * (i + 1)
    return y**2 * value + i


case(last_value_stays, at(normal(4)))


def deep_network(weights, x):
    for w in weights:
        x = np.tanh(w @ x)
    return np.sum(x)


case(deep_network, at([normal(3, 2), normal(4, 3, seed=1)], normal(2, seed=2)), wrt=(0, 1))


def descent(x, rate):
    """Gradient descent on a hand-written gradient, then the loss."""
    y = x
    for _ in range(5):
        slope = 4 * y**3 - 2 * y
        y = y - rate * slope
    return np.sum(y**4 - y**2)


case(descent, at(normal(3), 0.05), wrt=(0, 1))


def index_after_the_loop(x):
    """Backward reads the index, though the loop makes nothing else that it needs."""
    for i in range(len(x)):
        t = x[i] ** 2
    return t * i


case(index_after_the_loop, at(normal(4)), at(normal(1)))


def matrix_of_the_last_pass(x, w, n):
    """The passes before the last hand on a gradient of zeros in the shape of y."""
    for i in range(n):
        y = w @ (x * (i + 1))
    return np.sum(y**2)


case(
    matrix_of_the_last_pass,
    at(normal(3), normal(2, 3, seed=1), 3),
    at(normal(3), normal(2, 3, seed=1), 1),
    wrt=(0, 1),
)


def argument_overwritten_in_a_branch(x, y, w, n):
    """Arguments are written in some passes only; their gradients stay arrays."""
    for _ in range(n):
        y = x
        if x[1] < 0.2:
            x = np.sum(w, axis=0) * 0.5
        y = np.tanh(x)
    return np.sum(y) + np.sum(x)


case(
    argument_overwritten_in_a_branch,
    at(normal(3), uniform(3), normal(2, 3, seed=1), 2),
    at(uniform(3), uniform(3), normal(2, 3, seed=1), 1),
    at(normal(3), uniform(3), normal(2, 3, seed=1), 0),
    wrt=(0, 1, 2),
)


def return_before_a_swap(x, y, limit):
    """The pass that returns does not swap."""
    for entry in x:
        if np.sum(y) > limit:
            return entry + np.sum(y)
        y, x = x, y * 0.9
    return np.sum(x) + np.sum(y**2)


case(
    return_before_a_swap,
    at(uniform(3), 0.3 * uniform(3, seed=1), 1.5),
    at(uniform(3), uniform(3, seed=1), 0.1),
    at(uniform(3), uniform(3, seed=1), 100.0),
    wrt=(0, 1),
)


def pairs_overwritten(x, y, n):
    """The body overwrites the arrays that the loop goes through."""
    s = 1.0
    for _ in range(n):
        for a, b in zip(x, y):
            x = x * 0.5
            y, s = y + x, s * a + b
    return s + np.sum(x * y)


case(pairs_overwritten, at(uniform(3), uniform(3, seed=2), 2), wrt=(0, 1))


def bound_overwritten_before_a_break(x, limit):
    s, m = 0.0, 3
    for i in range(m):
        m = m + 2
        s = s + x[i] * s + x[0]
        if s > limit:
            break
        s = s * 1.1
    return s * m


case(bound_overwritten_before_a_break, at(uniform(3), 100.0), at(uniform(3), 0.9))


def constant_before_a_break(s):
    """The pass that breaks overwrites the argument with a constant."""
    for _ in range(2):
        s = np.sin(0.5)
        if s > 0:
            break
    return s


case(constant_before_a_break, at(0.7))
