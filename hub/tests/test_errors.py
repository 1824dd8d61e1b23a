"""What the pages of errors say and do not say, on a real hub."""

import re

import pytest
from jupyterhub.handlers.pages import HomeHandler
from running_hub import cheap
from sqlalchemy.exc import OperationalError
from tornado.web import HTTPError

from hubwright.pages import appearance
from hubwright.refusal import refusal

SECRET = "postgresql://hub:s3cret@db"
UNEXPECTED = "The hub could not do this because of an unexpected error."


class Reasoned(Exception):
    """As those of ssl, urllib and Kubernetes' clients, whose `reason` JupyterHub shows."""

    reason = SECRET


@pytest.fixture
def log(capsys):
    """The hub's log so far: it goes to the standard error."""
    read = []

    def text():
        read.append(capsys.readouterr().err)
        return "".join(read)

    return text


async def user_of(hub, configure=None):
    hub.files.users(user1="x", admin={"hash": cheap("x"), "admin": True})
    await hub.start(configure=configure)
    return await hub.signed_in("user1", "x")


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (ValueError(SECRET), 500),
        (Reasoned("x"), 500),
        (OperationalError(SECRET, {}, Exception(SECRET)), 500),
        (HTTPError(500, "Error in pre_spawn_start: %s", SECRET), 500),
    ],
)
async def test_an_unexpected_error_is_in_the_log_under_what_its_page_shows(hub, monkeypatch, log, error, status):
    def get(self):
        raise error

    monkeypatch.setattr(HomeHandler, "get", get)
    page = await (await user_of(hub)).get("/home")
    assert page.status == status
    assert f"Something went wrong {UNEXPECTED}" in page.plain
    assert "s3cret" not in page.text and "Traceback" not in page.text
    reference = re.search(r"in the hub's log, under (\w+) \.", page.plain)[1]
    assert f"Error {reference}: GET /hub/home: {type(error).__name__}: " in log()
    assert "Traceback" in log() or isinstance(error, HTTPError)


@pytest.mark.parametrize(
    ("method", "path", "status", "text"),
    [
        ("GET", "/nope", 404, "Page not found There is no such page on this hub."),
        ("GET", "/user/nobody/", 404, "Page not found "),
        ("GET", "/admin", 403, "Not allowed You do not have the permission that this page needs."),
        ("POST", "/home", 405, "Not possible on this page "),
    ],
)
async def test_what_users_do_wrong_is_said_in_words(hub, method, path, status, text):
    user = await user_of(hub)
    page = await (user.post(path, {}) if method == "POST" else user.get(path))
    assert page.status == status
    assert text in page.plain
    assert "scopes" not in page.plain and "admin-ui" not in page.plain
    assert f"Home · Error {status}" in page.plain and "hub's log" not in page.plain


@pytest.mark.parametrize("status", [429, 503])
async def test_what_is_said_to_users_stays(hub, monkeypatch, status):
    def get(self):
        raise refusal(status, "Try again in a minute.")

    monkeypatch.setattr(HomeHandler, "get", get)
    page = await (await user_of(hub)).get("/home")
    assert (page.status, "Try again in a minute." in page.plain) == (status, True)
    assert "hub's log" not in page.plain


async def test_a_server_that_does_not_answer(hub):
    page = await (await user_of(hub)).get("/error/503")
    assert "Not available at the moment Your server appears to be down." in page.plain


async def test_a_template_that_fails_while_it_is_rendered(hub, tmp_path, monkeypatch, log):
    root = tmp_path / "root"
    own = root / "pages" / "templates"
    own.mkdir(parents=True)
    monkeypatch.setattr(appearance, "_ROOT", root)
    # Valid, so that the hub takes it.
    (own / "page.html").write_text('{% extends "hubwright/page.html" %}{% block footer %}{{ 1 / 0 }}{% endblock %}')
    hub.files.users(user1="x")
    await hub.start()
    page = await hub.browser().get("/login")
    assert page.status == 500
    assert page.plain.startswith("Something went wrong Something went wrong This page cannot be shown.")
    reference = re.search(r"under (\w+) \.", page.plain)[1]
    assert f"Error {reference}: the page for error 500 cannot be shown" in log()
    assert "division by zero" in log() and "division" not in page.text


async def test_scripts_get_what_jupyterhub_says(hub, monkeypatch):
    user = await user_of(hub)
    answer = await user.api("GET", "/users")
    assert answer.status == 403 and "scopes" in answer.text
