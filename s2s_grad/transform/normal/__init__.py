"""How each kind of statement and expression is written in normal form."""
