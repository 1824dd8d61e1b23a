"""What users are told while a server starts, and why it did not."""
