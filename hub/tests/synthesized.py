"""The configuration that a synth gives to the hub, for hubs of these tests."""

import json
import subprocess
from pathlib import Path

_ROOT = Path(__file__).parent.parent.parent


class Synthesizer:
    """One process that turns settings into chart values, as `synth` does, for as many tests as want them."""

    def __init__(self):
        self._process = subprocess.Popen(
            ["node", "--import", "tsx", "hub/tests/synthesize.ts"],
            cwd=_ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def values(self, settings: dict) -> dict:
        """The chart values of a platform.yaml with these settings; a secret `{env: NAME}` is `the-name`."""
        self._process.stdin.write(json.dumps(settings) + "\n")
        self._process.stdin.flush()
        values = json.loads(self._process.stdout.readline())
        assert "error" not in values, values["error"]
        return values

    def close(self):
        self._process.stdin.close()
        self._process.wait()


def apply(c, values: dict, traits: dict):
    """Configure a hub as the chart does it, then change single traits, by class, that a test must have otherwise."""
    c.JupyterHub.base_url = values["hub"].get("baseUrl", "/")
    roles = values["hub"].get("loadRoles", {})
    c.JupyterHub.load_roles = [{"name": name, **role} for name, role in roles.items()]
    c.JupyterHub.services = []
    for name, service in values["hub"].get("services", {}).items():
        # Without one of the settings, the chart makes a token.
        token = service.pop("apiToken", f"made-for-{name}")
        c.JupyterHub.services.append({"name": name, "api_token": token, **service})
    for section, config in values["hub"]["config"].items():
        c[section].update(config)
    for section, config in traits.items():
        c[section].update(config)
