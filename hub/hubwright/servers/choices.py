"""Images and sizes that only some groups may choose, in KubeSpawner's `profile_list`."""

import copy
import re

from slugify import slugify

from ..refusal import refusal


def options_of(profiles: list) -> list[dict]:
    """The options of all profiles."""
    return [option for profile in profiles for option in profile.get("profile_options", {}).values()]


def choices_in(profiles: list) -> list[dict]:
    """The choices of all options, and the profiles, which are choices as well."""
    return [*profiles, *(choice for option in options_of(profiles) for choice in option.get("choices", {}).values())]


class Choices:
    """The full `profile_list` and who may choose what.

    `limits` is `{option: {choice: {"groups": [...]}}}`; a choice that is not in it is open to everyone.
    """

    def __init__(self, profiles: list, limits: dict):
        self._profiles = copy.deepcopy(profiles)
        self._limits = limits
        for profile in self._profiles:
            profile.setdefault("slug", slugify(profile["display_name"]))  # as KubeSpawner does

    def open_to(self, groups: set[str]) -> list:
        """The `profile_list` for a member of these groups. Raises a clear 403 if an option has no choice left."""
        profiles = copy.deepcopy(self._profiles)
        for profile in profiles:
            for key, option in profile.get("profile_options", {}).items():
                self._narrow(key, option, groups)
        return profiles

    def to_show(self, groups: set[str]) -> list:
        """As :meth:`open_to`, with what the groups may not choose beside the choices of an option, as `closed`."""
        profiles = self.open_to(groups)
        for profile, every in zip(profiles, self._profiles, strict=True):
            for key, option in profile.get("profile_options", {}).items():
                left = option.get("choices", {})
                all_choices = every["profile_options"][key].get("choices", {})
                option["closed"] = {name: it for name, it in all_choices.items() if name not in left}
        return profiles

    def check(self, options, groups: set[str]):
        """Raise a clear 400 or 403 if `user_options`, from a form or the API, ask for what is not available."""
        if not isinstance(options, dict):
            raise refusal(400, "The options of a server must be an object.")
        profile = self._profile(options, groups)
        for key, option in profile.get("profile_options", {}).items():
            _check_unlisted(key, option, options.get(f"{key}--unlisted-choice"))
            self._check_choice(key, option, options.get(key))

    def selected(self, options: dict, groups: set[str]) -> dict:
        """The name of the choice of each option that checked options select; of an unlisted one there is none."""
        found = {}
        for key, option in self._profile(options, groups).get("profile_options", {}).items():
            choices = option.get("choices", {})
            if choices and not options.get(f"{key}--unlisted-choice"):
                default = next(name for name, choice in choices.items() if choice.get("default"))
                found[key] = options.get(key) or default
        return found

    def titles(self, options: dict, groups: set[str]) -> dict:
        """What people call each option, and the choice of it that checked options select."""
        profile, selected = self._profile(options, groups), self.selected(options, groups)
        found = {key: profile["profile_options"][key] for key in selected}
        return {
            option.get("display_name", key): option["choices"][selected[key]].get("display_name", selected[key])
            for key, option in found.items()
        }

    def chosen(self, options: dict, groups: set[str]) -> list:
        """The profile and the choices that checked options select, each with its overrides."""
        profile = self._profile(options, groups)
        selected = self.selected(options, groups).items()
        return [profile, *(profile["profile_options"][key]["choices"][name] for key, name in selected)]

    def _profile(self, options, groups):
        profiles = self.open_to(groups)
        slug = options.get("profile") or next((p for p in profiles if p.get("default")), profiles[0])["slug"]
        profile = next((p for p in profiles if p["slug"] == slug), None)
        if profile is None:
            raise refusal(400, f"Unknown profile {slug!r}. Choose one of: {_listed(p['slug'] for p in profiles)}.")
        return profile

    def _narrow(self, key, option, groups):
        every = option.get("choices", {})
        if not every:
            return
        option["choices"] = left = {c: value for c, value in every.items() if self._is_open(key, c, groups)}
        if not left and not _takes_unlisted(option):
            name = option.get("display_name", key)
            raise refusal(
                403,
                f"{name}: nothing is available to you on this hub. Ask your hub administrator to add you to a group.",
            )
        if left and not any(choice.get("default") for choice in left.values()):
            next(iter(left.values()))["default"] = True

    def _is_open(self, key, choice, groups):
        limit = self._limits.get(key, {}).get(choice)
        return limit is None or not groups.isdisjoint(limit["groups"])

    def _check_choice(self, key, option, choice):
        choices = option.get("choices", {})
        if not choice or (isinstance(choice, str) and choice in choices):
            return
        name, listed = option.get("display_name", key), _listed(choices)
        if isinstance(choice, str) and choice in self._limits.get(key, {}):
            raise refusal(403, f"{name}: {choice!r} is not available to you. Choose one of: {listed}.")
        raise refusal(400, f"{name}: unknown choice {choice!r}. Choose one of: {listed}.")


def _check_unlisted(key, option, value):
    if not value:
        return
    name = option.get("display_name", key)
    if not _takes_unlisted(option):
        raise refusal(403, f"{name}: only listed choices are allowed. Choose one of: {_listed(option['choices'])}.")
    # KubeSpawner checks the pattern only when the request names a profile.
    pattern = option["unlisted_choice"].get("validation_regex")
    if not isinstance(value, str) or (pattern and not re.match(pattern, value)):
        raise refusal(400, f"{name}: {option['unlisted_choice'].get('validation_message') or 'not a valid value.'}")


def _takes_unlisted(option):
    return option.get("unlisted_choice", {}).get("enabled", False)


def _listed(names):
    return ", ".join(names)
