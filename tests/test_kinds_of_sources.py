"""Functions from everywhere that Python makes them are differentiated."""

import doctest
import functools
import linecache

import numpy as np
import pytest

import s2s_grad
from s2s_grad import grad

X = np.array([0.5, -1.0, 2.0])
CELLS = {}


def in_a_cell(text, number):
    """The names after a notebook has run this cell: its lines are known under a made-up file."""
    file = f"<ipython-input-{number}-0123456789ab>"
    linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
    exec(compile(text, file, "exec"), CELLS)
    return CELLS


def assert_doubles(function):
    np.testing.assert_allclose(grad(function)(X), 2 * X)


def test_functions_of_two_cells_of_a_notebook():
    in_a_cell("import numpy as np\ndef square(x):\n    return x**2\n", 1)
    names = in_a_cell("def total(x):\n    return np.sum(square(x))\n", 2)

    assert_doubles(names["total"])


def test_several_lambdas_on_one_line():
    cube, square = (lambda x: np.sum(x**3)), (lambda x: np.sum(x**2))

    assert_doubles(square)
    np.testing.assert_allclose(grad(cube)(X), 3 * X**2)


def test_a_method_of_a_class_that_a_function_makes():
    class Energy:
        def __init__(self, power):
            self.power = power

        def of(self, x):
            return np.sum(x**self.power)

    assert_doubles(Energy(2).of)


def test_partials_wrappers_and_cached_functions():
    def power(x, n, scale=1.0):
        return scale * np.sum(x**n)

    def halved(function):
        @functools.wraps(function)
        def wrapper(*args, **words):
            return function(*args, **words) / 2

        return wrapper

    assert_doubles(functools.partial(power, n=2))
    assert_doubles(functools.partial(halved(power), n=2, scale=2.0))
    np.testing.assert_allclose(grad(functools.lru_cache(lambda t: t**2))(3.0), 6.0)


def test_a_doctest():
    text = """
    >>> import numpy as np
    >>> from s2s_grad import grad
    >>> def total(x):
    ...     return np.sum(x**2)
    >>> grad(total)(np.array([1.0, 2.0])).tolist()
    [2.0, 4.0]
    """
    test = doctest.DocTestParser().get_doctest(text, {}, "sources", None, None)

    assert doctest.DocTestRunner(verbose=False).run(test).failed == 0


def test_text_without_lines_says_how_to_proceed():
    names = {"np": np}
    exec("def total(x):\n    return np.sum(x**2)\n", names)

    with pytest.raises(s2s_grad.S2SGradError) as caught:
        grad(names["total"])(X)

    assert caught.value.code == "S301"
    assert "Save the function to a file" in caught.value.advice
    assert "Python 3.13" in caught.value.advice
