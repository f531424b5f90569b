"""Networks as people build them from layers: convolutions, recurrence, attention."""

import numpy as np

from s2s_grad import dtype, nn, ops
from tests.corpus import at, case, normal

WIDE = dtype.float64


def refill(net, seed=0, scale=0.4):
    """The network with weights that are the same everywhere."""
    generator = np.random.default_rng(seed)
    for each in net.trainable_params():
        each.array = generator.standard_normal(each.shape) * scale
    return net


class LeNet(nn.Cell):
    """Two convolutions with pooling, then dense layers, and the loss."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 2, 3, pad_mode="valid", has_bias=True, dtype=WIDE)
        self.conv2 = nn.Conv2d(2, 3, 3, has_bias=True, dtype=WIDE)
        self.pool = nn.MaxPool2d(2, 2)
        self.flatten = nn.Flatten()
        self.fc1 = nn.Dense(12, 5, dtype=WIDE)
        self.fc2 = nn.Dense(5, 4, dtype=WIDE)

    def construct(self, x, labels):
        x = self.pool(ops.relu(self.conv1(x)))
        x = self.pool(ops.relu(self.conv2(x)))
        x = self.flatten(x)
        logits = self.fc2(ops.relu(self.fc1(x)))
        return ops.cross_entropy(logits, labels)


lenet = refill(LeNet())
case(
    lenet,
    at(normal(3, 1, 10, 10), np.array([1, 3, 0])),
    wrt=None,
    weights=lenet.trainable_params(),
    value=True,
    name="lenet",
)


class LongMemory(nn.Cell):
    """An LSTM over a row of vectors, and the loss of its last state."""

    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(3, 4, dtype=WIDE)
        self.head = nn.Dense(4, 1, dtype=WIDE)

    def construct(self, x, target):
        out, _ = self.lstm(x)
        return ops.mse_loss(self.head(out[-1]), target)


memory = refill(LongMemory(), seed=1)
case(
    memory,
    at(normal(5, 2, 3), normal(2, 1, seed=1)),
    weights=memory.trainable_params(),
    value=True,
    name="lstm",
)


class AttentionBlock(nn.Cell):
    """Self-attention with a shortcut and normalisation, written out."""

    def __init__(self):
        super().__init__()
        self.query = nn.Dense(4, 4, has_bias=False, dtype=WIDE)
        self.key = nn.Dense(4, 4, has_bias=False, dtype=WIDE)
        self.value = nn.Dense(4, 4, has_bias=False, dtype=WIDE)
        self.norm = nn.LayerNorm((4,), dtype=WIDE)

    def construct(self, x):
        q, k, v = self.query(x), self.key(x), self.value(x)
        shares = ops.softmax(q @ k.T / 2.0)
        return self.norm(x + shares @ v)


block = refill(AttentionBlock(), seed=2)
case(
    block,
    at(normal(5, 4)),
    weights=block.trainable_params(),
    value=True,
    name="attention_block",
)
