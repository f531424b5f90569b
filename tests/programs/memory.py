"""Functions and loops whose values are computed again in place of being saved."""

import numpy as np

import s2s_grad as ms
from s2s_grad import Parameter, nn
from tests.corpus import at, case, normal, uniform


@ms.checkpoint
def block(x, w):
    h = np.tanh(x @ w)
    return np.tanh(h @ w)


def recomputed_blocks(x, w):
    for _ in range(4):
        x = block(x, w)
    return np.sum(x**2)


case(recomputed_blocks, at(normal(3), normal(3, 3, seed=1)), wrt=(0, 1))


class Block(nn.Cell):
    def __init__(self, weight):
        super().__init__()
        self.weight = Parameter(weight)

    def construct(self, x):
        return np.tanh(np.tanh(x @ self.weight) @ self.weight)


recomputed_cell = Block(normal(3, 3))
recomputed_cell.recompute()


def cell_that_is_recomputed(x):
    return np.mean(recomputed_cell(recomputed_cell(x)))


case(
    cell_that_is_recomputed,
    at(normal(2, 3, seed=1)),
    weights=recomputed_cell.trainable_params(),
)


@ms.checkpoint(loop=10)
def oscillator(x, v, stiffness, n):
    energy = np.sum(x**2)
    for t in range(n):
        v = v - 0.1 * stiffness * x
        x = x + 0.1 * v
        energy = energy + t * np.sum(v**2)
    return energy


case(
    oscillator,
    at(normal(3), normal(3, seed=1), uniform(3, seed=2), 25),
    at(normal(3), normal(3, seed=1), uniform(3, seed=2), 10),
    at(normal(3), normal(3, seed=1), uniform(3, seed=2), 0),
    wrt=(0, 1, 2),
)


@ms.checkpoint(loop="binomial", snapshots=3)
def recurrent(xs, h, w):
    scale = np.sum(h**2)
    for x in xs:
        h = np.tanh(x + h @ w)
    return scale * np.sum(h)


case(
    recurrent,
    at(normal(17, 2), normal(2, seed=1), normal(2, 2, seed=2)),
    at(normal(1, 2), normal(2, seed=1), normal(2, 2, seed=2)),
    at(np.zeros((0, 2)), normal(2, seed=1), normal(2, 2, seed=2)),
    wrt=(0, 1, 2),
)


@ms.checkpoint(loop="binomial", snapshots=2)
def two_states(x, v, n):
    start = x * v
    for _ in range(n):
        x, v = np.sin(x + 0.1 * v), v - 0.1 * x
    return np.sum(start * x * v)


case(two_states, at(normal(3), normal(3, seed=1), 11), wrt=(0, 1))


@ms.checkpoint(loop=3)
def babylonian_root(a):
    x = a
    steps = 0
    while np.max(np.abs(x * x - a)) > 1e-9 and steps < 50:
        x = (x + a / x) / 2
        steps += 1
    return np.sum(x * a)


case(babylonian_root, at(uniform(3, low=1.0, high=9.0)))
