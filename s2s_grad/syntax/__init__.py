"""Trees of Python, from text and back to text."""
