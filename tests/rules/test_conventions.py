"""Kinks, ties, zeros and NaN: the slopes that are chosen where a formula alone does not decide."""

import numpy as np
import pytest

from s2s_grad.rules import lookup
from s2s_grad.testing import Call, check_rule

ROW = np.array([1.0, 3.0, 3.0, 2.0])


def gradients(function, *args, **kwargs):
    """What the rule of `function` gives for its active arguments when each result counts once."""
    call = Call(lookup(function), function, args, kwargs)
    out = function(*args, **kwargs)
    return list(call.reverse(out, np.ones_like(out)).values())


def alone(function, name, *args):
    """The partial derivative for `name` when nothing else carries a derivative."""
    rule = lookup(function)
    call = Call(rule, function, args, {})
    return call.reverse(function(*args), 1.0, rule.lone[name])[name]


@pytest.mark.parametrize("function", [np.maximum, np.minimum, np.fmax, np.fmin])
def test_a_tie_of_two_arrays_is_shared(function):
    assert [0.5, 0.5] == [float(d[0]) for d in gradients(function, ROW, ROW)]


@pytest.mark.parametrize("function", [np.maximum, np.minimum, np.fmax, np.fmin])
def test_a_tie_with_a_constant_goes_to_the_constant(function):
    assert [0.0, 0.0] == list(alone(function, "x", np.zeros(2), 0))
    assert [0.0, 0.0] == list(alone(function, "y", 0, np.zeros(2)))


def test_fmax_passes_over_nan():
    x, y = np.array([1.0, np.nan]), np.array([np.nan, 2.0])

    assert [[1.0, 0.0], [0.0, 1.0]] == [d.tolist() for d in gradients(np.fmax, x, y)]
    assert [1.0, 0.0] == alone(np.fmax, "x", x, y).tolist()


@pytest.mark.parametrize("function", [np.max, np.amax, np.nanmax])
def test_a_tie_within_an_array_is_shared(function):
    assert [0.0, 0.5, 0.5, 0.0] == gradients(function, ROW)[0].tolist()
    assert [[0.0], [1.0]] == gradients(function, ROW[:2, None])[0].tolist()


@pytest.mark.parametrize("function", [np.abs, np.fabs, np.hypot, np.linalg.norm, np.std])
def test_the_slope_at_zero_is_zero(function):
    args = (np.zeros(3), np.zeros(3)) if function is np.hypot else (np.zeros(3),)
    for d in gradients(function, *args):
        assert [0.0, 0.0, 0.0] == d.tolist()


def test_at_a_bound_of_clip_the_slope_goes_to_the_bound():
    x = np.array([-2.0, -1.0, 0.0, 1.0])
    d_x, d_low, d_high = gradients(np.clip, x, np.full(4, -1.0), np.full(4, 1.0))

    assert [0.0, 0.0, 1.0, 0.0] == d_x.tolist()
    assert [1.0, 1.0, 0.0, 0.0] == d_low.tolist()
    assert [0.0, 0.0, 0.0, 1.0] == d_high.tolist()


def test_where_lets_no_nan_of_the_untaken_side_through():
    rule = lookup(np.where).python
    d_x, d_y = rule(np.array([True, False]), ROW[:2], ROW[:2], d_out=np.array([1.0, np.nan]))

    assert [1.0, 0.0] == d_x.tolist()
    assert d_y[0] == 0.0


def test_the_gradient_of_a_product_with_zeros_is_right():
    assert [6.0, 0.0, 0.0] == gradients(np.prod, np.array([0.0, 2.0, 3.0]))[0].tolist()
    assert [0.0, 0.0, 0.0] == gradients(np.prod, np.array([0.0, 0.0, 3.0]))[0].tolist()


@pytest.mark.parametrize("exponent", [0, 1, 2, 3, 0.0, 2.0])
def test_a_power_is_silent_and_right_at_zero_and_below(exponent):
    x = np.array([-2.0, 0.0, 2.0])
    d_x = gradients(np.power, x, exponent)[0]
    expected = exponent * np.array([-2.0, 0.0, 2.0]) ** (exponent - 1) if exponent else 0 * x

    assert expected.tolist() == d_x.tolist()


def test_the_slope_for_an_exponent_is_zero_where_the_base_is_zero():
    d_y = gradients(np.power, np.array([0.0, 1.0]), np.array([2.0, 2.0]))[1]

    assert [0.0, 0.0] == d_y.tolist()


def test_a_gradient_of_a_real_argument_is_real():
    for function in [np.multiply, np.divide, np.add]:
        d_x, d_y = gradients(function, ROW, ROW * 1j)

        assert d_x.dtype == np.float64
        assert d_y.dtype == np.complex128


def test_a_rule_keeps_to_float32_beside_python_numbers():
    for function in [np.add, np.multiply, np.divide, np.power, np.maximum, np.remainder]:
        assert gradients(function, ROW.astype(np.float32), 2)[0].dtype == np.float32


def test_singular_matrices_have_a_gradient_of_the_determinant():
    check_rule(np.linalg.det, np.array([[1.0, 2.0], [2.0, 4.0]]))
    check_rule(np.linalg.det, np.zeros((3, 3)))


def test_the_gradient_of_a_complex_argument_needs_no_conjugate():
    z = np.array([0.3 + 0.4j])
    call = Call(lookup(np.square), np.square, (z,), {})

    assert (2 * z).tolist() == call.reverse(np.square(z), np.ones(1))["x"].tolist()


@pytest.mark.parametrize("function", [np.abs, np.angle, np.sign])
def test_the_slope_of_a_complex_zero_is_zero(function):
    assert [0.0] == gradients(function, np.zeros(1, complex))[0].tolist()


@pytest.mark.parametrize("function", [np.linalg.eigh, np.linalg.svd])
def test_a_result_that_depends_on_free_phases_is_an_error(function):
    matrix = np.array([[1.0, 0.5j], [-0.5j, 2.0]])
    rule = lookup(function)
    call = Call(rule, function, (matrix,), {})
    out = function(matrix)
    d_out = [None] * len(out)
    d_out[0 if function is np.linalg.svd else 1] = np.ones((2, 2)) + 0.3j

    with pytest.raises(ValueError, match="phases"):
        call.reverse(out, d_out)


def test_there_is_no_slope_of_arctan2_at_the_origin():
    with np.errstate(invalid="ignore"):
        d_y, d_x = gradients(np.arctan2, np.zeros(1), np.zeros(1))

    assert np.isnan(d_y[0]) and np.isnan(d_x[0])


def test_equal_numbers_in_order_give_the_gradient_once():
    assert 1.0 == np.sum(gradients(np.median, np.array([1.0, 1.0, 1.0]))[0])
    assert [1.0, 0.0, 1.0] == gradients(np.unique, np.array([1.0, 1.0, 2.0]))[0].tolist()
