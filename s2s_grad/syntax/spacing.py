"""Where blank lines stand between statements."""

import sys

import gast

from s2s_grad.syntax.marks import Blank, Comment

DEFINITIONS = (gast.FunctionDef, gast.AsyncFunctionDef, gast.ClassDef)
IMPORTS = (gast.Import, gast.ImportFrom)
FIRST_PARTY = "s2s_grad"
HEAD = object()


def blank_lines(previous, body, index, top):
    """How many blank lines stand between `previous` and the statement at `index`.

    At least the usual ones; where a `Blank` asks for one, a definition gets its full share.
    """
    if previous in (None, HEAD) or type(body[index - 1]) is not Blank:
        return usual_blank_lines(previous, body, index, top)
    is_definition = top and isinstance(body[index], DEFINITIONS)
    return max(usual_blank_lines(previous, body, index, top), 2 if is_definition else 1)


def usual_blank_lines(previous, body, index, top):
    """How many blank lines stand between `previous` and the statement at `index`.

    `previous` is None at the start of a block, and HEAD at that of a module or a definition.
    """
    statement = body[index]
    around = 2 if top else 1
    if previous is HEAD:
        return 0
    if isinstance(first_of(body, index), DEFINITIONS):
        if type(previous) is Comment or (previous is None and type(statement) is Comment):
            return 0
        return around
    if previous is not None and isinstance(last_of(previous), DEFINITIONS):
        return around
    if isinstance(previous, IMPORTS):
        if not isinstance(statement, IMPORTS):
            return 1
        return int(top and import_group(previous) != import_group(statement))
    return 0


def first_of(body, index):
    """The statement at `index`, or the one that the comments there belong to."""
    while index < len(body) - 1 and type(body[index]) is Comment:
        index += 1
    return body[index]


def last_of(statement):
    """The statement on the last lines of a statement, down into its blocks."""
    for field in ("finalbody", "orelse", "handlers", "cases", "body"):
        block = getattr(statement, field, None)
        if block and not isinstance(statement, DEFINITIONS):
            return last_of(block[-1])
    return statement


def import_group(statement):
    """Which group an import belongs to: __future__, standard, third party, our own."""
    if type(statement) is gast.ImportFrom:
        if statement.level:
            return 4
        module = statement.module
    else:
        module = statement.names[0].name
    root = module.split(".")[0]
    if root == "__future__":
        return 0
    if root == FIRST_PARTY:
        return 3
    return 1 if root in sys.stdlib_module_names else 2
