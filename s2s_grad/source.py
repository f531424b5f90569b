"""Any callable to a Source: tree, the names it sees, receiver, file and line."""

from __future__ import annotations

import ast
import functools
import inspect
import types
from dataclasses import dataclass, field
from typing import Any

import gast

from s2s_grad.code import Origin
from s2s_grad.errors import UnsupportedCall
from s2s_grad.locate import locate
from s2s_grad.quote import cut, quote_expression, quote_statement

CACHED = type(functools.lru_cache(abs))  # its result is that of the function it wraps


@dataclass(frozen=True, eq=False)
class Source:
    """A callable and what is needed to read it; `Source.of(fn)` makes one."""

    function: Any  # the plain Python function
    name: str  # "rnn", "Net.construct", "lambda"
    file: str  # an absolute path, or "<stdin>" and the like
    lines: list[str]  # the whole file
    node: Any = field(repr=False)  # of ast, shared by all Sources of this function: do not change
    receiver: Any = None  # the bound self or cls
    arguments: tuple = ()  # bound by functools.partial; they follow the receiver
    keywords: dict[str, Any] = field(default_factory=dict)

    @staticmethod
    def of(fn) -> Source:
        """The Source of a function, a method, a partial, a lambda, or an object that is called."""
        target = follow(fn)
        function = target.function
        if not isinstance(function, types.FunctionType):
            refuse(function, target)
        file, lines, node = locate(function)
        name = short_name(function.__code__.co_qualname)
        return Source(
            function, name, file, lines, node, target.receiver, target.arguments, target.keywords
        )

    @functools.cached_property
    def tree(self) -> gast.AST:
        """The function as a gast tree, with the lines and columns of the file; the caller's own."""
        return gast.ast_to_gast(self.node)

    @property
    def text(self) -> str:
        """The lines of the function, decorators included; of a lambda, itself only."""
        if isinstance(self.node, ast.Lambda):
            return "".join(cut(self.node, self.lines))
        first = self.function.__code__.co_firstlineno
        return "".join(self.lines[first - 1 : self.node.end_lineno])

    @property
    def globals(self) -> dict[str, Any]:
        return self.function.__globals__

    @property
    def closure(self) -> dict[str, types.CellType]:
        """The cells of the free names."""
        return dict(zip(self.function.__code__.co_freevars, self.function.__closure__ or ()))

    @property
    def defaults(self) -> dict[str, Any]:
        """The default values of the parameters, those that are keyword-only included."""
        code, values = self.function.__code__, self.function.__defaults__ or ()
        positional = code.co_varnames[: code.co_argcount]
        found = dict(zip(positional[len(positional) - len(values) :], values))
        return found | (self.function.__kwdefaults__ or {})

    def origin(self, node) -> Origin:
        """Where a node of the tree stands: its line, and its place in the text of that line.

        `column` and `end_column` count characters of `text`. The text of a statement is the
        statement itself, of a compound statement its header; of an expression, the lines it is on.
        """
        if not 1 <= (getattr(node, "lineno", None) or 0) <= len(self.lines):
            node = self.node
        quote = quote_statement if isinstance(node, (ast.stmt, gast.stmt)) else quote_expression
        text, column, end_column = quote(node, self.lines)
        return Origin(self.file, node.lineno, column, end_column, text)


@dataclass(frozen=True, eq=False)
class Target:
    """What a call ends up calling: `function(receiver, *arguments, ..., **keywords)`."""

    function: Any
    receiver: Any = None
    arguments: tuple = ()
    keywords: dict[str, Any] = field(default_factory=dict)


def follow(fn) -> Target:
    """The function behind methods, partials, objects that are called, and `__source__`.

    A wrapper made with functools.wraps is its own code and is not followed.
    """
    target = Target(fn)
    for _ in range(100):
        further = step(target)
        if further is None:
            return target
        target = further
    raise UnsupportedCall(
        "S204",
        f"{fn!r} leads from object to object without end",
        advice="Pass the function at the end of the chain.",
    )


def step(target: Target) -> Target | None:
    """The Target one layer further in, or None when there is no layer left."""
    fn = target.function
    if isinstance(fn, types.FunctionType):
        stands_for = own_source(fn)
        return None if stands_for is None else bind(target, stands_for)
    if isinstance(fn, types.MethodType):
        return bind(target, fn.__func__, fn.__self__)
    if isinstance(fn, functools.partial):
        passed = fn.args + positional(target)
        return Target(fn.func, None, passed, fn.keywords | target.keywords)
    if isinstance(fn, (staticmethod, classmethod)):
        return bind(target, fn.__func__)
    if isinstance(fn, CACHED):
        return bind(target, fn.__wrapped__)
    if isinstance(fn, type) or hasattr(type(fn), "__s2s_derivative__"):
        return None
    if hasattr(type(fn), "__source__"):
        return bind(target, *fn.__source__())
    return called(target)


def bind(target: Target, function, receiver=None) -> Target:
    """`function` in place of the target's, called with what the target already passes."""
    if receiver is None:
        return Target(function, target.receiver, target.arguments, target.keywords)
    return Target(function, receiver, positional(target), target.keywords)


def positional(target: Target) -> tuple:
    """The receiver, if there is one, and the arguments."""
    before = () if target.receiver is None else (target.receiver,)
    return before + target.arguments


def own_source(function):
    """The function that a decorator of this library says `function` stands for, or None.

    functools.wraps copies attributes, so a user's wrapper may carry a note that is not its own:
    then the function it wraps has the same one.
    """
    note = function.__dict__.get("__s2s_source__")
    wrapped = function.__dict__.get("__wrapped__")
    if note is None or note is getattr(wrapped, "__s2s_source__", None):
        return None
    return note


def called(target: Target) -> Target | None:
    """The `__call__` that the class of an object defines in Python, bound to the object."""
    kind = type(target.function)
    call = inspect.getattr_static(kind, "__call__", None)
    if isinstance(call, types.FunctionType):
        return bind(target, call, target.function)
    if isinstance(call, (staticmethod, functools.partial)):
        return bind(target, call)
    if isinstance(call, classmethod):
        return bind(target, call.__func__, kind)
    return None


def primitive(fn):
    """The builtin or ufunc that `fn` is by nature, such as np.tanh or len; else None.

    A partial of a builtin is none: its bound arguments would be lost.
    """
    target = follow(fn)
    function = target.function
    if isinstance(function, types.FunctionType) or not callable(function):
        return None
    if isinstance(function, type) and function.__flags__ & HEAP_TYPE:
        return None
    if target.receiver is not None or target.arguments or target.keywords:
        return None
    return function


HEAP_TYPE = 1 << 9  # the flag of a class made by a class statement


def refuse(function, target: Target):
    """Say why a callable that is not a Python function has no Source."""
    name = getattr(function, "__name__", None) or repr(function)
    if isinstance(function, type):
        raise UnsupportedCall(
            "S201",
            f"{name} is a class and cannot be differentiated",
            advice="Pass a function, a method or an object that is called.",
        )
    if not callable(function):
        raise UnsupportedCall(
            "S201",
            f"{function!r} is not a function and cannot be differentiated",
            advice="Pass a function, a method or an object that is called.",
        )
    example = f"lambda x: {name}(x)"
    if target.arguments or target.keywords:
        example = f"lambda x: {name}(x, ...)"
    raise UnsupportedCall(
        "S201",
        f"{name} has no Python source",
        advice=f"Call it from a Python function, for example {example}.",
    )


def short_name(qualified: str) -> str:
    """The part of a qualified name that a reader needs: no enclosing functions, no brackets."""
    name = qualified.rpartition("<locals>.")[2]
    return "lambda" if name.endswith("<lambda>") else name
