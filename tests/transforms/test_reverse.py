"""vjp, jacrev, hessian, elementwise_grad, derivative and GradOperation."""

import numpy as np
import pytest

import s2s_grad
from s2s_grad import (
    GradOperation,
    Parameter,
    Tensor,
    derivative,
    elementwise_grad,
    grad,
    hessian,
    jacrev,
    nn,
    vjp,
)

X, Y = np.array([0.3, -1.2, 0.8]), np.array([2.0, 0.5, -0.7])


def two(x, y):
    return np.sin(x) * y, np.sum(x * y)


def energy(x):
    return np.sum(np.tanh(x[1:] * x[:-1]) ** 2)


def differences(function, x, step=1e-6):
    """The derivative of an array function by central differences, inputs last."""
    columns = []
    for place in range(x.size):
        moved = np.zeros(x.size)
        moved[place] = step
        moved = moved.reshape(x.shape)
        columns.append((np.asarray(function(x + moved)) - function(x - moved)) / (2 * step))
    found = np.stack(columns, -1)
    return found.reshape(found.shape[:-1] + x.shape)


def test_vjp_maps_sensitivities_to_gradients():
    out, vjp_fn = vjp(two, X, Y)
    d_x, d_y = vjp_fn(np.ones(3), 2.0)

    np.testing.assert_allclose(out[0], np.sin(X) * Y)
    np.testing.assert_allclose(d_x, np.cos(X) * Y + 2.0 * Y)
    np.testing.assert_allclose(d_y, np.sin(X) + 2.0 * X)


def test_vjp_of_one_input_is_a_tuple_and_can_be_asked_again():
    _, vjp_fn = vjp(np.tanh, X)
    first, again = vjp_fn(np.ones(3)), vjp_fn(2 * np.ones(3))

    assert isinstance(first, tuple)
    np.testing.assert_allclose(again[0], 2 * first[0])


def test_vjp_with_aux_and_weights():
    w = Parameter(Tensor(Y), name="w")
    first, vjp_fn, rest = vjp(lambda x: (x * w, x + 1), Tensor(X), weights=w, has_aux=True)
    gradients, d_w = vjp_fn(Tensor(np.ones(3)))

    np.testing.assert_allclose(first.asnumpy(), X * Y)
    np.testing.assert_allclose(rest.asnumpy(), X + 1)
    np.testing.assert_allclose(gradients[0].asnumpy(), Y)
    np.testing.assert_allclose(d_w.asnumpy(), X)


def test_jacrev_has_the_shape_of_the_result_and_then_of_the_input():
    (by_x, by_y), (total_x, total_y) = jacrev(two, (0, 1))(X, Y)

    np.testing.assert_allclose(by_x, differences(lambda x: two(x, Y)[0], X), atol=1e-8)
    np.testing.assert_allclose(by_y, np.diag(np.sin(X)))
    np.testing.assert_allclose(total_x, Y)
    np.testing.assert_allclose(total_y, X)


def test_jacrev_of_matrices_and_with_aux():
    w = np.arange(6.0).reshape(2, 3)
    found, aux = jacrev(lambda w: (w @ X, 7.0), has_aux=True)(w)

    assert aux == 7.0
    np.testing.assert_allclose(found, differences(lambda w: w @ X, w), atol=1e-8)


def test_hessian_is_the_jacobian_of_the_gradient():
    np.testing.assert_allclose(hessian(energy)(X), differences(grad(energy), X), atol=1e-7)


def test_elementwise_grad_and_derivative():
    np.testing.assert_allclose(elementwise_grad(np.tanh)(X), 1 - np.tanh(X) ** 2)
    out, third = derivative(lambda x: x**5, X, 3)

    np.testing.assert_allclose(out, X**5)
    np.testing.assert_allclose(third, 60 * X**2)


def test_grad_operation_packs_as_its_flags_say():
    net = nn.Dense(3, 2)
    x = Tensor(np.ones((4, 3), np.float32))
    both = GradOperation(get_all=True, get_by_list=True)(net)(x)

    assert len(both) == 2
    assert [each.shape for each in both[0]] == [(4, 3)]
    assert [each.shape for each in both[1]] == [(2, 3), (2,)]
    assert isinstance(GradOperation(get_all=True)(energy)(X), tuple)
    np.testing.assert_allclose(GradOperation()(energy)(X), grad(energy)(X))


def test_grad_operation_inside_a_program():
    first = GradOperation(get_all=True)
    second = grad(lambda x: np.sum(first(energy)(x)[0] * X))

    np.testing.assert_allclose(second(Y), hessian(energy)(Y) @ X)


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (lambda: jacrev(two, -1), ValueError),
        (lambda: jacrev(two, 1.0), TypeError),
        (lambda: jacrev(two, 2)(X, Y), ValueError),
        (lambda: GradOperation(get_all=1), TypeError),
        (lambda: vjp(two, X, Y, has_aux=1), TypeError),
        (lambda: derivative(np.sin, X, 0), TypeError),
    ],
)
def test_wrong_options_are_refused(make, kind):
    with pytest.raises(kind) as caught:
        make()

    assert isinstance(caught.value, s2s_grad.S2SGradError)
