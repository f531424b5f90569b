"""Convolutions and pooling against sums that are written out."""

import itertools

import numpy as np
import pytest

import s2s_grad as ms
from s2s_grad import Tensor, nn, ops

RANDOM = np.random.RandomState(1)


def draw(*shape):
    return RANDOM.randn(*shape).astype(np.float32)


def conv_by_hand(x, weight, stride, dilation, groups):
    """The product of the weight with every window, one by one."""
    kernel = weight.shape[2:]
    counts = [
        (s - d * (k - 1) - 1) // t + 1
        for s, k, t, d in zip(x.shape[2:], kernel, stride, dilation, strict=True)
    ]
    out = np.zeros((x.shape[0], weight.shape[0], *counts), np.float32)
    own = weight.shape[0] // groups
    for o in range(weight.shape[0]):
        first = o // own * weight.shape[1]
        for at in itertools.product(*map(range, counts)):
            index = tuple(
                slice(a * t, a * t + d * (k - 1) + 1, d)
                for a, t, d, k in zip(at, stride, dilation, kernel, strict=True)
            )
            part = x[(slice(None), slice(first, first + weight.shape[1]), *index)]
            out[(slice(None), o, *at)] = (part * weight[o]).reshape(len(x), -1).sum(1)
    return out


@pytest.mark.parametrize(
    ("layer", "shape"),
    [
        (nn.Conv1d(4, 6, 3, stride=2, pad_mode="valid", dilation=2, group=2), (2, 4, 11)),
        (nn.Conv2d(4, 6, (3, 2), stride=(2, 1), pad_mode="valid", group=2), (2, 4, 7, 6)),
        (nn.Conv3d(2, 3, 2, stride=(1, 2, 1), pad_mode="valid"), (2, 2, 3, 4, 3)),
    ],
)
def test_a_convolution_is_the_product_with_each_window(layer, shape):
    x = draw(*shape)
    weight, wide = layer.weight.asnumpy(), x
    if x.ndim == 3:
        wide = x[:, :, None]
    expected = conv_by_hand(wide, weight, layer.stride, layer.dilation, layer.group)

    assert np.allclose(
        expected.reshape(layer(Tensor(x)).shape), layer(Tensor(x)).asnumpy(), atol=1e-5
    )


@pytest.mark.parametrize(
    ("layer", "turned", "shape"),
    [
        (
            nn.Conv1d(2, 3, 3, stride=2, pad_mode="pad", padding=1),
            nn.Conv1dTranspose(3, 2, 3, stride=2, pad_mode="pad", padding=1),
            (1, 2, 7),
        ),
        (
            nn.Conv3d(2, 4, 3, stride=2, pad_mode="valid", group=2),
            nn.Conv3dTranspose(4, 2, 3, stride=2, pad_mode="valid", group=2),
            (1, 2, 5, 5, 5),
        ),
        (
            nn.Conv2d(2, 4, 3, stride=2, pad_mode="pad", padding=1),
            nn.Conv2dTranspose(4, 2, 3, stride=2, pad_mode="pad", padding=1, output_padding=1),
            (1, 2, 6, 6),
        ),
    ],
)
def test_a_transposed_convolution_is_the_adjoint(layer, turned, shape):
    turned.weight.set_data(Tensor(layer.weight.asnumpy()))
    x = draw(*shape)
    y = draw(*layer(Tensor(x)).shape)
    expected = float((layer(Tensor(x)).asnumpy() * y).sum())

    assert turned(Tensor(y)).shape == x.shape
    assert np.isclose(expected, float((x * turned(Tensor(y)).asnumpy()).sum()), rtol=1e-4)


@pytest.mark.parametrize("stride", [1, 2, 3])
def test_same_keeps_sizes_but_for_the_stride(stride):
    x = Tensor(draw(1, 2, 7, 6))

    assert nn.Conv2d(2, 3, 2, stride=stride)(x).shape[2:] == (-(-7 // stride), -(-6 // stride))
    wide = nn.Conv2dTranspose(2, 3, 2, stride=stride)(x)
    assert wide.shape[2:] == (7 * stride, 6 * stride)


POOLS = [
    (nn.MaxPool1d(3, 2), (2, 3, 8)),
    (nn.MaxPool2d((2, 3), (2, 1), pad_mode="same"), (2, 3, 5, 4)),
    (nn.MaxPool2d(2, 2, ceil_mode=True), (1, 2, 5, 5)),
    (nn.MaxPool3d(2, 2), (1, 2, 4, 4, 4)),
    (nn.AvgPool1d(2, 2), (2, 3, 8)),
    (nn.AvgPool2d(3, 2, pad_mode="same"), (2, 3, 5, 4)),
    (nn.AvgPool2d(3, 2, pad_mode="pad", padding=1, count_include_pad=False), (2, 3, 5, 4)),
    (nn.AvgPool3d(2, 1), (1, 2, 3, 4, 3)),
    (nn.AdaptiveAvgPool3d((2, None, 3)), (1, 2, 4, 3, 5)),
    (nn.AdaptiveMaxPool1d(3), (1, 2, 7)),
    (nn.AdaptiveMaxPool2d((2, 3)), (1, 2, 5, 7)),
    (nn.AdaptiveMaxPool3d(2), (1, 2, 3, 4, 5)),
    (nn.Conv2d(2, 3, 3, stride=2, has_bias=True), (1, 2, 5, 5)),
    (nn.Conv3d(2, 2, 2, has_bias=True), (1, 2, 3, 3, 3)),
    (nn.Conv1dTranspose(2, 3, 3, stride=2, has_bias=True), (1, 2, 4)),
]


@pytest.mark.parametrize(("layer", "shape"), POOLS)
def test_the_gradient_is_the_slope_along_a_direction(layer, shape):
    x, way = (
        (RANDOM.permutation(np.prod(shape)).reshape(shape) / 10).astype(np.float64),
        draw(*shape),
    )
    for each in layer.get_parameters():
        each.array = each.array.astype(np.float64)
    d_out = draw(*layer(Tensor(x)).shape).astype(np.float64)

    def f(x):
        return (layer(x) * Tensor(d_out)).sum()

    step = 1e-6
    expected = (f(Tensor(x + step * way)).item() - f(Tensor(x - step * way)).item()) / (2 * step)
    found = float((ms.grad(f)(Tensor(x)).asnumpy() * way).sum())

    assert np.isclose(expected, found, rtol=1e-5, atol=1e-6)


def test_of_equal_numbers_the_first_has_the_derivative():
    gradient = ms.grad(lambda x: nn.MaxPool2d(2, 2)(x).sum())(Tensor(np.zeros((1, 1, 2, 2))))

    assert gradient.tolist() == [[[[1.0, 0.0], [0.0, 0.0]]]]


def test_second_derivatives_pass_through_convolution_and_pooling():
    weight, x = draw(2, 1, 2, 2), Tensor(draw(1, 1, 5, 5).astype(np.float64))

    def f(x):
        return (ops.max_pool2d(ops.conv2d(x, Tensor(weight)) ** 3, 2)).sum()

    def directional(x):
        return (ms.grad(f)(x) * 0.5).sum()

    found, step = ms.grad(directional)(x).asnumpy(), 1e-5
    way = draw(*x.shape)
    ahead, behind = (
        float(directional(Tensor(x.asnumpy() + sign * step * way)).item()) for sign in (1, -1)
    )

    assert np.isclose((ahead - behind) / (2 * step), float((found * way).sum()), rtol=1e-4)


def test_fold_is_the_adjoint_of_unfold():
    x = draw(1, 2, 5, 4)
    columns = ops.unfold(Tensor(x), 3, padding=1, stride=2)
    y = draw(*columns.shape)
    back = ops.fold(Tensor(y), (5, 4), 3, padding=1, stride=2)

    assert columns.shape == (1, 18, 6)
    assert np.isclose((columns.asnumpy() * y).sum(), (back.asnumpy() * x).sum(), rtol=1e-4)
