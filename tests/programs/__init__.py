"""Programs as users write them, in files by theme."""
