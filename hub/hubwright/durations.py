"""Durations in words."""


def in_words(seconds: float) -> str:
    """Seconds as people say them, to the minute: `2 days 3 hours`, `1 hour 5 minutes`, at least `1 minute`."""
    minutes = max(1, round(seconds / 60))
    parts = [(minutes // 1440, "day"), (minutes // 60 % 24, "hour"), (minutes % 60, "minute")]
    said = [f"{count} {unit}{'' if count == 1 else 's'}" for count, unit in parts if count]
    return " ".join(said[:2])
