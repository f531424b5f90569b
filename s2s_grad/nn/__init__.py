"""Cells: layers, losses, optimizers, and what trains them; each file is loaded on first use."""

import importlib
from typing import Any

from s2s_grad.nn.cell import Cell, GraphCell
from s2s_grad.nn.containers import CellDict, CellList, SequentialCell

__all__ = ["Cell", "CellDict", "CellList", "GraphCell", "SequentialCell"]

#: Where each other name is defined.
PLACES = (
    "activations",
    "layers",
    "losses",
    "conv",
    "transposed",
    "padding",
    "pooling",
    "resizing",
    "norm",
    "recurrent",
    "attention",
    "optim",
    "adaptive",
    "schedules",
    "train",
)


def __getattr__(name) -> Any:
    if name.startswith("__"):
        raise AttributeError(name)
    if name == "Accuracy":
        return importlib.import_module("s2s_grad.train").Accuracy
    aliases = {
        "learning_rate_schedule": "schedules",
        "loss": "losses",
        "optimizer": "optim",
        "layer": "layers",
    }
    if name in aliases:
        return importlib.import_module(f"{__name__}.{aliases[name]}")
    for place in PLACES:
        module = importlib.import_module(f"{__name__}.{place}")
        if name in vars(module):
            globals()[name] = vars(module)[name]
            return globals()[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
