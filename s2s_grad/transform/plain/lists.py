"""Gradients of lists of numbers as a person would write them."""

import gast

from s2s_grad.analysis.values import Number, Sequence
from s2s_grad.syntax.tree import binary, call, constant, function_text, list_of


def is_number_list(value):
    """Whether a value is a list of real numbers whose length is only known at run time."""
    if not isinstance(value, Sequence) or value.items is not None or value.kind is not list:
        return False
    return isinstance(value.element, Number) and value.element.kind in "fib"


def filled_list(entry, source):
    """`[entry] * len(source)`."""
    return binary(list_of([entry]), gast.Mult, call("len", source))


def plain_for_each(node, facts):
    """`for_each(d, xs)` of a list of numbers is `[d] * len(xs)`."""
    d, source = node.args
    if not isinstance(source, gast.Name) or not is_number_list(facts.of(source)):
        return node
    if not isinstance(facts.of(d), Number) and not isinstance(d, gast.Constant):
        return node
    if isinstance(d, gast.Constant) and type(d.value) is int:
        d = constant(float(d.value))
    return filled_list(d, source)


def plain_list(node, _):
    """`list(...)` of what is a new list already."""
    if len(node.args) != 1 or node.keywords:
        return node
    inner = node.args[0]
    repeated = isinstance(inner, gast.BinOp) and isinstance(inner.left, gast.List)
    made = repeated or isinstance(inner, gast.List) or function_text(inner) == "list"
    return inner if made else node
