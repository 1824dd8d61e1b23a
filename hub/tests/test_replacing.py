"""Methods are changed in place, once, with all that others put around them, and only where they are as expected."""

import functools

import pytest
from jupyterhub.proxy import Proxy

from hubwright import replacing
from hubwright.replacing import argument, refuse_unknown, replace


@pytest.fixture(autouse=True)
def unknown(monkeypatch):
    found = []
    monkeypatch.setattr(replacing, "_unknown", found)
    return found


def guarded(method):
    @functools.wraps(method)
    def guard(self):
        return f"guarded {method(self)}"

    return guard


class Handler:
    @guarded
    def get(self):
        return "it"

    def spawn(self, name="", options=None):
        return (name, options)


class LaterHandler:
    def spawn(self, name="", title="", options=None, *, wait=False):
        return (name, title, options, wait)


def test_what_others_wrapped_a_method_in_stays_and_a_second_change_replaces_the_first():
    replace(Handler, "get", lambda original, self: f"first {original(self)}")
    assert Handler().get() == "first guarded it"
    replace(Handler, "get", lambda original, self: f"second {original(self)}")
    assert Handler().get() == "second guarded it"


@pytest.mark.parametrize("handler", [Handler, LaterHandler])
@pytest.mark.parametrize("given", [{}, {"options": 1}])
def test_a_parameter_is_read_by_its_name_wherever_it_is(handler, given):
    read = []

    def spawn(original, self, name="", *args, **kwargs):
        read.append(argument(original, "options", (self, name, *args), kwargs))
        return original(self, name, *args, **kwargs)

    plain = handler().spawn("x", **given)
    replace(handler, "spawn", spawn, reads=("options",))
    refuse_unknown()
    assert (handler().spawn("x", **given), read) == (plain, [given.get("options")])


@pytest.mark.parametrize(
    ("name", "function", "reads", "what"),
    [
        (
            "add_user",
            lambda original, self, name: None,
            (),
            "Proxy.add_user takes (self, user",
        ),  # the first has another name
        (
            "add_user",
            lambda original, self, user: None,
            (),
            "Proxy.add_user takes (self, user",
        ),  # a call with more would fail
        ("add_user", lambda original, self, *args, **kwargs: None, ("host",), "Proxy.add_user takes (self, user"),
        ("add_route_of", lambda original, self: None, (), "Proxy.add_route_of is missing"),
    ],
)
def test_a_method_that_is_not_as_expected_stays_and_ends_the_hub(unknown, name, function, reads, what):
    before = getattr(Proxy, name, None)
    replace(Proxy, name, function, reads)
    assert getattr(Proxy, name, None) is before
    assert f": {what}" in unknown[0]
    with pytest.raises(SystemExit) as ended:
        refuse_unknown()
    assert str(ended.value) == (
        "The hub does not start: this version of Hubwright is not for what is in the hub's image.\n"
        f"  {unknown[0]}\n"
        "Use an image with JupyterHub 5 or 6, or a newer version of Hubwright."
    )


def test_a_method_that_another_package_does_not_have_is_left_out():
    replace(Handler, "post", lambda original, self: None)
    refuse_unknown()
