"""Reads the hub's configuration while it is being made."""

from traitlets.config import LazyConfigValue


def given(section, name, empty):
    """What the configuration has so far, also where it was only added to: `c.JupyterHub.template_paths.append(…)`."""
    value = section.get(name)
    return value.get_value(empty) if isinstance(value, LazyConfigValue) else value or empty
