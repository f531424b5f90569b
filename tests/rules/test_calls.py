"""Programs that hold one call each have the gradient that differences show."""

import importlib.util

import numpy as np
import pytest

from s2s_grad import grad
from s2s_grad.errors import S2SGradError
from s2s_grad.testing import check_grads
from tests.rules import scipy_calls  # noqa: F401  (adds to CALLS)
from tests.rules.calls import CALLS
from tests.rules.samples import NUMPY_2
from tests.rules.variants import VARIANTS

HEAD = """import cmath
import functools
import math
import operator
import statistics

import numpy as np
from scipy import integrate, linalg, ndimage, stats
from scipy.spatial import distance
"""
NAMES = "xyzuvw"
EACH = [*((text, arguments) for _, text, arguments in CALLS), *VARIANTS]

# Calls that are refused, and the argument or function that the error names.
REFUSED = [
    ("np.exp(x, where=x > 0)", "where"),
    ("np.median(x, overwrite_input=True)", "overwrite_input"),
    ("np.quantile(x[0], 0.3, weights=[1.0, 2.0, 1.0], method='inverted_cdf')", "weights"),
    ("np.pad(x, 1, mode='empty')", "mode"),
    ("np.ma.masked_array(x, x > 0).sum()", "MaskedArray"),
    ("np.poly1d([1.0, 2.0])(x)", "poly1d"),
    ("np.vectorize(np.exp, otypes=[int])(x)", "vectorize"),
    ("np.linalg.tensorsolve(x, y, axis=(1,))", "axis"),
]

pytestmark = [
    pytest.mark.skipif(not NUMPY_2, reason="NumPy 1 lacks some functions"),
    pytest.mark.filterwarnings("ignore:`row_stack` alias is deprecated"),
]


def written(number, text, arguments):
    """The call as a function of its arguments and of what to scale its result by."""
    *statements, expression = text.split("; ")
    head = f"def call_{number}({', '.join(NAMES[: len(arguments)])}, scale):"
    last = f"return np.sum(np.real(({expression}) * scale))"
    return "\n    ".join([head, *statements, last])


@pytest.fixture(scope="module")
def program(tmp_path_factory):
    """A module that holds a function for each call."""
    file = tmp_path_factory.mktemp("calls") / "calls_of_numpy.py"
    functions = [written(number, text, args) for number, (text, args) in enumerate(EACH)]
    file.write_text("\n\n\n".join([HEAD, *functions]))
    spec = importlib.util.spec_from_file_location("calls_of_numpy", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def value_of(module, text, arguments):
    """What the call itself gives."""
    *statements, expression = text.split("; ")
    names = {**vars(module), **dict(zip(NAMES, arguments, strict=False))}
    exec("\n".join(statements), names)
    return eval(expression, names)


@pytest.mark.parametrize("number", range(len(EACH)), ids=[text for text, _ in EACH])
def test_the_gradient_of_a_call_is_its_slope(program, number):
    text, arguments = EACH[number]
    value = np.asarray(value_of(program, text, arguments))
    scale = np.cos(np.arange(value.size) + 1.0).reshape(value.shape)
    scale = scale * (1 + 0.5j) if np.iscomplexobj(value) else scale
    places = tuple(i for i, x in enumerate(arguments) if np.asarray(x).dtype.kind in "fc")
    wrt = places if len(places) > 1 else places[0]
    function = getattr(program, f"call_{number}")

    check_grads(function, grad(function, wrt), *arguments, scale, wrt=wrt)


@pytest.mark.parametrize("text, named", REFUSED, ids=[text for text, _ in REFUSED])
def test_what_is_not_supported_is_refused_by_name(text, named, tmp_path):
    file = tmp_path / "refused.py"
    file.write_text(f"{HEAD}\n\ndef f(x, y):\n    return {text}\n")
    spec = importlib.util.spec_from_file_location("refused", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)

    with pytest.raises(S2SGradError, match=named):
        grad(module.f)(np.ones((2, 3)), np.ones((2, 3)))
