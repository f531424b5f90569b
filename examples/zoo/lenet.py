"""LeNet on handwritten digits: at least 97 % of the held-out ones in under a minute."""

import numpy as np
from digits import batches, digits

import s2s_grad as ms
from s2s_grad import Tensor, nn


class LeNet(nn.Cell):
    """Two convolutions with pooling, three dense layers."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 12, 3, has_bias=True)
        self.conv2 = nn.Conv2d(12, 32, 3, has_bias=True)
        self.pool = nn.MaxPool2d(2, 2)
        self.relu = nn.ReLU()
        self.flatten = nn.Flatten()
        self.fc1 = nn.Dense(128, 120)
        self.fc2 = nn.Dense(120, 84)
        self.fc3 = nn.Dense(84, 10)

    def construct(self, x):
        x = self.pool(self.relu(self.conv1(x)))
        x = self.pool(self.relu(self.conv2(x)))
        x = self.flatten(x)
        x = self.relu(self.fc1(x))
        x = self.relu(self.fc2(x))
        return self.fc3(x)


def main(epochs=20):
    """Trains, and gives the share of held-out digits that are told right."""
    ms.set_seed(0)
    (images, labels), (test_images, test_labels) = digits()
    net, loss_fn = LeNet(), nn.CrossEntropyLoss()
    rate = nn.cosine_decay_lr(1e-5, 3e-3, epochs * 44, 44, epochs)
    optimizer = nn.Adam(net.trainable_params(), learning_rate=rate)

    def forward(x, y):
        return loss_fn(net(x), y)

    gradient, generator = (
        ms.value_and_grad(forward, None, optimizer.parameters),
        np.random.default_rng(0),
    )
    loss = None
    for _ in range(epochs):
        for index in batches(len(labels), 32, generator):
            loss, grads = gradient(Tensor(images[index]), Tensor(labels[index]))
            optimizer(grads)
    right = net(Tensor(test_images)).asnumpy().argmax(1) == test_labels
    print(f"loss {loss}, accuracy {right.mean():.3f}")
    return right.mean()


if __name__ == "__main__":
    assert main() >= 0.97
