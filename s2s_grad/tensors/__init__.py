"""What Tensor is made of: its arithmetic, its methods, its text."""
