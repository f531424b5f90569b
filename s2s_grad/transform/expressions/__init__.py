"""What each kind of expression is, and what remains of it when everything known is taken out."""
