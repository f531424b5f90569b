"""A variational autoencoder of handwritten digits: at most 25 nats for each held-out one.

The bound counts the pixels, squeezed to between 0 and 1, as independent coins.
"""

import numpy as np
from digits import batches, digits

import s2s_grad as ms
from s2s_grad import Tensor, nn, ops


class VAE(nn.Cell):
    """64 pixels to the mean and the spread of 8 numbers, and back."""

    def __init__(self, hidden=128, latent=8):
        super().__init__()
        self.encode = nn.SequentialCell(nn.Dense(64, hidden), nn.ReLU())
        self.mean = nn.Dense(hidden, latent)
        self.spread = nn.Dense(hidden, latent)
        self.decode = nn.SequentialCell(nn.Dense(latent, hidden), nn.ReLU(), nn.Dense(hidden, 64))

    def construct(self, x, noise):
        hidden = self.encode(x)
        mean, logvar = self.mean(hidden), self.spread(hidden)
        logits = self.decode(mean + ops.exp(logvar / 2) * noise)
        pixels = ops.softplus(logits) - x * logits
        gap = 0.5 * (mean**2 + ops.exp(logvar) - 1 - logvar)
        return (pixels.sum(1) + gap.sum(1)).mean()


def main(epochs=100):
    """Trains, and gives the negative bound on the held-out digits."""
    ms.set_seed(0)
    (images, _), (test_images, _) = digits()
    images, test_images = images.reshape(-1, 64), test_images.reshape(-1, 64)
    net = VAE()
    optimizer = nn.Adam(net.trainable_params(), learning_rate=2e-3)
    gradient, generator = (
        ms.value_and_grad(net, None, optimizer.parameters),
        np.random.default_rng(0),
    )
    for _ in range(epochs):
        for index in batches(len(images), 64, generator):
            noise = generator.standard_normal((64, 8)).astype(np.float32)
            _, grads = gradient(Tensor(images[index]), Tensor(noise))
            optimizer(grads)
    noise = generator.standard_normal((len(test_images), 8)).astype(np.float32)
    bound = net(Tensor(test_images), Tensor(noise)).item()
    print(f"nats for each held-out digit: {bound:.2f}")
    return bound


if __name__ == "__main__":
    assert main() <= 25
