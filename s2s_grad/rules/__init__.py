"""What the compiler knows about each function that it does not look inside."""

from s2s_grad.rules import (  # noqa: F401  each family registers its rules when imported
    again,
    again_helpers,
    beyond,
    choices,
    composed,
    constants,
    elementwise,
    error_functions,
    indexing,
    joining,
    linalg,
    making,
    matrix_tangents,
    products,
    python,
    quantiles,
    reductions,
    shaping,
    sliding,
    special,
    tangents,
)
from s2s_grad.rules.registry import ATTRIBUTES, METHODS, OPERATORS, SPELLING, Rule, lookup

__all__ = ["ATTRIBUTES", "METHODS", "OPERATORS", "SPELLING", "Rule", "lookup"]
