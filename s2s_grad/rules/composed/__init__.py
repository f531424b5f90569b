"""Functions that are described by others, so that every form of a call has a derivative."""

from s2s_grad.rules.composed import (  # noqa: F401  each file registers its functions
    arrays,
    curves,
    functional,
    matrices,
    operators,
    polynomials,
    reductions,
    statistics,
    ufuncs,
)
