"""What the pages of the hub look like, and what is announced on them."""
