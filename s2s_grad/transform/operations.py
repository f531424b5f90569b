"""Which function an operation calls, and with what."""

import builtins
from importlib import import_module
from typing import Any

import gast
import numpy as np

from s2s_grad import runtime
from s2s_grad.rules.registry import ATTRIBUTES, METHODS, OPERATORS, lookup, module_of
from s2s_grad.syntax.tree import dotted_name

MODULES = {"np": np}


def operation_of(node) -> Any:
    """(function, argument trees, keyword trees) of an operation, or None."""
    match node:
        case gast.BinOp(left=left, op=op, right=right):
            return OPERATORS[type(op)], [left, right], {}
        case gast.UnaryOp(op=op, operand=operand) if type(op) in OPERATORS:
            return OPERATORS[type(op)], [operand], {}
        case gast.Attribute(value=value, attr=attr):
            if dotted_name(node) is not None and named(dotted_name(node)) is not None:
                return None
            return ATTRIBUTES.get(attr), [value], {}
        case gast.Call(func=func, args=args, keywords=keywords):
            words = {word.arg: word.value for word in keywords}
            text = dotted_name(func)
            found = None if text is None else named(text)
            if found is not None:
                return found, list(args), words
            if isinstance(func, gast.Attribute):
                return METHODS.get(func.attr), [func.value, *args], words
    return None


def named(text):
    """The function of that dotted name, as generated code sees it, or None."""
    first, *rest = text.split(".")
    if first in MODULES:
        found = MODULES[first]
    elif first == "math":
        import math

        found = math
    elif not rest:
        found = getattr(runtime, first, None)
        return getattr(builtins, first, None) if found is None else found
    elif first == "scipy":
        module = module_of(text)
        found, rest = import_module(module), text.removeprefix(f"{module}.").split(".")
    else:
        return None
    for part in rest:
        found = getattr(found, part, None)
    return found


def bound_rule(function, arguments, keywords):
    """The rule that takes this call, and its parameters bound to the trees."""
    rule = lookup(function)
    while rule is not None and rule.python is not None:
        try:
            found = rule.signature.bind(*arguments, **keywords)
        except TypeError:
            rule = rule.wider
            continue
        mapping = {}
        for key, parameter in rule.signature.parameters.items():
            if key in found.arguments:
                mapping[key] = found.arguments[key]
            elif parameter.default is not parameter.empty:
                mapping[key] = default_tree(parameter.default)
            else:
                mapping[key] = ()
        return rule, mapping
    return rule, {}


def default_tree(value):
    """A default of a rule as text."""
    if value is np._NoValue:
        return gast.parse("np._NoValue", mode="eval").body
    if isinstance(value, tuple):
        return gast.Tuple([default_tree(entry) for entry in value], gast.Load())
    return gast.Constant(value, None)
