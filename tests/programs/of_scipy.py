"""Programs with functions of SciPy."""

import numpy as np
from scipy import linalg, ndimage, signal, sparse, special, stats

from tests.corpus import at, case, normal, uniform

STIFFNESS = sparse.diags_array([2.0, -1.0, -1.0], offsets=[0, 1, -1], shape=(4, 4), format="csr")
LOADS = sparse.csr_matrix(np.array([[1.0, 0.0, 2.0, 0.0], [0.0, 3.0, 0.0, 0.5]]))


def energy_of_a_mesh(u):
    return u @ (STIFFNESS @ u) / 2 - np.sum((LOADS * u) ** 2) + np.sum(LOADS.T @ u[:2])


case(energy_of_a_mesh, at(normal(4)), at(normal(4, seed=1)))


def product_with_a_given_matrix(x, matrix):
    return np.sum(np.tanh(matrix.dot(x)) ** 2)


case(product_with_a_given_matrix, at(normal(4), STIFFNESS), at(normal(4), LOADS))


def posterior(mu, log_sigma, data):
    sigma = np.exp(log_sigma)
    likelihood = np.sum(stats.norm.logpdf(data, mu, sigma))
    return likelihood + stats.norm.logpdf(mu) + stats.gamma.logpdf(sigma, 2.0, scale=0.5)


case(posterior, at(0.3, 0.2, normal(5)), at(-1.0, 0.5, normal(3)), wrt=(0, 1))


def gaussian_process(log_length, x, y):
    length = np.exp(log_length)
    gram = np.exp(-((x[:, None] - x) ** 2) / (2 * length**2)) + 0.1 * np.eye(len(x))
    factor = linalg.cho_factor(gram, lower=True)
    fit = y @ linalg.cho_solve(factor, y)
    return 0.5 * fit + np.sum(np.log(np.diag(factor[0])))


case(gaussian_process, at(0.1, np.linspace(0.0, 2.0, 5), normal(5)))


def deblurred(image, kernel):
    smooth = ndimage.convolve(image, kernel, mode="nearest")
    edges = signal.convolve(smooth, kernel, mode="valid")
    return np.sum(edges**2) + special.logsumexp(smooth)


case(deblurred, at(normal(6, 5), uniform(3, 3)), wrt=(0, 1))


def factor_used_three_times(a, y):
    factor = linalg.cho_factor(a @ a.T + np.eye(len(y)))
    once = linalg.cho_solve(factor, y)
    return y @ linalg.cho_solve(factor, once) + np.sum(np.log(np.diag(factor[0])))


case(factor_used_three_times, at(normal(3, 3), normal(3)), wrt=(0, 1))
