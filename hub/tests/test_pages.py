"""What an operator has pages look like and say, on a real hub."""

import json
from datetime import UTC, datetime

import pytest
from running_hub import cheap

from hubwright.pages import announcement, appearance

PNG = b"\x89PNG\r\n\x1a\nrest"


@pytest.fixture
def root(tmp_path, monkeypatch):
    """What the chart puts beside the code, below `/opt/hubwright`."""
    root = tmp_path / "root"
    (root / "pages" / "templates").mkdir(parents=True)
    (root / "announcement").mkdir()
    monkeypatch.setattr(appearance, "_ROOT", root)
    return root


@pytest.fixture
def told(root):
    """Announces something, as the kubelet swaps the file."""

    def tell(content):
        text = content if isinstance(content, str) else json.dumps({"level": "info", "groups": [], **content})
        aside = root / "announcement" / "next"
        aside.write_text(text)
        aside.rename(root / "announcement" / "announcement.json")

    return tell


async def started(hub, custom=None, configure=None):
    hub.files.users(user1={"hash": cheap("x"), "groups": ["ml"]}, user2="y")
    await hub.start(custom, configure)
    return hub.browser(), await hub.signed_in("user1", "x")


async def test_without_settings_pages_are_jupyterhubs(hub, root):
    stranger, user = await started(hub)
    assert "<title>JupyterHub</title>" in "".join((await stranger.get("/login")).text.split("\n"))
    page = await user.get("/home")
    assert "JupyterHub logo" in page.text and "announcement" not in page.text


async def test_a_title_is_on_every_page(hub, root):
    stranger, user = await started(hub, {"title": "Data & <Science>"})
    for page in [
        await stranger.get("/login"),
        await user.get("/home"),
        await user.get("/token"),
        await user.get("/nope"),
    ]:
        assert "<title>Data &amp; &lt;Science&gt;</title>" in page.text
        assert "Data & <Science>" in page.plain
        assert "JupyterHub logo" not in page.text


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [("logo.png", PNG, "image/png"), ("logo.svg", b"<svg/>", "image/svg+xml"), ("logo.webp", b"RIFF", "image/webp")],
)
async def test_the_logo_is_served_as_what_it_is(hub, root, name, content, kind):
    (root / "pages" / name).write_bytes(content)
    stranger, _ = await started(hub)
    page = await stranger.get("/logo")
    assert (page.status, page.headers["Content-Type"]) == (200, kind)


async def test_a_logo_of_the_configuration_stays(hub, root, tmp_path):
    (root / "pages" / "logo.png").write_bytes(PNG)

    def configure(c):
        c.JupyterHub.logo_file = str(tmp_path / "raw.svg")

    await started(hub, configure=configure)
    assert hub.app.logo_file == str(tmp_path / "raw.svg")


async def test_templates_extend_ours_and_jupyterhubs(hub, root):
    own = root / "pages" / "templates"
    (own / "page.html").write_text(
        '{% extends "hubwright/page.html" %}{% block footer %}Ask data@example.com{% endblock %}'
    )
    (own / "token.html").write_text('{% extends "templates/token.html" %}{% block main %}None today{% endblock %}')
    stranger, user = await started(hub)
    assert "Ask data@example.com" in (await stranger.get("/login")).text
    home = await user.get("/home")
    assert "Ask data@example.com" in home.text and "/hub/password" in home.text
    token = await user.get("/token")
    assert "None today" in token.text and "Ask data@example.com" in token.text


async def test_templates_that_cannot_be_read_are_left_out(hub, root, caplog):
    own = root / "pages" / "templates"
    (own / "page.html").write_text('{% extends "hubwright/page.html" %}\n{% block footer %}')
    stranger, user = await started(hub)
    assert (await stranger.get("/login")).status == 200
    assert (await user.get("/home")).status == 200
    assert "Templates of hub.pages are left out: page.html, line 2: " in caplog.text


async def test_an_announcement_comes_changes_and_goes_without_a_restart(hub, root, told):
    stranger, user = await started(hub)
    told({"text": "Down at <b>six</b>: https://example.com/why", "level": "warning"})
    for page in [await stranger.get("/login"), await user.get("/home"), await user.get("/token")]:
        assert 'alert alert-warning announcement" role="status"' in page.text
        assert "Down at &lt;b&gt;six&lt;/b&gt;" in page.text
        assert '<a href="https://example.com/why"' in page.text
    told({"text": "Back again"})
    assert "Back again" in (await user.get("/home")).plain
    (root / "announcement" / "announcement.json").unlink()
    assert "Back again" not in (await user.get("/home")).plain


async def test_an_announcement_for_groups_is_theirs_alone(hub, root, told):
    stranger, user = await started(hub)
    other = await hub.signed_in("user2", "y")
    told({"text": "For one group", "groups": ["ml", "other"]})
    assert "For one group" in (await user.get("/home")).plain
    assert "For one group" not in (await other.get("/home")).plain
    assert "For one group" not in (await stranger.get("/login")).plain


@pytest.mark.parametrize(
    ("now", "limits", "is_shown"),
    [
        (12, {}, True),
        (12, {"from": "2027-01-15T12:00:00+00:00"}, True),
        (12, {"from": "2027-01-15T12:00:01+00:00"}, False),
        (12, {"until": "2027-01-15T12:00:00+00:00"}, False),
        (12, {"until": "2027-01-15T12:00:01+00:00"}, True),
        (12, {"from": "2027-01-15T11:00:00+00:00", "until": "2027-01-15T14:00:00+01:00"}, True),
        (13, {"from": "2027-01-15T11:00:00+00:00", "until": "2027-01-15T14:00:00+01:00"}, False),
    ],
)
def test_it_is_shown_from_when_until_when(root, told, now, limits, is_shown):
    told({"text": "x", **limits})
    clock = datetime(2027, 1, 15, now, tzinfo=UTC)
    file = root / "announcement" / "announcement.json"
    seen = announcement.Announcement(file, None, lambda: clock).seen_by(None)
    assert (seen is not None) == is_shown


@pytest.mark.parametrize(
    "content",
    [
        *("", "{", "[]", '{"text": "x"}', '{"text": "x", "from": "soon", "groups": [], "level": ""}'),
        # Without a zone, it cannot be compared with the time.
        '{"text": "x", "until": "2099-01-15T18:00:00", "groups": [], "level": "info"}',
    ],
)
async def test_one_that_cannot_be_read_announces_nothing(hub, root, told, caplog, content):
    _, user = await started(hub)
    told(content)
    for _ in range(2):
        page = await user.get("/home")
        assert page.status == 200 and "announcement" not in page.text
    assert caplog.text.count("Announcement: ") == 1
