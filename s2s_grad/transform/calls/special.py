"""The builtins that are not called as they stand."""

import builtins
import dataclasses
import functools
import itertools
from typing import Any

import numpy as np

from s2s_grad import runtime
from s2s_grad.analysis.objects import Object, Upper
from s2s_grad.analysis.values import Instance, Opaque
from s2s_grad.errors import UnsupportedValue
from s2s_grad.syntax.tree import call as call_tree
from s2s_grad.transform.calls import written
from s2s_grad.transform.calls.collecting import COLLECTING, as_dict, as_tuple
from s2s_grad.transform.calls.hooks import hook_call, solution_call
from s2s_grad.transform.calls.instances import replaced
from s2s_grad.transform.calls.ordering import extremum, sorted_call
from s2s_grad.transform.calls.questions import (
    constant_type,
    known_callable,
    known_getattr,
    known_hasattr,
    known_isinstance,
    known_len,
    known_ndim,
)
from s2s_grad.transform.calls.respelled import RESPELLED
from s2s_grad.transform.calls.sequences import (
    accumulate_call,
    enumerate_call,
    filter_call,
    fold_sum,
    make_dict,
    make_sequence,
    map_call,
    range_call,
    rearranging,
    reduce_call,
    reversed_call,
    zip_call,
)
from s2s_grad.transform.calls.setting import delete_call, plain_set_call, set_call, vars_call
from s2s_grad.transform.calls.wrapping import WRAPPING
from s2s_grad.transform.frames import Bound, Frame, is_textless, literal, text_of


def print_call(frame, arguments, keywords):
    """`print(...)`: shown once, forward only."""
    if any(is_textless(bound.value) and literal(bound.value) is None for bound in arguments):
        frame.refuse(
            "S207",
            "an object is printed",
            "Print its numbers, or text.",
            UnsupportedValue,
        )
    trees = [text_of(bound) for bound in arguments]
    words = {key: text_of(bound) for key, bound in keywords.items()}
    return Bound(Opaque("None"), call_tree("print", *trees, **words))


def super_call(frame: Frame, arguments, keywords):
    """`super()` in a method: the same object, seen from the class above."""
    cell: Any = frame.source.closure.get("__class__")
    first = next(iter(frame.function.parameters), None)
    receiver: Any = frame.env.get(first)
    if receiver is not None and cell is not None and isinstance(receiver.value, Object):
        return Bound(Upper(cell.cell_contents, receiver))
    plain = receiver is not None and isinstance(receiver.value, Instance)
    if arguments or cell is None or not plain:
        frame.refuse(
            "S201",
            "this super() is not supported",
            "Name the class: `Base.construct(self, x)`.",
        )
    found = super(cell.cell_contents, receiver.value.object)  # pyright: ignore[reportOptionalMemberAccess]  # `plain` says it is there
    return Bound(Instance(found, receiver.value.path))  # pyright: ignore[reportOptionalMemberAccess]  # `plain` says it is there


REARRANGING = (itertools.chain, itertools.product, itertools.combinations, itertools.permutations)
REARRANGING += (itertools.pairwise, itertools.islice, itertools.combinations_with_replacement)

SPECIAL = {
    **RESPELLED,
    runtime.insert_grad_of: hook_call,
    runtime.as_solution: solution_call,
    builtins.len: known_len,
    np.ndim: known_ndim,
    builtins.isinstance: known_isinstance,
    builtins.hasattr: known_hasattr,
    builtins.getattr: known_getattr,
    builtins.callable: known_callable,
    builtins.list: make_sequence(list),
    builtins.tuple: make_sequence(tuple),
    builtins.dict: make_dict,
    builtins.sum: fold_sum,
    builtins.print: print_call,
    builtins.map: map_call,
    builtins.filter: filter_call,
    builtins.range: range_call,
    builtins.sorted: sorted_call,
    builtins.min: extremum(min, written.least, written.least_or),
    builtins.max: extremum(max, written.greatest, written.greatest_or),
    builtins.zip: zip_call,
    builtins.enumerate: enumerate_call,
    builtins.reversed: reversed_call,
    builtins.super: super_call,
    builtins.type: constant_type,
    functools.reduce: reduce_call,
    itertools.accumulate: accumulate_call,
    **WRAPPING,
    **{function: rearranging(function) for function in REARRANGING},
    builtins.setattr: set_call,
    builtins.delattr: delete_call,
    builtins.vars: vars_call,
    object.__setattr__: plain_set_call,
    dataclasses.replace: replaced,
    dataclasses.asdict: as_dict,
    dataclasses.astuple: as_tuple,
    **COLLECTING,
}
