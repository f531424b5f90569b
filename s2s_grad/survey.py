"""All that the compiler could look at when it compiles a function, told in words.

The words hold the code of every function in reach, the structure of every object (text, bools,
lengths, classes, which object stands where), and of numbers and arrays only their kind. So a
program kept under a digest of them serves everything that is described by the same words.
"""

import builtins
import functools
import sys
import types
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from s2s_grad.analysis.sizes import Sizes
from s2s_grad.codewords import (
    HOME,
    code_words,
    is_shipped,
    is_shipped_module,
    names_of,
    own_rules,
    shown_path,
)
from s2s_grad.runtime import Carrier

MOST_OBJECTS = 20_000
SHOWING = {"__repr__", "__str__", "__init_subclass__", "__class_getitem__"}
LOOKED_AT = {"construct", "bprop"}
GRADIENT = ("fn", "position", "weights", "has_aux", "return_ids", "sens", "value")
LITERALS = (bool, str, bytes, type(None), type(Ellipsis), type(NotImplemented))
NUMBERS = {int: "int", float: "float", complex: "complex"}
METHODS = (types.FunctionType, property, staticmethod, classmethod, functools.cached_property)


class Unclear(Exception):
    """Something that cannot be told in words which are the same in every process."""


@dataclass
class Survey:
    """What was looked at so far: the words, the functions, and every object by its number."""

    words: list[str] = field(default_factory=list)
    functions: list[Any] = field(default_factory=list)
    numbers: dict[int, int] = field(default_factory=dict)
    held: list[Any] = field(default_factory=list)  # an id stays taken while its object lives
    names: set[str] = field(default_factory=set)  # that the functions read
    owners: list[tuple[Any, set]] = field(default_factory=list)  # and names done
    weights: dict[int, int] = field(default_factory=dict)
    sizes: Sizes = field(default_factory=Sizes)

    def say(self, *words):
        self.words += words
        if len(self.words) > 10 * MOST_OBJECTS:
            raise Unclear("there is too much to look at")


def survey(function, objects, passed, weights=()):
    """The Survey of a function called with these objects; `passed` were given by the caller."""
    found = Survey(weights={id(weight): place for place, weight in enumerate(weights)})
    look_at(found, function)
    for text, argument in objects.items():
        found.say("argument", text, str(text in passed))
        if type(argument) in NUMBERS and text not in passed:
            found.say(repr(argument))
        look_at(found, argument)
    look_at_members(found)
    found.say(*own_rules())
    scipy = sys.modules.get("scipy")
    found.say("scipy", getattr(scipy, "__version__", ""), str(sys.flags.optimize))
    return found


def look_at(seen, found: Any):
    """Tell what `found` is."""
    kind = type(found)
    if kind in LITERALS:
        seen.say(repr(found))
    elif kind in NUMBERS:
        seen.say(NUMBERS[kind])
    elif kind is np.ndarray:
        seen.say("array", found.dtype.str, repr(seen.sizes.shape(found.shape)))
    elif isinstance(found, (np.generic, np.dtype)):
        seen.say(kind.__name__, np.dtype(getattr(found, "dtype", found)).str)
    elif kind is tuple:
        look_at_all(seen, "tuple", found)
    elif kind is slice:
        seen.say(repr(found))
    elif kind in (set, frozenset):
        seen.say(kind.__name__, plain_set(found))
    elif kind is types.MethodType:
        look_at_all(seen, "method", (found.__func__, found.__self__))
    elif not met(seen, found):
        look_deeper(seen, found, kind)


def met(seen, found):
    """Whether an object was told before; then its number is all there is to say."""
    number = seen.numbers.get(id(found))
    if number is not None:
        seen.say(f"#{number}")
        return True
    seen.numbers[id(found)] = len(seen.numbers)
    seen.held.append(found)
    if len(seen.held) > MOST_OBJECTS:
        raise Unclear("there is too much to look at")
    return False


def look_deeper(seen, found: Any, kind):
    """Tell what an object is that may be met again."""
    if kind is list:
        look_at_all(seen, "list", found)
    elif kind is dict:
        look_at_items(seen, found)
    elif kind is types.FunctionType:
        look_at_function(seen, found)
    elif kind is types.CodeType:
        seen.say(*code_words(found))
    elif isinstance(found, type):
        look_at_class(seen, found)
    elif kind is types.ModuleType or isinstance(found, types.ModuleType):
        look_at_module(seen, found)
    elif isinstance(found, Carrier):
        place = seen.weights.get(id(found), "")
        seen.say("carrier", f"weight {place}")
        look_at(seen, kind)
        look_at(seen, found.array)
    elif isinstance(found, functools.partial):
        look_at_all(seen, "partial", (found.func, found.args, found.keywords))
    elif isinstance(found, (property, staticmethod, classmethod, functools.cached_property)):
        inner = getattr(found, "fget", None) or getattr(found, "func", None)
        look_at_all(seen, kind.__name__, (inner or getattr(found, "__func__", None),))
    elif isinstance(found, (types.BuiltinFunctionType, np.ufunc, types.MethodDescriptorType)):
        seen.say(kind.__name__, str(found.__module__ if hasattr(found, "__module__") else ""))
        seen.say(getattr(found, "__qualname__", found.__name__))
    else:
        look_at_instance(seen, found, kind)


def look_at_all(seen, word, entries):
    """Tell a container's entries."""
    seen.say(word, str(len(entries)))
    for entry in entries:
        look_at(seen, entry)


def look_at_items(seen, found):
    """Tell a dict's keys, in their order, and what they lead to."""
    seen.say("dict", str(len(found)))
    for key, entry in list(found.items()):
        if not is_plain(key):
            raise Unclear(f"a dict has the key {key!r}")
        seen.say(repr(key))
        look_at(seen, entry)


def is_plain(key):
    """Whether a key is the same word in every process."""
    if type(key) is tuple:
        return all(is_plain(part) for part in key)
    return type(key) in LITERALS or type(key) in NUMBERS


def plain_set(found):
    """The entries of a set, in an order that is the same in every process."""
    if not all(is_plain(entry) for entry in found):
        raise Unclear("a set holds objects")
    return repr(sorted(repr(entry) for entry in found))


# ---------------------------------------------------------------- functions


def look_at_function(seen, function):
    """Tell a function: its code, its defaults, and what its names lead to."""
    code = function.__code__
    seen.say("function", str(function.__module__), code.co_qualname)
    seen.functions.append(function)
    if is_shipped(code.co_filename):
        return
    if code.co_filename.startswith(HOME):
        look_at_model_function(seen, function)
        return
    seen.say(shown_path(code.co_filename))
    seen.say(*code_words(code))
    names = names_of(code)
    seen.names |= names
    for found in (function.__defaults__ or (), function.__kwdefaults__ or {}):
        look_at_default(seen, found)
    for text, cell in zip(code.co_freevars, function.__closure__ or (), strict=True):
        seen.say("free", text)
        try:
            look_at(seen, cell.cell_contents)
        except ValueError:
            seen.say("empty")
    outside = function.__globals__
    for text in sorted(names):
        if text in outside:
            seen.say("global", text)
            look_at(seen, outside[text])
        elif not hasattr(builtins, text):
            seen.say("no", text)
    for text, found in vars(function).items():
        if text != "grad_source":
            seen.say("attribute", text)
            look_at(seen, found)


def look_at_model_function(seen, function):
    """Tell a function of this package: only what it was given; its text is no secret."""
    seen.names |= names_of(function.__code__)
    for cell in function.__closure__ or ():
        look_at(seen, cell.cell_contents)


def look_at_default(seen, found):
    """Tell default values: numbers too, since the compiler takes literals as they stand."""
    seen.say(str(len(found)))
    for key in found:
        entry = found[key] if isinstance(found, dict) else key
        if isinstance(found, dict):
            seen.say(key)
        if type(entry) in NUMBERS:
            seen.say(repr(entry))
        look_at(seen, entry)


# ---------------------------------------------------------------- objects


def look_at_class(seen, kind):
    """Tell a class: its bases, and of its members those that are called unnamed."""
    seen.say("class", kind.__module__, kind.__qualname__)
    if is_shipped_module(kind.__module__):
        return
    if kind.__module__.startswith("s2s_grad."):
        for text in LOOKED_AT & vars(kind).keys():
            if hasattr(vars(kind)[text], "__code__"):
                seen.names |= names_of(vars(kind)[text].__code__)
        return
    for base in kind.__bases__:
        look_at(seen, base)
    for text, found in list(vars(kind).items()):
        special = text.startswith("__") and text.endswith("__") and text not in SHOWING
        if (special or text in LOOKED_AT) and isinstance(found, METHODS):
            seen.say(text)
            look_at(seen, found)
    for text, entry in vars(kind).get("__dataclass_fields__", {}).items():
        seen.say("field", text)
        look_at_default(seen, (entry.default, entry.default_factory))
    seen.owners.append((kind, set()))


def look_at_module(seen, module):
    """Tell a module; what the functions read in it is told when all of them are known."""
    seen.say("module", module.__name__)
    if module.__name__.partition(".")[0] != "s2s_grad" and not is_shipped_module(module.__name__):
        seen.owners.append((module, set()))


def look_at_instance(seen, found: Any, kind):
    """Tell an object: its class, its attributes, its entries, and what it stands for."""
    seen.say("object")
    look_at(seen, kind)
    if kind.__module__ == "s2s_grad.api":
        look_at_all(seen, "gradient", [getattr(found, text) for text in GRADIENT])
        return
    if kind.__module__.partition(".")[0] in ("logging", "threading", "_thread"):
        return
    if hasattr(kind, "__source__"):
        function, receiver = found.__source__()
        look_at_all(seen, "source", (function, receiver))
    if hasattr(kind, "__s2s_value__"):
        look_at_all(seen, "value", (found.__s2s_value__(),))
    if isinstance(found, (list, tuple)):
        look_at_all(seen, "entries", list(found))
    if isinstance(found, dict):
        look_at_items(seen, found)
    for text, entry in list(getattr(found, "__dict__", {}).items()):
        seen.say(str(text))
        look_at(seen, entry)
    for base in kind.__mro__:
        slots = vars(base).get("__slots__", ())
        for text in (slots,) if isinstance(slots, str) else slots:
            if hasattr(found, text):
                seen.say(text)
                look_at(seen, getattr(found, text))


def look_at_members(seen):
    """Tell the members of classes and modules that the functions read by name."""
    before = None
    while before != (len(seen.owners), len(seen.names)):
        before = (len(seen.owners), len(seen.names))
        for owner, done in list(seen.owners):
            for text in sorted(seen.names - done):
                done.add(text)
                member = member_of(owner, text)
                if member is not MISSING:
                    seen.say("member", str(seen.numbers[id(owner)]), text)
                    look_at(seen, member)


MISSING = object()


def member_of(owner, text):
    """What a class or module holds under a name."""
    if isinstance(owner, type):
        return vars(owner).get(text, MISSING)
    if text in vars(owner):
        return vars(owner)[text]
    return getattr(owner, text, MISSING) if "__getattr__" in vars(owner) else MISSING
