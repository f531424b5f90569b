"""Random numbers, drawn from NumPy's global generator, which `set_seed` seeds."""

import numpy as np

from s2s_grad.functional.state import stop_gradient


def standard_normal(shape, seed=None):
    return np.random.standard_normal(shape).astype(np.float32)


def normal(shape, mean, stddev, seed=None):
    return np.random.standard_normal(shape).astype(np.float32) * stddev + mean


def uniform(shape, minval, maxval, seed=None, dtype=np.float32):
    return (np.random.random(shape) * (maxval - minval) + minval).astype(dtype)


def randn(*size, dtype=np.float32):
    return np.random.standard_normal(sizes(size)).astype(dtype)


def rand(*size, dtype=np.float32):
    return np.random.random(sizes(size)).astype(dtype)


def randint(low, high, size, dtype=np.int64):
    return np.random.randint(low, high, size).astype(dtype)


def randn_like(input, dtype=None):
    return np.random.standard_normal(np.shape(input)).astype(
        input.dtype if dtype is None else dtype
    )


def rand_like(input, dtype=None):
    dtype = input.dtype if dtype is None else dtype
    return np.random.random(np.shape(input)).astype(dtype)


def randperm(n, seed=0, offset=0, dtype=np.int64):
    return np.random.permutation(n).astype(dtype)


def bernoulli(input, p=0.5, seed=None):
    return (np.random.random(np.shape(input)) < p).astype(input.dtype)


def sizes(size):
    """`(2, 3)` or `2, 3` as a shape."""
    return size[0] if len(size) == 1 and isinstance(size[0], (tuple, list)) else size


def dropout(input, p=0.5, training=True, seed=None):
    """`input` with a share of its numbers set to 0, and the others scaled up in return."""
    if not training:
        return input
    kept = np.random.random(np.shape(input)) >= p
    return input * kept / (1 - p)


def dropout_and_mask(x, keep_prob=0.5):
    """`x` with a share of its numbers kept and scaled up, and which ones they were."""
    kept = np.random.random(np.shape(x)) < keep_prob
    return x * kept / keep_prob, kept


def dropout_channels(x, p):
    """`x` with a share of its channels set to 0, and the others scaled up in return."""
    n, channels = x.shape[0], x.shape[1]
    kept = np.random.random((n, channels, 1)) >= p
    flat = np.reshape(x, (n, channels, -1))
    return np.reshape(flat * kept / (1 - p), x.shape)


def rrelu(input, lower=1 / 8, upper=1 / 3):
    """x where it is positive, else a share of it, drawn between two limits."""
    share = np.random.uniform(lower, upper, np.shape(input)).astype(input.dtype)
    return np.where(input > 0, input, share * input)


def multinomial(input, num_samples, replacement=True, seed=None):
    """Places drawn with the given weights."""
    share = np.asarray(input, np.float64) / np.sum(input)
    return np.random.choice(len(share), num_samples, replacement, share).astype(np.int32)


def shuffle(x, seed=None):
    return x[np.random.permutation(np.shape(x)[0])]


def gumbel_softmax(logits, tau=1.0, hard=False, dim=-1):
    """softmax of logits with noise; with `hard` a one, but with the derivative of softmax."""
    noise = np.random.gumbel(size=np.shape(logits)).astype(logits.dtype)
    shifted = (logits + noise) / tau
    shares = np.exp(shifted - np.max(shifted, axis=dim, keepdims=True))
    shares = shares / np.sum(shares, axis=dim, keepdims=True)
    if hard:
        one = (shares == np.max(shares, axis=dim, keepdims=True)).astype(logits.dtype)
        return one - stop_gradient(shares) + shares
    return shares
