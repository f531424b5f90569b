"""The functions that a program calls: their normal form, and whose they are."""

import os
from pathlib import Path

import gast

from s2s_grad.analysis.live import live_in_loops
from s2s_grad.code import Do
from s2s_grad.errors import S2SGradError, UnsupportedSyntax
from s2s_grad.source import Source
from s2s_grad.syntax.tree import function_text
from s2s_grad.transform.normal.generators import YIELD, as_manager, refuse_generator
from s2s_grad.transform.normalize import normal_function

PACKAGE = str(Path(__file__).parents[2])
LIBRARIES = tuple(os.path.join(folder, "") for folder in (os.path.dirname(os.__file__), PACKAGE))


def source_of(frame, function):
    """The Source of a function, its normal form, and what lives around its loops."""
    sources = frame.session.sources
    key = getattr(function, "__code__", function)
    if (key, id(function)) not in sources:
        source = Source.of(function)
        normal = normal_function_of(source)
        sources[key, id(function)] = (source, normal, live_in_loops(normal.body))
    return sources[key, id(function)]


def manager_source(frame, function):
    """(Source, normal form, what lives, statements before the yield, what is yielded,
    statements after it) of a function under contextlib.contextmanager."""
    sources, key = frame.session.sources, ("manager", function)
    if key not in sources:
        source = Source.of(function)
        normal = normal_function(source, as_manager(source, source.tree), ())
        for position, statement in enumerate(normal.body):
            if isinstance(statement, Do) and function_text(statement.value) == YIELD:
                yielded, body = statement.value.args[0], normal.body
                live = live_in_loops(body)
                parts = body[:position], yielded, body[position + 1 :]
                sources[key] = (source, normal, live, *parts)
    return sources[key]


def source_of_entry(session, source):
    """The normal form of the function that is differentiated."""
    refuse_generator(source)
    normal = normal_function_of(source)
    return normal, live_in_loops(normal.body)


def normal_function_of(source):
    """The normal form of a plain function."""
    refuse_generators(source)
    return normal_function(source, source.tree, ())


def refuse_generators(source):
    """Generators and coroutines are not functions of numbers."""
    if isinstance(source.tree, gast.AsyncFunctionDef):
        raise UnsupportedSyntax(
            "S105",
            "a coroutine function cannot be differentiated",
            source.origin(source.tree),
            "Differentiate a plain function that returns the value.",
        )


def is_library_code(function):
    """Whether a function stands in a file of a library, or in none."""
    file = function.__code__.co_filename
    return file.startswith("<") or is_library_file(file)


def is_foreign(source):
    """Whether a function belongs to a library, not to the user."""
    return is_library_file(source.file)


def is_library_file(file):
    """Whether a file is one of Python's own, of ours, or of an installed package."""
    file = os.path.abspath(file)
    return file.startswith(LIBRARIES) or "site-packages" in file


def from_library(frame, source, attempt):
    """What `attempt()` gives; a refusal inside a library is one of the user's line."""
    if not is_foreign(source) or is_foreign(frame.source):
        return attempt()
    try:
        return attempt()
    except S2SGradError as error:
        module = getattr(source.function, "__module__", "") or ""
        frame.refuse(
            error.code,
            f"{module}.{source.name} is not supported: {error.reason}",
            error.advice,
        )
    return None
