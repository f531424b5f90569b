"""Functions of MindSpore's beyond NumPy's own: values, and slopes along a direction."""

import numpy as np
import pytest

import s2s_grad as ms
from s2s_grad import Tensor, nn, ops

RANDOM = np.random.RandomState(3)
IDS = Tensor([0, 2, 0, 1], ms.int32)


def draw(*shape):
    return RANDOM.randn(*shape)


SLOPES = {
    "nearest": (lambda x: ops.interpolate(x, size=(5, 3), mode="nearest"), (1, 2, 3, 4)),
    "bilinear": (lambda x: ops.interpolate(x, size=(5, 6), mode="bilinear"), (1, 2, 3, 4)),
    "bicubic": (
        lambda x: ops.interpolate(x, scale_factor=(2.0, 1.5), mode="bicubic"),
        (1, 1, 4, 4),
    ),
    "corners": (
        lambda x: ops.interpolate(x, size=7, mode="linear", align_corners=True),
        (1, 2, 4),
    ),
    "area": (lambda x: ops.interpolate(x, size=(2, 2), mode="area"), (1, 1, 5, 4)),
    "shuffle": (lambda x: ops.channel_shuffle(x, 2), (1, 4, 2, 2)),
    "lrn": (lambda x: ops.lrn(x, 1, 1.0, 0.5, 0.75), (1, 4, 2, 2)),
    "unfold": (lambda x: ops.unfold(x, 2, stride=2), (1, 2, 4, 4)),
    "diag_embed": (lambda x: ops.diag_embed(x, 1), (2, 3)),
    "band": (lambda x: ops.matrix_band_part(x, 1, 0), (2, 3, 4)),
    "logdet": (lambda x: ops.logdet(x @ x.T + 3 * ops.eye(3)), (3, 3)),
    "block_diag": (lambda x: ops.block_diag(x, x * 2), (2, 3)),
    "renorm": (lambda x: ops.renorm(x, 2, 0, 0.5), (3, 4)),
    "segment_mean": (lambda x: ops.unsorted_segment_mean(x, IDS, 3), (4, 2)),
    "segment_max": (lambda x: ops.unsorted_segment_max(x, IDS, 3), (4, 2)),
    "segment_prod": (lambda x: ops.unsorted_segment_prod(x, IDS, 3), (4, 2)),
    "index_fill": (lambda x: ops.index_fill(x, 1, Tensor([0, 2], ms.int32), 5.0), (2, 3)),
    "scatter_add": (
        lambda x: ops.scatter_add(x, 0, Tensor([[0, 1, 0], [1, 1, 0]], ms.int32), x * 2),
        (2, 3),
    ),
    "reverse_sequence": (
        lambda x: ops.reverse_sequence(x, Tensor([1, 3], ms.int32), 1),
        (2, 4),
    ),
    "select": (lambda x: x.select(1, 2) * 2, (2, 4)),
    "windows of a tensor": (lambda x: x.unfold(1, 3, 2), (2, 7)),
    "fori_loop": (lambda x: ops.fori_loop(0, 3, lambda i, v: v * x + i, x), (3,)),
    "while_loop": (
        lambda x: ops.while_loop(lambda v: v.sum() < 50, lambda v: v * 2 + 1, x * x),
        (3,),
    ),
    "cond": (lambda x: ops.cond(x.sum() > 0, lambda y: y * 2, lambda y: y * y, x), (3,)),
    "scan": (lambda x: ops.stack(ops.scan(lambda c, y: (c * y, c + y), x[0], x)[1]), (4, 2)),
}


@pytest.mark.parametrize("name", SLOPES)
def test_the_gradient_is_the_slope_along_a_direction(name):
    function, shape = SLOPES[name]
    x, way = draw(*shape), draw(*shape)
    d_out = Tensor(draw(*function(Tensor(x)).shape))

    def f(x):
        return (function(x) * d_out).sum()

    step = 1e-6
    ahead, behind = (f(Tensor(x + sign * step * way)).item() for sign in (1, -1))
    found = float((ms.grad(f)(Tensor(x)).asnumpy() * way).sum())

    assert np.isclose((ahead - behind) / (2 * step), found, rtol=1e-4, atol=1e-6)


def test_bilinear_values():
    x = Tensor([[[[1.0, 2.0], [3.0, 4.0]]]])
    found = ops.interpolate(x, size=(4, 4), mode="bilinear").asnumpy()[0, 0]

    assert np.allclose([1.0, 1.25, 1.75, 2.0], found[0])
    assert np.allclose([1.0, 1.5, 2.5, 3.0], found[:, 0])
    corners = ops.interpolate(x, size=(3, 3), mode="bilinear", align_corners=True).asnumpy()
    assert np.allclose([[1, 1.5, 2], [2, 2.5, 3], [3, 3.5, 4]], corners[0, 0])


def test_scan_gives_the_carry_and_a_list():
    assert (10, [1, 3, 6, 10]) == ops.scan(lambda c, x: (c + x, c + x), 0, [1, 2, 3, 4])


@pytest.mark.parametrize(
    ("layer", "shape", "expected"),
    [
        (nn.Upsample(scale_factor=2.0, mode="nearest"), (1, 2, 3, 3), (1, 2, 6, 6)),
        (nn.ChannelShuffle(2), (1, 4, 2, 2), (1, 4, 2, 2)),
        (nn.LRN(), (1, 4, 2, 2), (1, 4, 2, 2)),
        (nn.ZeroPad1d(1), (2, 3), (2, 5)),
        (nn.ConstantPad3d(1, 2.0), (1, 2, 2, 2, 2), (1, 2, 4, 4, 4)),
        (nn.BatchNorm3d(2), (2, 2, 2, 2, 2), (2, 2, 2, 2, 2)),
        (nn.InstanceNorm2d(2), (2, 2, 3, 3), (2, 2, 3, 3)),
    ],
)
def test_a_layer_has_a_shape(layer, shape, expected):
    assert expected == layer(Tensor(draw(*shape).astype(np.float32))).shape


def test_adam_w_takes_its_decay_beside_the_gradient():
    net = nn.Dense(1, 1, weight_init="ones", has_bias=False)
    nn.AdamW(net.trainable_params(), 0.1, weight_decay=0.5)((Tensor([[1.0]]),))

    assert np.isclose(1 - 0.1 * 0.5 - 0.1, net.weight.item(), atol=1e-6)
