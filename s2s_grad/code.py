"""The program being worked on: about ten statements; expressions stay gast trees."""

from dataclasses import dataclass
from typing import Any

import gast


@dataclass(frozen=True)
class Origin:
    """Where a statement stands in the user's file, and its text on one line."""

    file: str
    line: int
    column: int
    end_column: int | None
    text: str


@dataclass(frozen=True)
class Let:
    """`name = value`, one operation; `fact` is what is known about the value."""

    name: str
    value: gast.expr
    origin: Origin | None = None
    fact: Any = None


@dataclass(frozen=True)
class Unpack:
    """`a, b = value`."""

    names: tuple[str, ...]
    value: gast.expr
    origin: Origin | None = None


@dataclass(frozen=True)
class Put:
    """`place = value`, where the place is an item or an attribute."""

    place: gast.expr
    value: gast.expr
    origin: Origin | None = None
    operator: Any = None  # the gast operator class of `place += value`


@dataclass(frozen=True)
class Do:
    """An expression evaluated for its effect."""

    value: gast.expr
    origin: Origin | None = None


class Tried(gast.expr):
    """As the test of a branch: whether `then` ended without an error of these kinds; else
    `otherwise` handles it, under the name `error`."""

    _fields = ("kinds", "error")

    def __init__(self, kinds: Any = None, error: Any = None):
        super().__init__()
        self.kinds, self.error = kinds, error


@dataclass(frozen=True)
class Branch:
    """`if test: then` / `else: otherwise`; with a test `Tried`, `try: then` / `except: ...`."""

    test: gast.expr
    then: tuple = ()
    otherwise: tuple = ()
    origin: Origin | None = None


@dataclass(frozen=True)
class For:
    """`for target in sequence: body`; the target is a name or a tuple of names."""

    target: gast.expr
    sequence: gast.expr
    body: tuple = ()
    origin: Origin | None = None


@dataclass(frozen=True)
class While:
    """`while test: body`."""

    test: gast.expr
    body: tuple = ()
    origin: Origin | None = None


@dataclass(frozen=True)
class Leave:
    """`return value`, `break`, `continue` or `raise value`."""

    kind: str
    value: gast.expr | None = None
    origin: Origin | None = None


@dataclass(frozen=True)
class Add:
    """`name += value`, or `name[index] += value`: a further contribution."""

    name: str
    value: gast.expr
    origin: Origin | None = None
    index: gast.expr | None = None


@dataclass(frozen=True)
class Save:
    """Remember the value that `name` has now on `stack`; `own` says that the stack is a
    list of the program's, or the gradient of one, which may take it in at `index`."""

    stack: str
    name: str
    origin: Origin | None = None
    own: bool = False
    index: gast.expr | None = None


@dataclass(frozen=True)
class Restore:
    """Take the value of `name` back from `stack`."""

    stack: str
    name: str
    origin: Origin | None = None
    own: bool = False
    index: gast.expr | None = None


@dataclass(frozen=True)
class Function:
    """A function in our statements; `made` are the names that the user did not write."""

    name: str
    parameters: tuple[str, ...]
    body: tuple
    made: frozenset = frozenset()
    doc: str = ""
    signature: Any = None  # gast.arguments, as the user wrote them
    bound: frozenset = frozenset()  # names of its own
    shared: frozenset = frozenset()  # names of its own that functions inside write to
    outer: frozenset = frozenset()  # names of enclosing functions that it writes to


def blocks(statement):
    """The lists of statements inside a statement."""
    match statement:
        case Branch():
            return (statement.then, statement.otherwise)
        case For() | While():
            return (statement.body,)
        case _:
            return ()


def every(code):
    """All statements, inner ones included, in order of the text."""
    for statement in code:
        yield statement
        for block in blocks(statement):
            yield from every(block)


def target_names(node):
    """The names that a loop target or an unpacking target binds, in order."""
    if isinstance(node, gast.Name):
        return [node.id]
    if isinstance(node, gast.Starred):
        return target_names(node.value)
    if isinstance(node, (gast.Tuple, gast.List)):
        return [found for entry in node.elts for found in target_names(entry)]
    return []
