"""Calls: of primitives, of builtins, of the user's functions, methods and Cells."""

from s2s_grad.transform.calls.arguments import lifted
from s2s_grad.transform.calls.binding import bare_frame, default_values, parameter_order
from s2s_grad.transform.calls.derived import (
    added_arguments,
    derived_bounds,
    outer_argument,
    outer_guard,
    outer_read,
)
from s2s_grad.transform.calls.dispatch import dispatch
from s2s_grad.transform.calls.functions import user_call
from s2s_grad.transform.calls.sources import source_of_entry
from s2s_grad.transform.calls.titles import snake
from s2s_grad.transform.calls.units import settle_unit

__all__ = [
    "added_arguments",
    "bare_frame",
    "default_values",
    "derived_bounds",
    "dispatch",
    "lifted",
    "outer_argument",
    "outer_guard",
    "outer_read",
    "parameter_order",
    "settle_unit",
    "snake",
    "source_of_entry",
    "user_call",
]
