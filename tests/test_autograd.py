"""The recorder: backward, grad, accumulation, several outputs."""

import numpy as np
import pytest

import s2s_grad as ms
from s2s_grad import autograd
from s2s_grad.autograd import Variable, compiled, record
from tests.corpus import normal


def test_the_example_of_the_comparison():
    x, y = Variable(2.0), Variable(3.0)
    with record():
        z = x * x * y
    z.backward()

    assert (12.0, 4.0) == (x.grad, y.grad)


def test_gradients_add_up_until_they_are_cleared():
    x = Variable(2.0)
    with record():
        z = x * x
    z.backward()
    z.backward()
    assert 8.0 == x.grad

    x.zero_grad()
    z.backward()
    assert 4.0 == x.grad


def test_grad_of_several_outputs_is_their_sum():
    x, y = Variable(np.array([1.0, 2.0])), Variable(3.0)
    with record():
        first, second = np.sum(x * y), np.sum(x**2)
    found = autograd.grad([first, second], [x, y], [2.0, 1.0])

    assert [8.0, 10.0] == list(found[0])
    assert 6.0 == found[1]
    assert x.grad is None


def test_an_unused_input_is_none_or_an_error():
    x, y = Variable(2.0), Variable(3.0)
    with record():
        z = x * 2
    assert (2.0, None) == autograd.grad(z, [x, y], allow_unused=True)

    with pytest.raises(RuntimeError, match="not used"):
        autograd.grad(z, [x, y])


def layers(x, w):
    h = np.tanh(x @ w)
    return h, np.sum(h**2)


def test_a_call_of_a_compiled_function_is_one_node_with_a_text():
    x, w = normal(2, 3), Variable(normal(3, 3, seed=1))
    call = compiled(layers)
    with record():
        h, total = call(x, w)
        out = np.sum(np.sin(h)) + total
    out.backward()

    def whole(w):
        h, total = layers(x, w)
        return np.sum(np.sin(h)) + total

    np.testing.assert_allclose(w.grad, ms.grad(whole)(w.value), rtol=1e-12)
    assert "def grad_layers(" in h.node.gradient.program(x, w.value, (h.value, 1.0)).text


def test_items_methods_and_attributes_are_recorded():
    x = Variable(normal(3, 3))
    with record():
        out = x.T[1:].sum() + x.reshape(9)[4] * x.mean()
    out.backward()

    expected = ms.grad(lambda x: x.T[1:].sum() + x.reshape(9)[4] * x.mean())(x.value)
    np.testing.assert_allclose(x.grad, expected, rtol=1e-12)


def test_nothing_is_recorded_outside():
    x = Variable(2.0)
    z = x * x
    with record(), record(False):
        y = x * x

    for each in (z, y):
        with pytest.raises(RuntimeError, match="not recorded"):
            each.backward()


def test_an_array_needs_a_gradient_of_its_own():
    x = Variable(np.ones(2))
    with record():
        y = x * 3
    with pytest.raises(RuntimeError, match="single number"):
        y.backward()

    y.backward(np.array([1.0, 2.0]))
    assert [3.0, 6.0] == list(x.grad)


def test_a_variable_does_not_turn_into_an_array_silently():
    with pytest.raises(TypeError, match="value"):
        np.asarray(Variable(1.0))


def test_a_hidden_variable_is_refused():
    x = Variable(np.ones(2))
    with record(), pytest.raises(TypeError, match="in a list"):
        np.stack([x, x])


def test_single_precision_stays():
    x = Variable(np.ones(2, np.float32))
    with record():
        y = np.sum(np.exp(x) * 2)
    y.backward()

    assert np.float32 == x.grad.dtype
