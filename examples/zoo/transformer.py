"""A Transformer encoder that learns to sort: at least 95 % of the numbers of new rows in place."""

import numpy as np

import s2s_grad as ms
from s2s_grad import Parameter, Tensor, nn


class Sorter(nn.Cell):
    """Numbers to vectors with their places, two encoder layers, a guess at each place."""

    def __init__(self, numbers=10, length=8, width=32):
        super().__init__()
        self.embedding = nn.Embedding(numbers, width)
        place = np.random.randn(length, width) * 0.1
        self.place = Parameter(Tensor(place.astype(np.float32)), name="place")
        layer = nn.TransformerEncoderLayer(width, 4, 64, dropout=0.0, batch_first=True)
        self.encoder = nn.TransformerEncoder(layer, 2)
        self.head = nn.Dense(width, numbers)

    def construct(self, x):
        return self.head(self.encoder(self.embedding(x) + self.place))


def main(steps=1200):
    """Trains, and gives the share of numbers of new rows that are in place."""
    ms.set_seed(0)
    net, loss_fn = Sorter(), nn.CrossEntropyLoss()
    optimizer = nn.Adam(net.trainable_params(), learning_rate=2e-3)

    def forward(x, y):
        return loss_fn(net(x).reshape(-1, 10), y.reshape(-1))

    gradient, generator = (
        ms.value_and_grad(forward, None, optimizer.parameters),
        np.random.default_rng(0),
    )
    loss = None
    for _ in range(steps):
        rows = generator.integers(0, 10, (64, 8)).astype(np.int32)
        loss, grads = gradient(Tensor(rows), Tensor(np.sort(rows)))
        optimizer(grads)
    rows = generator.integers(0, 10, (500, 8)).astype(np.int32)
    right = (net(Tensor(rows)).asnumpy().argmax(-1) == np.sort(rows)).mean()
    print(f"loss {loss}, in place {right:.3f}")
    return right


if __name__ == "__main__":
    assert main() >= 0.95
