"""Runs the benchmarks that are named, or all of them, and prints their tables."""

import importlib
import sys

NAMES = ("emission", "element_loop", "call_overhead", "compile_time", "import_time")


def main(wanted):
    unknown = [name for name in wanted if name not in NAMES]
    if unknown:
        print(f"no such benchmark: {', '.join(unknown)}. There are {', '.join(NAMES)}.")
        return 2
    for name in wanted or NAMES:
        importlib.import_module(f"benchmarks.{name}").run()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
