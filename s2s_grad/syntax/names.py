"""New names, made from the user's own."""

import builtins
import keyword

RESERVED = frozenset(keyword.kwlist) | frozenset(dir(builtins)) | {"np", "math", "scipy"}


class Names:
    """The names taken in one function; `fresh` gives one that is free."""

    def __init__(self, taken=()):
        self.taken = set(taken)

    def fresh(self, wanted):
        """`wanted`, or `wanted_1`, `wanted_2` ... when it is taken; now it is.

        >>> names = Names({"x"})
        >>> names.fresh("x"), names.fresh("x"), names.fresh("y")
        ('x_1', 'x_2', 'y')
        """
        return self.take(wanted, first=1)

    def nth(self, wanted):
        """As `fresh`, but the second of its kind is `wanted_2`."""
        return self.take(wanted, first=2)

    def take(self, wanted, first):
        """The first free one of `wanted`, `wanted_<first>`, ..."""
        found, count = wanted, first
        while found in self.taken or found in RESERVED:
            found = f"{wanted}_{count}"
            count += 1
        self.taken.add(found)
        return found
