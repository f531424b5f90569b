"""What is known of objects that the program makes itself."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Object:
    """An object that the program makes: its class, and which one it is."""

    kind: type
    identity: int
    path: Any = field(default=(), compare=False)  # how the class is reached


@dataclass(frozen=True)
class Upper:
    """`super()` in a method of an object that the program makes: the classes above `start`."""

    start: type
    receiver: Any


@dataclass(frozen=True)
class Record:
    """What is known of the attributes of an object that the program makes."""

    kind: type
    keys: tuple = ()
    items: tuple = ()
