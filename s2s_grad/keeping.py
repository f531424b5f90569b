"""Programs to and from the cache on disk: the key, and what is said beside the text."""

import importlib
import math
import sys
from dataclasses import dataclass
from typing import Any

import numpy as np

from s2s_grad import cache, locating
from s2s_grad.analysis.values import (
    Anything,
    Array,
    Instance,
    Known,
    Mapping,
    Number,
    Sequence,
)
from s2s_grad.program import KeptProgram, load
from s2s_grad.survey import HOME, Survey, Unclear, is_plain, is_shipped, survey

PLAIN = (bool, int, str, bytes, type(None), type(Ellipsis))


@dataclass(frozen=True)
class Ticket:
    """Under which key a program is kept, and what was looked at to know that."""

    key: str
    survey: Survey


@dataclass(frozen=True)
class Described:
    """What a parameter is: all of a Bound that matters once the text is written."""

    value: Any
    parts: tuple | None = None


def ticket(binding, objects, wish):
    """The Ticket for a call, or None when its program is not to be kept."""
    if not wish.cached or cache.folder() is None:
        return None
    return quietly(lambda: new_ticket(binding, objects, wish))


def new_ticket(binding, objects, wish):
    """The Ticket for a call; raises what stands in the way."""
    first = {}
    repeated = [first.setdefault(id(weight), i) for i, weight in enumerate(wish.weights)]
    found = survey(binding.function, objects, binding.passed, wish.weights)
    wanted = [binding.place(index) for index in wish.positions]
    flags = (wish.value, wish.aux, wish.sens, wish.exact, wish.lenient)
    return Ticket(cache.key(repr((wanted, repeated, flags)), repr(found.words)), found)


def load_kept(ticket, objects, compiled):
    """The Program that was kept under a Ticket, or None; `compiled` makes it anew."""
    if ticket is None:
        return None
    return quietly(lambda: read_kept(ticket, objects, compiled))


def read_kept(ticket, objects, compiled):
    """The Program on disk, with all that it names found again in this process."""
    entry = cache.find(ticket.key)
    if entry is None:
        return None
    about = entry.about
    here = Places(ticket.survey, objects, {})
    program = KeptProgram(
        entry.text,
        about["entry"],
        about["parameters"],
        [(here.path(path), here.value(found)) for path, found in about["reads"]],
        [(here.path(path), here.value(found)) for path, found in about["guards"]],
        here.roots,
        bounds={text: here.bound(found) for text, found in about["bounds"].items()},
        given=set(about["given"]),
        results=about["results"],
        weights=about["weights"],
    )
    program.compiled = compiled
    return load(program, entry.path)


def keep(ticket, program):
    """The program is on disk under its Ticket, if it can be told in literals."""
    if ticket is None:
        return
    quietly(lambda: write_kept(ticket, program))


def write_kept(ticket, program):
    """Write a program to disk; raises what stands in the way."""
    check_known(ticket.survey, program.roots)
    names = Names(ticket.survey, program.roots)
    about = {
        "entry": program.entry,
        "parameters": program.parameters,
        "reads": [(names.path(path), names.value(found)) for path, found in program.reads],
        "guards": [(names.path(path), names.value(found)) for path, found in program.guards],
        "bounds": {text: names.bound(found) for text, found in program.bounds.items()},
        "given": sorted(program.given),
        "results": list(program.results),
        "weights": list(program.weights),
    }
    path = cache.keep(ticket.key, program.text, about)
    if path is not None:
        load(program, path)


def quietly(action):
    """What the action gives; None, with one warning, when anything goes wrong."""
    try:
        return action()
    except Unclear:
        return None
    except Exception as error:
        cache.tell(f"the s2s_grad cache is not used: {type(error).__name__}: {error}")
        return None


def check_known(found, roots):
    """Unclear when the compiler looked into a function that the survey did not meet."""
    known = {id(function) for function in found.functions}
    for key, root in roots.items():
        if key[0] == "default" and id(root) not in known:
            file = root.__code__.co_filename
            if not (is_shipped(file) or file.startswith(HOME)):
                raise Unclear(f"{root!r} was reached in a way that the key does not cover")


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
            case Mapping(keys=keys, items=items) if all(map(is_plain, keys)):
                return ("mapping", keys, [self.value(v) for v in items])
            case Known(value=found):
                return ("known", *constant_name(found))
            case Instance(path=path):
                return ("object", self.path(path))
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
            case ("object", path):
                path = self.path(path)
                return Instance(locating.fetch(path, self.objects, self.roots), path)
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
