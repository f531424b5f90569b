"""Functions of functions: HyperMap, Map, MultitypeFuncGraph, partial."""

from __future__ import annotations

import functools

from s2s_grad.parameter import Parameter
from s2s_grad.tensor import Tensor

partial = functools.partial


class HyperMap:
    """Calls a function on the entries of trees, at any depth."""

    def __init__(self, ops=None, reverse=False):
        self.ops = ops

    def __call__(self, *args):
        function, *trees = args if self.ops is None else (self.ops, *args)
        return mapped(function, trees, True)


class Map:
    """Calls a function on the entries of tuples or lists."""

    def __init__(self, ops=None, reverse=False):
        self.ops = ops

    def __call__(self, *args):
        function, *trees = args if self.ops is None else (self.ops, *args)
        return mapped(function, trees, False)


def mapped(function, trees, deep):
    """The tree of what the function gives for entries at the same place."""
    first = trees[0]
    if not isinstance(first, (tuple, list)):
        return function(*trees)
    if any(len(tree) != len(first) for tree in trees):
        raise ValueError("The trees of a HyperMap must have the same structure.")
    rows = zip(*trees)
    if deep:
        entries = [mapped(function, row, True) for row in rows]
    else:
        entries = [function(*row) for row in rows]
    return entries if isinstance(first, list) else tuple(entries)


KINDS = {
    "Tensor": (Tensor,),
    "Parameter": (Parameter,),
    "Ref": (Parameter,),
    "Number": (int, float, complex),
    "Int": (int,),
    "Float": (float,),
    "Bool": (bool,),
    "String": (str,),
    "Tuple": (tuple,),
    "List": (list,),
    "Dictionary": (dict,),
    "Function": (),
    "None": (type(None),),
}


class MultitypeFuncGraph:
    """A function that is chosen by the kinds of its arguments."""

    def __init__(self, name, read_value=False, doc_url=""):
        self.name = self.__name__ = name
        self.entries = []

    def register(self, *kinds):
        """Adds a function for these kinds of arguments."""

        def add(function):
            self.entries.append((kinds, function))
            return function

        return add

    def __call__(self, *args):
        for kinds, function in self.entries:
            if len(kinds) == len(args) and all(map(is_kind, args, kinds)):
                return function(*args)
        found = ", ".join(type(each).__name__ for each in args)
        raise TypeError(f"For '{self.name}', there is no function for the arguments ({found}).")


def is_kind(value, kind):
    """Whether a value is of a kind: a name such as 'Tensor', or a type."""
    if isinstance(kind, type):
        return isinstance(value, kind)
    if str(kind) == "Function":
        return callable(value)
    return isinstance(value, KINDS.get(str(kind), (Tensor,)))
