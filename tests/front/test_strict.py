"""`strict=True`: what MindSpore's graph mode refuses is refused here too, by line."""

import numpy as np
import pytest

import s2s_grad as ms
from s2s_grad import ops
from s2s_grad.errors import UnsupportedSyntax


def with_lambda(x):
    return ops.reduce_sum(apply(lambda y: y * 2, x))


def apply(f, x):
    return f(x)


def with_numpy(x):
    return np.sin(x)


def with_else(x):
    for _ in range(3):
        x = x * 2
    else:
        x = x + 1
    return x


def with_keyword(x, y):
    return ms.grad(apply)(x, y=y)


def with_try(x):
    try:
        return x * 2
    except ValueError:
        return x


@pytest.mark.parametrize(
    ("function", "reason"),
    [
        (with_lambda, "a lambda inside a call"),
        (with_numpy, "a call of NumPy"),
        (with_else, "an else behind a loop"),
        (with_keyword, "a keyword argument of a gradient"),
    ],
)
def test_what_graph_mode_refuses_is_named(function, reason):
    with pytest.raises(UnsupportedSyntax, match=reason) as caught:
        ms.jit(function, strict=True)

    assert caught.value.code == "S108"
    assert str(caught.value.file).endswith("test_strict.py")


def test_other_lines_are_named_too():
    def both(x):
        x = np.sin(x)
        return np.cos(x)

    with pytest.raises(UnsupportedSyntax, match="Also in line"):
        ms.jit(both, strict=True)


def test_what_graph_mode_takes_is_taken():
    @ms.jit(strict=True)
    def fine(x):
        if x.sum() > 0:
            return ops.sin(x)
        return ops.cos(x)

    assert np.isclose(np.cos(1.0), ms.grad(fine)(np.array(1.0)))


def test_without_strict_all_of_it_is_taken():
    assert np.allclose(np.cos([1.0]), ms.grad(ms.jit(with_numpy))(np.array([1.0])))
