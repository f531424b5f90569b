"""A call finds its program, hands over what it reads, and errors name the user's line."""

import bdb
import functools
import linecache
import time
import traceback

import numpy as np
import pytest

import s2s_grad
from s2s_grad import Parameter, Tensor, call, nn, ops
from s2s_grad.errors import ArgumentError


@pytest.fixture(autouse=True, params=["compiled", "on disk"])
def folder(request, tmp_path, monkeypatch):
    """Everything holds with the cache on disk and without it."""
    room = "off" if request.param == "compiled" else str(tmp_path / "kept")
    monkeypatch.setenv("S2S_GRAD_CACHE", room)
    return request.param


def called(function, *args, **kwargs):
    """The gradient, from a program just compiled; with the disk, from one that is read back."""
    s2s_grad.grad(function)(*args, **kwargs)
    return s2s_grad.grad(function)(*args, **kwargs)


def product(x, y):
    return np.sum(x * y)


@pytest.mark.parametrize(
    "x", [2.0, np.float64(2.0), np.array(2.0), np.array([2.0]), np.float32(2.0)]
)
def test_a_gradient_is_of_the_kind_of_its_argument(x):
    found = called(product, x, 3.0)

    assert type(found) is type(x)
    assert found == 3.0
    assert getattr(found, "dtype", None) == getattr(x, "dtype", None)
    assert np.shape(found) == np.shape(x)


def test_tensors_give_tensors():
    found = called(product, Tensor(np.ones(3)), Tensor(np.full(3, 2.0)))

    assert type(found) is Tensor
    np.testing.assert_array_equal([2.0, 2.0, 2.0], found.asnumpy())


def keywords(x, *rest, scale=1.0, **more):
    return np.sum(x * rest[0] * scale * more["extra"])


def test_arguments_of_every_form_reach_their_parameters():
    gradient = s2s_grad.grad(keywords, (0, 1))

    found = gradient(np.ones(2), np.full(2, 3.0), scale=2.0, extra=np.full(2, 5.0))

    np.testing.assert_array_equal([[30.0, 30.0], [10.0, 10.0]], found)


def test_keywords_may_change_places_and_be_left_out():
    gradient = s2s_grad.grad(keywords)

    assert gradient(1.0, 2.0, extra=3.0, scale=4.0) == 24.0
    assert gradient(1.0, 2.0, scale=4.0, extra=3.0) == 24.0
    assert gradient(1.0, 2.0, extra=3.0) == 6.0
    assert gradient(1.0, 2.0, extra=3.0, scale=5.0) == 30.0


def test_partial_and_bound_arguments_stay_where_they_are():
    class Scaled:
        factor = 3.0

        def value(self, shift, x):
            return np.sum(self.factor * x + shift)

    gradient = s2s_grad.grad(functools.partial(Scaled().value, 1.0))

    np.testing.assert_array_equal([3.0, 3.0], gradient(np.ones(2)))


def test_a_wrong_number_of_arguments_names_the_function():
    with pytest.raises(ArgumentError, match="product"):
        s2s_grad.grad(product)(1.0)


def test_what_is_read_outside_is_read_at_every_call():
    factor = 2.0

    def scaled(x):
        return np.sum(factor * x)

    gradient = s2s_grad.grad(scaled)
    before = gradient(1.0)
    factor = 5.0
    after = gradient(1.0)
    factor = np.array([1.0, 4.0])

    assert (before, after, gradient(1.0)) == (2.0, 5.0, 5.0)


def test_structure_that_changes_and_comes_back_finds_its_program(monkeypatch):
    mode = True

    def chosen(x):
        return x**2 if mode else x**3

    gradient, found = s2s_grad.grad(chosen), []
    for mode in (True, False, True, False):  # noqa: B007  the function reads it
        found.append(gradient(2.0))

    assert found == [4.0, 12.0, 4.0, 12.0]
    assert len(gradient.caller.programs) == 2


def test_other_sizes_are_served_by_the_program_that_is_there():
    gradient = s2s_grad.grad(product)
    gradient(np.ones((3, 2)), np.ones(2))
    gradient(np.ones((5, 4)), np.ones(4))

    assert len(gradient.caller.programs) == 1
    gradient(np.ones((5, 4)), np.ones((5, 4)))
    assert len(gradient.caller.programs) == 2


class Dense(nn.Cell):
    def __init__(self):
        super().__init__()
        self.weight = Parameter(np.ones((2, 3)))
        self.bias = Parameter(np.zeros(3))

    def construct(self, x):
        return ops.sum(ops.tanh(x @ self.weight + self.bias))


def test_parameters_that_get_new_values_are_read_anew():
    net = Dense()
    gradient = s2s_grad.grad(net, None, net.trainable_params())
    x = np.ones((4, 2))
    first = [entry.asnumpy() for entry in gradient(x)]
    net.weight.set_data(Tensor(np.zeros((2, 3))))
    second = [entry.asnumpy() for entry in gradient(x)]

    np.testing.assert_allclose(np.full((2, 3), 4 * (1 - np.tanh(2.0) ** 2)), first[0])
    np.testing.assert_allclose(np.full((2, 3), 4.0), second[0])
    np.testing.assert_allclose(np.full(3, 4.0), second[1])
    assert len(gradient.caller.programs) == 1


# ------------------------------------------------------------ how long a call takes


def shortest(function, times=400):
    """The shortest time that a call took, in seconds."""
    best = 1.0
    for _ in range(times):
        start = time.perf_counter()
        function()
        best = min(best, time.perf_counter() - start)
    return best


def test_a_call_adds_little_to_the_generated_function():
    x, y = np.ones(4), np.ones(4)
    gradient = s2s_grad.grad(product, (0, 1))
    gradient(x, y)
    function = gradient.caller.programs[0].function
    for _ in range(5):
        added = shortest(lambda: gradient(x, y)) - shortest(lambda: function(x, y))
        if added < 3e-6:
            return

    raise AssertionError(f"a call adds {added * 1e6:.1f} us")


# ------------------------------------------------------------ errors inside generated code


def inverse_twice(x):
    y = np.linalg.inv(x)
    y = y - y
    y = np.linalg.inv(y)
    return np.sum(y)


def helper(x):
    shifted = x - 1.0
    return np.linalg.inv(shifted)


def through_a_call(x):
    y = x * 2.0
    return np.sum(helper(y))


def text_and_line(function, text):
    """The file and line where a function's text holds `text`."""
    lines = linecache.getlines(__file__)
    first = function.__code__.co_firstlineno
    line = next(i for i in range(first, first + 20) if text in lines[i - 1])
    return f"{__file__}:{line}: {text}"


def error_of(gradient, *args):
    with pytest.raises(Exception) as caught:
        gradient(*args)
    return caught.value


@pytest.mark.parametrize(
    ("function", "owner", "text"),
    [
        (inverse_twice, inverse_twice, "y = np.linalg.inv(y)"),
        (through_a_call, helper, "return np.linalg.inv(shifted)"),
    ],
)
def test_an_error_names_the_line_of_the_user(function, owner, text):
    s2s_grad.grad(function)(np.array([[3.0, 1.0], [1.0, 2.0]])) if owner is helper else None
    x = np.eye(2) if owner is not helper else np.full((2, 2), 0.5)

    for _ in range(2):
        error = error_of(s2s_grad.grad(function), x)

        assert any(text_and_line(owner, text) in note for note in error.__notes__)


def overflowing(x):
    y = x * 3.0
    z = np.sqrt(y)
    return np.sum(z)


def test_an_error_on_the_way_back_names_the_line_too():
    for _ in range(2):
        with np.errstate(divide="raise"):
            error = error_of(s2s_grad.grad(overflowing), np.zeros(3))

        assert isinstance(error, FloatingPointError)
        assert any(text_and_line(overflowing, "z = np.sqrt(y)") in note for note in error.__notes__)


def test_a_traceback_shows_the_generated_text():
    for _ in range(2):
        gradient = s2s_grad.grad(inverse_twice)
        error = error_of(gradient, np.eye(2))
        generated = gradient.caller.programs[0]
        frames = [
            frame
            for frame in traceback.extract_tb(error.__traceback__)
            if frame.filename == generated.function.__code__.co_filename
        ]

        assert frames
        for frame in frames:
            assert frame.line == generated.text.splitlines()[frame.lineno - 1].strip()
            assert "np.linalg.inv" in frame.line


class Steps(bdb.Bdb):
    """Notes the text of every line that a debugger stops at in one function."""

    def __init__(self, name):
        super().__init__()
        self.name, self.lines = name, []

    def user_line(self, frame):
        if frame.f_code.co_name == self.name:
            file = self.canonic(frame.f_code.co_filename)
            self.lines.append(linecache.getline(file, frame.f_lineno).strip())


def test_a_debugger_steps_through_the_generated_text():
    for _ in range(2):
        gradient = s2s_grad.grad(product)
        gradient(np.ones(2), np.ones(2))
        program = gradient.caller.programs[0]
        steps = Steps(program.entry)
        steps.runcall(gradient, np.ones(2), np.ones(2))

        assert steps.lines
        assert "" not in steps.lines
        assert set(steps.lines) <= {line.strip() for line in program.text.splitlines()}


def test_the_compiler_is_reached_in_one_place():
    assert call.compiler().__name__ == "s2s_grad.compiler"
