"""Which lines of which file a running function was made from."""

from __future__ import annotations
import __future__ as features

import ast
import copy
import linecache
import os
import threading
import types
import warnings
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

from s2s_grad.code import Origin
from s2s_grad.errors import SourceNotFound

FILES_KEPT = 64
LATER_FEATURES = 0  # the compiler flags of `from __future__ import ...`
for _name in features.all_feature_names:
    LATER_FEATURES |= getattr(features, _name).compiler_flag

LAMBDA = "<lambda>"
UNUSED_LINE = 1 << 24  # no file is that long
Place = tuple[int, str]  # first line (that of the first decorator) and name


@dataclass(frozen=True, eq=False)
class File:
    """The text of a file, its statements, and its functions by place with their statement."""

    lines: list[str]
    body: tuple[ast.stmt, ...]
    places: dict[Place, list[tuple[ast.stmt, ast.AST]]]
    compiled: dict = field(default_factory=dict)  # what `compiled` and `tell_apart` found


files: OrderedDict[str, File] = OrderedDict()
lock = threading.RLock()


def locate(function: types.FunctionType) -> tuple[str, list[str], ast.AST]:
    """The file, its lines, and the node in it that compiles to the code of `function`."""
    name = function.__code__.co_filename
    with lock:
        for _ in range(2):
            file = read(name, function)
            node = None if file is None else find(function.__code__, file)
            if file is not None and node is not None:
                return path(name), file.lines, node
            # The module may have been loaded anew since its lines were remembered.
            linecache.checkcache(name)
    raise not_found(function, file)


def path(name):
    """The absolute path of a file; "<stdin>" and the like stay as they are."""
    # linecache looks along sys.path for a relative name, and keeps where it found it.
    entry = linecache.cache.get(name, ())
    return name if bracketed(name) else os.path.abspath(entry[3] if len(entry) == 4 else name)


def bracketed(name):
    """Is this "<stdin>" or the like, not a path?"""
    return name.startswith("<") and name.endswith(">")


def not_found(function, file):
    """The error for a function whose text is missing, or is not what is running."""
    code = function.__code__
    shown = "the lambda" if code.co_name == LAMBDA else code.co_name
    if file is None or bracketed(code.co_filename):
        return SourceNotFound(
            "S301",
            f"the source of {shown} is not found",
            Origin(code.co_filename, code.co_firstlineno, 0, None, ""),
            "Save the function to a file and import it, or register its text in linecache."
            " The interactive prompt keeps its text from Python 3.13 on.",
        )
    return SourceNotFound(
        "S302",
        f"the file no longer holds the code of {shown} that is running",
        Origin(code.co_filename, code.co_firstlineno, 0, None, ""),
        "Import the module again (importlib.reload), or start Python anew.",
    )


def read(name: str, function) -> File | None:
    """The File of that name, parsed once for the lines it has now; None without lines."""
    lines = linecache.getlines(name, function.__globals__)
    if not lines:
        return None
    file = files.get(name)
    if file is None or (file.lines is not lines and file.lines != lines):
        files[name] = file = parse(lines)
        if len(files) > FILES_KEPT:
            files.popitem(last=False)
    return file


def parse(lines) -> File:
    """A File of these lines; one without functions when they are not Python now."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            body = tuple(ast.parse("".join(lines)).body)
    except (SyntaxError, ValueError):
        body = ()
    return File(lines, body, index(body))


def index(body):
    """The functions inside top-level statements, by place."""
    places: dict[Place, list[tuple[ast.stmt, ast.AST]]] = {}
    for statement in body:
        for node in ast.walk(statement):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                first = node.decorator_list[0] if node.decorator_list else node
                places.setdefault((first.lineno, node.name), []).append((statement, node))
            elif isinstance(node, ast.Lambda):
                places.setdefault((node.lineno, LAMBDA), []).append((statement, node))
    return places


def find(code, file: File):
    """The node at the place of `code` that compiles to the same code, or None."""
    candidates = file.places.get((code.co_firstlineno, code.co_name), [])
    if len(candidates) > 1:
        return tell_apart(code, candidates, file)
    for statement, node in candidates:
        # The compiler calls a function of an imported module in its own way, so the whole file
        # counts, except at a prompt and in a notebook: there each statement is compiled alone.
        for body in (file.body, (statement,)):
            if any(same(code, other) for other in compiled(code, body, file)):
                return node
    return None


def compiled(code, body, file: File):
    """The code objects that stand at the place of `code` when `body` is compiled."""
    key = body, code.co_flags & LATER_FEATURES
    if key not in file.compiled:
        known = file.compiled[key] = {}
        for other in codes(*key):
            known.setdefault((other.co_firstlineno, other.co_name), []).append(other)
    return file.compiled[key].get((code.co_firstlineno, code.co_name), [])


def codes(body, flags):
    """All code objects inside top-level statements, outer ones first."""
    module = ast.Module(list(body), [])
    flags |= ast.PyCF_ALLOW_TOP_LEVEL_AWAIT  # cells of a notebook may have it
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = [compile(module, "<source>", "exec", flags, dont_inherit=True)]
    except (SyntaxError, ValueError):
        return []
    for code in found:
        found += [value for value in code.co_consts if isinstance(value, types.CodeType)]
    return found[1:]


def tell_apart(code, candidates, file: File):
    """The one of several nodes on one line that `code` is made from.

    Of candidates with the same code the columns decide; where Python keeps no columns, code that
    is the same is as good as the right one.
    """
    key = code.co_firstlineno, code.co_name, code.co_flags & LATER_FEATURES
    if key not in file.compiled:
        file.compiled[key] = list(pairs(candidates, file, key[-1]))
    matches = [(node, other) for node, other in file.compiled[key] if same(code, other)]
    exact = [node for node, other in matches if columns(code) == columns(other)]
    return next(iter(exact or [node for node, _ in matches]), None)


def pairs(candidates, file: File, flags):
    """Each candidate with its code object, compiled with the other statements and alone.

    Each in turn is moved far down the file, in a copy, and compiled: its first line then tells
    its code object from all others, and nothing else about that changes.
    """
    for statement, node in candidates:
        copies: dict[int, Any] = {}
        twin = copy.deepcopy(statement, copies)
        move(copies[id(node)], UNUSED_LINE - node.lineno)
        around = [twin if entry is statement else entry for entry in file.body]
        for body in (around, [twin]):
            # Functions inside the body may begin on the same line; they come later in this order.
            for other in codes(body, flags):
                if other.co_firstlineno == UNUSED_LINE and other.co_name == LAMBDA:
                    yield node, other
                    break


def move(node, lines):
    """Add to the line numbers of a lambda and its body; default values are code outside of it."""
    for inner in [node, *ast.walk(node.body)]:
        if hasattr(inner, "lineno"):
            inner.lineno += lines
            inner.end_lineno += lines


def columns(code):
    """The columns of the instructions of `code`."""
    return [position[2:] for position in code.co_positions()]


def same(code, other) -> bool:
    """Do both code objects do the same, wherever they stand?"""
    if code == other:
        return True
    if signature(code) != signature(other):
        return False
    if any(name.startswith("@") for name in code.co_varnames + code.co_names):
        # A test runner has rewritten the assert statements; no name in a text begins with @.
        return set(seen(other)) <= set(seen(code))
    if code.co_code != other.co_code or seen(code) != seen(other):
        return False
    return same_constant(code.co_consts, other.co_consts)


def signature(code):
    """How a code object is called."""
    count = code.co_argcount + code.co_kwonlyargcount
    kinds = code.co_posonlyargcount, code.co_argcount, code.co_kwonlyargcount
    return code.co_name, code.co_flags, kinds, code.co_varnames[:count]


def seen(code):
    """The names that a code object reads and writes."""
    return code.co_names + code.co_varnames + code.co_freevars + code.co_cellvars


def same_constant(value, other) -> bool:
    """Are two constants equal, type and sign of zero included?"""
    if type(value) is not type(other):
        return False
    if isinstance(value, types.CodeType):
        return same(value, other)
    if isinstance(value, tuple):
        return len(value) == len(other) and all(map(same_constant, value, other))
    if isinstance(value, (float, complex)):
        return repr(value) == repr(other)
    return value == other
