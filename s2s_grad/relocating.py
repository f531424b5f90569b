"""What a kept program says of objects, as literals, and those objects found again."""

import importlib
import math
import sys
from dataclasses import dataclass
from typing import Any

import numpy as np

from s2s_grad import locating
from s2s_grad.analysis.values import (
    Anything,
    Array,
    Instance,
    Known,
    Mapping,
    Number,
    Sequence,
)
from s2s_grad.survey import Unclear, is_plain

PLAIN = (bool, int, str, bytes, type(None), type(Ellipsis))


@dataclass(frozen=True)
class Described:
    """What a parameter is: all of a Bound that matters once the text is written."""

    value: Any
    parts: tuple | None = None


# ---------------------------------------------------------------- into literals


class Names:
    """Objects of this process as names that every process understands."""

    def __init__(self, found, roots):
        self.roots, self.globals, self.cells, self.functions = roots, {}, {}, {}
        for number, function in enumerate(found.functions):
            self.functions[id(function)] = number
            self.globals.setdefault(id(function.__globals__), number)
            for cell in function.__closure__ or ():
                self.cells.setdefault(id(cell), number)

    def path(self, path):
        """A path whose root is the number of a function in the survey, or a module of ours."""
        steps = path[1:]
        for step in steps:
            if step[0] == "unguarded" or not all(is_plain(word) for word in step):
                raise Unclear(f"the step {step!r}")
        return (self.root(path[0]), *steps)

    def root(self, root):
        """The first step of a path."""
        kind = root[0]
        if kind == "argument":
            return root
        if kind == "made":
            raise Unclear("an object that the compiler made")
        found = self.roots[root[:2]]
        table = {"global": self.globals, "free": self.cells, "default": self.functions}[kind]
        if id(found) in table:
            return (kind, table[id(found)], root[2])
        if kind == "global":
            return ("module", module_of_ours(found, found.get("__name__", "")), root[2])
        if kind == "default":
            module = module_of_ours(found.__globals__, found.__module__)
            return ("own default", module, found.__qualname__, root[2])
        raise Unclear(f"the root {root!r}")

    def value(self, value):
        """What is known of a value, as a literal."""
        match value:
            case Number(kind=kind, dtype=dtype, varied=varied):
                return ("number", kind, dtype, varied)
            case Array(dtype=dtype, shape=shape, varied=varied):
                return ("array", dtype, shape, varied)
            case Sequence(kind=kind, items=items, made=made) if items is not None:
                made = None if made is None else class_name(made)
                return ("sequence", kind.__name__, [self.value(v) for v in items], made)
            case Mapping(keys=keys, items=items, kind=kind) if kind is dict and all(
                map(is_plain, keys)
            ):
                return ("mapping", keys, [self.value(v) for v in items])
            case Known(value=found):
                return ("known", *constant_name(found))
            case Instance(object=found, path=path):
                path = self.path(path)
                # the survey tells nothing of this package's own modules, so names must do
                word = object_name(found) if path[0][0] in ("module", "own default") else ""
                return ("object", path, word)
            case Anything(varied=varied):
                return ("anything", varied)
        raise Unclear(f"{value!r} has no literal form")

    def bound(self, bound):
        """What a parameter is, as a literal."""
        parts = bound.parts
        return self.value(bound.value), parts and [self.bound(part) for part in parts]


def module_of_ours(found, name):
    """The name of a module of this package whose names these are."""
    module = sys.modules.get(name)
    if not name.startswith("s2s_grad.") or getattr(module, "__dict__", None) is not found:
        raise Unclear(f"the names of {name!r} cannot be found again")
    return name


def object_name(found):
    """Kind, module and name of a function, class or module; of another object, its class's."""
    owner = found if hasattr(found, "__name__") else type(found)
    module = getattr(owner, "__module__", None)
    name = getattr(owner, "__qualname__", owner.__name__)
    return f"{type(found).__name__} {module} {name}"


def class_name(kind):
    """Module and name of a class that can be found again by them."""
    name = (kind.__module__, kind.__qualname__)
    if find_class(*name) is not kind:
        raise Unclear(f"the class {kind!r} cannot be found again")
    return name


def find_class(module, name):
    """The class of that name, or None."""
    found = sys.modules.get(module)
    for part in name.split("."):
        found = getattr(found, part, None)
    return found


def constant_name(found):
    """A kind and a literal for a known value."""
    if type(found) in PLAIN:
        return "plain", found
    if type(found) is float:
        return ("plain", found) if math.isfinite(found) else ("float", repr(found))
    if type(found) is complex and math.isfinite(abs(found)):
        return "plain", found
    if type(found) is slice:
        return "slice", (found.start, found.stop, found.step)
    if isinstance(found, np.dtype) and found.kind in "biufc":
        return "dtype", found.str
    if isinstance(found, type):
        return "class", class_name(found)
    raise Unclear(f"{found!r} has no literal form")


# ---------------------------------------------------------------- back


class Places:
    """Names from disk as objects of this process."""

    def __init__(self, found, objects, roots):
        self.functions, self.objects, self.roots = found.functions, objects, roots

    def path(self, path):
        """A path whose root is here."""
        return (self.root(path[0]), *path[1:])

    def root(self, root):
        """The first step of a path; its object is among the roots."""
        kind, where, text = root[0], root[1], root[-1]
        match kind:
            case "argument":
                return root
            case "global":
                found = self.functions[where].__globals__
            case "module":
                kind, found = "global", vars(importlib.import_module(where))
            case "default":
                found = self.functions[where]
            case "own default":
                importlib.import_module(where)
                kind, found = "default", find_class(where, root[2])
            case "free":
                function = self.functions[where]
                names = function.__code__.co_freevars
                found = function.__closure__[names.index(text)]
        self.roots[kind, id(found)] = found
        return (kind, id(found), text)

    def value(self, found):
        """What is known of a value."""
        match found:
            case ("number", kind, dtype, varied):
                return Number(kind, dtype, varied)
            case ("array", dtype, shape, varied):
                return Array(dtype, shape, varied)
            case ("sequence", kind, items, made):
                made = None if made is None else find_class(*made)
                kind = {"tuple": tuple, "list": list}[kind]
                return Sequence(kind, tuple(self.value(v) for v in items), made=made)
            case ("mapping", keys, items):
                return Mapping(keys, tuple(self.value(v) for v in items))
            case ("known", kind, literal):
                return Known(constant(kind, literal))
            case ("object", path, word):
                path = self.path(path)
                there = locating.fetch(path, self.objects, self.roots)
                if word and object_name(there) != word:
                    raise Unclear(f"{path!r} leads to something else")
                return Instance(there, path)
            case ("anything", varied):
                return Anything(varied)
        raise Unclear(f"{found!r} is not known")

    def bound(self, found):
        """What a parameter is."""
        value, parts = found
        return Described(self.value(value), parts and tuple(self.bound(p) for p in parts))


def constant(kind, literal):
    """The known value of that kind."""
    match kind:
        case "float":
            return float(literal)
        case "slice":
            return slice(*literal)
        case "dtype":
            return np.dtype(literal)
        case "class":
            return find_class(*literal)
    return literal
