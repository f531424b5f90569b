"""Broadcasting, reductions, reshaping, indexing and products of arrays."""

import numpy as np

from tests.corpus import at, case, normal, uniform


def column_and_row(x, y):
    return np.sum(np.sin(x[:, None] * y) * y)


case(column_and_row, at(normal(3), normal(4)), at(normal(1), normal(1, seed=1)), wrt=(0, 1))


def broadcast_bias(x, bias):
    return np.sum(np.exp(x * 0.3 + bias))


case(
    broadcast_bias,
    at(normal(4, 3), normal(3)),
    at(normal(4, 3), normal(4, 1)),
    at(normal(2, 4, 3), normal(1, 3)),
    at(normal(4, 3), 0.4),
    at(normal(3), normal(2, 3)),
    wrt=(0, 1),
)


def standardized(x):
    mean = np.mean(x, axis=0)
    spread = np.std(x, axis=0)
    return np.sum(((x - mean) / spread) ** 3)


case(standardized, at(normal(5, 3)))


def layer_norm(x, gain, bias):
    mean = np.mean(x, axis=-1, keepdims=True)
    variance = np.mean((x - mean) ** 2, axis=-1, keepdims=True)
    return np.sum(np.tanh(gain * (x - mean) / np.sqrt(variance + 1e-5) + bias))


case(layer_norm, at(normal(4, 3), uniform(3), normal(3)), wrt=(0, 1, 2), value=True)


def attention(query, key, value):
    score = query @ key.T / np.sqrt(query.shape[1])
    weight = np.exp(score - np.max(score, axis=1, keepdims=True))
    weight = weight / np.sum(weight, axis=1, keepdims=True)
    return np.sum((weight @ value) ** 2)


case(attention, at(normal(3, 2), normal(4, 2), normal(4, 5)), wrt=(0, 1, 2))


def batched_products(a, b, v):
    return np.sum((a @ b) ** 2) + np.sum(a @ v)


case(
    batched_products,
    at(normal(2, 3, 4), normal(4, 5), normal(4)),
    at(normal(3, 4), normal(2, 4, 2), normal(4)),
    wrt=(0, 1, 2),
)


def pairwise_distances(x):
    difference = x[:, None, :] - x[None, :, :]
    return np.sum(np.sqrt(np.sum(difference**2, axis=-1) + 0.1))


case(pairwise_distances, at(normal(4, 2)))


def smoothness(image):
    across = image[:, 1:] - image[:, :-1]
    down = image[1:] - image[:-1]
    return np.sum(across**2) + np.sum(np.abs(down)) + np.sum(image[::2, ::-1] * image[::2])


case(smoothness, at(normal(4, 5)))


def chosen_entries(x, index):
    return np.sum(x[index] ** 2) + x[-1] * x[0]


case(chosen_entries, at(normal(5), np.array([1, 3, 3])), at(normal(5), slice(1, None, 2)))


def masked(x):
    return np.sum(x[x > 0] ** 2) + np.sum(x[:2] * 3.0)


case(masked, at(normal(6)), at(-uniform(3)))


def reshaped(x):
    square = np.reshape(x, (3, -1))
    return np.sum(square @ square.T) + np.sum(np.ravel(square)[:4] ** 3)


case(reshaped, at(normal(2, 3)), at(normal(9)))


def joined(a, b):
    long = np.concatenate([a, b, a * 2.0])
    tall = np.stack((a, b[: len(a)]), axis=1)
    return np.sum(long**2 * np.arange(long.size)) + np.prod(tall)


case(joined, at(normal(2), normal(3)), wrt=(0, 1))


def moved_axes(x):
    y = np.swapaxes(x, 0, 1)
    z = np.transpose(x, (2, 0, 1))
    return np.sum(y[0] * x[:, 0]) + np.sum(z[..., 1] ** 2) + np.sum(np.squeeze(x[:1]) ** 3)


case(moved_axes, at(normal(2, 3, 4)))


def cumulative(x):
    return np.sum(np.cumsum(x) ** 2) + np.prod(x) + np.sum(np.diff(x) ** 2)


case(cumulative, at(normal(4)))


def extremes(x):
    top = np.max(x, axis=1)
    return np.sum(top**2) + np.min(x) * np.maximum(x, 0.2).sum() + np.minimum(x, x.T)[0, 1]


case(extremes, at(normal(3, 3)))


def contraction(a, b):
    return np.sum(np.einsum("ij,kj->ik", a, b) ** 2) + np.trace(a @ b.T)


case(contraction, at(normal(2, 3), normal(2, 3, seed=1)), wrt=(0, 1))


def outer_and_dot(x, y):
    return np.sum(np.outer(x, y) ** 3) + np.dot(x, x) * np.inner(y, y) + np.vdot(x, x)


case(outer_and_dot, at(normal(3), normal(2)), wrt=(0, 1))


def new_and_ellipsis(x):
    return np.sum(x[..., 0] * x[:, None, 1]) + np.sum(x[np.newaxis, ..., -1] ** 2)


case(new_and_ellipsis, at(normal(3, 3)))


def safe_log(x):
    positive = x > 0
    return np.sum(np.where(positive, np.log(np.where(positive, x, 1.0)), x**2))


case(safe_log, at(normal(5)))


def spread_out(x):
    """A row is broadcast on purpose."""
    grid = np.broadcast_to(x, (4, x.size))
    return np.sum(grid * np.arange(4.0)[:, None]) + np.sum(np.tile(x, 2) ** 2)


case(spread_out, at(normal(3)))


def ridge(x, target, penalty):
    gram = x.T @ x + penalty * np.eye(x.shape[1])
    weight = np.linalg.solve(gram, x.T @ target)
    return np.sum((x @ weight - target) ** 2)


case(ridge, at(normal(6, 3), normal(6, seed=1), 0.5), wrt=(0, 1, 2))


def turned_and_flattened(x):
    """A method of an attribute: both are linear."""
    z = x.T.reshape(-1)
    return np.sum(z[1:] * z[:-1])


case(turned_and_flattened, at(normal(2, 3)), at(normal(4)))


def number_with_indices(x):
    """An array without axes, and numbers, take () and None as index."""
    y = x * 2
    return y[()] * x[()] + y[None][0] * np.reshape(x, (1,))[0]


case(number_with_indices, at(np.array(0.7)))


def repeated_as_counted(x, counts, weights):
    return np.sum(np.repeat(x, counts) * weights)


case(
    repeated_as_counted,
    at(uniform(1), np.array([3]), uniform(3, seed=2)),
    at(uniform(2), np.array([1, 0]), uniform(1, seed=2)),
    wrt=(0, 2),
)


def steps_up_to_a_number(x, stop):
    return np.sum(np.arange(1.0, stop) * x)


case(steps_up_to_a_number, at(uniform(1), 4.5), at(uniform(1), 2.0))


def eigenvalues_of_a_turn(x):
    values, vectors = np.linalg.eig(x)
    return np.sum(np.abs(vectors[:, 0]) ** 2 * np.array([1.0, 2.0])) + np.sum(np.abs(values))


case(eigenvalues_of_a_turn, at(np.array([[0.5, 2.0], [-1.0, 0.7]])))


def scaled_between(x, span):
    low, high = span
    return np.sum(x * low + x**2 * high)


def span_with_a_negative_end(x):
    return scaled_between(x, (-2, 2))


case(span_with_a_negative_end, at(uniform(3)))


def dot_of_stacks(x, y):
    return np.sum(np.dot(x, y) ** 2)


case(dot_of_stacks, at(uniform(2, 3, 4), uniform(2, 4, 5, seed=2)))


def parts_by_index_objects(x):
    parts = [slice(0, 2), np.s_[1:3], np.s_[::2, 0]]
    total = 0.0
    if x.flags["C_CONTIGUOUS"]:
        total = np.sum(x) * x.itemsize
    for power, part in enumerate(parts):
        total = total + np.sum(x[part] ** (power + 1))
    return total


case(parts_by_index_objects, at(uniform(3, 4)))
