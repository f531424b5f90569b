"""What each kind of statement does to the user's names."""
