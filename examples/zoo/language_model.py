"""An LSTM that learns a text letter by letter: at most 0.9 nats for each letter of it."""

from pathlib import Path

import numpy as np

import s2s_grad as ms
from s2s_grad import Tensor, nn

TEXT = Path(__file__).with_name("text.txt").read_text("utf-8")
LETTERS = sorted(set(TEXT))


class LanguageModel(nn.Cell):
    """Letters to vectors, an LSTM over them, and a guess at each next letter."""

    def __init__(self, size, width=64):
        super().__init__()
        self.embedding = nn.Embedding(size, 24)
        self.lstm = nn.LSTM(24, width, batch_first=True)
        self.head = nn.Dense(width, size)

    def construct(self, letters):
        out, _ = self.lstm(self.embedding(letters))
        return self.head(out)


def main(steps=400):
    """Trains, and gives the mean loss of the last 50 steps."""
    ms.set_seed(0)
    codes = np.array([LETTERS.index(letter) for letter in TEXT], np.int32)
    net, loss_fn = LanguageModel(len(LETTERS)), nn.CrossEntropyLoss()
    optimizer = nn.Adam(net.trainable_params(), learning_rate=8e-3)

    def forward(letters, following):
        logits = net(letters)
        return loss_fn(logits.reshape(-1, logits.shape[-1]), following.reshape(-1))

    gradient, generator = (
        ms.value_and_grad(forward, None, optimizer.parameters),
        np.random.default_rng(0),
    )
    losses = []
    for _ in range(steps):
        starts = generator.integers(0, len(codes) - 33, 16)
        rows = np.stack([codes[start : start + 33] for start in starts])
        loss, grads = gradient(Tensor(rows[:, :-1]), Tensor(rows[:, 1:]))
        optimizer(grads)
        losses.append(loss.item())
    print(f"loss {np.mean(losses[:5]):.2f} at first, {np.mean(losses[-50:]):.2f} at last")
    return np.mean(losses[-50:])


if __name__ == "__main__":
    assert main() <= 0.9
