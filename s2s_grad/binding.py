"""How the arguments of a call reach the parameters, worked out once for each form of call."""

import inspect

from s2s_grad.errors import ArgumentError

ARGUMENTS, KEYWORDS = 0x04, 0x08  # flags of code with *args, with **kwargs


class Binding:
    """The parameters of a function, and where a call of one form finds their values.

    `sources` maps each parameter to `("is", value)`, `("argument", index)`,
    `("keyword", name)`, or to `("tuple", [...])` and `("dict", {...})` of these.
    """

    def __init__(self, target, count, words):
        self.function = target.function
        self.skip = len(target.arguments) + (target.receiver is not None)
        fixed = [("is", found) for found in target.arguments]
        if target.receiver is not None:
            fixed.insert(0, ("is", target.receiver))
        passed = fixed + [("argument", index) for index in range(count)]
        named = {key: ("is", found) for key, found in target.keywords.items()}
        named |= {key: ("keyword", key) for key in words}
        try:
            signature = inspect.signature(self.function, follow_wrapped=False)
            bound = signature.bind(*passed, **named).arguments
        except TypeError as error:
            name = self.function.__code__.co_qualname.rpartition("<locals>.")[2]
            raise ArgumentError("S406", f"{name}: {error}") from error
        code = self.function.__code__
        self.plain = code.co_varnames[: code.co_argcount]
        last = code.co_argcount + code.co_kwonlyargcount
        starred = bool(code.co_flags & ARGUMENTS)
        self.starred = code.co_varnames[last] if starred else None
        doubled = bool(code.co_flags & KEYWORDS)
        self.doubled = code.co_varnames[last + starred] if doubled else None
        self.passed = list(bound)
        self.sources = {text: self.source(text, found) for text, found in bound.items()}
        for text, found in defaults(self.function).items():
            self.sources.setdefault(text, ("is", found))

    def source(self, text, found):
        """Where the value of a parameter comes from."""
        if text == self.starred:
            return "tuple", list(found)
        return ("dict", found) if text == self.doubled else found

    def objects(self, args, kwargs):
        """The value of each parameter."""
        return {text: value(found, args, kwargs) for text, found in self.sources.items()}

    def place(self, index):
        """(parameter, place in it or None) of the positional argument number `index`."""
        index += self.skip
        if index < len(self.plain) and self.plain[index] in self.passed:
            return self.plain[index], None
        if self.starred in self.passed and index >= len(self.plain):
            return self.starred, index - len(self.plain)
        order = [text for text in self.plain if text in self.passed]
        order += [text for text in self.passed if text not in self.plain]
        return order[index], None


def value(source, args, kwargs):
    """The value that comes from a source."""
    kind, found = source
    match kind:
        case "is":
            return found
        case "argument":
            return args[found]
        case "keyword":
            return kwargs[found]
        case "tuple":
            return tuple([value(entry, args, kwargs) for entry in found])
    return {key: value(entry, args, kwargs) for key, entry in found.items()}


def defaults(function):
    """The default values of the parameters, those that are keyword-only included."""
    code, values = function.__code__, function.__defaults__ or ()
    positional = code.co_varnames[: code.co_argcount]
    found = dict(zip(positional[len(positional) - len(values) :], values, strict=True))
    return found | (function.__kwdefaults__ or {})
