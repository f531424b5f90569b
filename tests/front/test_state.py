"""Parameters that `construct` writes: once per call, gradient call or not."""

import numpy as np
import pytest

import s2s_grad as ms
from s2s_grad import Parameter, Tensor, nn, ops
from s2s_grad.errors import S2SGradError


class Counter(nn.Cell):
    """Counts its calls, remembers its input, and reads what it remembers."""

    def __init__(self):
        super().__init__()
        self.w = Parameter(Tensor([2.0, 3.0]), name="w")
        self.calls = Parameter(Tensor(0, ms.int32), name="calls", requires_grad=False)
        self.h = Parameter(Tensor([1.0, 1.0]), name="h", requires_grad=False)

    def construct(self, x):
        ops.assign_add(self.calls, 1)
        self.h.set_data(self.h * 0.5 + x * x)
        if x.sum() > 0:
            self.h[0] = 7.0
        else:
            self.calls = self.calls + 10
        return (self.h * self.w).sum()


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_a_gradient_call_writes_what_a_plain_call_writes(sign):
    x = Tensor([sign, 0.25])
    plain, differentiated = Counter(), Counter()
    value = plain(x)

    assert ms.value_and_grad(differentiated, 0)(x)[0].item() == value.item()
    assert differentiated.calls.item() == plain.calls.item() == (1 if sign > 0 else 11)
    assert differentiated.calls.dtype == ms.int32
    assert np.array_equal(plain.h.asnumpy(), differentiated.h.asnumpy())


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_the_gradient_goes_through_what_was_written(sign):
    x, step = np.array([sign, 0.25]), 1e-3

    def value(x):
        net = Counter()
        return net(Tensor(x)).item()

    expected = [
        (value(x + step * unit) - value(x - step * unit)) / (2 * step) for unit in np.eye(2)
    ]

    found = ms.grad(Counter())(Tensor(x))
    assert np.allclose(expected, found.asnumpy(), atol=1e-2)


def test_a_name_of_a_parameter_follows_what_is_written():
    class Net(nn.Cell):
        def __init__(self):
            super().__init__()
            self.scale = Parameter(Tensor([3.0]), name="scale")

        def construct(self, x):
            scale = self.scale
            ops.assign(self.scale, Tensor([5.0]))
            return x * scale

    eager, net = Net(), Net()
    x = Tensor([2.0])

    assert eager(x).item() == 10.0
    assert ms.grad(net)(x).item() == 5.0
    assert net.scale.item() == 5.0


def test_a_function_that_writes_into_a_parameter_it_is_handed():
    total = Parameter(Tensor([0.0]), name="total")

    def collect(store, value):
        store[...] = store + value
        return store

    def f(x):
        collect(total, x * x)
        return collect(total, x)

    assert ms.grad(f)(Tensor([3.0])).item() == 7.0
    assert total.item() == 12.0


def test_a_write_in_a_loop_over_cells_is_one_write_for_each():
    bn = nn.BatchNorm1d(2)
    net = nn.SequentialCell(bn, nn.ReLU(), bn)
    net.set_train()
    other = nn.SequentialCell(nn.BatchNorm1d(2))
    other.set_train()
    x = Tensor(np.arange(6.0, dtype=np.float32).reshape(3, 2))
    ms.grad(net)(x)
    mean = bn.moving_mean.asnumpy().copy()
    bn.moving_mean.set_data(Tensor([0.0, 0.0]))
    bn.moving_variance.set_data(Tensor([1.0, 1.0]))
    net(x)

    assert np.allclose(mean, bn.moving_mean.asnumpy())


def test_a_write_in_a_loop_of_unknown_length_is_refused_by_name():
    total = Parameter(Tensor([0.0]), name="total")

    def f(x):
        while x.sum() < 10:
            ops.assign_add(total, x)
            x = x * 2
        return x

    with pytest.raises(S2SGradError, match="in a loop of a length that is not known"):
        ms.grad(f)(Tensor([3.0]))


def test_an_int_argument_picks_a_cell():
    cells = nn.CellList([nn.ReLU(), nn.Tanh()])

    def f(x, i):
        return cells[i](x)

    gradient = ms.grad(f)
    x = Tensor([0.5, -1.0])

    assert np.array_equal(gradient(x, 0).asnumpy(), [1.0, 0.0])
    assert np.allclose(gradient(x, 1).asnumpy(), 1 - np.tanh([0.5, -1.0]) ** 2)
    assert np.array_equal(gradient(x, 0).asnumpy(), [1.0, 0.0])


def test_a_number_taken_out_of_a_tensor_is_a_constant_and_out_of_an_array_is_not():
    def f(x):
        return x[0] * float(x[1])

    gradient = ms.grad(f)

    assert np.array_equal(gradient(np.array([2.0, 3.0])), [3.0, 2.0])
    assert np.array_equal(gradient(Tensor([2.0, 3.0])).asnumpy(), [3.0, 0.0])
    assert np.array_equal(gradient(np.array([2.0, 3.0])), [3.0, 2.0])
