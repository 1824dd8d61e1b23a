"""The groups of a user, by name."""


def groups_of(user) -> set[str]:
    """As of now: where the login gives them, as of the last time that it was asked."""
    return {group.name for group in user.groups}
