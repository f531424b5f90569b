"""check_grads: a report in plain words, in Python and on the command line."""

import numpy as np

import s2s_grad as ms
from s2s_grad.cli import main


@ms.custom_vjp
def half_right(x):
    return np.sum(x**2)


@half_right.adjoint
def _(x, *, d_out):
    return d_out * x


def test_right_gradients_are_reported_as_such():
    report = ms.check_grads(lambda x, y: np.sum(np.tanh(x) * y), [np.ones(3), 2.0], wrt=(0, 1))

    assert report.ok
    assert "float64[3], float" in report.title
    assert 4 == sum(line.startswith("ok") for line in report.lines)
    assert str(report).endswith("all agree")


def test_a_wrong_gradient_is_told_with_both_numbers():
    report = ms.check_grads(half_right, [np.array([1.0, 2.0])], order=1)

    assert not report.ok
    assert "differences say" in report.faults[0]
    assert "1 of 1 are wrong" in str(report)


def test_a_kink_is_named():
    report = ms.check_grads(lambda x: np.sum(np.maximum(x, 0)), [np.zeros(2)])

    assert report.ok
    assert any(line.startswith("kink") for line in report.lines)


def test_a_gradient_that_is_not_finite_is_named_with_its_place():
    with np.errstate(all="ignore"):
        report = ms.check_grads(lambda x: np.sum(np.sqrt(x)), [np.array([1.0, 0.0])], order=1)

    assert "inf at [1]" in report.faults[0]


def test_an_argument_without_gradient_is_named():
    report = ms.check_grads(lambda n, x: n * x, [3, 2.0], wrt=0)

    assert "argument 0 is int, which has no gradient" in report.faults


def test_the_command_says_the_same(tmp_path, monkeypatch, capsys):
    (tmp_path / "curve.py").write_text(
        "import numpy as np\n\n\ndef curve(x):\n    return np.sum(np.sin(x))\n"
    )
    monkeypatch.chdir(tmp_path)

    assert 0 == main(["check", "curve.py", "--call", "curve(np.ones(2))"])
    assert "agrees with differences" in capsys.readouterr().out
    assert 2 == main(["check", "curve.py:curve"])


def test_a_tangent_of_its_own_serves_both_modes():
    @ms.custom_jvp
    def distance(x, y):
        return np.hypot(x, y)

    @distance.tangent
    def _(x, y, *, out, x_dot, y_dot):
        return (x * x_dot + y * y_dot) / out

    def f(x, y):
        for _ in range(2):
            x = distance(np.exp(x), y)
        return np.sum(x**2)

    args = np.array([1.0, 0.2]), np.array([1.5, 0.1])
    dots = np.array([1.0, 2.0]), np.array([0.1, 0.2])
    gradients = ms.grad(f, (0, 1))(*args)
    _, tangent = ms.jvp(f, args, dots)

    assert ms.check_grads(f, args, wrt=(0, 1), order=1).ok
    np.testing.assert_allclose(
        tangent, sum(np.sum(g * d) for g, d in zip(gradients, dots, strict=True)), rtol=1e-12
    )


def test_solutions_have_tangents_too():
    def root_of(a):
        return ms.fixed_point(lambda x: (x + a / x) / 2, 1.0)

    assert 0.25 == round(float(ms.jvp(root_of, 4.0, 1.0)[1]), 9)
