"""Modules as text that a person, and a formatter, would write."""

import sys
import textwrap

import gast

from s2s_grad.syntax.expressions import ExpressionUnparser
from s2s_grad.syntax.layout import WIDTH
from s2s_grad.syntax.lines import LineUnparser
from s2s_grad.syntax.literals import documentation
from s2s_grad.syntax.marks import Blank, Comment
from s2s_grad.syntax.precedence import TEST
from s2s_grad.syntax.wrap import wrapped

DEFINITIONS = (gast.FunctionDef, gast.AsyncFunctionDef, gast.ClassDef)
IMPORTS = (gast.Import, gast.ImportFrom)
FIRST_PARTY = "s2s_grad"


def emit(module):
    """The text of a module."""
    unparser = ModuleUnparser()
    unparser.module(module.body)
    return "".join(line + "\n" for line in unparser.lines)


def emit_statement(node):
    """The text of one statement, without the end of its last line."""
    unparser = ModuleUnparser()
    unparser.dispatch(node)
    return "\n".join(unparser.lines)


def emit_expression(node):
    """The text of one expression, on one line.

    >>> emit_expression(gast.parse("((a + b) * x[(0, slice(1))])").body[0].value)
    '(a + b) * x[0, slice(1)]'
    """
    return ExpressionUnparser().text(node)


class ModuleUnparser(LineUnparser):
    """Writes statements, line by line, into `lines`."""

    def __init__(self):
        super().__init__()
        self.lines = []
        self.indent = ""

    def line(self, *parts):
        """One line, or several when it is too long, made of texts and of (role, node) pairs."""
        self.write_parts(parts)
        text = "".join(self.pieces)
        self.pieces.clear()
        if len(self.indent) + len(text) > WIDTH:
            text = wrapped(parts, len(self.indent))
        self.lines.append(self.indent + text)

    def fill(self, text=""):
        """A line of its own, as the statements without expressions ask for."""
        self.line(text)

    # blocks

    def module(self, body):
        """The statements of a module, with blank lines around definitions."""
        for index, statement in enumerate(body):
            if type(statement) is Blank:
                continue
            if self.lines:
                self.lines.extend([""] * blank_lines_before(body, index))
            self.dispatch(statement)

    def _Module(self, t):
        self.module(t.body)

    def block(self, body):
        """An indented block, with one blank line around definitions."""
        outer, self.indent = self.indent, self.indent + "    "
        written = None
        is_blank = False
        for statement in body:
            if type(statement) is Blank:
                is_blank = True
                continue
            if written is not None and (
                is_blank
                or isinstance(written, DEFINITIONS)
                or (isinstance(statement, DEFINITIONS) and type(written) is not Comment)
            ):
                self.lines.append("")
            self.dispatch(statement)
            written, is_blank = statement, False
        if all(isinstance(statement, (Blank, Comment)) for statement in body):
            self.fill("pass")
        self.indent = outer

    def _Comment(self, t):
        width = max(WIDTH - len(self.indent) - 2, 20)
        for line in t.text.split("\n"):
            pieces = textwrap.wrap(line, width, subsequent_indent="    ")
            for piece in pieces or [""]:
                self.fill(f"# {piece}".rstrip())

    def _Blank(self, t):
        self.lines.append("")

    # simple statements

    def _Expr(self, t):
        self.line(("statement", t.value))

    def _Assign(self, t):
        self.line(("assignment", (t.targets, " = ", t.value)))

    def _AugAssign(self, t):
        sign = self.binop[type(t.op).__name__]
        self.line(("assignment", ([t.target], f" {sign}= ", t.value)))

    def _AnnAssign(self, t):
        target = self.text(t.target)
        if type(t.target) is gast.Name and not t.simple:
            target = f"({target})"
        target += ": " + self.text(t.annotation, TEST)
        if t.value is None:
            self.line(target)
        else:
            self.line(("assignment", ([target], " = ", t.value)))

    def _Return(self, t):
        if t.value is None:
            self.line("return")
        else:
            self.line("return ", ("returned", t.value))

    def _Delete(self, t):
        self.line("del ", ("deleted", t.targets))

    def _Assert(self, t):
        parts = ["assert ", ("asserted", t.test)]
        if t.msg is not None:
            parts += [", ", ("message", t.msg)]
        self.line(*parts)

    def _Raise(self, t):
        parts = ["raise"]
        if t.exc is not None:
            parts += [" ", ("error", t.exc)]
        if t.cause is not None:
            parts += [" from ", ("error", t.cause)]
        self.line(*parts)

    def _Global(self, t):
        self.fill("global " + ", ".join(t.names))

    def _Nonlocal(self, t):
        self.fill("nonlocal " + ", ".join(t.names))

    def _Import(self, t):
        self.fill("import " + ", ".join(map(alias_text, t.names)))

    def _ImportFrom(self, t):
        module = "." * (t.level or 0) + (t.module or "")
        names = [alias_text(name) for name in t.names]
        text = f"from {module} import {', '.join(names)}"
        if len(self.indent) + len(text) <= WIDTH or names == ["*"]:
            self.fill(text)
        else:
            self.fill(f"from {module} import (")
            self.lines += [f"{self.indent}    {name}," for name in names]
            self.fill(")")

    # compound statements

    def _If(self, t, keyword="if "):
        self.line(keyword, ("condition", t.test), ":")
        self.block(t.body)
        if len(t.orelse) == 1 and type(t.orelse[0]) is gast.If:
            self._If(t.orelse[0], "elif ")
        else:
            self.alternative(t.orelse)

    def alternative(self, body, keyword="else:"):
        """An `else` block, or none."""
        if body:
            self.fill(keyword)
            self.block(body)

    def _While(self, t):
        self.line("while ", ("condition", t.test), ":")
        self.block(t.body)
        self.alternative(t.orelse)

    def _For(self, t, keyword="for "):
        self.line(keyword, ("target", t.target), " in ", ("iterated", t.iter), ":")
        self.block(t.body)
        self.alternative(t.orelse)

    def _AsyncFor(self, t):
        self._For(t, "async for ")

    def _With(self, t, keyword="with "):
        self.line(keyword, ("with_items", t.items), ":")
        self.block(t.body)

    def _AsyncWith(self, t):
        self._With(t, "async with ")

    def _Try(self, t, keyword="except"):
        self.fill("try:")
        self.block(t.body)
        for handler in t.handlers:
            self.handler(handler, keyword)
        self.alternative(t.orelse)
        self.alternative(t.finalbody, "finally:")

    def _TryStar(self, t):
        self._Try(t, "except*")

    def handler(self, t, keyword):
        """One `except` clause."""
        parts = [keyword]
        if t.type is not None:
            parts += [" ", ("plain", t.type)]
        if t.name is not None:
            parts += [" as ", getattr(t.name, "id", t.name)]
        self.line(*parts, ":")
        self.block(t.body)

    # definitions

    def decorators(self, t):
        for decorator in t.decorator_list:
            self.line("@", ("plain", decorator))

    def _FunctionDef(self, t, keyword="def "):
        self.decorators(t)
        parts = [keyword + t.name, ("signature", self.parameters(t.args))]
        if t.returns is not None:
            parts += [" -> ", ("plain", t.returns)]
        self.body(parts, t.body)

    def _AsyncFunctionDef(self, t):
        self._FunctionDef(t, "async def ")

    def _ClassDef(self, t):
        self.decorators(t)
        parts = ["class " + t.name]
        if t.bases or t.keywords:
            parts.append(("bases", (t.bases, t.keywords)))
        self.body(parts, t.body, is_class=True)

    def body(self, parts, body, is_class=False):
        """The head and the body of a definition, docstring first."""
        if len(body) == 1 and is_text(body[0], Ellipsis):
            self.line(*parts, ": ...")
            return
        self.line(*parts, ":")
        if not (body and is_text(body[0], str)):
            self.block(body)
            return
        lines = documentation(body[0].value.value).split("\n")
        self.lines += [f"{self.indent}    {lines[0]}", *lines[1:]]
        if len(body) > 1:
            if is_class and type(body[1]) is not Blank:
                self.lines.append("")
            first = type(body[1]) is Blank or isinstance(body[1], DEFINITIONS)
            if first and not is_class:
                self.lines.append("")
            self.block(body[1:])

    def _Match(self, t):
        self.line("match ", ("iterated", t.subject), ":")
        outer, self.indent = self.indent, self.indent + "    "
        for case in t.cases:
            parts = ["case ", ("pattern", case.pattern)]
            if case.guard is not None:
                parts += [" if ", ("condition", case.guard)]
            self.line(*parts, ":")
            self.block(case.body)
        self.indent = outer


def alias_text(alias):
    """One name of an import."""
    return alias.name if alias.asname is None else f"{alias.name} as {alias.asname}"


def is_text(statement, kind):
    """Whether a statement is a lone string, or with `kind` Ellipsis a lone `...`."""
    if type(statement) is not gast.Expr or type(statement.value) is not gast.Constant:
        return False
    value = statement.value.value
    return value is Ellipsis if kind is Ellipsis else type(value) is kind


def blank_lines_before(body, index):
    """How many blank lines stand before a statement of a module that is not its first."""
    statement = body[index]
    before = index - 1
    while before >= 0 and type(body[before]) is Blank:
        before -= 1
    if before < 0:
        return 0
    previous = body[before]
    is_blank = before < index - 1
    if isinstance(previous, DEFINITIONS):
        return 2
    if type(previous) is Comment:
        return int(is_blank)
    if isinstance(first_of(body, index), DEFINITIONS):
        return 2
    if isinstance(previous, IMPORTS):
        if not isinstance(statement, IMPORTS):
            return 1
        return int(is_blank or import_group(previous) != import_group(statement))
    return int(is_blank)


def first_of(body, index):
    """The statement at `index`, or the one that the comments there belong to."""
    while index < len(body) - 1 and type(body[index]) is Comment:
        index += 1
    return body[index]


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
