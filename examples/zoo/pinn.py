"""A network that solves u'' = -pi^2 sin(pi x), u(0) = u(1) = 0: off by at most 0.01.

The second derivative of the network by its input is a part of the loss, whose gradient by the
weights trains it: a derivative of a derivative of a derivative.
"""

import numpy as np

import s2s_grad as ms
from s2s_grad import Tensor, nn, ops


class Net(nn.Cell):
    """Two hidden layers of tanh."""

    def __init__(self, width=20):
        super().__init__()
        self.layer1 = nn.Dense(1, width, weight_init="XavierUniform")
        self.layer2 = nn.Dense(width, width, weight_init="XavierUniform")
        self.out = nn.Dense(width, 1, weight_init="XavierUniform")

    def construct(self, x):
        return self.out(ops.tanh(self.layer2(ops.tanh(self.layer1(x)))))


def main(steps=1500):
    """Trains, and gives the largest distance from sin(pi x)."""
    ms.set_seed(0)
    net = Net()
    optimizer = nn.Adam(net.trainable_params(), learning_rate=3e-3)
    x = Tensor(np.linspace(0, 1, 40, dtype=np.float32)[:, None])
    edge = Tensor([[0.0], [1.0]])
    source = Tensor(-(np.pi**2) * np.sin(np.pi * x.asnumpy()))
    curvature = ms.grad(ms.grad(net))

    def loss_fn(x, edge):
        equation = curvature(x) - source
        return ops.mean(equation**2) / 100 + ops.mean(net(edge) ** 2)

    gradient = ms.value_and_grad(loss_fn, None, optimizer.parameters)
    loss = None
    for _ in range(steps):
        loss, grads = gradient(x, edge)
        optimizer(grads)
    error = np.abs(net(x).asnumpy() - np.sin(np.pi * x.asnumpy())).max()
    print(f"loss {loss}, largest error {error:.4f}")
    return error


if __name__ == "__main__":
    assert main() <= 0.01
