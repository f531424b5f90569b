"""Displays, comprehensions, f-strings and parameters as text."""

import gast

from s2s_grad.syntax.expressions import ExpressionUnparser
from s2s_grad.syntax.precedence import BIT_OR, OR, TEST


class DisplayUnparser(ExpressionUnparser):
    """Writes the expressions made of items."""

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
        self.target(t.target)
        self.write(" in ")
        self.within(t.iter, OR)
        for condition in t.ifs:
            self.gap()
            self.write("if ")
            self.within(condition, OR)

    def target(self, node):
        """What a loop assigns to."""
        self.bare(node)

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
            self.write("=" if name.annotation is None else " = ")  # pyright: ignore[reportOptionalMemberAccess]  # what has a default has a name
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
    text = DisplayUnparser().text(node.value, TEST)
    if "lambda" in text:
        text = f"({text})"
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
