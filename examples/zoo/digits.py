"""1797 handwritten digits of 8 by 8 pixels, of the UCI repository's optical digits."""

from pathlib import Path

import numpy as np


def digits(held_out=360):
    """((images, labels) to train on, (images, labels) to test with); images are (n, 1, 8, 8)."""
    with np.load(Path(__file__).with_name("digits.npz")) as data:
        images = (data["images"][:, None] / 16).astype(np.float32)
        labels = data["labels"].astype(np.int32)
    order = np.random.default_rng(0).permutation(len(labels))
    test, train = order[:held_out], order[held_out:]
    return (images[train], labels[train]), (images[test], labels[test])


def batches(count, size, generator):
    """Indices of batches in a new order."""
    order = generator.permutation(count)
    for start in range(0, count - size + 1, size):
        yield order[start : start + size]
