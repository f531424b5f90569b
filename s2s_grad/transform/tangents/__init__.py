"""What a statement becomes when the tangents run beside it."""
