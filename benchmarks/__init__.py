"""Measurements that anyone can repeat: python -m benchmarks [NAME ...]."""

import os

# one thread, set before NumPy is loaded: ratios of small products are noise otherwise
for _library in ("OMP", "OPENBLAS", "MKL"):
    os.environ[f"{_library}_NUM_THREADS"] = "1"
