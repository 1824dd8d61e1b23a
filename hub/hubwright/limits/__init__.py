"""Limits by user, group and size: what may run at once, and how long."""
