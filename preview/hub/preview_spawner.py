"""KubeSpawner with a local process in place of the pod."""

import asyncio
import contextlib
import functools
import json
import os
import random
import shutil
import signal
import socket
import subprocess
from pathlib import Path

import die_with_hub
import sandbox
import yaml
import z2jh
from jupyterhub.utils import maybe_future, wait_for_http_server
from kubespawner import KubeSpawner
from planned_cluster import PlannedCluster

from hubwright.refusal import refusal

# Seconds for a server to shut its kernels down before it is killed.
_GRACE = 10
# What an image would have, and nothing of the environment of this machine's user.
_ENVIRONMENT = {"LANG": "C.UTF-8", "SHELL": "/bin/bash" if Path("/bin/bash").exists() else "/bin/sh"}
_PATH = "/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin"


class PreviewSpawner(KubeSpawner):
    """The real form, the real reading of its options and the real pod; only starting, polling and stopping differ.

    A stand-in for a cluster: limits of memory and processor and read-only mounts stay on paper, in `pods/<server>.yaml`
    of the state folder.
    """

    _process: subprocess.Popen | None = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._in_json = self.api.api_client.sanitize_for_serialization
        self.api = _planned_cluster(self._state_folder)

    @property
    def _state_folder(self) -> Path:
        return Path(os.environ["HUBWRIGHT_PREVIEW_STATE"])

    @property
    def _server_slug(self) -> str:
        return self._expand_user_properties("{user_server}")

    async def _start(self):
        await self.load_user_options()
        pod = await self.get_pod_manifest()
        if self.modify_pod_hook:
            pod = await maybe_future(self.modify_pod_hook(self, pod))
        manifests = self._write_manifests(pod)
        home = self._prepare_home()
        runtime = self._runtime()
        port = _free_port()
        environment = self._environment(runtime, home, port)
        log = self._state_folder / "logs" / f"server-{self._server_slug}.log"
        log.parent.mkdir(mode=0o700, exist_ok=True)
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                self._contained([*self.cmd, *self._arguments(environment["SHELL"])], home, runtime),
                cwd=home,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        process = self._process
        self.api.add(*manifests, home.name, lambda: process.poll() is None)
        url = f"http://127.0.0.1:{port}"
        await self._wait_until_it_answers(url, log)
        return url

    async def poll(self):
        if self._process is None:
            return 0
        return self._process.poll()

    async def stop(self, now=False):
        process, self._process = self._process, None
        if process is None or process.poll() is not None:
            return
        for sign, patience in ((signal.SIGTERM, 0 if now else _GRACE), (signal.SIGKILL, _GRACE)):
            self._send(process.pid, sign)
            for _ in range(max(1, patience * 20)):
                if process.poll() is not None:
                    return
                await asyncio.sleep(0.05)

    def _send(self, pid, sign):
        try:
            if sign == signal.SIGTERM and self._sandbox:
                os.kill(sandbox.inmate(pid), sign)  # bubblewrap itself would end at once, and all in it
            else:
                os.killpg(pid, sign)
        except ProcessLookupError:
            pass  # it has just ended; or has not begun, and is killed in the next round

    async def progress(self):
        yield {"progress": 50, "message": "Starting JupyterLab as a process on this machine"}

    def _arguments(self, shell):
        # Jupyter's own choice is a login shell, where /etc/profile takes the image's programs out of PATH.
        terminals = f"--ServerApp.terminado_settings={json.dumps({'shell_command': [shell]})}"
        # Containers do not run as root; this machine's user may be.
        return [terminals, *self.get_args(), *(["--allow-root"] if os.geteuid() == 0 else [])]

    def _contained(self, command, home, runtime):
        """The command, in the sandbox where this machine has one; it ends with the hub either way."""
        if self._sandbox:
            program, *words = self._sandbox
            seen = [runtime["path"], str(self._jupyter_files), *set(self._in_place_of_bundle().values())]
            return [shutil.which(program) or program, *words, *sandbox.shared(home, seen), *command]
        return die_with_hub.command(command)

    def _environment(self, runtime, home, port):
        path = Path(runtime["path"])
        moved = self._in_place_of_bundle()
        return {
            **_ENVIRONMENT,
            **runtime["environment"],
            **{name: moved.get(value, value) for name, value in self._variables()},
            "JUPYTERHUB_SERVICE_URL": f"http://127.0.0.1:{port}{self.server.base_url}",
            "HOME": str(home),
            "JUPYTER_PATH": str(self._jupyter_files / "share"),
            "JUPYTER_CONFIG_PATH": str(self._jupyter_files / "config"),
            "VIRTUAL_ENV": str(path),
            "PATH": f"{path / 'bin'}:{_PATH}",
            "HUBWRIGHT_PREVIEW_STATE": str(self._state_folder),
        }

    @property
    def _jupyter_files(self) -> Path:
        """What servers have in `/usr/local/share/jupyter` and `/etc/jupyter` in a cluster."""
        return self._state_folder / "jupyter"

    def _in_place_of_bundle(self) -> dict[str, str]:
        """The hub's certificate authorities in place of those that the image and the company have in a cluster."""
        paths = z2jh.get_config("custom.hubwright.certificateAuthority") or {}
        return dict.fromkeys(paths.values(), os.environ["SSL_CERT_FILE"])

    def _variables(self):
        """Those of the pod, with the secrets of `dist/`; what else refers to something of a cluster is left out."""
        secrets = json.loads((self._state_folder / "server-secrets.json").read_text("utf-8"))
        for name, value in self.get_env().items():
            if isinstance(value, dict):
                reference = (value.get("valueFrom") or {}).get("secretKeyRef") or {}
                secret = secrets.get(reference.get("name"), {}).get(reference.get("key"))
                value = value.get("value") or secret
            if value is not None:
                yield name, str(value)

    def _runtime(self):
        """The environment in place of the image: of a built one with its packages, else with JupyterLab alone."""
        return self._runtimes["images"].get(self.image, self._runtimes["base"])

    @property
    def _sandbox(self) -> list[str]:
        """The beginning of a command that runs in it; empty where there is none."""
        return self._runtimes["sandbox"]

    @property
    def _runtimes(self):
        return json.loads((self._state_folder / "runtimes.json").read_text("utf-8"))

    def _prepare_home(self) -> Path:
        """The server's home: a folder for each claim that a cluster would have, or for each user where it has none."""
        slug = self._server_slug if self.storage_pvc_ensure else self._expand_user_properties("{username}")
        home = self._state_folder / "homes" / slug
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        return home

    def _write_manifests(self, pod):
        """What a cluster would get, and returns it: a pod, which has the server's token in it, and a claim or None."""
        claim = self.get_pvc_manifest() if self.storage_pvc_ensure else None
        pod, claim = self._in_json(pod), self._in_json(claim)
        file = self._state_folder / "pods" / f"{self._server_slug}.yaml"
        file.parent.mkdir(mode=0o700, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(yaml.safe_dump_all([pod, *([claim] if claim else [])], sort_keys=False))
        return pod, claim

    async def _wait_until_it_answers(self, url, log):
        answers = asyncio.ensure_future(wait_for_http_server(url + self.server.base_url, timeout=self.start_timeout))
        while not answers.done():
            if self._process is None or self._process.poll() is not None:
                answers.cancel()
                last = "\n".join(log.read_text("utf-8", "replace").splitlines()[-10:])
                # Whoever has a preview is who reads its logs.
                raise refusal(500, f"The server of {self.user.name} ended while starting. The end of {log}:\n{last}")
            await asyncio.wait([answers], timeout=0.2)
        await answers


_planned_cluster = functools.cache(PlannedCluster)


def _free_port() -> int:
    """A port that nothing listens on; none of those that systems give out by themselves, as in ports.ts."""
    for port in random.sample(range(20_000, 30_000), 100):
        with socket.socket() as listener, contextlib.suppress(OSError):
            listener.bind(("127.0.0.1", port))
            return port
    raise RuntimeError("No port between 20000 and 29999 is free")
