"""Every rule gives the derivatives of its function."""

import numpy as np
import pytest

from s2s_grad.rules.registry import rules_with_a_derivative
from s2s_grad.testing import check_rule, rule_for
from tests.rules import scipy_samples  # noqa: F401  (adds to SAMPLES)
from tests.rules.samples import NUMPY_2, SAMPLES


def spoken(case):
    """A name for a sample."""
    function, args, kwargs, _ = case
    shapes = [str(np.shape(x)) if isinstance(x, np.ndarray) else repr(x) for x in args]
    options = [f"{key}={value!r}" for key, value in kwargs.items()]
    name = getattr(function, "__name__", "rule")
    return f"{name}({', '.join(shapes + options)})"[:70].replace("\n", " ")


@pytest.mark.filterwarnings("ignore:logm result")  # SciPy says so of every float32 matrix
@pytest.mark.parametrize("case", SAMPLES, ids=spoken)
def test_a_rule_gives_the_derivative(case):
    function, args, kwargs, parts = case

    check_rule(function, *args, parts=parts, **kwargs)


@pytest.mark.skipif(not NUMPY_2, reason="NumPy 1 lacks some keywords")
def test_every_rule_has_a_sample():
    sampled = {id(rule_for(function, args, kwargs)) for function, args, kwargs, _ in SAMPLES}
    rules = rules_with_a_derivative()
    ours = [rule for rule in rules if rule.python.__module__.startswith("s2s_grad.")]
    missing = [rule.name for rule in ours if rule.active and id(rule) not in sampled]

    assert [] == missing


def test_every_rule_of_numpy_has_a_forward_mode():
    ways = ("elementwise", "linear")
    missing = [
        rule.name
        for rule in rules_with_a_derivative()
        if rule.python.__module__.startswith("s2s_grad.") and rule.active
        # `moved_along` serves these
        if not rule.python.__module__.startswith(
            ("s2s_grad.rules.scipy.", "s2s_grad.rules.again_helpers")
        )
        if rule.tangent_python is None and not rule.multilinear and rule.kind not in ways
    ]

    assert missing == []
