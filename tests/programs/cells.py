"""Cells: construct, Parameters, sub-Cells and methods."""

import numpy as np

import s2s_grad as ms
from s2s_grad import Parameter, nn, ops
from tests.corpus import at, case, normal, uniform


class Regression(nn.Cell):
    def __init__(self, weight, bias):
        super().__init__()
        self.weight = Parameter(weight)
        self.bias = Parameter(bias)

    def construct(self, x, target):
        pred = ops.tanh(ops.matmul(x, self.weight) + self.bias)
        error = pred - target
        return ops.mean(error**2)


regression = Regression(normal(3, 2), normal(2, seed=1))
case(
    regression,
    at(normal(5, 3, seed=2), normal(5, 2, seed=3)),
    wrt=None,
    weights=regression.trainable_params(),
    value=True,
    name="regression",
)


class Dense(nn.Cell):
    def __init__(self, weight, bias):
        super().__init__()
        self.weight = Parameter(weight)
        self.bias = Parameter(bias)

    def construct(self, x):
        return np.maximum(x @ self.weight + self.bias, 0)


class Net(nn.Cell):
    def __init__(self, scale, weight, bias):
        super().__init__()
        self.scale = Parameter(scale)
        self.hidden = Dense(weight, bias)

    def construct(self, x, target):
        h = self.hidden(x * self.scale)
        error = np.sum(h, axis=1) - target
        return np.mean(error**2)


net = Net(np.array(0.7), normal(3, 4), normal(4, seed=1))
case(
    net,
    at(normal(5, 3, seed=2), normal(5, seed=3)),
    wrt=None,
    weights=net.trainable_params(),
    value=True,
    name="net",
)
case(net, at(normal(5, 3, seed=2), normal(5, seed=3)), name="net_for_its_input")


class Scaled(nn.Cell):
    """The seed program: an operator object and a Parameter."""

    def __init__(self):
        super().__init__()
        self.matmul = ops.MatMul()
        self.z = Parameter(np.array([1.0], np.float32), name="z")

    def construct(self, x, y):
        x = x * self.z
        out = self.matmul(x, y)
        return out


case(
    Scaled(),
    at(normal(2, 3).astype(np.float32), normal(3, 3, seed=1).astype(np.float32)),
    tolerance=1e-4,
    name="scaled_matmul",
)


class Deep(nn.Cell):
    """One Cell used several times, and Cells in a list."""

    def __init__(self):
        super().__init__()
        self.first = Dense(normal(3, 4), uniform(4))
        self.shared = Dense(normal(4, 4, seed=2), uniform(4, seed=3))
        self.repeat = 2

    def construct(self, x):
        x = self.first(x)
        for _ in range(self.repeat):
            x = np.tanh(self.shared(x))
        return np.sum(x)


deep = Deep()
case(
    deep,
    at(normal(5, 3, seed=4)),
    weights=deep.trainable_params(),
    value=True,
    name="shared_cell",
)


class Chain(nn.Cell):
    def __init__(self, *cells):
        super().__init__()
        self.cells = nn.CellList(cells)

    def construct(self, x):
        for cell in self.cells:
            x = cell(x)
        return ops.mean(x)


chain = Chain(
    Dense(normal(3, 4), uniform(4)),
    Dense(normal(4, 2, seed=2), uniform(2, seed=3)),
)
case(
    chain,
    at(normal(5, 3, seed=4)),
    wrt=None,
    weights=chain.trainable_params(),
    name="cell_list",
)


class Noisy(nn.Cell):
    """Structure that is read from self: a flag and a method."""

    def __init__(self, weight):
        super().__init__()
        self.weight = Parameter(weight)

    def shifted(self, x):
        return x - np.mean(x)

    def construct(self, x):
        if self.training:
            x = self.shifted(x)
        return np.sum(self.weight * x**2)


noisy = Noisy(uniform(4))
trained = Noisy(uniform(4))
trained.set_train()
case(noisy, at(normal(4, seed=1)), weights=noisy.trainable_params(), name="not_training")
case(trained, at(normal(4, seed=1)), weights=trained.trainable_params(), name="training")


def loss_of_net(x, target):
    """A plain function around a Cell that it finds outside."""
    return 0.5 * net(x, target) + np.sum(net.scale**2)


case(
    loss_of_net,
    at(normal(5, 3, seed=2), normal(5, seed=3)),
    wrt=None,
    weights=net.trainable_params(),
    value=True,
)


class GradientOfNet(nn.Cell):
    def __init__(self, net):
        super().__init__()
        self.net = net

    def construct(self, x, y):
        gradient_function = ms.grad(self.net)
        return gradient_function(x, y)


class Cubic(nn.Cell):
    def construct(self, x, y):
        return np.sum(x**3 * y)


case(GradientOfNet(Cubic()), at(normal(3), normal(3, seed=1)), name="gradient_in_a_cell")
