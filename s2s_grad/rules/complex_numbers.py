"""The functions of the module cmath, loaded once somebody has used it."""

import cmath

import numpy as np

from s2s_grad.rules.registry import composite

# NumPy's functions give the same numbers once they know that the argument is complex.


@composite(cmath.exp)
def exp(z, /):
    return np.exp(complex(z))


@composite(cmath.log)
def log(z, base=None, /):
    return np.log(complex(z)) if base is None else np.log(complex(z)) / np.log(complex(base))


@composite(cmath.log10)
def log10(z, /):
    return np.log10(complex(z))


@composite(cmath.sqrt)
def sqrt(z, /):
    return np.sqrt(complex(z))


@composite(cmath.sin)
def sin(z, /):
    return np.sin(complex(z))


@composite(cmath.cos)
def cos(z, /):
    return np.cos(complex(z))


@composite(cmath.tan)
def tan(z, /):
    return np.tan(complex(z))


@composite(cmath.asin)
def asin(z, /):
    return np.arcsin(complex(z))


@composite(cmath.acos)
def acos(z, /):
    return np.arccos(complex(z))


@composite(cmath.atan)
def atan(z, /):
    return np.arctan(complex(z))


@composite(cmath.sinh)
def sinh(z, /):
    return np.sinh(complex(z))


@composite(cmath.cosh)
def cosh(z, /):
    return np.cosh(complex(z))


@composite(cmath.tanh)
def tanh(z, /):
    return np.tanh(complex(z))


@composite(cmath.asinh)
def asinh(z, /):
    return np.arcsinh(complex(z))


@composite(cmath.acosh)
def acosh(z, /):
    return np.arccosh(complex(z))


@composite(cmath.atanh)
def atanh(z, /):
    return np.arctanh(complex(z))


@composite(cmath.phase)
def phase(z, /):
    return np.angle(z)


@composite(cmath.polar)
def polar(z, /):
    return abs(z), np.angle(z)


@composite(cmath.rect)
def rect(r, phi, /):
    return complex(r * np.cos(phi), r * np.sin(phi))
