"""Layers and losses: shapes, a few known values, and what they refuse."""

import numpy as np
import pytest

from s2s_grad import nn, ops
from s2s_grad.tensor import Tensor

RANDOM = np.random.RandomState(0)


def draw(*shape):
    return Tensor(RANDOM.randn(*shape).astype(np.float32))


@pytest.mark.parametrize(
    ("layer", "shape", "expected"),
    [
        (nn.Conv2d(4, 3, 3), (2, 4, 6, 6), (2, 3, 6, 6)),
        (nn.Conv2d(4, 8, 3, group=2, pad_mode="valid"), (2, 4, 6, 6), (2, 8, 4, 4)),
        (nn.Conv2d(4, 8, 3, stride=2, pad_mode="pad", padding=1), (2, 4, 6, 6), (2, 8, 3, 3)),
        (nn.Conv1d(3, 2, 3), (2, 3, 8), (2, 2, 8)),
        (nn.Conv2dTranspose(4, 3, 3, stride=2), (2, 4, 6, 6), (2, 3, 12, 12)),
        (nn.MaxPool2d(2, 2), (2, 4, 6, 6), (2, 4, 3, 3)),
        (nn.MaxPool2d(3, 2, pad_mode="same"), (2, 4, 6, 6), (2, 4, 3, 3)),
        (nn.AvgPool2d(2), (2, 4, 6, 6), (2, 4, 5, 5)),
        (nn.AdaptiveAvgPool2d((1, 3)), (2, 4, 6, 6), (2, 4, 1, 3)),
        (nn.BatchNorm2d(4).set_train(), (2, 4, 6, 6), (2, 4, 6, 6)),
        (nn.GroupNorm(2, 4), (2, 4, 6, 6), (2, 4, 6, 6)),
        (nn.LayerNorm((6,)), (2, 4, 6), (2, 4, 6)),
        (nn.Dropout(p=0.5).set_train(), (2, 4), (2, 4)),
        (nn.Flatten(), (2, 4, 6), (2, 24)),
        (nn.TransformerEncoderLayer(4, 2, 8), (3, 2, 4), (3, 2, 4)),
    ],
)
def test_a_layer_has_a_shape(layer, shape, expected):
    found = layer(draw(*shape))

    assert isinstance(found, Tensor)
    assert (expected, "Float32") == (found.shape, str(found.dtype))


def test_a_convolution_is_the_sum_over_windows():
    layer = nn.Conv2d(1, 1, 2, pad_mode="valid", weight_init="ones")

    assert [[[[10.0]]]] == layer(Tensor([[[[1.0, 2.0], [3.0, 4.0]]]])).tolist()


def test_a_transposed_convolution_is_the_adjoint():
    layer = nn.Conv2d(2, 3, 3, stride=2, pad_mode="pad", padding=1)
    turned = nn.Conv2dTranspose(
        3, 2, 3, stride=2, pad_mode="pad", padding=1, weight_init=layer.weight
    )
    x, y = draw(1, 2, 5, 5), draw(1, 3, 3, 3)

    assert np.isclose(float((layer(x) * y).sum()), float((x * turned(y)).sum()), rtol=1e-5)


def test_batch_norm_remembers_the_batch():
    layer = nn.BatchNorm1d(2).set_train()
    layer(Tensor([[1.0, 2.0], [3.0, 6.0]]))

    assert np.allclose([0.2, 0.4], layer.moving_mean.asnumpy())
    assert np.allclose([1.1, 1.7], layer.moving_variance.asnumpy())


def test_dropout_is_idle_unless_it_is_trained():
    x = draw(5)

    assert x.tolist() == nn.Dropout(p=0.9)(x).tolist()


@pytest.mark.parametrize("kind", [nn.RNN, nn.GRU, nn.LSTM])
def test_a_recurrent_layer_gives_all_states_and_the_last(kind):
    layer = kind(3, 4, num_layers=2, bidirectional=True, batch_first=True)
    out, last = layer(draw(2, 5, 3))
    state = last[0] if isinstance(last, tuple) else last

    assert (2, 5, 8) == out.shape
    assert (4, 2, 4) == state.shape
    assert np.allclose(out.asnumpy()[:, -1, :4], state.asnumpy()[2])


def test_cross_entropy_leaves_out_what_is_to_be_ignored():
    logits = draw(3, 4)
    kept = ops.cross_entropy(logits[:2], Tensor([1, 2]))

    assert np.isclose(float(kept), float(ops.cross_entropy(logits, Tensor([1, 2, -100]))))


def test_class_numbers_and_probabilities_agree():
    logits, eye = draw(3, 4), np.eye(4, dtype=np.float32)
    by_number = nn.CrossEntropyLoss(label_smoothing=0.1)(logits, Tensor([1, 2, 0]))
    by_share = nn.CrossEntropyLoss(label_smoothing=0.1)(logits, Tensor(eye[[1, 2, 0]]))

    assert np.isclose(float(by_number), float(by_share))


def test_sigmoid_does_not_overflow():
    with np.errstate(all="raise", under="ignore"):
        found = ops.sigmoid(Tensor([-200.0, 0.0, 200.0]))

    assert [0.0, 0.5, 1.0] == found.tolist()


def test_wrong_settings_are_refused():
    with pytest.raises(ValueError, match="reduction"):
        nn.MSELoss(reduction="average")
    with pytest.raises(ValueError, match="in_channels"):
        nn.Dense(0, 1)
    with pytest.raises(ValueError, match="pad_mode"):
        nn.Conv2d(1, 1, 1, pad_mode="known")
    with pytest.raises(ValueError, match="keep_prob"):
        nn.Dropout(keep_prob=0.0)
