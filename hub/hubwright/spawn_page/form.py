"""Cards in place of KubeSpawner's lists: real radio buttons, which work without JavaScript."""

from collections.abc import Awaitable, Callable

from jinja2 import Environment, FileSystemLoader

from ..pages.appearance import OURS
from ..servers.choices import options_of
from .amounts import drawn

_OWN_FORMS = ("options_form", "profile_form_template", "additional_profile_form_template_paths")


def fits(c, profiles: list) -> bool:
    """Whether all that can be chosen is a card; otherwise, or with a form of the operator, the form is KubeSpawner's.

    That is one profile with options, or several without any. An option with a field for anything else has no card.
    """
    if any(name in section for section in (c.KubeSpawner, c.Spawner) for name in _OWN_FORMS):
        return False
    options = options_of(profiles)
    if any(not it.get("choices") or it.get("unlisted_choice", {}).get("enabled") for it in options):
        return False
    return len(profiles) == 1 or not options


def shows(offer: Callable[[object], Awaitable[list]]) -> Callable[[object], Awaitable[str]]:
    """The form of a server, as JupyterHub's `options_form` takes it.

    `offer` gives the `profile_list` of a server, in which choices that it refuses have a `refusal`, and more to say
    of one is in its `notes`.
    """
    # Unlike KubeSpawner's, escaping what is put into it.
    environment = Environment(loader=FileSystemLoader(OURS), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    template = environment.get_template("spawn_form.html")

    # A function: traitlets makes a deep copy of anything else.
    async def options_form(spawner):
        return template.render(**_fields(await offer(spawner)))

    return options_form


def _fields(profiles):
    options = profiles[0].get("profile_options", {})
    if len(profiles) > 1 or not options:
        by_slug = {it["slug"]: it for it in profiles}
        # As in KubeSpawner's form, descriptions of profiles are HTML and those of choices are not.
        return {"fieldsets": [_fieldset("profile", "Server", by_slug)], "html": True}
    slug = profiles[0]["slug"]
    fieldsets = [
        _fieldset(f"profile-option-{slug}--{key}", it.get("display_name", key), it["choices"], it.get("closed", {}))
        for key, it in options.items()
    ]
    return {"profile": slug, "fieldsets": fieldsets, "html": False}


def _fieldset(name, legend, choices, closed=None):
    closed = closed or {}
    rows = drawn([*choices.values()])
    cards = [
        {"value": value, "id": f"{name}--{number}", "amounts": amounts, **choice}
        for number, ((value, choice), amounts) in enumerate(zip(choices.items(), rows, strict=True))
    ]
    return {"name": name, "legend": legend, "cards": cards, "closed": [it["display_name"] for it in closed.values()]}
