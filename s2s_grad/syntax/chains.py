"""The shape of an expression, as far as it decides where a long line is broken."""

import gast

from s2s_grad.syntax.precedence import (
    ATOM,
    AWAIT,
    BARE,
    BIT_OR,
    COMPARE,
    FOLLOWED,
    OPERATORS,
    OR,
    POWER,
    TEST,
    UNARY,
    followed,
    operand_level,
    precedence,
)

BRACKETED = {
    gast.Tuple: "elts",
    gast.List: "elts",
    gast.Set: "elts",
    gast.Dict: "values",
    gast.ListComp: "generators",
    gast.SetComp: "generators",
    gast.DictComp: "generators",
    gast.GeneratorExp: "generators",
}
SPLITTABLE = (gast.BinOp, gast.BoolOp, gast.Compare)


def operands(node):
    """The operands outside brackets, each with the level below which it is in parentheses."""
    kind = type(node)
    if kind is gast.BinOp:
        level = OPERATORS[type(node.op)]
        if level == POWER:
            return [(node.left, AWAIT), (node.right, UNARY)]
        return [(node.left, level), (node.right, level + 1)]
    if kind is gast.BoolOp:
        level = OPERATORS[type(node.op)]
        return [(value, level + 1) for value in node.values]
    if kind is gast.Compare:
        return [(value, COMPARE + 1) for value in (node.left, *node.comparators)]
    if kind is gast.UnaryOp:
        return [(node.operand, operand_level(node))]
    if kind is gast.IfExp:
        return [(node.body, OR), (node.test, OR), (node.orelse, TEST)]
    if kind in FOLLOWED:
        return [followed(node)]
    if kind is gast.Lambda:
        return [(node.body, TEST)]
    if kind is gast.Await:
        return [(node.value, ATOM)]
    if kind is gast.Starred:
        return [(node.value, BIT_OR)]
    if kind is gast.NamedExpr:
        return [(node.target, BARE), (node.value, TEST)]
    if kind in (gast.Yield, gast.YieldFrom) and node.value is not None:
        return [(node.value, TEST)]
    return []


def is_wrapped(node, level):
    """Whether an operand stands in parentheses."""
    return precedence(node) < level


def has_filled_brackets(node):
    """Whether an expression ends in brackets of its own: None, or whether they hold something."""
    kind = type(node)
    if kind in BRACKETED:
        return bool(getattr(node, BRACKETED[kind]))
    if kind is gast.Call:
        return bool(node.args or node.keywords)
    return True if kind is gast.Subscript else None


class Survey:
    """The operators of an expression outside its brackets, and where it starts and ends."""

    def __init__(self, node):
        self.loosest = 0
        self.count = 0
        self.has_brackets = False
        self.first = None
        self.last = None
        self.look(node)

    def look(self, node):
        """Take in one expression that is not in parentheses."""
        kind = type(node)
        if kind in BRACKETED:
            self.has_brackets = True
            return
        if kind in SPLITTABLE or kind is gast.IfExp:
            self.meet(*operator_rank(node))
        elif kind in FOLLOWED:
            value, level = followed(node)
            self.has_brackets |= kind is not gast.Attribute
            self.visit(value, level)
            if kind is gast.Attribute and (
                is_wrapped(value, level) or has_filled_brackets(value) is not None
            ):
                self.meet(1, 1)
            self.last = (node, False)
            return
        elif kind is not gast.NamedExpr and operands(node) and self.first is None:
            if kind is gast.UnaryOp and type(node.op) is gast.Invert:
                self.meet(3, 1)
            self.first = (None, False)
        for operand, level in operands(node):
            self.visit(operand, level)

    def visit(self, node, level):
        """Take in an operand."""
        wrapped = is_wrapped(node, level)
        self.last = (node, wrapped)
        if wrapped:
            self.has_brackets = True
        else:
            self.look(node)
        if self.first is None:
            self.first = (node, wrapped)

    def meet(self, rank, count):
        """Count operators of the loosest kind."""
        if rank > self.loosest:
            self.loosest, self.count = rank, count
        elif rank == self.loosest:
            self.count += count


def operator_rank(node):
    """How loosely the operator of an expression binds, from 2 on, and how often it occurs."""
    kind = type(node)
    if kind is gast.IfExp:
        return 20, 2
    if kind is gast.BoolOp:
        return 19, len(node.values) - 1
    if kind is gast.Compare:
        return 18, len(node.ops)
    return ATOM - OPERATORS[type(node.op)], 1


def splits_by_brackets(node):
    """Whether breaking the brackets of a long expression reads better than parentheses.

    It does for a call, and for one operation that starts or ends with brackets.
    """
    survey = Survey(node)
    if not survey.has_brackets or survey.count > 1:
        return False
    if survey.loosest <= 1:
        return True
    return any(map(ends_in_brackets, (survey.last, survey.first)))


def ends_in_brackets(end):
    """Whether the first or last operand has brackets that one would break; not a subscript."""
    if end is None or end[0] is None:
        return False
    node, wrapped = end
    return wrapped or (type(node) is not gast.Subscript and bool(has_filled_brackets(node)))


NEVER, EMBRACE, SPLIT = range(3)


def parentheses_for(node):
    """Whether a long expression gets parentheses: never, only when it then fits, or to split."""
    kind = type(node)
    if kind in BRACKETED:
        return NEVER
    if kind in FOLLOWED and is_fluent(node):
        return SPLIT
    if kind in FOLLOWED or kind is gast.UnaryOp or kind is gast.Await:
        value, level = operands(node)[0]
        return NEVER if is_wrapped(value, level) else parentheses_for(value)
    return EMBRACE if kind in (gast.Name, gast.Constant, gast.JoinedStr) else SPLIT


def is_fluent(node):
    """Whether a chain `a.b(x).c().d()` is long enough to give each call its own line."""
    dots = 0
    while type(node) in FOLLOWED:
        value, level = followed(node)
        is_attribute = type(node) is gast.Attribute
        if is_wrapped(value, level):
            dots += is_attribute
            break
        if is_attribute and type(value) in (gast.Call, gast.Subscript):
            dots += 1
        node = value
    return dots >= 2
