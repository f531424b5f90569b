"""Code in words that are the same in every process, and which code needs no words."""

import functools
import os
import sys
import types

import numpy as np

HOME = os.path.dirname(os.path.abspath(__file__)) + os.sep
# Functions and classes from here are as the versions of Python and NumPy say.
SHIPPED = (
    os.path.dirname(os.path.abspath(os.__file__)) + os.sep,
    os.path.dirname(os.path.abspath(np.__file__)) + os.sep,
)
# SciPy too: its version is told with every program.
SCIPY = f"{os.sep}site-packages{os.sep}scipy{os.sep}"
ADDED = (f"{os.sep}site-packages{os.sep}", f"{os.sep}dist-packages{os.sep}")
# The parts of this package that hold models, which users derive from and look into.
MODELS = tuple(HOME + name for name in ("functional", "nn", "ops", "common"))


def code_words(code):
    """The words for code and for the code inside it."""
    words = [
        code.co_name,
        f"{code.co_firstlineno} {code.co_flags} {code.co_argcount}",
        f"{code.co_posonlyargcount} {code.co_kwonlyargcount}",
        code.co_code.hex(),
        code.co_linetable.hex(),
        code.co_exceptiontable.hex(),
        repr((code.co_names, code.co_varnames, code.co_freevars, code.co_cellvars)),
    ]
    for entry in code.co_consts:
        if isinstance(entry, types.CodeType):
            words += code_words(entry)
        else:
            words.append(constant_word(entry))
    return words


def constant_word(entry):
    """A constant of code, the same in every process."""
    if isinstance(entry, frozenset):
        return f"frozenset {sorted(map(constant_word, entry))}"
    if isinstance(entry, tuple):
        return f"({', '.join(map(constant_word, entry))})"
    return f"{type(entry).__name__} {entry!r}"


def names_of(code):
    """The names that code and the code inside it may read."""
    found = set(code.co_names)
    for entry in code.co_consts:
        if isinstance(entry, types.CodeType):
            found |= names_of(entry)
        elif isinstance(entry, str) and entry.isidentifier():
            found.add(entry)  # getattr(x, "entry")
    return found


def own_rules():
    """The derivative rules that users registered themselves."""
    registry = sys.modules.get("s2s_grad.rules.registry")
    words = []
    for rule in list(getattr(registry, "RULES", {}).values()):
        if rule.python is not None:
            if not rule.python.__code__.co_filename.startswith(HOME):
                words += [rule.kind, rule.name, repr(rule.wrt), *code_words(rule.python.__code__)]
        elif isinstance(rule.function, types.FunctionType):
            file = rule.function.__code__.co_filename
            if not (file.startswith(HOME) or is_shipped_module(rule.function.__module__)):
                words += [rule.kind, rule.name]
    return words


def is_shipped(file):
    """Whether a file came with Python, NumPy, SciPy or this package's compiler."""
    if file.startswith(HOME):
        return not file.startswith(MODELS)
    if file.startswith("<frozen"):
        return True
    if file.startswith(SHIPPED[1]) or SCIPY in file:
        return True
    return file.startswith(SHIPPED[0]) and not any(part in file for part in ADDED)


@functools.cache
def is_shipped_module(name):
    """Whether a module came with Python, NumPy, SciPy or this package's compiler."""
    file = getattr(sys.modules.get(name), "__file__", None)
    if file is None:
        return name in sys.builtin_module_names
    return is_shipped(os.path.abspath(file))


@functools.cache
def shown_path(file):
    """The file as seen from the folder of its project."""
    folder = os.path.dirname(os.path.abspath(file))
    if file.startswith("<"):
        return file
    seen = folder
    for _ in range(12):
        marks = ("pyproject.toml", ".git", "setup.py", "setup.cfg")
        if any(os.path.exists(os.path.join(seen, mark)) for mark in marks):
            return os.path.relpath(file, seen).replace(os.sep, "/")
        above = os.path.dirname(seen)
        if above == seen:
            break
        seen = above
    return os.path.basename(file)
