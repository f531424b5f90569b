"""Where expressions may be broken: brackets, operators, chains of calls."""

import gast

from s2s_grad.syntax.chains import (
    FOLLOWED,
    SPLITTABLE,
    followed,
    has_filled_brackets,
    is_fluent,
    is_wrapped,
    operands,
    operator_rank,
)
from s2s_grad.syntax.layout import (
    HARD,
    SOFT,
    SPACE,
    Choice,
    Elastic,
    Group,
    Indent,
    Line,
    OnlyBroken,
)
from s2s_grad.syntax.lines import LineUnparser
from s2s_grad.syntax.precedence import OR, TEST, WORDS, is_power, is_tight

INSIDE = object()


class BreakingUnparser(LineUnparser):
    """Writes a line as a document of what may be broken, and where.

    `brackets` says where we are: None outside of any brackets, where no line can end;
    INSIDE brackets; or within the group of parentheses that may or may not appear.
    """

    def __init__(self):
        self.document = []
        self.brackets = None
        self.outer = []
        self.chain = False
        self.assigned_lambda = None
        self.returned_pair = None

    def write(self, text):
        self.document.append(text)

    def captured(self, write, *arguments, brackets=INSIDE):
        """What `write` writes, when `brackets` are around it."""
        document, around = self.document, self.brackets
        self.document, self.brackets = [], brackets
        write(*arguments)
        found, self.document, self.brackets = self.document, document, around
        return found

    # where lines end

    def opening(self, bracket):
        self.outer.append((self.document, self.brackets, self.chain, bracket))
        self.document, self.brackets, self.chain = [], INSIDE, False

    def closing(self, bracket):
        content = self.document
        self.document, self.brackets, self.chain, left = self.outer.pop()
        if not content:
            self.write(left + bracket)
            return
        group = Group([left, Indent([SOFT, *content]), SOFT, bracket])
        if type(self.brackets) is Group:
            self.write(Elastic([group], self.brackets))
        else:
            self.write(group)

    def gap(self):
        self.write(SPACE)

    def comma(self):
        self.write(",")
        self.write(SPACE)

    def last_comma(self):
        self.write(OnlyBroken(","))

    def inner(self, write, *arguments):
        self.write(Group(self.captured(write, *arguments, brackets=self.brackets)))

    def soft(self, flat):
        """The end of a line, if there are brackets around."""
        if self.brackets is None:
            self.write(flat)
        else:
            self.write(Line(flat, self.owner()))

    def grouped(self, write, *arguments):
        """A part that breaks apart from what is around it, if there are brackets around."""
        if self.brackets is None:
            write(*arguments)
        else:
            found = self.captured(write, *arguments, brackets=self.brackets)
            self.write(Group(found, self.owner()))

    def owner(self):
        """The group of the parentheses that may appear around us."""
        return self.brackets if type(self.brackets) is Group else None

    def loosened(self):
        """The group that, when broken, spreads `x**2`: ruff's choice, not ours."""
        return None if self.brackets is self.returned_pair else self.owner()

    # operations

    def _BinOp(self, t):
        self.grouped(self.operation, flattened(t))

    _BoolOp = _Compare = _BinOp

    def operation(self, parts):
        """Operands and operators in turn, broken at the operators that bind least."""
        if len(parts) == 1:
            self.within(*parts[0])
            return
        loosest = max(rank for _, rank, _ in parts[1::2])
        start = 0
        for index in [*range(1, len(parts), 2), len(parts)]:
            if index < len(parts) and parts[index][1] != loosest:
                continue
            if start:
                self.operator(parts[start - 1])
            if index - start == 1:
                self.within(*parts[start])
            else:
                self.grouped(self.operation, parts[start:index])
            start = index + 1

    def operator(self, operator):
        """An operator, at the start of its line when the line is broken."""
        sign, _, tight = operator
        if not tight:
            self.soft(" ")
            self.write(sign + " ")
            return
        self.soft("")
        self.write(sign)
        if self.brackets is not None:
            self.write(OnlyBroken(" ", self.loosened()))

    def _IfExp(self, t):
        self.grouped(self.choices, t)

    def choices(self, t):
        """A conditional expression; one that follows `else` is broken with it."""
        self.within(t.body, OR)
        self.soft(" ")
        self.write("if ")
        self.within(t.test, OR)
        self.soft(" ")
        self.write("else ")
        if type(t.orelse) is gast.IfExp:
            self.choices(t.orelse)
        else:
            self.within(t.orelse, TEST)

    def _Lambda(self, t):
        self.write(self.lambda_head(t))
        body = self.lambda_body(t.body)
        self.write(Elastic(body) if t is self.assigned_lambda else body)

    def lambda_body(self, node):
        """The body of a `lambda`, in parentheses when they are needed to break it."""
        kind = type(node)
        if kind in (gast.Call, gast.Subscript) and not is_fluent(node):
            body = self.captured(self.within, node, TEST, brackets=self.brackets)
            opened = [Group(body, is_open=True)]
            return [Choice(body, opened, ["(", Indent([HARD, *body]), HARD, ")"])]
        if has_filled_brackets(node) is not None and kind not in FOLLOWED:
            return self.captured(self.within, node, TEST, brackets=self.brackets)
        return [braced(self.captured(self.within, node, TEST))]

    def lambda_head(self, t):
        """`lambda x, y: `"""
        texts = [parameter_text(parameter) for parameter in self.parameters(t.args)]
        return f"lambda {', '.join(texts)}: " if texts else "lambda: "

    # chains

    def primary(self, t):
        outer, self.chain = self.chain, self.chain and not is_wrapped(*followed(t))
        super().primary(t)
        self.chain = outer

    def follow(self, node, write):
        """A chain of attributes, calls and indices, one group when each call gets a line."""
        if self.chain or self.brackets is None or not is_fluent(node):
            write(node)
            return
        self.chain = True
        self.write(Group(self.captured(write, node, brackets=self.brackets)))
        self.chain = False

    def _Attribute(self, t):
        self.follow(t, self.attribute)

    def attribute(self, t):
        """`value.attr`, the dot on a line of its own in a broken chain."""
        self.primary(t)
        if self.chain and (
            type(t.value) in (gast.Call, gast.Subscript) or is_wrapped(*followed(t))
        ):
            self.write(SOFT)
        self.write("." + t.attr)

    def _Call(self, t):
        self.follow(t, super()._Call)

    def _Subscript(self, t):
        self.follow(t, super()._Subscript)


def parameter_text(parameter):
    """One parameter on one line."""
    unparser = LineUnparser()
    unparser.parameter(parameter)
    return "".join(unparser.pieces)


def braced(content):
    """A group that gets parentheses when it is broken."""
    return with_parentheses(Group([]), content)


def with_parentheses(group, content):
    """`group`, made to get parentheses around `content` when it is broken."""
    group.parts = [OnlyBroken("("), Indent([SOFT, *content], group), SOFT, OnlyBroken(")")]
    return group


def flattened(node):
    """Operands with their levels, and between them operators (sign, rank, whether tight)."""
    parts = []
    found = operands(node)
    for index, (operand, level) in enumerate(found):
        if index:
            parts.append(operator_at(node, index))
        if type(operand) in SPLITTABLE and not is_wrapped(operand, level):
            parts += flattened(operand)
        else:
            parts.append((operand, level))
    return parts


def operator_at(node, index):
    """The operator before the operand at `index`."""
    rank = operator_rank(node)[0]
    if type(node) is gast.BinOp:
        sign = BreakingUnparser.binop[type(node.op).__name__]
        return sign, rank, is_power(node) and is_tight(node.left, node.right)
    if type(node) is gast.BoolOp:
        return WORDS[type(node.op)], rank, False
    return BreakingUnparser.cmpops[type(node.ops[index - 1]).__name__], rank, False
