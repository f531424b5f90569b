"""Calls for their effect."""

import gast

from s2s_grad.analysis.values import Opaque
from s2s_grad.code import Do
from s2s_grad.errors import UnsupportedSyntax
from s2s_grad.syntax.tree import is_atom
from s2s_grad.transform.evaluate import evaluate
from s2s_grad.transform.statements.containers import append, may_grow


def do(frame, value):
    """A call for its effect."""
    if isinstance(value, gast.Call) and isinstance(value.func, gast.Attribute):
        owner = value.func.value
        if value.func.attr == "append" and isinstance(owner, gast.Name):
            if may_grow(frame, owner.id):
                return append(frame, owner.id, value.args[0])
    bound = evaluate(frame, value)
    if bound.tree is None or is_atom(bound.tree):
        return None
    if isinstance(bound.value, Opaque):
        frame.put(Do(bound.tree))
        return None
    if isinstance(value, gast.Call):
        if writes(value):
            frame.refuse(
                "S103",
                "this call writes into its argument",
                "Use the function that returns a new array.",
                UnsupportedSyntax,
            )
        frame.put(Do(bound.tree))
    return None


def writes(node):
    """Whether a call for its effect may write into an array."""
    return isinstance(node.func, gast.Attribute)
