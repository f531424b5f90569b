"""vjp: the value of a function, and a function that gives its vector-Jacobian products."""

from dataclasses import replace

from s2s_grad.api import Gradient, check_flag
from s2s_grad.errors import ArgumentError
from s2s_grad.transforms.outputs import split_aux


def vjp(fn, *inputs, weights=None, has_aux=False):
    """(out, vjp_fn): what `fn` returns, and the function that maps sensitivities to gradients.

    `vjp_fn(v)` takes one sensitivity for each result of `fn`, of its shape, and returns a
    tuple with the gradient for each input; with `weights` a pair of that tuple and the
    gradients of the weights. With `has_aux` only the first result counts, and the others
    come back as a third value. `vjp_fn` may be called any number of times.

    >>> out, vjp_fn = vjp(lambda x, y: x * y, 2.0, 3.0)
    >>> out, vjp_fn(1.0)
    (6.0, (3.0, 2.0))
    """
    check_flag("vjp", "has_aux", has_aux)
    product = Product(fn, inputs, weights, has_aux)
    if not has_aux:
        return product.out, product
    first, rest = split_aux(product.out)
    return first, product, rest


class Product:
    """Vector-Jacobian products of a function at one point."""

    def __init__(self, fn, inputs, weights, has_aux):
        self.fn, self.inputs = fn, inputs
        self.weights, self.has_aux = weights, has_aux
        positions = tuple(range(len(inputs))) or None
        self.gradient = Gradient(fn, positions, weights, has_aux, False, True, False)
        self.out = fn(*inputs)

    def __call__(self, *v):
        if not v:
            raise ArgumentError(
                "S406", "a sensitivity is missing", None, "Pass one for each result."
            )
        sens = v[0] if len(v) == 1 else v
        found = self.gradient(*self.inputs, sens=sens)
        if self.has_aux:
            found = found[0]
        if len(self.inputs) != 1:
            return found
        return (found,) if self.weights is None else ((found[0],), found[1])

    @property
    def source(self):
        """The generated text."""
        return self.gradient.source


def wish_of(positions):
    """What a call of `vjp` inside a program asks for."""
    wish = Gradient(abs, positions, None, False, False, True, False).wish()
    return replace(wish, every=True)


vjp.__s2s_transform__, vjp.__s2s_immediate__ = wish_of, "vjp"
