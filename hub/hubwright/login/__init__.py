"""Who may sign in, by which means, and what slows down guessing."""
