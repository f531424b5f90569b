"""Primitive: an operator with its options set, which stands for a function of bare arrays."""

from __future__ import annotations

from s2s_grad.ops.operator import operator


class Primitive:
    """An object that is called with Tensors; subclasses define `construct` on bare arrays."""

    #: Whether the dtype of the result stays as it is.
    exact = False
    #: Whether the result is a Tensor whatever came in.
    makes = False

    def construct(self, *args):
        """What the operator computes."""
        raise NotImplementedError(f"{type(self).__name__} has no construct.")

    def __call__(self, *args, **kwargs):
        return operator(self.construct, self.exact, self.makes)(*args, **kwargs)

    def __source__(self):
        """The function that the compiler reads, and its receiver."""
        return type(self).construct, self

    def __repr__(self):
        return f"Prim[{type(self).__name__}]"

    @property
    def name(self):
        """The name of the operator."""
        return type(self).__name__

    def shard(self, *strategies):
        """The operator itself: nothing is distributed."""
        return self

    def add_prim_attr(self, name, value):
        """The operator itself: attributes have no effect."""
        return self

    def set_device(self, device_target):
        """The operator itself."""
        return self


class Plain(Primitive):
    """An operator without options, which stands for a function."""

    function = staticmethod(abs)

    def __call__(self, *args, **kwargs):
        return type(self).eager(*args, **kwargs)

    eager = staticmethod(abs)

    def __source__(self):
        return self.function, None


def plain(name, function, exact=False, makes=False):
    """A class of operators without options."""
    members = {
        "function": staticmethod(function),
        "eager": staticmethod(operator(named(function), exact, makes)),
        "__doc__": function.__doc__ or name,
    }
    return type(name, (Plain,), members)


def named(function):
    """A Python function that calls a ufunc or another function without a dict of its own."""

    def call(*args, **kwargs):
        return function(*args, **kwargs)

    call.__name__ = call.__qualname__ = function.__name__
    call.__doc__ = function.__doc__
    return call
