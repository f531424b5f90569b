"""Lines that are too long, broken as a formatter breaks them."""

import gast

from s2s_grad.syntax.breaks import BreakingUnparser, braced, with_parentheses
from s2s_grad.syntax.chains import (
    EMBRACE,
    FOLLOWED,
    NEVER,
    SPLIT,
    SPLITTABLE,
    has_filled_brackets,
    parentheses_for,
    splits_by_brackets,
)
from s2s_grad.syntax.expressions import is_bare_tuple
from s2s_grad.syntax.layout import (
    HARD,
    Choice,
    Embrace,
    Group,
    Indent,
    lay_out,
)
from s2s_grad.syntax.lines import is_bare_value
from s2s_grad.syntax.precedence import BARE, TEST, precedence


def wrapped(parts, indent):
    """The text of a line made of `parts`, broken where it is too long."""
    unparser = WrappedUnparser()
    unparser.write_parts(parts)
    return lay_out(unparser.document, indent)


class WrappedUnparser(BreakingUnparser):
    """Writes the parts of a line, in parentheses where breaking them needs some."""

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
        self.write(with_parentheses(group, content))

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
        if is_bare_tuple(node):
            self.tuple(node)
        else:
            self.embraced(node, self.within, node, TEST)

    def tuple(self, node):
        """A tuple that gets parentheses when it is broken."""
        self.write(braced(self.captured(self.elements, node)))

    def returned(self, node):
        if is_bare_tuple(node) and len(node.elts) == 2:
            self.elastic(self.pair_of_values, node)
        else:
            self.iterated(node)

    def pair_of_values(self, node):
        """The elements of a returned pair."""
        self.returned_pair = self.brackets
        self.elements(node)

    def target(self, node):
        if is_bare_tuple(node):
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
        if parentheses_for(value) != EMBRACE or type(value) in (gast.UnaryOp, gast.Await):
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
        elif is_bare_tuple(node):
            self.tuple(node)
        elif is_first or is_breakable(node):
            self.plain(node)
        else:
            self.write(braced(self.captured(self.plain, node)))

    def value(self, node, targets):
        self.assigned_lambda = node
        if is_bare_value(node, targets):
            self.tuple(node)
        elif type(node) in (gast.Yield, gast.YieldFrom):
            self.embraced(node, self.dispatch, node)
        else:
            self.embraced(node, self.within, node, TEST)


def is_breakable(target):
    """Whether a target has brackets of its own to break."""
    return type(target) is not str and has_filled_brackets(target) is not None
