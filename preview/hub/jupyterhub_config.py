"""Configures the hub of the preview with the chart values, as the chart's own configuration does in a cluster.

Differs where this machine does: addresses, the database and its secrets in the state folder, the spawner.
"""

import os
import sys
from pathlib import Path

import die_with_hub
import passed_the_gate
import spawner_values
import z2jh
from from_preview import from_preview

c = get_config()  # noqa: F821 - JupyterHub puts it here

told = from_preview()
passed_the_gate.require(told["passed"])
state = Path(os.environ["HUBWRIGHT_PREVIEW_STATE"])
hub_url = f"http://127.0.0.1:{told['hubPort']}"
base_url = z2jh.get_config("hub.baseUrl") or "/"

c.JupyterHub.bind_url = f"http://127.0.0.1:{told['port']}{base_url}"
c.JupyterHub.hub_bind_url = hub_url
c.JupyterHub.db_url = f"sqlite:///{state / 'jupyterhub.sqlite'}"
# Of this start, and in no file: servers run as the same user, and not everywhere in a sandbox.
c.JupyterHub.cookie_secret = bytes.fromhex(told["cookieSecret"])
c.CryptKeeper.keys = [told["cryptKey"]]
c.JupyterHub.pid_file = str(state / "hub.pid")
c.ConfigurableHTTPProxy.should_start = False  # `hubwright preview` runs it
c.ConfigurableHTTPProxy.auth_token = told["token"]
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{told['apiPort']}"
c.JupyterHub.cleanup_servers = True  # in a cluster they outlive the hub; here the preview ends with it
c.JupyterHub.last_activity_interval = 60
c.JupyterHub.tornado_settings = {"slow_spawn_timeout": 0}

for trait in [
    "concurrentSpawnLimit",
    "activeServerLimit",
    "allowNamedServers",
    "namedServerLimitPerUser",
    "authenticatePrometheus",
    "redirectToServer",
    "shutdownOnLogout",
    "templatePaths",
    "templateVars",
]:
    z2jh.set_config_if_not_none(c.JupyterHub, spawner_values.snake_case(trait), f"hub.{trait}")
z2jh.set_config_if_not_none(c.Spawner, "consecutive_failure_limit", "hub.consecutiveFailureLimit")

spawner_values.configure(c)

c.JupyterHub.services = []
c.JupyterHub.load_roles = []

if z2jh.get_config("cull.enabled"):
    command = [sys.executable, "-m", "jupyterhub_idle_culler", f"--url={hub_url}{base_url}hub/api"]
    scopes = ["list:users", "read:users:activity", "read:servers", "delete:servers"]
    for option, key in {
        "timeout": "timeout",
        "cull-every": "every",
        "concurrency": "concurrency",
        "max-age": "maxAge",
    }.items():
        if value := z2jh.get_config(f"cull.{key}"):
            command.append(f"--{option}={value}")
    if z2jh.get_config("cull.users"):
        command.append("--cull-users")
        scopes.append("admin:users")
    if not z2jh.get_config("cull.adminUsers"):
        command.append("--cull-admin-users=false")
    if z2jh.get_config("cull.removeNamedServers"):
        command.append("--remove-named-servers")
    name = "jupyterhub-idle-culler"
    c.JupyterHub.services.append({"name": name, "command": command})
    c.JupyterHub.load_roles.append({"name": name, "scopes": scopes, "services": [name]})

for name, service in (z2jh.get_config("hub.services") or {}).items():
    token = service.pop("apiToken", None)
    c.JupyterHub.services.append({"name": name, **({"api_token": token} if token else {}), **service})
for service in c.JupyterHub.services:
    if command := service.get("command"):
        service["command"] = die_with_hub.command(command)
        if url := service.get("url"):
            # The name of the hub's pod in a cluster.
            service["url"] = url.replace("://hub:", "://127.0.0.1:", 1)
        # JupyterHub gives services nothing of its environment but a few names.
        service["environment"] = {**service.get("environment", {}), "HUBWRIGHT_PREVIEW_STATE": str(state)}
for name, role in (z2jh.get_config("hub.loadRoles") or {}).items():
    c.JupyterHub.load_roles.append({"name": name, **role})

# The preview has its own of these.
OWN = {
    "JupyterHub": {
        "proxy_auth_token",
        "cookie_secret",
        "services",
        "db_url",
        "bind_url",
        "hub_bind_url",
        "hub_connect_url",
        "public_url",
        "subdomain_host",
    },
    "ConfigurableHTTPProxy": {"auth_token"},
    "CryptKeeper": {"keys"},
}
for section, traits in (z2jh.get_config("hub.config") or {}).items():
    c[section].update({trait: value for trait, value in traits.items() if trait not in OWN.get(section, ())})

for name, code in sorted((z2jh.get_config("hub.extraConfig") or {}).items()):
    exec(compile(code, f"hub.extraConfig.{name}", "exec"))

c.JupyterHub.spawner_class = "preview_spawner.PreviewSpawner"
c.KubeSpawner.events_enabled = False  # they come from a cluster
c.KubeSpawner.enable_user_namespaces = False
c.KubeSpawner.delete_pvc = False  # a claim in a cluster; homes of the preview stay until --reset
