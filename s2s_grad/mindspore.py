"""Runs MindSpore scripts as they are: `mindspore` and its modules are the ones of this package.

    python -m s2s_grad.mindspore script.py

or, as the first line of a program, `import s2s_grad.mindspore`.
"""

import importlib
import importlib.abc
import importlib.machinery
import runpy
import sys
from types import ModuleType
from typing import Any

FRONT, PACKAGE = "mindspore", "s2s_grad"

#: Modules of MindSpore's that have another name here.
NAMES = {
    "common.tensor": "tensor",
    "common.parameter": "parameter",
    "common.dtype": "dtype",
    "common.seed": "context",
    "common.api": "api",
    "ops.primitive": "ops",
    "nn.optim": "nn",
    "nn.wrap": "nn",
    "nn.loss": "nn",
    "nn.layer": "nn",
    "nn.cell": "nn.cell",
    "train.serialization": "serialization",
    "train.amp": "amp",
    "context": "context",
}


class Alias(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Answers `import mindspore.x` with the module `s2s_grad.x` itself."""

    def find_spec(self, fullname, path=None, target=None):
        if fullname != FRONT and not fullname.startswith(f"{FRONT}."):
            return None
        return importlib.machinery.ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec):
        rest = spec.name.removeprefix(FRONT).removeprefix(".")
        found: Any = find(NAMES.get(rest, rest))
        if found is None:
            raise ModuleNotFoundError(
                f"s2s_grad has nothing for the module {spec.name!r}", name=spec.name
            )
        self.kept = found.__dict__.get("__spec__"), found.__dict__.get("__loader__")
        return found

    def exec_module(self, module):
        module.__spec__, module.__loader__ = self.kept


def find(rest) -> ModuleType | None:
    """The module of this package behind a dotted name, or None."""
    if not rest:
        return importlib.import_module(PACKAGE)
    try:
        return importlib.import_module(f"{PACKAGE}.{rest}")
    except ModuleNotFoundError as error:
        if not (error.name or "").startswith(f"{PACKAGE}."):
            raise
    found: Any = importlib.import_module(PACKAGE)
    for part in rest.split("."):
        found = getattr(found, part, None)
    return found if isinstance(found, ModuleType) else None


def install():
    """From here on `import mindspore` gives this package, unless the real one is loaded already.

    Raises ImportError when it is.
    """
    loaded = sys.modules.get(FRONT)
    if loaded is not None and getattr(loaded, "__name__", "") != PACKAGE:
        raise ImportError("MindSpore is imported already: import s2s_grad.mindspore before it.")
    if not any(isinstance(each, Alias) for each in sys.meta_path):
        sys.meta_path.insert(0, Alias())


def main(arguments):
    """Runs a script, with its own arguments, as `python script.py` would."""
    if not arguments or arguments[0] in ("-h", "--help"):
        print(__doc__)
        return 0 if arguments else 2
    sys.argv[:] = arguments
    runpy.run_path(arguments[0], run_name="__main__")
    return 0


install()

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
