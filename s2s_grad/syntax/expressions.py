"""Expressions as text, with parentheses only where precedence asks."""

import gast
from astunparse import Unparser

from s2s_grad.syntax.literals import literal
from s2s_grad.syntax.precedence import (
    ATOM,
    AWAIT,
    BARE,
    BIT_OR,
    COMPARE,
    OPERATORS,
    OR,
    POWER,
    TEST,
    UNARY,
    is_simple_bound,
    is_tight,
    operand_level,
    precedence,
)


class ExpressionUnparser(Unparser):
    """Writes expressions on one line; `text(node)` gives the line.

    `opening`, `closing`, `gap`, `comma` and `last_comma` mark where a line could be broken:
    here they are plain text, and `LayoutUnparser` makes more of them.
    """

    def __init__(self):
        self.pieces = []
        self.write = self.pieces.append

    def text(self, node, level=BARE):
        """The text of one expression."""
        start = len(self.pieces)
        self.within(node, level)
        text = "".join(self.pieces[start:])
        del self.pieces[start:]
        return text

    def within(self, node, level):
        """Write `node`, in parentheses when it binds less tightly than `level`."""
        if precedence(node) < level:
            self.opening("(")
            self.dispatch(node)
            self.closing(")")
        else:
            self.dispatch(node)

    def dispatch(self, tree):
        """Write a node by the method named after its class."""
        getattr(self, "_" + type(tree).__name__)(tree)

    # where a line could be broken

    def opening(self, bracket):
        self.write(bracket)

    def closing(self, bracket):
        self.write(bracket)

    def gap(self):
        """A space, or the end of a line within brackets."""
        self.write(" ")

    def comma(self):
        self.write(", ")

    def last_comma(self):
        """The comma that only a broken line has."""

    def listed(self, left, items, write_item, right):
        """Items between brackets."""
        self.opening(left)
        self.items(items, write_item)
        self.closing(right)

    def inner(self, write, *arguments):
        """What may stay on one line of its own when its brackets are broken."""
        write(*arguments)

    def items(self, items, write_item):
        """Items with commas between them."""
        for index, item in enumerate(items):
            if index:
                self.comma()
            write_item(item)
        if items:
            self.last_comma()

    def element(self, node):
        """An element of a display or an argument."""
        self.within(node, TEST)

    # operations

    def _BinOp(self, t):
        level = OPERATORS[type(t.op)]
        is_power = level == POWER
        self.within(t.left, AWAIT if is_power else level)
        sign = self.binop[type(t.op).__name__]
        self.write(sign if is_power and is_tight(t.left, t.right) else f" {sign} ")
        self.within(t.right, UNARY if is_power else level + 1)

    def _UnaryOp(self, t):
        self.write(self.unop[type(t.op).__name__])
        if type(t.op) is gast.Not:
            self.write(" ")
        self.within(t.operand, operand_level(t))

    def _BoolOp(self, t):
        level = OPERATORS[type(t.op)]
        sign = self.boolops[type(t.op)]
        for index, value in enumerate(t.values):
            if index:
                self.write(f" {sign} ")
            self.within(value, level + 1)

    boolops = {gast.And: "and", gast.Or: "or"}

    def _Compare(self, t):
        self.within(t.left, COMPARE + 1)
        for op, comparator in zip(t.ops, t.comparators, strict=True):
            self.write(f" {self.cmpops[type(op).__name__]} ")
            self.within(comparator, COMPARE + 1)

    def _IfExp(self, t):
        self.within(t.body, OR)
        self.write(" if ")
        self.within(t.test, OR)
        self.write(" else ")
        self.within(t.orelse, TEST)

    def _NamedExpr(self, t):
        self.dispatch(t.target)
        self.write(" := ")
        self.within(t.value, TEST)

    def _Lambda(self, t):
        self.write("lambda")
        parameters = self.parameters(t.args)
        for index, parameter in enumerate(parameters):
            self.write(", " if index else " ")
            self.parameter(parameter)
        self.write(": ")
        self.within(t.body, TEST)

    def _Await(self, t):
        self.write("await ")
        self.within(t.value, ATOM)

    def _Yield(self, t):
        self.write("yield")
        if t.value is not None:
            self.write(" ")
            self.bare(t.value)

    def _YieldFrom(self, t):
        self.write("yield from ")
        self.within(t.value, TEST)

    def _Starred(self, t):
        self.write("*")
        self.within(t.value, BIT_OR)

    def bare(self, node):
        """An expression where a tuple, an assignment expression or a `yield` stands as it is."""
        if type(node) is gast.Tuple and node.elts:
            self.elements(node)
        else:
            self.within(node, TEST)

    def elements(self, t):
        """The elements of a tuple without its parentheses."""
        if len(t.elts) == 1:
            self.element(t.elts[0])
            self.write(",")
        else:
            self.items(t.elts, self.element)

    # what follows a value

    def _Name(self, t):
        self.write(t.id)

    def _Constant(self, t):
        self.write(literal(t.value))

    def primary(self, node):
        """A value that something follows: an attribute, arguments, an index."""
        is_number = type(node) is gast.Constant and type(node.value) in (int, float)
        if is_number and precedence(node) == ATOM:
            self.write(f"({literal(node.value)})")
        else:
            self.within(node, ATOM)

    def _Attribute(self, t):
        self.primary(t.value)
        self.write("." + t.attr)

    def _Call(self, t):
        self.primary(t.func)
        self.arguments(t.args, t.keywords)

    def arguments(self, positional, named):
        """The arguments of a call, or the bases of a class."""
        arguments = positional + named
        if len(arguments) == 1 and type(arguments[0]) is gast.GeneratorExp:
            self.dispatch(arguments[0])
        else:
            self.opening("(")
            self.inner(self.items, arguments, self.argument)
            self.closing(")")

    def argument(self, node):
        if type(node) is gast.keyword:
            self.write("**" if node.arg is None else node.arg + "=")
            self.within(node.value, TEST)
        else:
            self.within(node, TEST)

    def _Subscript(self, t):
        self.primary(t.value)
        self.opening("[")
        self.index(t.slice)
        self.closing("]")

    def index(self, node):
        """What stands between the brackets of a subscript."""
        if type(node) is gast.Tuple and node.elts:
            self.inner(self.elements, node)
        else:
            self.within(node, TEST)

    def _Slice(self, t):
        bounds = (t.lower, t.upper, t.step)
        space = "" if all(map(is_simple_bound, bounds)) else " "
        if t.lower is not None:
            self.within(t.lower, TEST)
            self.write(space)
        self.write(":")
        if t.upper is not None:
            self.write(space)
            self.within(t.upper, TEST)
        if t.step is not None:
            self.write(space + ":" if t.upper is not None else ":")
            self.write(space)
            self.within(t.step, TEST)

    # displays and comprehensions

    def _Tuple(self, t):
        self.opening("(")
        self.elements(t)
        self.closing(")")

    def _List(self, t):
        self.listed("[", t.elts, self.element, "]")

    def _Set(self, t):
        if t.elts:
            self.listed("{", t.elts, self.element, "}")
        else:
            self.write("{*()}")

    def _Dict(self, t):
        pairs = list(zip(t.keys, t.values, strict=True))
        self.listed("{", pairs, self.pair, "}")

    def pair(self, pair):
        """One entry of a dict display."""
        key, value = pair
        if key is None:
            self.write("**")
            self.within(value, BIT_OR)
        else:
            self.within(key, TEST)
            self.write(": ")
            self.within(value, TEST)

    def _ListComp(self, t):
        self.comprehension("[", t, "]")

    def _SetComp(self, t):
        self.comprehension("{", t, "}")

    def _GeneratorExp(self, t):
        self.comprehension("(", t, ")")

    def _DictComp(self, t):
        self.comprehension("{", t, "}")

    def comprehension(self, left, t, right):
        self.opening(left)
        self.inner(self.generators, t)
        self.closing(right)

    def generators(self, t):
        """What stands between the brackets of a comprehension."""
        if type(t) is gast.DictComp:
            self.pair((t.key, t.value))
        else:
            self.within(t.elt, TEST)
        for generator in t.generators:
            self.gap()
            self.generator(generator)

    def generator(self, t):
        """One `for` of a comprehension, with its conditions."""
        self.write("async for " if t.is_async else "for ")
        self.bare(t.target)
        self.write(" in ")
        self.within(t.iter, OR)
        for condition in t.ifs:
            self.gap()
            self.write("if ")
            self.within(condition, OR)

    # f-strings

    def _JoinedStr(self, t):
        self.write(joined(t))

    def _FormattedValue(self, t):
        self.write(joined(gast.JoinedStr([t])))

    # parameters

    def parameters(self, t):
        """The parameters of a function as (stars, name node, default) triples."""
        positional = t.posonlyargs + t.args
        defaults = [None] * (len(positional) - len(t.defaults)) + t.defaults
        found = [("", *each) for each in zip(positional, defaults, strict=True)]
        if t.posonlyargs:
            found.insert(len(t.posonlyargs), ("/", None, None))
        if t.vararg is not None:
            found.append(("*", t.vararg, None))
        elif t.kwonlyargs:
            found.append(("*", None, None))
        found += [("", *each) for each in zip(t.kwonlyargs, t.kw_defaults, strict=True)]
        if t.kwarg is not None:
            found.append(("**", t.kwarg, None))
        return found

    def parameter(self, parameter):
        """One parameter with its annotation and default."""
        stars, name, default = parameter
        self.write(stars)
        if name is not None:
            self.write(name.id)
            if name.annotation is not None:
                self.write(": ")
                self.within(name.annotation, TEST)
        if default is not None:
            self.write("=" if name.annotation is None else " = ")
            self.within(default, TEST)


def joined(node):
    """The text of an f-string, in the first kind of quotes that fits."""
    texts = [part.value for part in node.values if type(part) is gast.Constant]
    doubles = "".join(texts).count('"')
    singles = "".join(texts).count("'")
    quotes = ['"', "'"] if doubles <= singles else ["'", '"']
    for quote in [*quotes, '"""', "'''"]:
        body = format_text(node, quote)
        if body is not None:
            return f"f{quote}{body}{quote}"
    raise ValueError("an f-string needs more kinds of quotes than there are")


def format_text(node, quote, is_format=False):
    """What stands between the quotes of an f-string; None when `quote` does not do."""
    parts = []
    for part in node.values:
        if type(part) is gast.Constant:
            body = repr('"' + part.value)[2:-1].replace("\\'", "'")
            if len(quote) == 1:
                body = body.replace(quote, "\\" + quote)
            elif quote in body or body.endswith(quote[0]):
                return None
            if "\\" in body and is_format:
                return None
            parts.append(body.replace("{", "{{").replace("}", "}}"))
            continue
        value = value_text(part, quote)
        if value is None:
            return None
        parts.append(value)
    return "".join(parts)


def value_text(node, quote):
    """One `{value!r:format}` of an f-string; None when `quote` does not do."""
    text = ExpressionUnparser().text(node.value, OR)
    if quote == '"':
        text = text.replace('"', "'")
    if quote in text or "\\" in text:
        return None
    space = " " if text.startswith("{") else ""
    conversion = "" if node.conversion == -1 else "!" + chr(node.conversion)
    if node.format_spec is None:
        return f"{{{space}{text}{conversion}{space}}}"
    wanted = format_text(node.format_spec, quote, is_format=True)
    return None if wanted is None else f"{{{space}{text}{conversion}:{wanted}{space}}}"
