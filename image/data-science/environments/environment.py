"""An environment in the home, and its kernel in JupyterLab."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

HOME = Path.home()
ROOT = HOME / "environments"
# Where Jupyter looks for a user's own kernels.
KERNELS = Path(os.environ.get("JUPYTER_DATA_DIR") or HOME / ".local/share/jupyter") / "kernels"
# The image's Python, which new environments link to, whichever environment is active.
PYTHON = os.environ.get("CONDA_DIR", sys.prefix) + "/bin/python"


class Refused(Exception):
    """What a person can fix, in words."""


class Environment:
    """A folder of uv, venv or conda below ROOT."""

    def __init__(self, name: str):
        if not re.fullmatch(r"[a-z0-9][a-z0-9._-]*", name):
            raise Refused(f'"{name}" cannot be a name: use lower-case letters, digits, ".", "_" and "-".')
        self.name = name
        self.folder = ROOT / name
        self.before = ROOT / f".{name}.before"
        self.unfinished = ROOT / f".{name}.unfinished"
        self.kernel = KERNELS / name / "kernel.json"

    @property
    def is_there(self) -> bool:
        return (self.folder / "pyvenv.cfg").is_file() or (self.folder / "conda-meta").is_dir()

    def there(self) -> "Environment":
        if not self.is_there:
            known = ", ".join(it.name for it in found()) or "none"
            raise Refused(f'There is no environment "{self.name}" in {ROOT}. There are: {known}.')
        return self

    @property
    def python(self) -> Path:
        return self.folder / "bin/python"

    @property
    def packages(self) -> Path | None:
        """The folder of its packages, also where its Python is gone."""
        return next(self.folder.glob("lib/python3.*/site-packages"), None)

    @property
    def version(self) -> str:
        """Of the Python that it was made with, such as 3.13."""
        return self.packages.parent.name.removeprefix("python") if self.packages else "?"

    @property
    def fault(self) -> str | None:
        """Why it cannot run, found without running it: a server with many of them starts as fast as with none."""
        if not self.python.exists():
            return f"its Python {self.version} is gone"
        image = Path(PYTHON).resolve()
        if self.python.resolve() == image and self.version != "{}.{}".format(*sys.version_info):
            return f"it was made with Python {self.version}, and the image has {{}}.{{}}".format(*sys.version_info)
        return None

    @property
    def has_kernel(self) -> bool:
        return self.packages is not None and (self.packages / "ipykernel").is_dir()

    @property
    def is_registered(self) -> bool:
        return is_ours(self.kernel)

    def register(self) -> None:
        """Gives JupyterLab its kernel. A kernel of that name that somebody else has made stays as it is."""
        if self.kernel.exists() and not self.is_registered:
            return
        title = f"{self.name} (broken: {self.fault})" if self.fault else f"{self.name} (Python {self.version})"
        spec = {
            "argv": [str(self.python), "-m", "ipykernel_launcher", "-f", "{connection_file}"],
            "display_name": title,
            "language": "python",
            "metadata": {"environment": self.name, "debugger": True},
        }
        text = json.dumps(spec, indent=1)
        if self.is_registered and self.kernel.read_text() == text:
            return
        self.kernel.parent.mkdir(parents=True, exist_ok=True)
        aside = self.kernel.with_suffix(".new")
        aside.write_text(text)
        aside.replace(self.kernel)

    def make(self, packages: list[str], python: str = PYTHON) -> None:
        """Makes it, in place of what an attempt left that was interrupted."""
        self.unfinished.touch()
        uv("venv", "--clear", "--quiet", "--python", python, str(self.folder))
        self.install(["ipykernel", *packages])
        self.register()
        self.unfinished.unlink()

    def install(self, packages: list[str]) -> None:
        uv("pip", "install", "--python", str(self.python), *packages)

    def state(self) -> str:
        if self.unfinished.exists():
            return f"unfinished: `environment create {self.name} …`, or `environment remove {self.name}`"
        if self.fault:
            return f"broken, {self.fault}: `environment repair {self.name}`"
        return "ok" if self.has_kernel else f"no kernel: `environment add {self.name} ipykernel`"

    def delete(self) -> None:
        shutil.rmtree(self.folder)
        self.unfinished.unlink(missing_ok=True)
        if self.is_registered:
            shutil.rmtree(self.kernel.parent)

    def put_back(self) -> None:
        """The one from before a repair that failed or was killed."""
        if self.before.exists():
            shutil.rmtree(self.folder, ignore_errors=True)
            self.before.rename(self.folder)
            self.unfinished.unlink(missing_ok=True)


def is_ours(kernel: Path) -> bool:
    try:
        return "environment" in json.loads(kernel.read_text())["metadata"]
    except (OSError, ValueError, KeyError, TypeError):
        return False


def program_of(kernel: Path) -> str:
    try:
        return str(json.loads(kernel.read_text())["argv"][0])
    except (OSError, ValueError, LookupError, TypeError):
        return ""


def uv(*words: str) -> None:
    try:
        subprocess.run(["uv", *words], check=True)
    except FileNotFoundError:
        raise Refused("uv is missing in this image.") from None
    except subprocess.CalledProcessError as error:
        raise Refused("That failed; the lines above say why.") from error


def found() -> list[Environment]:
    names = sorted(it.name for it in ROOT.iterdir() if not it.name.startswith(".")) if ROOT.is_dir() else []
    valid = [Environment(name) for name in names if re.fullmatch(r"[a-z0-9][a-z0-9._-]*", name)]
    return [it for it in valid if it.is_there]
