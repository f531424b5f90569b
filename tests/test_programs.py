"""Every program of the corpus has the gradient that differences of its values show."""

import copy
import functools

import numpy as np
import pytest

import s2s_grad
from tests import numeric
from tests.corpus import FOLDER, load

CASES, REFUSED = load()
SMALL = 20

calls = [
    pytest.param(case, point, id=f"{case}-{number}")
    for case in CASES
    for number, point in enumerate(case.points)
]


@functools.cache
def gradient_of(case):
    """One object for all tests, so that a program is compiled once for each pattern."""
    return s2s_grad.grad(case.function, **case.options)


def gradients_at(case, point):
    """The gradients alone, as `grad` returns them."""
    found = gradient_of(case)(*copied(point), **point.keywords)
    return found[0] if case.has_aux else found


def positions(case):
    """The positions in the order asked, as a tuple."""
    return (case.wrt,) if isinstance(case.wrt, int) else case.wrt or ()


def asked(case, point):
    """What the case differentiates by at the point: arguments, then values of weights."""
    weights = [numeric.bare(weight) for weight in case.weights or ()]
    return [point.arguments[position] for position in positions(case)] + weights


def answered(case, gradients):
    """The gradients as a flat list, in the order of `asked`."""
    if case.weights is None:
        return list(gradients) if len(positions(case)) > 1 else [gradients]
    if case.wrt is None:
        return list(gradients)
    by_position, by_weight = gradients
    return (list(by_position) if len(positions(case)) > 1 else [by_position]) + list(by_weight)


def value_at(case, point, values):
    """The summed result of the program with `values` in place of what is asked for."""
    arguments = [numeric.doubled(argument) for argument in point.arguments]
    for position, value in zip(positions(case), values, strict=False):
        arguments[position] = copy.deepcopy(value)
    if case.weights is None:
        return numeric.total(first(case, case.function(*arguments, **point.keywords)))
    return with_weights(case, point, arguments, values[len(positions(case)) :])


def with_weights(case, point, arguments, values):
    before = [np.copy(numeric.bare(weight)) for weight in case.weights]
    try:
        put(case.weights, values)
        # Beside Parameters an array stands as a Tensor, as MindSpore asks.
        arguments = [tensor(argument) for argument in arguments]
        return numeric.total(first(case, case.function(*arguments, **point.keywords)))
    finally:
        put(case.weights, before)


def tensor(value):
    return s2s_grad.Tensor(value) if isinstance(value, np.ndarray) else value


def put(weights, values):
    for weight, value in zip(weights, values, strict=True):
        weight.set_data(s2s_grad.Tensor(value))


def first(case, result):
    """The part of the result that is differentiated."""
    return result[0] if case.has_aux else result


def expected_slope(case, point, direction):
    start = numeric.doubled(asked(case, point))
    return numeric.best_slope(lambda t: value_at(case, point, numeric.moved(start, direction, t)))


def directions(case, point):
    start = numeric.doubled(asked(case, point))
    yield from (numeric.random_direction(start, seed) for seed in (1, 2))
    if sum(map(np.size, numeric.numbers(start))) <= SMALL:
        yield from numeric.unit_directions(start)


def check_slopes(case, point, gradients):
    for direction in directions(case, point):
        expected, error = expected_slope(case, point, direction)
        found = numeric.inner(answered(case, numeric.bare(gradients)), direction)

        assert found == pytest.approx(expected, rel=case.tolerance, abs=1e-8 + 10 * error)


def copied(point):
    """The arguments of the point, for one call only."""
    return [copy.deepcopy(argument) for argument in point.arguments]


def assert_same(expected, found):
    """Equal to the last bit, in structure, kind and number."""
    expected, found = numeric.bare(expected), numeric.bare(found)
    if numeric.parts(expected) is not None:
        assert len(numeric.parts(expected)) == len(numeric.parts(found))
        for one, other in zip(numeric.parts(expected), numeric.parts(found), strict=True):
            assert_same(one, other)
    elif isinstance(expected, np.ndarray):
        np.testing.assert_array_equal(found, expected, strict=True)
    elif hasattr(expected, "__dict__"):
        assert_same(vars(expected), vars(found))
    else:
        assert found == expected or found is expected


@pytest.mark.parametrize("case, point", calls)
def test_gradient_is_the_slope_of_the_program(case, point):
    check_slopes(case, point, gradients_at(case, point))


@pytest.mark.parametrize("case, point", calls)
def test_value_is_that_of_the_program(case, point):
    out, _ = s2s_grad.value_and_grad(case.function, **case.options)(
        *copied(point), **point.keywords
    )
    arguments = copied(point)
    if case.weights is not None:
        arguments = [tensor(argument) for argument in arguments]
    expected = case.function(*arguments, **point.keywords)

    assert numeric.total(out) == pytest.approx(numeric.total(expected), rel=1e-6, nan_ok=True)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_points_are_taken_in_turn_and_leave_nothing_behind(case):
    gradient = s2s_grad.grad(case.function, **case.options)
    first_round = [gradient(*copied(point), **point.keywords) for point in case.points]
    second_round = [gradient(*copied(point), **point.keywords) for point in case.points]

    for one, other in zip(first_round, second_round, strict=True):
        assert_same(one, other)


@pytest.mark.parametrize("case, point", calls)
def test_arguments_are_left_as_they_were(case, point):
    arguments = copied(point)
    gradient_of(case)(*arguments, **point.keywords)

    assert_same(copied(point), arguments)


@pytest.mark.parametrize("case, point", calls)
def test_gradient_has_the_shape_and_dtype_of_its_input(case, point):
    gradients = gradients_at(case, point)

    for value, gradient in zip(
        asked(case, point), answered(case, numeric.bare(gradients)), strict=True
    ):
        assert_alike(value, gradient)


def assert_alike(value, gradient):
    """A gradient mirrors the structure of its value, and the shapes and dtypes in it."""
    inner = numeric.parts(value)
    if inner is not None:
        for part, gradient_part in zip(inner, numeric.parts(gradient), strict=True):
            assert_alike(part, gradient_part)
    elif numeric.is_number(value):
        assert np.shape(gradient) == np.shape(value)
        assert np.asarray(gradient).dtype == np.asarray(value).dtype


@pytest.mark.parametrize("program", REFUSED, ids=str)
def test_program_is_refused_at_its_line(program):
    lines = (FOLDER / "refused.py").read_text("utf-8").splitlines()

    with pytest.raises(s2s_grad.S2SGradError) as caught:
        s2s_grad.grad(program.function, program.wrt)(
            *copied(program.point), **program.point.keywords
        )

    assert caught.value.file.endswith("tests/programs/refused.py")
    assert program.text in lines[caught.value.line - 1]
