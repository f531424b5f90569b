"""bprop of Cells, custom_vjp, and hooks that change gradients."""

import numpy as np
import pytest

import s2s_grad as ms
from s2s_grad import Tensor, nn
from s2s_grad.errors import UnsupportedCall
from s2s_grad.testing import check_rule
from tests.programs.own_derivatives import log_one_plus_exp, safe_ratio


class Hundredfold(nn.Cell):
    def construct(self, x, y):
        return x * y

    def bprop(self, x, y, out, dout):
        return dout * 100, out + dout


def test_a_bprop_replaces_the_derivative():
    found = ms.grad(Hundredfold(), (0, 1))(np.array([1.0, 2.0]), np.array([3.0, 4.0]))

    assert [[100, 100], [4, 9]] == [list(each) for each in found]


def test_a_bprop_is_used_at_any_depth():
    core = Hundredfold()

    def outer(x, y):
        return np.sum(core(x * 2, y) * 3)

    found = ms.grad(outer)(np.array([1.0]), np.array([3.0]))

    assert [600] == list(found)


def test_a_construct_without_any_rule_may_have_a_bprop():
    class Rounded(nn.Cell):
        def construct(self, x):
            return np.round(x)

        def bprop(self, x, out, dout):
            return dout

    rounded = Rounded()
    found = ms.grad(lambda x: np.sum(rounded(x) * x))(np.array([1.2, 2.9]))

    np.testing.assert_allclose(found, np.array([1.0, 3.0]) + np.array([1.2, 2.9]))


def test_second_derivatives_differentiate_the_bprop():
    class Cube(nn.Cell):
        def construct(self, x):
            return x**3

        def bprop(self, x, out, dout):
            return 3 * x * x * dout

    found = ms.grad(ms.grad(Cube()))(2.0)

    assert 12.0 == found


def test_too_few_gradients_are_refused_at_the_bprop():
    class Short(nn.Cell):
        def construct(self, x, y):
            return x * y

        def bprop(self, x, y, out, dout):
            return (dout * y,)

    with pytest.raises(UnsupportedCall, match="returns 1 gradient, but") as caught:
        ms.grad(Short(), (0, 1))(1.0, 2.0)

    assert "S208" == caught.value.code


def test_a_gradient_of_another_shape_is_refused():
    class Wrong(nn.Cell):
        def construct(self, x):
            return x * 2

        def bprop(self, x, out, dout):
            return np.sum(dout, keepdims=True)

    with pytest.raises(ValueError, match="shape"):
        ms.grad(Wrong())(np.ones(3))


def test_rules_of_functions_are_checked_like_our_own():
    check_rule(log_one_plus_exp, np.array([0.3, -2.0]))
    check_rule(safe_ratio, np.array([0.3, -2.0]), np.array([1.0, 3.0]))

    @ms.custom_vjp
    def wrong(x):
        return x**2

    @wrong.adjoint
    def _(x, *, d_out):
        return d_out * x

    with pytest.raises(AssertionError, match="gradient for x"):
        check_rule(wrong, np.array([0.3, -2.0]))


def test_a_function_without_its_rule_is_refused():
    @ms.custom_vjp
    def bare(x):
        return x**2

    with pytest.raises(UnsupportedCall, match="no derivative of its own"):
        ms.grad(lambda x: bare(x))(1.0)


def test_a_hook_changes_the_gradient_and_not_the_value():
    def clip(d):
        return np.clip(d, -1, 1)

    def f(x):
        return np.sum(ms.insert_grad_of(x, clip) ** 2)

    value, gradient = ms.value_and_grad(f)(np.array([0.25, 3.0]))

    assert 9.0625 == value
    assert [0.5, 1.0] == list(gradient)


def test_a_hook_that_cannot_be_read_is_called_as_it_is():
    seen = []

    def note(d):
        seen.append(d)
        d[:] = 7

    def f(x):
        y = ms.insert_grad_of(x, note)
        return np.sum(x * 3) + np.sum(y * 2)

    found = ms.grad(f)(np.ones(2))

    assert [10, 10] == list(found)
    assert 1 == len(seen)


def test_a_hook_may_stop_at_a_nan():
    def stop(d):
        if np.isnan(d).any():
            raise FloatingPointError("a gradient is NaN")

    def f(x):
        return np.sum(np.sqrt(ms.insert_grad_of(x * 0, stop)) * 0)

    with pytest.raises(FloatingPointError), np.errstate(all="ignore"):
        ms.grad(f)(np.ones(2))


def test_a_hook_of_another_shape_is_refused():
    def f(x):
        return np.sum(ms.insert_grad_of(x, lambda d: np.sum(d, keepdims=True)))

    with pytest.raises(ValueError, match="shape"):
        ms.grad(f)(np.ones(2))


class Inner(nn.Cell):
    def construct(self, x, y):
        return x * y


class Net(nn.Cell):
    def __init__(self):
        super().__init__()
        self.inner = Inner()

    def construct(self, x, y):
        return self.inner(x * y, y) + y


def test_backward_hooks_of_a_cell_see_and_change_its_gradients():
    net, seen = Net(), []
    x, y = Tensor([1.0, 2.0]), Tensor([3.0, 4.0])
    plain = ms.grad(net)(x, y).asnumpy()

    def after(cell, grad_input, grad_output):
        seen.append((cell, len(grad_input), grad_output[0].asnumpy().tolist()))
        return grad_input[0] * 10, grad_input[1]

    first = net.inner.register_backward_hook(after)
    tenfold = ms.grad(net)(x, y).asnumpy()
    second = net.inner.register_backward_pre_hook(lambda cell, grad_output: (grad_output[0] * 2,))
    both = ms.grad(net)(x, y).asnumpy()
    first.remove()
    second.remove()

    assert [10, 10] == list(tenfold / plain)
    assert [20, 20] == list(both / plain)
    assert [(net.inner, 2, [1, 1]), (net.inner, 2, [2, 2])] == seen
    assert plain.tolist() == ms.grad(net)(x, y).asnumpy().tolist()


def test_a_bprop_under_hooks_is_refused():
    cell = Hundredfold()
    cell.register_forward_hook(lambda cell, inputs, output: output)

    with pytest.raises(UnsupportedCall, match="has a bprop, and hooks"):
        ms.grad(lambda x: np.sum(cell(x, x)))(np.ones(2))
