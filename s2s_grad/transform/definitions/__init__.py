"""Units as functions of the generated module."""
