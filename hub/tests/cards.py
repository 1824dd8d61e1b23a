"""Reads the cards of the spawn form, as a browser without JavaScript has them."""

from html.parser import HTMLParser


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.cards, self._within, self._card = {}, [], None

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "div" and attrs.get("class") == "choice":
            self._card = {"text": ""}
        if tag == "input" and attrs.get("type") == "radio" and self._card is not None:
            self._card |= {"checked": "checked" in attrs, "disabled": "disabled" in attrs}
            self.cards.setdefault(attrs["name"].split("--")[-1], {})[attrs["value"]] = self._card
        if tag in ("details", "button"):
            self._card = None

    def handle_data(self, data):
        if self._card is not None and data.strip():
            self._card["text"] = f"{self._card['text']} {' '.join(data.split())}".strip()


def cards_of(page) -> dict[str, dict[str, dict]]:
    """By option and value: whether the card is `checked`, whether it is `disabled`, and its `text`."""
    reader = _Reader()
    reader.feed(page.text)
    return reader.cards


def checked_in(page) -> dict[str, str]:
    """What is chosen beforehand, by option."""
    return {name: value for name, all_ in cards_of(page).items() for value, it in all_.items() if it["checked"]}
