"""jvp, linearize, jacfwd, jacobian, hvp and jet, and forward mode against reverse."""

import copy
from typing import Any

import numpy as np
import pytest
from scipy.linalg import solve_banded
from scipy.optimize import minimize

import s2s_grad
from s2s_grad import Tensor, grad, hessian, hvp, jacfwd, jacobian, jacrev, jet, jvp, linearize
from s2s_grad.errors import S2SGradError
from s2s_grad.transforms.forward import Tangent
from tests import numeric
from tests.corpus import load

X, Y = np.array([0.3, -1.2, 0.8]), np.array([2.0, 0.5, -0.7])
V, U = np.array([1.0, 0.5, -2.0]), np.array([-0.3, 0.2, 0.9])

CASES = [case for case in load()[0] if case.wrt is not None and case.weights is None]
# A backward half of its own says nothing of forward mode.
ONE_WAY = [case for case in CASES if case.theme == "own_derivatives"]


def two(x, y):
    return np.sin(x) * y, np.sum(x * y)


def rosen(x):
    return np.sum(100.0 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2)


def positions(case):
    return (case.wrt,) if isinstance(case.wrt, int) else tuple(case.wrt)


def direction(value, seed):
    """Numbers for everything in a value that can move, zeros for the rest."""
    found = numeric.random_direction(numeric.bare(value), seed)
    return dressed(found, value)


def dressed(found, value) -> Any:
    """The direction in the kinds of the value."""
    if hasattr(value, "asnumpy"):
        return Tensor(found.astype(value.asnumpy().dtype))
    inner = parts(value)
    if inner is not None:
        pairs = zip(parts(found), inner, strict=True)
        return numeric.rebuilt(value, [dressed(part, entry) for part, entry in pairs])
    if isinstance(value, np.ndarray):
        return np.asarray(found, value.dtype if value.dtype.kind in "fc" else float)
    return value.dtype.type(found) if isinstance(value, np.floating) else found


@pytest.mark.parametrize("case", [c for c in CASES if c not in ONE_WAY], ids=str)
def test_forward_mode_agrees_with_reverse_mode(case):
    places = positions(case)
    gradient = grad(case.function, places, has_aux=case.has_aux)
    tangent = Tangent(case.function, places, case.has_aux)
    for number, point in enumerate(case.points):
        arguments, words = copy.deepcopy((point.arguments, point.keywords))
        passed = [*arguments, *words.values()]
        v = tuple(direction(passed[place], number) for place in places)
        kept = copy.deepcopy(v)
        out, moved, *_ = tangent(*arguments, v, **words)
        found = gradient(*copy.deepcopy(point.arguments), **copy.deepcopy(point.keywords))
        found = found[0] if case.has_aux else found
        found = found if len(places) > 1 else (found,)
        terms = [
            numeric.inner(numeric.bare(g), numeric.bare(d)) for g, d in zip(found, v, strict=True)
        ]
        single = any(getattr(leaf, "dtype", None) == np.float32 for leaf in numeric.numbers(v))
        room = (1e-4 if single else 1e-10) * max(1.0, sum(map(abs, terms)))

        assert numeric.total(moved) == pytest.approx(sum(terms), abs=room)
        assert_same_structure(out, moved)
        for before, after in zip(numeric.numbers(kept), numeric.numbers(v), strict=True):
            np.testing.assert_array_equal(before, after)


def bare(value) -> Any:
    return numeric.bare(value)


def parts(value) -> Any:
    return numeric.parts(value)


def assert_same_structure(out, moved):
    """A tangent has the shapes of its value."""
    out, moved = bare(out), bare(moved)
    inner = parts(out)
    if inner is None:
        assert not numeric.is_number(out) or np.shape(out) == np.shape(moved)
        return
    for part, other in zip(inner, parts(moved), strict=True):
        assert_same_structure(part, other)


def test_a_backward_half_of_its_own_is_refused_in_forward_mode():
    case = next(case for case in ONE_WAY if case.name == "rule_for_two_arguments")
    x, y = case.points[0].arguments

    with pytest.raises(S2SGradError, match="no forward mode"):
        jvp(case.function, (x, y), (x, y))


def test_a_hook_on_a_gradient_does_nothing_in_forward_mode():
    case = next(case for case in ONE_WAY if case.name == "watched_gradient")
    (x,) = case.points[0].arguments

    assert jvp(case.function, x, V)[1] == pytest.approx(grad(case.function)(x) @ V)


def test_jvp_gives_values_and_tangents_of_all_results():
    out, moved = jvp(two, (X, Y), (V, U))

    np.testing.assert_allclose(out[0], np.sin(X) * Y)
    np.testing.assert_allclose(moved[0], np.cos(X) * V * Y + np.sin(X) * U)
    assert moved[1] == pytest.approx(V @ Y + X @ U)


def test_jvp_of_one_input_and_with_one_that_stays():
    _, moved = jvp(np.tanh, X, V)
    _, by_y = jvp(two, (X, Y), (None, U))

    np.testing.assert_allclose(moved, (1 - np.tanh(X) ** 2) * V)
    assert by_y[1] == pytest.approx(X @ U)


def test_jvp_with_aux_and_tensors():
    out, moved, rest = jvp(lambda x: (x * x, x), Tensor(X), Tensor(V), has_aux=True)

    np.testing.assert_allclose(out.asnumpy(), X**2)
    np.testing.assert_allclose(moved.asnumpy(), 2 * X * V)
    np.testing.assert_allclose(rest.asnumpy(), X)


def test_the_tangent_of_a_result_is_not_the_callers_own():
    _, moved = jvp(lambda x: x + 1.0, X, V)

    assert not np.shares_memory(moved, V)


@pytest.mark.parametrize(
    ("inputs", "v", "kind"),
    [
        ((X, Y), (V,), ValueError),
        ((X, Y), (V, U[:2]), ValueError),
        ((Tensor(X), Tensor(Y)), (V, U), TypeError),
        ((X, 3), (V, 1.0), TypeError),
    ],
)
def test_tangents_that_do_not_fit_are_refused(inputs, v, kind):
    with pytest.raises(kind):
        jvp(two, inputs, v)


def test_linearize_is_linear():
    out, jvp_fn = linearize(two, (X, Y))

    np.testing.assert_allclose(out[1], X @ Y)
    np.testing.assert_allclose(jvp_fn((2 * V, 2 * U))[0], 2 * jvp_fn(V, U)[0])
    assert "def jvp_two(x, y, x_dot, y_dot):" in jvp_fn.source


def test_the_three_jacobians_agree():
    forward, backward = jacfwd(two, (0, 1))(X, Y), jacrev(two, (0, 1))(X, Y)
    chosen = jacobian(two, (0, 1))(X, Y)

    for rows in zip(forward, backward, chosen, strict=True):
        for entries in zip(*rows, strict=True):
            np.testing.assert_allclose(entries[0], entries[1])
            np.testing.assert_allclose(entries[0], entries[2])


def test_jacobian_takes_the_shorter_way():
    wide = jacobian(lambda x: np.outer(x, x))
    tall = jacobian(lambda x: np.sum(x**2))
    assert wide(X).shape == (3, 3, 3)
    assert tall(X).shape == (3,)

    assert "jvp" in wide.source
    assert "grad" in tall.source


def test_jacobians_of_structured_arguments():
    point = {"a": X, "b": 2.0}
    forward = jacfwd(lambda p: p["a"] * p["b"])(point)
    backward = jacrev(lambda p: p["a"] * p["b"])(point)

    np.testing.assert_allclose(forward["a"], np.diag([2.0] * 3))
    np.testing.assert_allclose(forward["b"], X)
    np.testing.assert_allclose(backward["b"], X)


def test_hessian_of_several_arguments():
    (xx, xy), (yx, yy) = hessian(lambda x, y: np.sum(x**3 * y), (0, 1))(X, Y)

    np.testing.assert_allclose(xx, np.diag(6 * X * Y))
    np.testing.assert_allclose(xy, np.diag(3 * X**2))
    np.testing.assert_allclose(yx, xy.T)
    np.testing.assert_allclose(yy, np.zeros((3, 3)))


def test_a_hessian_of_several_results_is_refused():
    with pytest.raises(TypeError, match="one number"):
        hessian(np.tanh)(X)


def test_hvp_is_the_hessian_times_a_vector():
    np.testing.assert_allclose(hvp(rosen)(X, V), hessian(rosen)(X) @ V)


def test_minimize_takes_value_and_grad_and_hvp():
    found = minimize(
        s2s_grad.value_and_grad(rosen),
        np.array([1.3, 0.7, 0.8, 1.9]),
        jac=True,
        hessp=hvp(rosen),
        method="Newton-CG",
    )

    np.testing.assert_allclose(found.x, np.ones(4), atol=1e-4)


def test_jet_gives_derivatives_along_a_curve():
    out, found = jet(np.sin, X, np.array([V, 0 * V, 0 * V]))

    np.testing.assert_allclose(out, np.sin(X))
    expected = [np.cos(X) * V, -np.sin(X) * V**2, -np.cos(X) * V**3]
    np.testing.assert_allclose(found, expected)


def test_forward_and_reverse_nest_in_any_order():
    def f(x, n):
        h = x
        for i in range(n):
            h = np.tanh(h * x[i % 3]) + h[::-1]
        return np.sum(h**2)

    def along(x, n):
        return jvp(lambda x: f(x, n), (x,), (V,))[1]

    def back(x, n):
        return np.sum(grad(f)(x, n) * V)

    step = 1e-5
    gradient = grad(f)
    expected = (gradient(X + step * V, 5) - gradient(X - step * V, 5)) / (2 * step)

    np.testing.assert_allclose(Tangent(gradient, (0,))(X, 5, (V,))[1], expected, rtol=1e-6)
    np.testing.assert_allclose(grad(along)(X, 5), expected, rtol=1e-6)
    np.testing.assert_allclose(grad(back)(X, 5), expected, rtol=1e-6)
    second = Tangent(along, (0,))(X, 5, (V,))[1]
    assert second == pytest.approx(V @ expected, rel=1e-6)


def test_vjp_inside_a_program():
    def along(x):
        out, back = s2s_grad.vjp(rosen, x)
        return out + np.sum(back(1.0)[0] * V)

    expected = grad(rosen)(X) + hessian(rosen)(X) @ V

    np.testing.assert_allclose(grad(along)(X), expected)


def test_a_rule_that_says_nothing_of_forward_mode_is_followed_number_by_number():
    banded = np.array([[0.0, 0.3, 0.2], [4.0, 5.0, 6.0], [0.5, 0.1, 0.0]])

    def solution(banded, x):
        return solve_banded((1, 1), banded, x)

    out, moved = jvp(solution, (banded, X), (0.1 * banded, V))
    step = 1e-6
    ahead = solution(banded * (1 + 0.1 * step), X + step * V)
    behind = solution(banded * (1 - 0.1 * step), X - step * V)

    np.testing.assert_allclose(out, solution(banded, X))
    np.testing.assert_allclose(moved, (ahead - behind) / (2 * step), rtol=1e-6)


@pytest.mark.parametrize("order", ["rrr", "rrf", "rfr", "frr", "rff", "frf", "ffr", "fff"])
def test_third_order_through_a_loop_in_any_nesting(order):
    """Each letter is a derivative along V, the innermost last: r by reverse, f by forward mode."""

    def f(x):
        h = x
        for i in range(len(x) + 2):
            h = np.tanh(h * x[i % 3]) + h[::-1]
        return np.sum(h**2)

    def reversed_along(f):
        gradient = grad(f)
        return lambda x: np.sum(gradient(x) * V)

    def forward_along(f):
        return lambda x: jvp(f, (x,), (V,))[1]

    found = f
    for letter in reversed(order):
        found = reversed_along(found) if letter == "r" else forward_along(found)

    second = forward_along(forward_along(f))
    expected, _ = numeric.best_slope(lambda t: second(X + t * V))
    assert found(X) == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("outer", [jacrev, jacfwd])
@pytest.mark.parametrize("inner", [jacrev, jacfwd])
def test_jacobians_of_jacobians_are_hessians(outer, inner):
    np.testing.assert_allclose(outer(inner(rosen))(X), hessian(rosen)(X))


def test_jacobians_and_vmap_inside_a_program():
    def bend(x):
        return np.tanh(x) * x[0]

    def loss(x):
        table = jacrev(bend)(x)
        rows = s2s_grad.vmap(lambda row, x: row @ x, (0, None))(table, x)
        return np.sum(rows**2) + np.sum(hessian(rosen)(x) @ x) + np.sum(hvp(rosen)(x, x))

    expected, _ = numeric.best_slope(lambda t: loss(X + t * V))

    assert grad(loss)(X) @ V == pytest.approx(expected, rel=1e-6)
    assert jvp(loss, X, V)[1] == pytest.approx(expected, rel=1e-6)


def test_the_gradient_of_a_vmap_is_that_of_the_loop():
    rows = np.arange(6.0).reshape(2, 3) / 5
    each = s2s_grad.vmap(grad(lambda w, x: np.tanh(w @ x)), (None, 0))
    found = grad(lambda w: np.sum(each(w, rows) ** 2))(X)
    expected, _ = numeric.best_slope(lambda t: np.sum(each(X + t * V, rows) ** 2))

    assert found @ V == pytest.approx(expected, rel=1e-6)
