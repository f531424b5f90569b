"""Constants as a person writes them: double quotes, `1e-06`, infinities that can be read back."""

import math

TOO_LARGE = "1e309"


def literal(value):
    """The text of a constant."""
    kind = type(value)
    if kind is str:
        return quoted(value)
    if isinstance(value, float):
        return real(float(value))
    if isinstance(value, complex):
        return complex_number(complex(value))
    if value is Ellipsis:
        return "..."
    if kind is bytes:
        return "b" + requoted(repr(value)[1:], value.count(b'"'), value.count(b"'"))
    if kind is tuple:
        inner = ", ".join(literal(entry) for entry in value)
        return f"({inner},)" if len(value) == 1 else f"({inner})"
    return repr(value.item() if hasattr(value, "item") else value)


def real(value):
    """A float; an infinity is a number too large, a NaN is asked for by name."""
    if math.isinf(value):
        return TOO_LARGE if value > 0 else "-" + TOO_LARGE
    if math.isnan(value):
        return 'float("nan")'
    return repr(value).replace("e+", "e")


def complex_number(value):
    """A complex number, as a sum when it has a real part."""
    imaginary = real(value.imag).removesuffix(".0") + "j"
    if not value.real:
        return imaginary
    if imaginary.startswith("-"):
        return f"{real(value.real)} - {imaginary[1:]}"
    return f"{real(value.real)} + {imaginary}"


def quoted(text):
    """A string in double quotes, or in single ones when that saves backslashes."""
    return requoted(repr(text), text.count('"'), text.count("'"))


def requoted(text, doubles, singles):
    """Python's own `repr`, with the quotes a formatter prefers."""
    quote, body = text[0], text[1:-1]
    wanted = "'" if doubles > singles else '"'
    if quote == wanted:
        return text
    return wanted + body.replace("\\" + quote, quote).replace(wanted, "\\" + wanted) + wanted


def documentation(text):
    """A docstring in three double quotes, with its lines as they are."""
    body = text.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    if body.endswith('"'):
        body = body[:-1] + '\\"'
    plain = body.replace("\n", "").replace("\t", "")
    if not plain.isprintable():
        return quoted(text)
    return f'"""{body}"""'
