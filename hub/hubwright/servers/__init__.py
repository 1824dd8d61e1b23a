"""What is checked before a server starts, and watched while it runs."""
