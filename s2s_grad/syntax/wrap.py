"""Lines that are too long, broken as a formatter breaks them."""

import gast

from s2s_grad.syntax.chains import (
    EMBRACE,
    FOLLOWED,
    NEVER,
    SPLIT,
    SPLITTABLE,
    followed,
    has_filled_brackets,
    is_fluent,
    is_wrapped,
    operands,
    operator_rank,
    parentheses_for,
    splits_by_brackets,
)
from s2s_grad.syntax.layout import (
    HARD,
    SOFT,
    SPACE,
    Choice,
    Elastic,
    Embrace,
    Group,
    Indent,
    Line,
    OnlyBroken,
    lay_out,
)
from s2s_grad.syntax.lines import LineUnparser, is_bare_value
from s2s_grad.syntax.precedence import ATOM, BARE, OR, TEST, is_power, is_tight, precedence

INSIDE = object()


def wrapped(parts, indent):
    """The text of a line made of `parts`, broken where it is too long."""
    unparser = WrappedUnparser()
    unparser.write_parts(parts)
    return lay_out(unparser.document, indent)


class WrappedUnparser(LineUnparser):
    """Writes a line as a document.

    `brackets` says where we are: None outside of any brackets, where no line can end;
    INSIDE brackets; or within the group of parentheses that may or may not appear.
    """

    def __init__(self):
        self.document = []
        self.brackets = None
        self.outer = []
        self.chain = False

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
            self.write(OnlyBroken(" "))

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
        head = self.lambda_head(t)
        body = self.captured(self.within, t.body, TEST, brackets=None)
        kind = type(t.body)
        self.write(head)
        if has_filled_brackets(t.body) is not None and kind not in FOLLOWED:
            self.within(t.body, TEST)
        elif kind in (gast.Call, gast.Subscript) and not is_fluent(t.body):
            opened = [Group(body, is_open=True)]
            self.write(Choice(body, opened, ["(", Indent([HARD, *body]), HARD, ")"]))
        else:
            self.write(braced(self.captured(self.within, t.body, TEST)))

    def lambda_head(self, t):
        """`lambda x, y: `"""
        texts = [parameter_text(parameter) for parameter in self.parameters(t.args)]
        return f"lambda {', '.join(texts)}: " if texts else "lambda: "

    # chains

    def primary(self, node):
        outer, self.chain = self.chain, self.chain and not is_wrapped(node, ATOM)
        super().primary(node)
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
        self.primary(t.value)
        if self.chain and (
            type(t.value) in (gast.Call, gast.Subscript) or is_wrapped(t.value, ATOM)
        ):
            self.write(SOFT)
        self.write("." + t.attr)

    def _Call(self, t):
        self.follow(t, super()._Call)

    def _Subscript(self, t):
        self.follow(t, super()._Subscript)

    # the parts of a line

    def embraced(self, node, write, *arguments, always=False):
        """What `write` writes for `node`, in parentheses of its own if that helps."""
        wish = parentheses_for(node)
        if wish == NEVER:
            self.write(self.captured(write, *arguments, brackets=None))
        elif wish == SPLIT or always:
            if splits_by_brackets(node):
                self.elastic(write, *arguments)
            else:
                self.write(braced(self.captured(write, *arguments)))
        else:
            group = Group([])
            group.parts = self.captured(write, *arguments, brackets=group)
            self.write(Embrace(group))

    def elastic(self, write, *arguments):
        """Parentheses that appear only if breaking the brackets inside does not do."""
        group = Group([])
        content = self.captured(write, *arguments, brackets=group)
        group.parts = [OnlyBroken("("), Indent([SOFT, *content], group), SOFT, OnlyBroken(")")]
        self.write(group)

    def statement(self, node):
        if type(node) in SPLITTABLE:
            self.embraced(node, self.within, node, TEST)
        else:
            self.plain(node)

    def message(self, node):
        self.embraced(node, self.within, node, TEST, always=True)

    def error(self, node):
        if parentheses_for(node) == SPLIT:
            self.embraced(node, self.within, node, TEST)
        else:
            self.plain(node)

    def condition(self, node):
        level = BARE if type(node) is gast.NamedExpr else TEST
        self.embraced(node, self.within, node, level)

    def asserted(self, node):
        if precedence(node) < TEST:
            self.plain(node)
        else:
            self.condition(node)

    def iterated(self, node):
        if type(node) is gast.Tuple and node.elts:
            self.tuple(node)
        else:
            self.embraced(node, self.within, node, TEST)

    def tuple(self, node):
        """A tuple that gets parentheses when it is broken."""
        if len(node.elts) == 1:
            self.dispatch(node)
        else:
            self.write(braced(self.captured(self.elements, node)))

    def returned(self, node):
        if type(node) is gast.Tuple and len(node.elts) == 2:
            self.elastic(self.elements, node)
        else:
            self.iterated(node)

    def target(self, node):
        if type(node) is gast.Tuple and node.elts:
            self.tuple(node)
        else:
            self.plain(node)

    def deleted(self, nodes):
        if len(nodes) == 1:
            self.condition(nodes[0])
        else:
            self.write(braced(self.captured(super().deleted, nodes)))

    def with_items(self, items):
        if len(items) > 1:
            self.write(braced(self.captured(super().with_items, items)))
            return
        self.condition(items[0].context_expr)
        if items[0].optional_vars is not None:
            self.write(" as ")
            self.plain(items[0].optional_vars)

    # assignments

    def assignment(self, assignment):
        targets, sign, value = assignment
        for target in targets[:-1]:
            self.assigned(target, is_first=target is targets[0])
            self.write(sign)
        last = targets[-1]
        is_single = len(targets) == 1
        if is_single and not is_breakable(last):
            self.assigned(last, is_first=True)
            self.write(sign)
            self.value(value, targets)
            return
        left = self.captured(self.assigned, last, is_single, brackets=None)
        if parentheses_for(value) != EMBRACE:
            self.document += [*left, sign]
            self.value(value, targets)
            return
        right = self.captured(self.plain, value, brackets=None)
        whole = [*left, sign, *right]
        below = [*left, sign, "(", Indent([HARD, *right]), HARD, ")"]
        if type(value) in FOLLOWED:
            opened = [*left, sign, Group(right, is_open=True)]
            self.write(Choice(whole, opened, below, whole))
        else:
            self.write(Choice(whole, below, whole))

    def assigned(self, node, is_first):
        """A target; a later one may get parentheses."""
        if type(node) is str:
            self.write(node)
        elif type(node) is gast.Tuple and node.elts:
            self.tuple(node)
        elif is_first or is_breakable(node):
            self.plain(node)
        else:
            self.write(braced(self.captured(self.plain, node)))

    def value(self, node, targets):
        if is_bare_value(node, targets):
            self.tuple(node)
        elif type(node) in (gast.Yield, gast.YieldFrom):
            self.embraced(node, self.dispatch, node)
        else:
            self.embraced(node, self.within, node, TEST)


def parameter_text(parameter):
    """One parameter on one line."""
    unparser = LineUnparser()
    unparser.parameter(parameter)
    return "".join(unparser.pieces)


def braced(content):
    """A group that gets parentheses when it is broken."""
    return Group([OnlyBroken("("), Indent([SOFT, *content]), SOFT, OnlyBroken(")")])


def is_breakable(target):
    """Whether a target has brackets of its own to break."""
    return type(target) is not str and has_filled_brackets(target) is not None


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
        sign = WrappedUnparser.binop[type(node.op).__name__]
        return sign, rank, is_power(node) and is_tight(node.left, node.right)
    if type(node) is gast.BoolOp:
        return WrappedUnparser.boolops[type(node.op)], rank, False
    return WrappedUnparser.cmpops[type(node.ops[index - 1]).__name__], rank, False
