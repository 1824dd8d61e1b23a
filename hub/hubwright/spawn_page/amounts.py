"""What a choice reserves and may use of a node, in words and drawn to scale."""

from ..servers.gpus import gpus_of

_UNITS = {"K": 2**10, "M": 2**20, "G": 2**30, "T": 2**40}
# What is drawn has a width, so that the smallest can be seen beside the largest.
_NARROWEST = 2


def amounts_of(choice: dict) -> dict[str, tuple[float, float]]:
    """By resource: what is reserved and the limit, in processors, bytes and GPUs; 0 where there is none.

    Read from what KubeSpawner is told to override. What only it can work out, such as a function, is left out.
    """
    override = choice.get("kubespawner_override", {})
    gpus = gpus_of(choice)
    found = {
        "Processors": (_processors(override.get("cpu_guarantee")), _processors(override.get("cpu_limit"))),
        "Memory": (_bytes(override.get("mem_guarantee")), _bytes(override.get("mem_limit"))),
        "GPUs": (gpus, gpus),
    }
    return {name: pair for name, pair in found.items() if any(pair)}


def drawn(choices: list[dict]) -> list[list[dict]]:
    """For each choice a row for each resource: its `name`, `text`, and percentages of the largest of all choices."""
    every = [amounts_of(choice) for choice in choices]
    largest = {name: max(max(it[name]) for it in every if name in it) for amounts in every for name in amounts}
    return [[_row(name, *pair, largest[name]) for name, pair in amounts.items()] for amounts in every]


def _row(name, reserved, limit, largest):
    def percent(amount):
        return max(_NARROWEST, round(100 * amount / largest)) if amount else 0

    text = _text(name, reserved, limit)
    return {"name": name, "text": text, "reserved": percent(reserved), "limit": percent(limit)}


def _text(name, reserved, limit):
    said = in_bytes if name == "Memory" else in_numbers
    if not reserved or not limit:
        return f"up to {said(limit)}" if limit else f"{said(reserved)} or more"
    return said(limit) if reserved == limit else f"{said(reserved)}, up to {said(limit)}"


def in_numbers(amount: float) -> str:
    """`2`, `0.5`, `3.25`."""
    return f"{amount:.2f}".rstrip("0").removesuffix(".")


def in_bytes(size: float) -> str:
    """`7.5 GiB`, `512 MiB`."""
    return f"{in_numbers(size / 2**30)} GiB" if size >= 2**30 else f"{in_numbers(size / 2**20)} MiB"


def _processors(value):
    try:
        return max(0.0, float(value))
    except (TypeError, ValueError):
        return 0.0


def _bytes(value):
    # As KubeSpawner's ByteSpecification, whose units are binary.
    text = str(value)
    unit = _UNITS.get(text[-1:], 1)
    return _processors(text[:-1] if text[-1:] in _UNITS else text) * unit
