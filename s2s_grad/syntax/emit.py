"""Modules as text that a person, and a formatter, would write."""

import textwrap

import gast

from s2s_grad.syntax.displays import DisplayUnparser
from s2s_grad.syntax.layout import WIDTH
from s2s_grad.syntax.lines import LineUnparser
from s2s_grad.syntax.literals import documentation
from s2s_grad.syntax.marks import Blank, Comment
from s2s_grad.syntax.precedence import TEST
from s2s_grad.syntax.spacing import HEAD, blank_lines
from s2s_grad.syntax.wrap import wrapped


def emit(module):
    """The text of a module."""
    unparser = ModuleUnparser()
    unparser.dispatch(module)
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
    return DisplayUnparser().text(node)


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

    def _Module(self, t):
        if not (t.body and is_text(t.body[0], str)):
            self.statements(t.body, HEAD, top=True)
            return
        self.lines += documentation(t.body[0].value.value).split("\n")
        self.statements([Blank(), *t.body[1:]], t.body[0], top=True)

    def block(self, body, before=None):
        """An indented block that follows its head, or the docstring `before` there."""
        outer, self.indent = self.indent, self.indent + "    "
        self.statements(body, before)
        if not any(map(is_code, [before, *body])):
            self.fill("pass")
        self.indent = outer

    def statements(self, body, previous, top=False):
        """Statements with the blank lines between them that were asked for or are usual."""
        for index, statement in enumerate(body):
            if type(statement) is not Blank:
                self.lines.extend([""] * blank_lines(previous, body, index, top))
                self.dispatch(statement)
                previous = statement

    def _Comment(self, t):
        width = max(WIDTH - len(self.indent) - 2, 20)
        for line in t.text.split("\n"):
            pieces = [line]
            # the head of a module stands as it is, however long a path it names
            if self.indent and len(line) > width:
                pieces = textwrap.wrap(line, width, subsequent_indent="    ")
            for piece in pieces:
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
            self.block(body, before=HEAD)
            return
        lines = documentation(body[0].value.value).split("\n")
        self.lines += [f"{self.indent}    {lines[0]}", *lines[1:]]
        if is_class and len(body) > 1 and type(body[1]) is not Blank:
            body = [body[0], Blank(), *body[1:]]
        self.block(body[1:], before=body[0])

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


def is_code(statement):
    """Whether a statement does something, or is a docstring."""
    return statement not in (None, HEAD) and type(statement) not in (Blank, Comment)
