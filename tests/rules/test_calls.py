"""Programs that hold one call each have the gradient that differences show."""

import importlib.util

import numpy as np
import pytest

from s2s_grad import grad
from s2s_grad.testing import check_grads
from tests.rules import scipy_calls  # noqa: F401  (adds to CALLS)
from tests.rules.calls import CALLS
from tests.rules.samples import NUMPY_2

HEAD = """import math
import statistics

import numpy as np
from scipy import integrate, linalg, ndimage, stats
from scipy.spatial import distance
"""
NAMES = "xyzuvw"

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
    functions = [written(number, text, args) for number, (_, text, args) in enumerate(CALLS)]
    file.write_text("\n\n\n".join([HEAD, *functions]))
    spec = importlib.util.spec_from_file_location("calls_of_numpy", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def value_of(module, text, arguments):
    """What the call itself gives."""
    *statements, expression = text.split("; ")
    names = {**vars(module), **dict(zip(NAMES, map(np.copy, arguments), strict=False))}
    exec("\n".join(statements), names)
    return eval(expression, names)


@pytest.mark.parametrize("number", range(len(CALLS)), ids=[text for _, text, _ in CALLS])
def test_the_gradient_of_a_call_is_its_slope(program, number):
    _, text, arguments = CALLS[number]
    value = np.asarray(value_of(program, text, arguments))
    scale = np.cos(np.arange(value.size) + 1.0).reshape(value.shape)
    scale = scale * (1 + 0.5j) if np.iscomplexobj(value) else scale
    places = tuple(i for i, x in enumerate(arguments) if np.asarray(x).dtype.kind in "fc")
    wrt = places if len(places) > 1 else places[0]
    function = getattr(program, f"call_{number}")

    check_grads(function, grad(function, wrt), *arguments, scale, wrt=wrt)
