"""Random generators that a program makes, and what is drawn from them: once and in order."""

import gast
import numpy as np

from s2s_grad.analysis.sampling import sample
from s2s_grad.analysis.values import Opaque, is_varied, with_varied
from s2s_grad.syntax.tree import attribute, call, dotted_name, walk

GENERATOR = Opaque("a random generator")
METHODS = frozenset(
    {
        "random",
        "normal",
        "standard_normal",
        "uniform",
        "integers",
        "choice",
        "permutation",
        "exponential",
        "poisson",
        "binomial",
        "beta",
        "gamma",
        "laplace",
        "logistic",
        "lognormal",
        "multivariate_normal",
        "standard_exponential",
        "standard_gamma",
        "standard_t",
        "chisquare",
        "rand",
        "randn",
        "randint",
        "random_sample",
    }
)


def is_draw(node):
    """Whether an expression draws random numbers, so that it is evaluated exactly once."""
    for part in walk(node):
        if (dotted_name(part) or "").startswith("np.random."):
            return True
        if isinstance(part, gast.Call) and isinstance(part.func, gast.Attribute):
            if part.func.attr in METHODS and isinstance(part.func.value, gast.Name):
                return True
    return False


def drawn(frame, attr, receiver, arguments, keywords, trees, words):
    """`rng.normal(size=3)`: numbers that no derivative passes through."""
    if attr not in METHODS or frame.inert:
        frame.refuse(
            "S201",
            f"the method {attr!r} of a random generator is not supported here",
            "Draw the numbers outside the function, or in a statement of their own.",
        )
    for key, bound in [*enumerate(arguments), *keywords.items()]:
        if is_varied(bound.value):
            frame.refuse(
                "S203",
                f"there is no derivative of {attr} with respect to {key!r}",
                "Draw standard numbers, then scale and shift them.",
            )

    def example(*plain, **named):
        return getattr(np.random.default_rng(0), attr)(*plain, **named)

    values = [bound.value for bound in arguments]
    value = sample(example, values, {key: bound.value for key, bound in keywords.items()})
    tree = call(attribute(receiver.tree, attr), *trees, **words)
    return frame.let("drawn", with_varied(value, False), tree, made=False)
