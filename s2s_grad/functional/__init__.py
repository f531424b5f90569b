"""What MindSpore's functions mean, in plain NumPy on plain arrays.

These are ordinary functions: `ops` hands them Tensors, and the compiler differentiates them
like a user's. A function that only respells one of NumPy's is one `return`.
"""
