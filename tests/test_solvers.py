"""Fixed points and roots, against unrolled differentiation."""

import numpy as np
import pytest

import s2s_grad as ms
from s2s_grad import fixed_point, odeint, root
from tests.corpus import normal

W, B = 0.3 * normal(3, 3), normal(3, seed=1)


def layer(z, w, b):
    return np.tanh(w @ z + b)


def implicit(w, b):
    return np.sum(fixed_point(layer, np.zeros(3), w, b) ** 2)


def unrolled(w, b):
    z = np.zeros(3)
    for _ in range(100):
        z = layer(z, w, b)
    return np.sum(z**2)


def test_a_fixed_point_has_the_gradient_of_the_loop_unrolled():
    expected = ms.value_and_grad(unrolled, (0, 1))(W, B)
    found = ms.value_and_grad(implicit, (0, 1))(W, B)

    assert expected[0] == pytest.approx(found[0], rel=1e-9)
    for one, other in zip(expected[1], found[1], strict=True):
        np.testing.assert_allclose(other, one, rtol=1e-8, atol=1e-10)


def test_the_way_to_a_fixed_point_is_not_saved():
    text = ms.grad(implicit).program(W, B).text

    assert "repeated(" in text
    assert "stack" not in text


def test_what_a_function_sees_gets_its_gradient_too():
    def root_of(a):
        return fixed_point(lambda x: (x + a / x) / 2, 1.0)

    assert 2.0 == pytest.approx(root_of(4.0))
    assert 0.25 == pytest.approx(ms.grad(root_of)(4.0))
    assert -1 / 32 == pytest.approx(ms.grad(ms.grad(root_of))(4.0))


def test_a_fixed_point_in_single_precision_stays_there():
    def f(a):
        return np.sum(fixed_point(lambda x: np.cos(x * a), a, tolerance=1e-5))

    found = ms.grad(f)(np.array([0.5, 0.7], np.float32))

    assert np.float32 == found.dtype


def test_an_iteration_that_does_not_settle_is_an_error():
    def f(a):
        return fixed_point(lambda x: -2 * x + a, 1.0)

    with pytest.raises(ArithmeticError):
        ms.grad(f)(1.0)
    with pytest.raises(ArithmeticError):
        f(1.0)


def equations(x, a):
    return np.stack([x[0] ** 2 + x[1] * a[0] - 3, x[0] * x[1] - a[1]])


def solved(a):
    return np.sum(root(equations, np.array([1.0, 2.0]), a) ** 3)


def newton_unrolled(a):
    x = np.array([1.0, 2.0])
    for _ in range(8):
        slope = np.stack([np.stack([2 * x[0], a[0]]), np.stack([x[1], x[0]])])
        x = x - np.linalg.solve(slope, equations(x, a))
    return np.sum(x**3)


def test_a_root_has_the_gradient_of_newtons_method_unrolled():
    a = np.array([0.7, 1.1])

    assert newton_unrolled(a) == pytest.approx(solved(a), rel=1e-10)
    np.testing.assert_allclose(ms.grad(solved)(a), ms.grad(newton_unrolled)(a), rtol=1e-8)


def test_the_root_of_a_number():
    def cube_root(a):
        return root(lambda x: x**3 - a, 1.0)

    assert 1 / 12 == pytest.approx(ms.grad(cube_root)(8.0))


def pendulum(y, t, k, drive):
    return np.stack([y[1], -k * np.sin(y[0]) + drive[0] * np.cos(drive[1] * t)])


TIMES = np.linspace(0.0, 2.0, 81)


def path_cost(y0, k, drive):
    path = odeint(pendulum, y0, TIMES, k, drive)
    return np.sum(path[80] ** 2) + np.mean(path[:, 0] ** 3)


def path_cost_unrolled(y0, k, drive):
    y, cube = y0, y0[0] ** 3
    for i in range(80):
        t, h = TIMES[i], TIMES[i + 1] - TIMES[i]
        k1 = pendulum(y, t, k, drive)
        k2 = pendulum(y + h / 2 * k1, t + h / 2, k, drive)
        k3 = pendulum(y + h / 2 * k2, t + h / 2, k, drive)
        k4 = pendulum(y + h * k3, t + h, k, drive)
        y = y + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
        cube = cube + y[0] ** 3
    return np.sum(y**2) + cube / 81


def test_the_adjoint_of_an_equation_agrees_with_the_steps_unrolled():
    point = np.array([0.5, 0.1]), 1.7, np.array([0.3, 2.0])
    expected = ms.grad(path_cost_unrolled, (0, 1, 2))(*point)
    found = ms.grad(path_cost, (0, 1, 2))(*point)

    assert path_cost(*point) == pytest.approx(path_cost_unrolled(*point), rel=1e-12)
    for one, other in zip(expected, found, strict=True):
        np.testing.assert_allclose(other, one, rtol=1e-6, atol=1e-8)


def test_an_equation_without_parameters_has_a_gradient_for_its_start():
    def f(y0):
        return odeint(turning, y0, TIMES)[80][0]

    assert np.cos(2.0) == pytest.approx(ms.grad(f)(np.array([1.0, 0.0]))[0], rel=1e-6)


def turning(y, t):
    return np.stack([y[1], -y[0]])
