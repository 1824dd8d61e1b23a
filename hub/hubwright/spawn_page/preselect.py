"""What is chosen when the form is shown: as last time, if that is still to be had."""

from ..servers.choices import choices_in


def preselect(profiles: list, asked: dict) -> list:
    """Make what was asked for last the default, unless it is refused; then the usual default, or the first that is not.

    `asked` are a server's `user_options`, of which anything may have come from the API.
    """
    for profile in profiles:
        for key, option in profile.get("profile_options", {}).items():
            _set_default(option.get("choices", {}), asked.get(key))
    _set_default({profile["slug"]: profile for profile in profiles}, asked.get("profile"))
    return profiles


def _set_default(choices, asked):
    usual = next((name for name, it in choices.items() if it.get("default")), None)
    free = [name for name, it in choices.items() if not it.get("refusal")]
    wanted = [name for name in (asked, usual, *free) if isinstance(name, str) and name in free]
    for choice in choices.values():
        choice.pop("default", None)
    if chosen := next(iter(wanted), usual or next(iter(choices), None)):
        choices[chosen]["default"] = True


def worded(profiles: list) -> list:
    """For a form that knows no refusals and notes: what they say follows the name of the choice, in parentheses."""
    for choice in choices_in(profiles):
        more = [*choice.get("notes", []), *([choice["refusal"].rstrip(".")] if choice.get("refusal") else [])]
        if more:
            choice["display_name"] += f" ({'; '.join(more)})"
    return profiles
