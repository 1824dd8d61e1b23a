"""Puts Hubwright's parts into the hub's configuration."""

from collections.abc import Callable
from importlib.util import find_spec

from jupyterhub.app import JupyterHub
from jupyterhub.handlers.base import BaseHandler
from jupyterhub.utils import maybe_future
from tornado.web import HTTPError

from .cluster import page as cluster_page
from .given import given
from .groups import groups_of
from .limits.limits import Limits
from .limits.need import Needs
from .login import overruled
from .login.address import believe_real_ip
from .pages import appearance, errors, starting_server
from .pages import notices as lab_notices
from .pages.running_servers import RunningServers
from .replacing import argument, refuse_unknown, replace
from .requests import names, request_limits, stored_json
from .servers import certificate_authority, clearing_up, holds, never_culled, pod_security, starts
from .servers.choices import Choices, options_of
from .servers.ends import Ends, culler
from .servers.gpus import Gpus
from .servers.home_sizes import HomeSizes
from .servers.homes import Homes
from .servers.nodes import Nodes
from .servers.pod_routes import follow_pods
from .servers.room import Room
from .spawn_page import form
from .spawn_page.preselect import preselect, worded
from .starting import never
from .usage import pages, recording
from .usage.homes import AllHomes


def configure(c, custom: dict | None):
    """Call this from the hub's configuration, after `profile_list` and `template_paths` are set.

    `custom` is `{"choices": {option: {choice: {"groups": [...]}}}, "neverOn": {option: {choice: [node, ...]}},
    "shared": [{"name", "groups", "volume", "mount"}], "homeLimit": {"mebibytes": int, "kind": str},
    "culling": {"idle": seconds, "longest": seconds or 0}, "neverCulled": {"users": [...], "groups": [...]},
    "usage": {"days": int},
    "title": str, "colors": {"light": "#rrggbb", "dark": "#rrggbb"}, "verifiedEmail": bool, "realIp": bool,
    "certificateAuthority": {"company": path, "bundle": path}}`, all optional.
    Works with every authenticator that manages groups.
    """
    custom = custom or {}
    stored_json.install()
    names.install()
    request_limits.install()
    starts.install()
    never.install()
    clearing_up.install()
    is_spared = never_culled.install(**custom.get("neverCulled", {}))
    believe_real_ip(custom.get("realIp", False))
    pod_security.configure(c)
    if "apply_user_options" not in c.Spawner:
        # KubeSpawner applies them as it starts a server, which JupyterHub does not know: it would warn of each start.
        c.Spawner.apply_user_options = lambda spawner, options: None
    certificate_authority.configure(c, custom.get("certificateAuthority"))
    announcement = appearance.configure(c, custom.get("title"), custom.get("colors"))
    usage = custom.get("usage", {})
    recording.configure(c, **usage)
    has_usage = usage.get("days") != 0
    pages.install(has_usage)
    errors.install()
    overruled.install()
    sizes = _home_sizes(c, custom.get("homeLimit"))
    nodes = Nodes()
    cluster_page.configure(c, nodes, custom.get("homeLimit"))
    limits, titles = _limit_choices(c, custom.get("choices", {}), custom.get("neverOn"), sizes, nodes)
    ends = Ends(is_spared, culler(custom.get("culling")), limits.times)
    lab_notices.install(announcement, ends)
    describe = RunningServers(titles, ends).describe
    # JupyterHub calls what it finds there on every page. Not methods: the configuration would copy their objects.
    homes = AllHomes(sizes)
    ours = {
        "has_usage": has_usage,
        "homes": lambda _: homes,
        "limit_notices": lambda user: limits.notices(user),
        "running_servers": lambda _: describe,
        "starting_server": lambda _: starting_server.describe,
    }
    c.JupyterHub.template_vars = {**given(c.JupyterHub, "template_vars", {}), **ours}
    _start_with(sizes, lambda app: limits.start(app, is_spared))
    _share_folders(c, custom.get("shared", []))
    if find_spec("oauthenticator"):  # a custom hub image may lack it
        from .login import oauth

        oauth.configure(custom.get("verifiedEmail", False))
    refuse_unknown()
    if not hasattr(BaseHandler, "_token_authenticated"):
        BaseHandler._token_authenticated = False  # JupyterHub 6.1.1 reads it, but only sets it for tokens


def _start_with(sizes, start_limits):
    async def start(original, self):
        overruled.describe(self)
        start_limits(self)  # pages ask for what it makes
        await original(self)
        starts.take_up(self)
        follow_pods(self)
        recording.watch(self)
        if sizes:
            clearing_up.watch(self, sizes)

    replace(JupyterHub, "start", start)


def _home_sizes(c, limit):
    if not limit:
        return None
    sizes = HomeSizes(limit)
    # JupyterHub calls what it finds there with the user, and a template calls the rest with a server.
    c.JupyterHub.template_vars = {**given(c.JupyterHub, "template_vars", {}), "home_size": lambda user: sizes.describe}
    return sizes


def _limit_choices(c, restricted, never, sizes, nodes) -> tuple[Limits, Callable | None]:
    profiles = given(c.KubeSpawner, "profile_list", [])
    if not profiles or callable(profiles):  # an operator's own function decides by itself
        limits = Limits(Needs())
        _check_before_spawn(sizes, limits)
        recording.install()
        return limits, None
    choices, gpus, homes, room = Choices(profiles, restricted), Gpus(nodes), Homes(never), Room(nodes)

    async def offer(spawner):
        await holds.check(spawner)
        profiles = await gpus.label(choices.to_show(groups_of(spawner.user)), spawner)
        profiles = await homes.label(profiles, spawner)
        profiles = limits.label(profiles, spawner)
        profiles = await room.label(profiles, spawner, await homes.node_of(spawner))
        return preselect(profiles, getattr(spawner, "hubwright_asked", spawner.user_options))

    async def profile_list(spawner):
        await holds.check(spawner)
        return choices.open_to(groups_of(spawner.user))

    async def profile_list_of_other_form(spawner):
        return worded(await offer(spawner))

    async def check(user, spawner, options):
        groups = groups_of(user)
        choices.check(options, groups)
        user.spawner.hubwright_asked = options  # where it is refused, the form still has it
        if spawner:
            await homes.check(choices.selected(options, groups), choices.open_to(groups), spawner)
        await gpus.check(choices.chosen(options, groups), user.spawner)

    if form.fits(c, profiles):
        c.KubeSpawner.options_form = form.shows(offer)
        c.KubeSpawner.profile_list = profile_list
    else:
        _show_descriptions(c, profiles)
        c.KubeSpawner.profile_list = profile_list_of_other_form
    limits = Limits(Needs(profiles, restricted))
    _check_before_spawn(sizes, limits, check)
    recording.install(lambda spawner: choices.selected(spawner.user_options or {}, groups_of(spawner.user)))
    return limits, lambda spawner: choices.titles(spawner.user_options or {}, groups_of(spawner.user))


def _show_descriptions(c, profiles):
    choices = [choice for option in options_of(profiles) for choice in option.get("choices", {}).values()]
    if any("description" in it or "contents" in it for it in choices) and "profile_form_template" not in c.KubeSpawner:
        # KubeSpawner's own form, or that of an operator, has no place for them.
        ours = (appearance.OURS / "choice_descriptions.html").read_text("utf-8")
        c.KubeSpawner.profile_form_template = "{% include 'form.html' %}" + ours


def _share_folders(c, shared):
    overrides = {
        f"shared-{folder['name']}": {
            "groups": folder["groups"],
            # Dicts by name, as the chart sets them: Spawner merges these into what everyone gets.
            "spawner_override": {
                "volumes": {folder["volume"]["name"]: folder["volume"]},
                "volume_mounts": {f"shared-{folder['name']}": folder["mount"]},
            },
        }
        for folder in shared
    }
    if not overrides:
        return
    own = given(c.KubeSpawner, "group_overrides", {})

    async def group_overrides(spawner):
        return {**await maybe_future(own(spawner)), **overrides}

    c.KubeSpawner.group_overrides = group_overrides if callable(own) else {**own, **overrides}


def _check_before_spawn(sizes, limits: Limits, check=None):
    """Check the size of the home, the limits, and what a form, a query or the API asks for, before the spawn begins.

    `check` gets the user, the server if there was one of that name before, and the options.

    JupyterHub has no hook there. KubeSpawner checks too, but after the request was answered and without the
    choice's limits.
    """

    async def spawn_single_user(original, self, user, server_name="", *args, **kwargs):
        options = argument(original, "options", (self, user, server_name, *args), kwargs)
        names.refuse_unroutable(user.name, server_name)
        # Groups as of now. JupyterHub's own refresh, just after this, is skipped then: it does one a request.
        if self.authenticator.refresh_pre_spawn and await self.refresh_auth(user, force=True) is None:
            raise HTTPError(403, f"{user.name} may not sign in at the moment.")
        previous = user.orm_spawners.get(server_name)
        asked = options if options is not None else previous and previous.user_options
        asked = {} if asked is None else asked
        stored_json.check(asked)
        # A named server that the hub does not know yet has no spawner.
        spawner = user.spawners[server_name] if previous or not server_name else None
        if spawner:
            await holds.check(spawner)
        if check:
            await check(user, spawner if previous else None, asked)
        if sizes and spawner:
            await sizes.check(spawner)
        starts.check_room(self, user)
        with limits.room(self, user, server_name, asked):
            return await original(self, user, server_name, *args, **kwargs)

    replace(BaseHandler, "spawn_single_user", spawn_single_user, reads=("options",))
