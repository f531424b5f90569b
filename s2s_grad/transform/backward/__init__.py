"""Each kind of statement going forward, and what undoes it going backward."""
