"""The node classes of gast are made while it is imported, so none can be named here."""

from typing import Any

def __getattr__(name: str) -> Any: ...
