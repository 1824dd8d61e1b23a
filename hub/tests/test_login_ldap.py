"""Signing in at a real OpenLDAP server, with the values that a synth makes."""

import json
import logging

import pytest
from ldap3.utils.dn import escape_rdn
from running_hub import PodlessSpawner, free_port
from slapd import BASE, SEARCH_PASSWORD, SEARCH_USER, Slapd, ldif
from synthesized import apply
from tornado.web import HTTPError
from traitlets.config import Config

from hubwright.login.ldap import LDAPAuthenticator

PEOPLE, STAFF, GROUPS = f"ou=people,{BASE}", f"ou=staff,{BASE}", f"ou=groups,{BASE}"
WRONG = "Invalid username or password"
NOT_ALLOWED = "may not use this hub"
PERSON = ["inetOrgPerson", "securityPrincipal"]
# Common names with all that DNs and filters give a meaning to.
ODD = ["Doe, Jane", "a+b=c", "Müller Ünal", 'a "quoted" one', "back\\slash", "#hash", "a;b<c>d", "star*(and)parens"]
NAMES = ["ada", "GRACE", "2021001", "eve@ex.org", "anna maría"]


def person(name, where=PEOPLE, cn=None, **more):
    dn = f"cn={escape_rdn(cn)},{where}" if cn else f"uid={escape_rdn(name)},{where}"
    values = {"objectClass": PERSON, "uid": name, "cn": cn or name, "sn": "x", "userPassword": f"pw-{name}"}
    return dn, ldif(dn, **{**values, "mail": f"{name}@mail.org", "sAMAccountName": f"sam-{name}", **more})


def entries():
    people = {name: person(name) for name in NAMES}
    people |= {f"odd{i}": person(f"odd{i}", cn=cn) for i, cn in enumerate(ODD)}
    people["bob"] = person("bob", STAFF)
    people["locked"] = person("locked", pwdAccountLockedTime="000001010000Z")
    people["blank"] = person("blank", userPassword=[])
    people["two"] = person("two", uid=["two", "second"])
    twins = [person("twin")[1], person("twin", STAFF)[1]]
    dns = {name: dn for name, (dn, _) in people.items()}
    odd = [dns[f"odd{i}"] for i in range(len(ODD))]
    yield ldif(BASE, objectClass=["dcObject", "organization"], dc="ex", o="ex")
    for unit in (PEOPLE, STAFF, GROUPS, f"ou=secret,{BASE}"):
        yield ldif(unit, objectClass="organizationalUnit", ou=unit[3:].split(",")[0])
    role = ["organizationalRole", "simpleSecurityObject"]
    yield ldif(SEARCH_USER, objectClass=role, cn="hub", userPassword=SEARCH_PASSWORD)
    policy = {"pwdAttribute": "userPassword", "pwdLockout": "TRUE"}
    yield ldif(f"cn=policy,{BASE}", objectClass=["device", "pwdPolicy"], cn="policy", **policy)
    yield from (text for _, text in people.values())
    yield from twins
    yield ldif(
        f"cn=research,{GROUPS}", objectClass="groupOfNames", cn="research", member=[dns["ada"], dns["GRACE"], *odd]
    )
    yield ldif(
        f"cn=R\\2CD \\+ co,{GROUPS}", objectClass="groupOfUniqueNames", cn="R,D + co", uniqueMember=[*odd, dns["two"]]
    )
    yield ldif(f"cn=unix,{GROUPS}", objectClass="posixGroup", cn="unix", gidNumber="5", memberUid=["GRACE", "2021001"])
    yield ldif(f"cn=chiefs,ou=secret,{BASE}", objectClass="groupOfNames", cn="chiefs", member=dns["ada"])


@pytest.fixture(scope="session")
def slapd(tmp_path_factory):
    folder = tmp_path_factory.mktemp("slapd")
    server = Slapd(folder, "".join(entries()))
    (folder / "ca.pem").write_text(server.ca)
    server.ca_file = str(folder / "ca.pem")
    yield server
    server.stop()


def auth(slapd, tls="before_bind", **more):
    port = slapd.tls_port if tls == "on_connect" else slapd.port
    ca = {} if tls == "insecure" else {"caCertificate": {"file": slapd.ca_file}}
    return {"auth": {"type": "ldap", "server": "localhost", "port": port, "tls": tls, **ca, **more}}


# `the-search` is what the test's environment has for SEARCH.
SEARCH = {"searchUser": SEARCH_USER, "searchPassword": {"env": "SEARCH"}}
TEMPLATES = {"bindDnTemplate": [f"uid={{username}},{PEOPLE}", f"uid={{username}},{STAFF}"]}
LOOKUP = {"userSearchBase": BASE, **SEARCH}
BY_GROUP = {"groupSearchBase": BASE, "adminGroups": ["chiefs"], "allowedGroups": [f"cn=research,{GROUPS}"]}


@pytest.fixture
def authenticator(synthesizer):
    """The authenticator of these settings without a hub around it: what it says of a login form."""

    def make(settings: dict):
        c = Config()
        apply(c, synthesizer.values(settings), {})
        return LDAPAuthenticator(config=c)

    return make


async def me(browser):
    user = json.loads((await browser.api("GET", "/user")).text)
    return user["name"], user["admin"], sorted(user["groups"])


async def refusal(hub, name, password):
    browser = hub.browser()
    page = await browser.login(name, password)
    assert page.status in (403, 503), (name, page.status)
    assert not await browser.is_signed_in()
    return page.plain


@pytest.mark.parametrize("tls", ["before_bind", "on_connect", "insecure"])
@pytest.mark.parametrize("found", [TEMPLATES, LOOKUP], ids=["bindDnTemplate", "userSearchBase"])
async def test_names_that_sites_have_are_right_and_others_wrong(slapd, authenticator, tls, found):
    made = authenticator(auth(slapd, tls, **found, allowAll=True))
    # LDAP does not tell upper from lower case, and neither does the hub: one user, one home.
    for name, password in [*((name, f"pw-{name}") for name in [*NAMES, "bob"]), ("Ada", "pw-ada"), ("ADA", "pw-ada")]:
        model = await made.get_authenticated_user(None, {"username": name, "password": password})
        assert (model["name"], model["admin"]) == (name.lower(), False)
    for name, password in [
        ("ada", "wrong"),
        ("ada", ""),
        ("ada", "  "),
        ("nobody", "pw-ada"),
        ("", ""),
        ("locked", "pw-locked"),
        ("blank", "pw-blank"),
        ("*", "pw-ada"),
        ("ad*", "pw-ada"),
        ("ada)(uid=*", "pw-ada"),
        ("*)(|(uid=*", "pw-ada"),
        (f"ada,{PEOPLE}", "pw-ada"),
        ("ada\x00", "pw-ada"),
        ("x/ada", "pw-ada"),
        ("a" * 300, "pw-ada"),
    ]:
        assert await made.get_authenticated_user(None, {"username": name, "password": password}) is None, name
    assert await made.get_authenticated_user(None, {"username": "ada"}) is None


async def test_login_and_logout_on_the_pages(slapd, start):
    hub = await start(auth(slapd, **LOOKUP, allowAll=True))
    for name in NAMES:
        browser = await hub.signed_in(f" {name} ", f"pw-{name}")
        assert await me(browser) == (name.lower(), False, [])
    assert (await browser.get("/logout")).status == 302
    assert not await browser.is_signed_in()
    for name, password in [("ada", "wrong"), ("ada", ""), ("nobody", "pw-ada"), ("locked", "pw-locked"), ("*", "*")]:
        assert WRONG in await refusal(hub, name, password), name


@pytest.mark.parametrize(
    ("attribute", "typed", "name"),
    [
        ("uid", "GRACE", "grace"),
        ("mail", "grace@mail.org", "grace@mail.org"),
        ("sAMAccountName", "SAM-grace", "sam-grace"),
        ("cn", "Grace", "grace"),
        ("uid", "two", "two"),
        ("uid", "second", "second"),
    ],
)
async def test_user_attribute(slapd, authenticator, attribute, typed, name):
    made = authenticator(auth(slapd, **LOOKUP, userAttribute=attribute, allowAll=True))
    password = "pw-two" if typed in ("two", "second") else "pw-GRACE"
    assert (await made.get_authenticated_user(None, {"username": typed, "password": password}))["name"] == name


async def test_a_name_that_two_entries_have_is_refused(slapd, authenticator, caplog):
    made = authenticator(auth(slapd, **LOOKUP, allowAll=True))
    assert await made.get_authenticated_user(None, {"username": "twin", "password": "pw-twin"}) is None
    assert f"uid=twin,{PEOPLE}, uid=twin,{STAFF} are all uid=twin" in caplog.text


@pytest.mark.parametrize("found", [LOOKUP, {"bindDnTemplate": [f"cn={{username}}, {PEOPLE}"]}], ids=["uid", "cn"])
async def test_odd_names_are_found_with_their_groups(slapd, authenticator, found):
    made = authenticator(auth(slapd, **found, groupSearchBase=GROUPS, allowedGroups=["R,D + co"]))
    for i, cn in enumerate(ODD):
        typed = f"odd{i}" if found is LOOKUP else cn
        model = await made.get_authenticated_user(None, {"username": typed, "password": f"pw-odd{i}"})
        assert (model["name"], model["groups"]) == (typed.lower(), ["R,D + co", "research"])


async def test_groups_of_every_kind_arrive_and_admit(slapd, start):
    hub = await start(auth(slapd, **LOOKUP, **BY_GROUP))
    # Of a group that users may not read themselves, too: the search account reads it.
    assert await me(await hub.signed_in("ada", "pw-ada")) == ("ada", True, ["chiefs", "research"])
    assert await me(await hub.signed_in("grace", "pw-GRACE")) == ("grace", False, ["research", "unix"])
    page = await refusal(hub, "2021001", "pw-2021001")
    assert "Your password is right, but 2021001 may not use this hub. Contact your hub administrator." in page
    assert WRONG in await refusal(hub, "2021001", "wrong")


@pytest.mark.parametrize(
    ("rule", "admitted", "refused"),
    [
        ({"allowedGroups": [f"CN=Research, {GROUPS}"]}, ["ada", "GRACE"], ["bob", "2021001"]),
        ({"allowedGroups": [f"cn=unix,{GROUPS}", f"cn=gone,{BASE}", "no=dn=at all"]}, ["GRACE", "2021001"], ["ada"]),
        ({"allowedUsers": ["ADA", "2021001"]}, ["ada", "2021001"], ["GRACE"]),
        ({"adminUsers": ["GRACE"]}, ["GRACE"], ["ada"]),
        ({"allowedGroups": [f"cn=unix,{GROUPS}"], "adminUsers": ["bob"]}, ["bob", "2021001"], ["ada"]),
        ({"adminGroups": [f"cn=unix,{GROUPS}"]}, ["GRACE"], ["ada"]),
    ],
)
async def test_rules_admit_who_they_name_and_nobody_else(slapd, start, rule, admitted, refused):
    hub = await start(auth(slapd, **TEMPLATES, **rule))
    for name in admitted:
        admin = name in rule.get("adminUsers", []) or "adminGroups" in rule
        assert (await me(await hub.signed_in(name, f"pw-{name}")))[1] is admin
    for name in refused:
        assert NOT_ALLOWED in await refusal(hub, name, f"pw-{name}")


async def test_who_is_no_longer_named_loses_the_login_and_the_rights(slapd, start, hub):
    await start(auth(slapd, **TEMPLATES, allowedUsers=["bob"], adminUsers=["ada"]))
    assert (await me(await hub.signed_in("ada", "pw-ada")))[1]
    await hub.signed_in("bob", "pw-bob")
    await hub.stop()
    await start(auth(slapd, **TEMPLATES, allowedUsers=["ada"]))
    assert (await me(await hub.signed_in("ada", "pw-ada")))[1] is False
    assert NOT_ALLOWED in await refusal(hub, "bob", "pw-bob")


async def test_images_are_limited_to_groups_of_the_directory(slapd, start, synthesizer):
    images = [{"name": it, "image": f"registry.lan/{it}:1"} for it in ("basic", "special")]
    images[0]["default"] = True
    images[1]["groups"] = ["unix"]
    settings = {**auth(slapd, **LOOKUP, groupSearchBase=GROUPS, allowAll=True), "images": images}
    profiles = synthesizer.values(settings)["singleuser"]["profileList"]
    hub = await start(settings, {"KubeSpawner": {"profile_list": profiles}})
    for name, offered in [("GRACE", True), ("ada", False)]:
        page = await (await hub.signed_in(name, f"pw-{name}")).get("/spawn")
        assert ('value="special"' in page.text) is offered
    assert not PodlessSpawner.started


async def test_under_a_base_path(slapd, start):
    hub = await start({**auth(slapd, **LOOKUP, allowAll=True), "hub": {"baseUrl": "/lab"}})
    browser = await hub.signed_in("ada", "pw-ada")
    assert (await browser.get("/logout")).headers["Location"] == "/lab/hub/login"


@pytest.mark.parametrize(
    ("change", "page", "log"),
    [
        ({"port": None}, "The directory cannot be reached. Try again later", "Connection refused"),
        ({"server": "no-such-host.invalid"}, "The directory cannot be reached.", "invalid server address"),
        ({"caCertificate": None}, "The connection to the directory is not secure.", "set auth.caCertificate"),
        ({"server": "127.0.0.2"}, "The directory cannot be reached", "Connection refused"),
        ({"tls": "on_connect"}, "The connection to the directory is not secure.", "auth.tls does not match"),
        ({"searchUser": f"cn=gone,{BASE}"}, "The directory refuses the hub's request.", f"cn=gone,{BASE} is refused"),
        ({"searchUser": None, "searchPassword": None}, "The directory refuses", "without searchUser is refused"),
        ({"userSearchBase": f"ou=gone,{BASE}"}, "The directory refuses", f'"ou=gone,{BASE}": noSuchObject'),
        ({"userSearchBase": "people"}, "The directory refuses", "invalidDNSyntax"),
        ({"groupSearchBase": f"ou=gone,{BASE}"}, "The directory refuses", "noSuchObject"),
    ],
    ids=lambda it: "-".join(it) if isinstance(it, dict) else "",
)
async def test_a_directory_that_fails_is_a_page_and_a_log_line(slapd, authenticator, caplog, change, page, log):
    given = {**auth(slapd, **LOOKUP, allowAll=True)["auth"], **change}
    if "port" in change:
        given["port"] = free_port()
    made = authenticator({"auth": {key: value for key, value in given.items() if value is not None}})
    with caplog.at_level(logging.DEBUG), pytest.raises(HTTPError) as refused:
        await made.get_authenticated_user(None, {"username": "ada", "password": "pw-ada"})
    assert refused.value.status_code == 503
    assert page in refused.value.log_message
    assert "ontact your hub administrator." in refused.value.log_message
    assert log in caplog.text
    assert "pw-ada" not in caplog.text
    assert SEARCH_PASSWORD not in caplog.text


async def test_the_login_page_says_that_the_directory_cannot_be_reached(slapd, start):
    hub = await start({"auth": {**auth(slapd, **TEMPLATES, allowAll=True)["auth"], "port": free_port()}})
    assert "The directory cannot be reached. Try again later, or contact" in await refusal(hub, "ada", "pw-ada")


async def test_the_server_is_checked_by_name_and_address_unless_that_is_switched_off(slapd, authenticator):
    form = {"username": "ada", "password": "pw-ada"}
    for tls in ("before_bind", "on_connect"):
        by_address = {**auth(slapd, tls, **TEMPLATES, allowAll=True)["auth"], "server": "127.0.0.1"}
        assert await authenticator({"auth": by_address}).get_authenticated_user(None, form)
    unchecked = {**by_address, "verifyCertificate": False}
    del unchecked["caCertificate"]
    assert await authenticator({"auth": unchecked}).get_authenticated_user(None, form)
