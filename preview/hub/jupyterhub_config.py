"""Configures the hub of the preview with the chart values, as the chart's own configuration does in a cluster.

Differs where this machine does: addresses, the database and its secrets in the state folder, the spawner.
"""

import os
import sys
from pathlib import Path

import spawner_values
import z2jh

c = get_config()  # noqa: F821 - JupyterHub puts it here

state = Path(os.environ["HUBWRIGHT_PREVIEW_STATE"])
hub_url = f"http://127.0.0.1:{os.environ['HUBWRIGHT_PREVIEW_HUB_PORT']}"
base_url = z2jh.get_config("hub.baseUrl") or "/"

c.JupyterHub.bind_url = f"http://127.0.0.1:{os.environ['HUBWRIGHT_PREVIEW_PORT']}{base_url}"
c.JupyterHub.hub_bind_url = hub_url
c.JupyterHub.db_url = f"sqlite:///{state / 'jupyterhub.sqlite'}"
c.JupyterHub.cookie_secret_file = str(state / "cookie_secret")
c.JupyterHub.pid_file = str(state / "hub.pid")
# `hubwright preview` runs the proxy, and gives its token to both by CONFIGPROXY_AUTH_TOKEN.
c.ConfigurableHTTPProxy.should_start = False
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{os.environ['HUBWRIGHT_PREVIEW_API_PORT']}"
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
    # JupyterHub gives services nothing of its environment but a few names.
    environment = {"HUBWRIGHT_PREVIEW_STATE": str(state)}
    c.JupyterHub.services.append({"name": name, "command": command, "environment": environment})
    c.JupyterHub.load_roles.append({"name": name, "scopes": scopes, "services": [name]})

for name, service in (z2jh.get_config("hub.services") or {}).items():
    token = service.pop("apiToken", None)
    c.JupyterHub.services.append({"name": name, **({"api_token": token} if token else {}), **service})
for name, role in (z2jh.get_config("hub.loadRoles") or {}).items():
    c.JupyterHub.load_roles.append({"name": name, **role})

# The preview has its own of these.
OWN = {
    "JupyterHub": {"proxy_auth_token", "cookie_secret", "services", "db_url"},
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
