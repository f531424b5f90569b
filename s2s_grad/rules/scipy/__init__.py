"""Rules of SciPy; a family is loaded once somebody has imported what it describes."""
