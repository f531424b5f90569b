"""Optimizers against the update written by hand, and learning rates."""

import numpy as np
import pytest

from s2s_grad import nn
from s2s_grad.parameter import Parameter
from s2s_grad.tensor import Tensor

GRADIENTS = [np.random.RandomState(i).randn(3) for i in range(4)]


def trained(make):
    """The values of a Parameter after some steps."""
    p = Parameter(np.zeros(3) + 0.5, name="p")
    optimizer = make([p])
    for gradient in GRADIENTS:
        optimizer((Tensor(gradient),))
    return p.asnumpy()


def test_momentum():
    p, v = np.zeros(3) + 0.5, 0.0
    for gradient in GRADIENTS:
        v = 0.9 * v + gradient
        p = p - 0.1 * v

    assert np.allclose(p, trained(lambda ps: nn.Momentum(ps, 0.1, 0.9)), rtol=1e-6)


def test_adam():
    p, m, v = np.zeros(3) + 0.5, 0.0, 0.0
    for t, gradient in enumerate(GRADIENTS, 1):
        m, v = 0.9 * m + 0.1 * gradient, 0.999 * v + 0.001 * gradient**2
        rate = 0.1 * np.sqrt(1 - 0.999**t) / (1 - 0.9**t)
        p = p - rate * m / (np.sqrt(v) + 1e-8)

    assert np.allclose(p, trained(lambda ps: nn.Adam(ps, 0.1)), rtol=1e-5)


def test_decay_spares_gamma_and_beta():
    ps = [Parameter(Tensor([1.0]), name=name) for name in ("w", "bn.gamma", "bn.beta")]
    nn.SGD(ps, 0.1, weight_decay=0.5)(tuple(Tensor([0.0]) for _ in ps))

    assert np.allclose([0.95, 1.0, 1.0], [float(p) for p in ps])


def test_groups_have_rates_of_their_own():
    a, b = (Parameter(Tensor([1.0]), name=name) for name in "ab")
    nn.SGD([{"params": [a], "lr": 0.5}, {"params": [b]}], 0.1)((Tensor([1.0]), Tensor([1.0])))

    assert np.allclose([0.5, 0.9], [float(a), float(b)])


def test_a_list_has_a_rate_for_each_step():
    p = Parameter(Tensor([0.0]), name="p")
    optimizer = nn.SGD([p], [1.0, 0.1])
    for _ in range(3):
        optimizer((Tensor([1.0]),))

    assert np.isclose(-1.2, float(p))
    assert [3] == optimizer.global_step.tolist()


@pytest.mark.parametrize(
    ("make", "error"),
    [
        (lambda p: nn.SGD([], 0.1), ValueError),
        (lambda p: nn.SGD([Tensor([1.0])], 0.1), TypeError),
        (lambda p: nn.SGD([p], -0.1), ValueError),
        (lambda p: nn.Adam([p], 0.1, beta1=1.5), ValueError),
        (lambda p: nn.Momentum([p], 0.1, 1), TypeError),
        (lambda p: nn.SGD([p], 0.1)([Tensor([1.0])]), RuntimeError),
    ],
)
def test_wrong_settings_are_refused(make, error):
    with pytest.raises(error):
        make(Parameter(Tensor([1.0]), name="p"))


def test_schedules():
    step = Tensor(3)

    assert np.isclose(0.1 * 0.9**1.5, float(nn.ExponentialDecayLR(0.1, 0.9, 2)(step)))
    assert np.isclose(0.1 * 0.9, float(nn.ExponentialDecayLR(0.1, 0.9, 2, True)(step)))
    assert np.isclose(0.03, float(nn.WarmUpLR(0.1, 10)(step)))
    assert [0.1, 0.1, 0.05] == nn.piecewise_constant_lr([2, 3], [0.1, 0.05])
