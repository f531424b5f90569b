"""Polynomials by their coefficients."""

import builtins

import numpy as np

from s2s_grad.rules.registry import composite


@composite(np.poly)
def poly(seq_of_zeros):
    """The coefficients of the polynomial with these roots, or of a matrix's characteristic one."""
    zeros = np.linalg.eigvals(seq_of_zeros) if np.ndim(seq_of_zeros) == 2 else seq_of_zeros
    coefficients = np.ones(1)
    for zero in zeros:
        coefficients = np.convolve(coefficients, np.array([1.0, -zero]))
    return np.real(coefficients) if np.ndim(seq_of_zeros) == 2 else coefficients


@composite(np.polydiv)
def polydiv(u, v):
    """The quotient and the remainder of two polynomials."""
    scale = 1.0 / v[0]
    work = 1.0 * np.asarray(u)
    quotient = np.zeros(builtins.max(len(u) - len(v) + 1, 1))
    for k in range(len(u) - len(v) + 1):
        quotient[k] = scale * work[k]
        work[k : k + len(v)] -= quotient[k] * np.asarray(v)
    rest = np.copy(work)
    while len(rest) > 1 and np.allclose(rest[0], 0, rtol=1e-14):
        rest = rest[1:]
    return quotient, rest


@composite(np.polyint)
def polyint(p, m=1, k=None):
    """Antiderivatives, each with its constant."""
    for i in range(m):
        if k is None:
            constant = 0.0
        else:
            constant = k if np.ndim(k) == 0 else k[0] if len(k) == 1 else k[i]
        powers = np.arange(len(p), 0, -1)
        p = np.append(np.asarray(p) / powers, constant)
    return p


@composite(np.polyfit)
def polyfit(x, y, deg, rcond=None, full=False, w=None, cov=False):
    """The polynomial of least squares, for columns scaled to norm 1."""
    powers = np.vander(x, deg + 1)
    values = np.asarray(y)
    if w is not None:
        powers = powers * np.asarray(w)[:, None]
        values = values * (np.asarray(w)[:, None] if np.ndim(y) == 2 else np.asarray(w))
    scale = np.sqrt(np.sum(powers * powers, axis=0))
    found = np.linalg.lstsq(powers / scale, values, rcond)
    coefficients = found[0].T / scale
    coefficients = coefficients.T if np.ndim(y) == 2 else coefficients
    if full:
        return coefficients, found[1], found[2], found[3], rcond
    if cov:
        spread = np.linalg.inv(powers.T @ powers)
        if cov != "unscaled":
            spread = spread * found[1] / (len(values) - deg - 1)
        return coefficients, spread
    return coefficients
