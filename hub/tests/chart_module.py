"""The module by which the hub's configuration reads the chart's values, as the chart has it in the hub's image."""

from pathlib import Path


def write(folder: Path, **values: str | None):
    """Puts it into a folder of Python's path. Names of values have underscores for points: `hub_db_type`."""
    named = {name.replace("_", "."): value for name, value in values.items()}
    text = f"""
print("Loading values")
VALUES = {named!r}

def get_config(key, default=None):
    return VALUES.get(key, default)

get_secret_value = get_config
"""
    (folder / "z2jh.py").write_text(text)
