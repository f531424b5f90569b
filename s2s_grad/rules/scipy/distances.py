"""Distances of scipy.spatial.distance, in terms of NumPy."""

import numpy as np
from scipy.spatial import distance

from s2s_grad.rules.registry import composite


@composite(distance.euclidean)
def euclidean(u, v):
    """The length of the difference; at 0 its slope is 0."""
    return np.linalg.norm(u - v)


@composite(distance.sqeuclidean)
def sqeuclidean(u, v):
    """The square of the length of the difference."""
    return np.sum((u - v) ** 2)


@composite(distance.cityblock)
def cityblock(u, v):
    """The sum of the absolute differences."""
    return np.sum(np.abs(u - v))


@composite(distance.cosine)
def cosine(u, v):
    """1 less the cosine of the angle between two vectors."""
    return 1 - np.dot(u, v) / np.sqrt(np.dot(u, u) * np.dot(v, v))


def lengths(differences, metric):
    """The length of each vector along the last axis."""
    if metric == "euclidean":
        return np.linalg.norm(differences, axis=-1)
    if metric == "sqeuclidean":
        return np.sum(differences**2, axis=-1)
    if metric == "cityblock":
        return np.sum(np.abs(differences), axis=-1)
    raise NotImplementedError("only euclidean, sqeuclidean and cityblock have a derivative")


@composite(distance.cdist)
def cdist(XA, XB, metric="euclidean"):
    """The distance of each row of one array from each row of another."""
    return lengths(XA[:, None, :] - XB, metric)


@composite(distance.pdist)
def pdist(X, metric="euclidean"):
    """The distance of each row from each later one."""
    first, second = np.triu_indices(len(X), 1)
    return lengths(X[first] - X[second], metric)
