"""How tightly each kind of expression binds, and so where parentheses are needed."""

import gast

BARE, TEST, OR, AND, NOT, COMPARE = range(6)
BIT_OR, BIT_XOR, BIT_AND, SHIFT, ARITHMETIC, TERM, UNARY, POWER, AWAIT, ATOM = range(6, 16)

OPERATORS = {
    gast.Add: ARITHMETIC,
    gast.Sub: ARITHMETIC,
    gast.Mult: TERM,
    gast.MatMult: TERM,
    gast.Div: TERM,
    gast.FloorDiv: TERM,
    gast.Mod: TERM,
    gast.LShift: SHIFT,
    gast.RShift: SHIFT,
    gast.BitAnd: BIT_AND,
    gast.BitXor: BIT_XOR,
    gast.BitOr: BIT_OR,
    gast.Pow: POWER,
    gast.And: AND,
    gast.Or: OR,
    gast.Not: NOT,
    gast.USub: UNARY,
    gast.UAdd: UNARY,
    gast.Invert: UNARY,
}
WORDS = {gast.And: "and", gast.Or: "or"}
KINDS = {
    gast.NamedExpr: BARE,
    gast.Yield: BARE,
    gast.YieldFrom: BARE,
    gast.Starred: TEST,
    gast.IfExp: TEST,
    gast.Lambda: TEST,
    gast.Compare: COMPARE,
    gast.Await: AWAIT,
}
FOLLOWED = {gast.Attribute: "value", gast.Call: "func", gast.Subscript: "value"}
OPERATIONS = (gast.BinOp, gast.UnaryOp, gast.BoolOp)


def precedence(node):
    """How tightly the outermost operation of an expression binds."""
    kind = type(node)
    if kind is gast.Name:
        return ATOM
    if kind in OPERATIONS:
        return OPERATORS[type(node.op)]
    if kind is gast.Constant:
        return constant_precedence(node.value)
    return KINDS.get(kind, ATOM)


def constant_precedence(value):
    """As `precedence`, for a number that prints with a sign or as a sum."""
    kind = type(value)
    if kind is complex:
        if value.real or str(value).startswith("("):
            return ARITHMETIC
        return UNARY if str(value).startswith("-") else ATOM
    if isinstance(value, (int, float)) and str(value).startswith("-"):
        return UNARY
    return ATOM


def is_simple_operand(node):
    """Whether `**` stands tight beside `node`: a name, a number, a chain of attributes."""
    kind = type(node)
    if kind is gast.Name:
        return True
    if kind is gast.Constant:
        return node.value is None or isinstance(node.value, (int, float, complex))
    if kind is gast.Attribute:
        return type(node.value) is not gast.Constant and is_simple_operand(node.value)
    if kind is gast.UnaryOp:
        return type(node.op) is not gast.Not and is_simple_operand(node.operand)
    return False


def is_tight(left, right):
    """Whether `left**right` is written without spaces."""
    while is_power(right):
        right = right.left
    if precedence(left) < AWAIT:
        return False
    return is_simple_operand(left) and is_simple_operand(right)


def is_power(node):
    """Whether an expression is `x**y`."""
    return type(node) is gast.BinOp and type(node.op) is gast.Pow


def operand_level(node):
    """The level of the operand of a sign or `not`: `-(x**2)` is what formatters write."""
    if is_power(node.operand):
        return AWAIT
    return NOT if type(node.op) is gast.Not else UNARY


def is_simple_bound(node):
    """Whether a bound of a slice asks for no spaces around the colon."""
    kind = type(node)
    if kind is gast.UnaryOp:
        return type(node.op) is not gast.Not and is_simple_bound(node.operand)
    return node is None or kind is gast.Name or kind is gast.Constant


def followed(node):
    """What an attribute, a call or an index follows, and the level for it: `(1).real`."""
    value = getattr(node, FOLLOWED[type(node)])
    is_number = type(value) is gast.Constant and type(value.value) in (int, float)
    return value, ATOM + (is_number and type(node) is gast.Attribute)
