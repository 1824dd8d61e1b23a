"""Logging in with OpenID Connect and OAuth: the hub as a synth configures it, with real providers."""

import logging

import pytest
from github_stand_in import GitHub
from jupyterhub import orm
from providers import client, log_in, open_login, register

CALLBACK = "/hub/oauth_callback"


@pytest.fixture
def hub_with(start, openid):
    """Starts a hub with these settings of `auth`, and registers it with its provider."""

    async def hub_with(settings=None, hub=None, provider="standard", traits=None):
        auth = {"type": "oidc", **client(), **(settings or {})}
        if auth["type"] == "oidc":
            url = openid["standard"]
            auth = {"authorizeUrl": f"{url}/auth", "tokenUrl": f"{url}/token", "userdataUrl": f"{url}/me", **auth}
        running = await start({"auth": auth, "hub": hub or {}}, traits)
        await register(openid[provider], auth, running.app.authenticator.oauth_callback_url or running.url + CALLBACK)
        return running

    return hub_with


@pytest.fixture
async def github():
    stand_in = GitHub({"Acme": {"Ada", "Eve"}, "acme:core": {"Ada"}, "other": {"Bob"}}, public={"acme": {"Eve"}})
    await stand_in.start()
    yield stand_in
    await stand_in.stop()


class Log(logging.Handler):
    """What a hub writes into its log from now on."""

    def __init__(self, hub):
        super().__init__()
        self.text = ""
        hub.app.log.addHandler(self)

    def emit(self, record):
        self.text += self.format(record) + "\n"


def user(hub, name):
    return orm.User.find(hub.app.db, name)


def groups(hub, name):
    return {group.name for group in user(hub, name).groups}


def standard(authenticator, url):
    """Traits that put the standard provider in the place of one on the internet: nothing but its addresses."""
    return {authenticator: {"authorize_url": f"{url}/auth", "token_url": f"{url}/token", "userdata_url": f"{url}/me"}}


IDP = "https://idp.acme.example/shibboleth"
ADA = {"preferred_username": "Ada", "email": "Ada@acme.example", "groups": ["research", "/staff"]}
GOOGLE = {"email": "Ada@acme.example", "verified_email": True, "hd": "acme.example"}
# By type: settings, the class whose addresses are exchanged, the provider, who gets in, who does not, and their name.
TYPES = {
    "oidc": ({"scopes": ["profile", "groups"]}, None, "standard", ADA, {"preferred_username": "mallory"}, "mallory"),
    "gitlab": ({"allowedUsers": ["Ada"]}, None, "gitlab", ADA, {"preferred_username": "mallory"}, "mallory"),
    "azuread": (
        {"tenant": "acme.example", "groupsClaim": "groups"},
        None,
        "entra",
        ADA,
        {"preferred_username": "m@x.example"},
        "m@x.example",
    ),
    "google": (
        {"hostedDomains": ["acme.example"]},
        "GoogleOAuthenticator",
        "standard",
        GOOGLE,
        {"email": "mallory@x.example", "verified_email": True, "hd": "x.example"},
        "mallory@x.example",
    ),
    "cilogon": (
        {"providers": [{"entityId": IDP, "usernameClaim": "eppn", "stripDomain": "acme.example"}]},
        "CILogonOAuthenticator",
        "standard",
        {"idp": IDP, "eppn": "ada@acme.example"},
        {"idp": IDP, "eppn": "mallory@acme.example"},
        "mallory",
    ),
}
OWN = {"oidc": {"groupsClaim": "groups", "allowedGroups": ["research"], "adminGroups": ["/staff"]}}


@pytest.mark.parametrize("kind", TYPES)
async def test_who_should_gets_in_as_an_admin_who_should_not_learns_why_and_logout_ends_it(kind, hub_with, openid):
    settings, exchanged, provider, admitted, refused, name = TYPES[kind]
    traits = standard(exchanged, openid["standard"]) if exchanged else None
    urls = {"gitlab": {"url": openid["gitlab"] + "/"}, "azuread": {"cloudUrl": openid["entra"]}}.get(kind, {})
    admins = OWN.get(kind, {"adminUsers": ["ADA@acme.example" if kind == "google" else "Ada"]})
    hub = await hub_with({"type": kind, **settings, **urls, **admins}, provider=provider, traits=traits)
    browser = hub.browser()
    page = await log_in(browser, admitted)
    assert (page.status, page.url) == (200, f"{hub.url}/hub/home"), page.plain
    assert user(hub, "ada").admin
    assert groups(hub, "ada") == ({"research", "/staff"} if kind in ("oidc", "gitlab", "azuread") else set())

    stranger = hub.browser()
    page = await log_in(stranger, refused)
    assert page.status == 403
    assert f'knows you as "{name}", and this account may not use this hub.' in page.plain
    assert not await stranger.is_signed_in()

    await browser.get("/logout")
    assert not await browser.is_signed_in()


async def test_github_admits_members_of_organizations_and_teams_private_ones_too(start, github):
    auth = {"type": "github", "clientId": "hub", "clientSecret": {"env": "SECRET"}, "enterpriseUrl": github.url + "/"}
    hub = await start({"auth": {**auth, "allowedOrganizations": ["ACME:core", "other"], "adminUsers": ["Root"]}})
    github.callback = hub.url + CALLBACK
    for login, status in {"Ada": 200, "BOB": 200, "root": 200, "Eve": 403, "Mallory": 403}.items():
        browser = hub.browser()
        page = await browser.submit(await open_login(browser), login=login)
        assert page.status == status, (login, page.plain)
        assert status == 200 or f'"{login.lower()}", and this account may not' in page.plain
        assert await browser.is_signed_in() == (status == 200)
    assert user(hub, "root").admin and not user(hub, "ada").admin

    hub.app.authenticator.client_secret = "wrong"
    browser = hub.browser()
    page = await browser.submit(await open_login(browser), login="Ada")
    assert page.status == 403
    assert "The client_id and/or client_secret passed are incorrect." in page.plain


async def test_claims_that_are_no_user_name_are_named_and_leave_nothing_behind(hub_with):
    hub = await hub_with({"allowAll": True})
    log = Log(hub)
    no_claim = (
        'The identity provider did not send the claim "preferred_username", which this hub takes user names from.'
    )
    odd_name = "which is not a valid user name here"
    for claims, message in [
        ({"email": "ada@acme.example"}, no_claim),
        ({"preferred_username": ""}, no_claim),
        ({"preferred_username": "   "}, no_claim),
        ({"preferred_username": ["ada"]}, no_claim),
        ({"preferred_username": True}, no_claim),
        ({"preferred_username": "acme/ada"}, odd_name),
        ({"preferred_username": " ada"}, odd_name),
    ]:
        page = await log_in(hub.browser(), claims)
        assert page.status == 403, claims
        assert message in page.plain, (claims, page.plain)
    assert hub.app.db.query(orm.User).count() == 0
    assert "the provider's claim preferred_username is missing. It sent: sub" in log.text
    for claims, name in [
        ({"preferred_username": 2021001}, "2021001"),
        ({"preferred_username": "Ada von L\u00fcbeck"}, "ada von l\u00fcbeck"),
        ({"preferred_username": "Ada@acme.example"}, "ada@acme.example"),
    ]:
        page = await log_in(hub.browser(), claims)
        assert page.status == 200, page.plain
        assert user(hub, name)


async def test_a_class_that_raw_values_choose_says_it_too(hub_with, openid):
    traits = standard("Auth0OAuthenticator", openid["standard"])
    traits["Auth0OAuthenticator"] |= {"auth0_domain": "acme.example", "scope": ["openid"], "username_claim": "nickname"}
    values = {"hub": {"config": {"JupyterHub": {"authenticator_class": "oauthenticator.auth0.Auth0OAuthenticator"}}}}
    auth = client()
    traits["Auth0OAuthenticator"] |= {"client_id": auth["clientId"], "client_secret": "the-secret"}
    hub = await hub_with({**auth, "allowAll": True}, {"values": values}, traits=traits)
    page = await log_in(hub.browser(), {"nickname": "ada"})
    assert page.status == 403
    assert 'did not send the claim "nickname"' in page.plain


@pytest.mark.parametrize(
    ("claim", "nest"),
    [
        ("groups", lambda value: {"groups": value}),
        ("realm_access.roles", lambda value: {"realm_access": {"roles": value}}),
        ("https://acme.example/groups", lambda value: {"https://acme.example/groups": value}),
    ],
)
async def test_groups_in_any_claim_and_of_any_shape(claim, nest, hub_with):
    settings = {"groupsClaim": claim, "allowedGroups": ["research"], "scopes": ["profile", "groups", "roles"]}
    hub = await hub_with(settings)
    log = Log(hub)
    for value, expected in [
        (["research", "/a b/\u00fc:%s", "no"], {"research", "/a b/\u00fc:%s", "no"}),
        ("research", {"research"}),
        (["research", 7, {"id": 1}, None, ""], {"research", "7"}),
        ({"research": {"org": 1}}, {"research"}),
    ]:
        page = await log_in(hub.browser(), {"preferred_username": "ada", **nest(value)})
        assert page.status == 200, (value, page.plain)
        assert groups(hub, "ada") == expected
    for value in [["other"], [], None, {}]:
        page = await log_in(hub.browser(), {"preferred_username": "bob", **nest(value)})
        assert page.status == 403, value
        assert 'knows you as "bob", and this account may not use this hub.' in page.plain
    missing = f'It did not say which groups you are in (claim "{claim}").'
    assert missing not in page.plain
    page = await log_in(hub.browser(), {"preferred_username": "bob"})
    assert (page.status, missing in page.plain) == (403, True)
    assert f'the provider sent no claim "{claim}". Its claims are: sub, preferred_username' in log.text


async def test_a_user_name_deep_inside_with_the_secret_in_a_header(hub_with):
    hub = await hub_with({"usernameClaim": "acme.login", "scopes": ["roles"], "clientAuth": "basic", "allowAll": True})
    page = await log_in(hub.browser(), {"acme": {"login": "ada"}})
    assert page.status == 200, page.plain
    assert user(hub, "ada")


@pytest.mark.parametrize("required", [True, False])
async def test_an_address_that_is_not_verified_is_nobodys_user_name(required, hub_with):
    hub = await hub_with({"usernameClaim": "email", "verifiedEmail": required, "allowAll": True})
    for verified in [False, "false"]:
        page = await log_in(hub.browser(), {"email": "ada@acme.example", "email_verified": verified})
        assert page.status == (403 if required else 200)
        assert ("has not verified your e-mail address ada@acme.example" in page.plain) == required
    for known in [{}, {"email_verified": True}]:
        assert (await log_in(hub.browser(), {"email": "bob@acme.example", **known})).status == 200


@pytest.mark.parametrize(
    ("domains", "allowed", "admitted"),
    [
        (["acme.example"], [], {"ada": "ada", "eve": "eve"}),
        (["acme.example"], ["Ada@ACME.example"], {"ada": "ada"}),
        (["acme.example"], ["ada"], {"ada": "ada"}),
        (["acme.example", "x.example"], ["ada@acme.example"], {"ada": "ada@acme.example"}),
    ],
)
async def test_google_names_match_with_and_without_the_one_domain(domains, allowed, admitted, hub_with, openid):
    settings = {"type": "google", "hostedDomains": domains, "allowedUsers": allowed}
    hub = await hub_with(settings, traits=standard("GoogleOAuthenticator", openid["standard"]))
    for name in ["ada", "eve"]:
        claims = {"email": f"{name}@acme.example", "verified_email": True, "hd": "acme.example"}
        page = await log_in(hub.browser(), claims)
        assert page.status == (200 if name in admitted else 403), page.plain
    for name in admitted.values():
        assert user(hub, name)
    # Whoever has an address of the domain, and no account there.
    page = await log_in(hub.browser(), {"email": "ada@acme.example", "verified_email": True})
    assert page.status == 403


async def test_google_accounts_whose_address_is_not_verified_do_not_get_in(hub_with, openid):
    traits = standard("GoogleOAuthenticator", openid["standard"])
    hub = await hub_with({"type": "google", "allowAll": True}, traits=traits)
    page = await log_in(hub.browser(), {"email": "ada@acme.example", "verified_email": False})
    assert page.status == 403
    assert "has not verified your e-mail address" in page.plain


async def test_cilogon_knows_only_its_providers_and_domains(hub_with, openid):
    other = "https://github.com/login/oauth/authorize"
    providers = [
        {"entityId": IDP, "usernameClaim": "email", "allowedDomains": ["*.acme.example"], "default": True},
        {"entityId": other, "usernameClaim": "preferred_username", "prefix": "github", "allowAll": True},
    ]
    traits = standard("CILogonOAuthenticator", openid["standard"])
    hub = await hub_with({"type": "cilogon", "providers": providers}, traits=traits)
    for claims, status, text in [
        ({"idp": IDP, "email": "ada@lab.acme.example"}, 200, "ada@lab.acme.example"),
        ({"idp": IDP, "email": "ada@acme.example"}, 403, "this account may not use this hub"),
        ({"idp": other, "preferred_username": "Ada"}, 200, "github:ada"),
        ({"idp": "urn:mallory", "email": "ada@lab.acme.example"}, 403, "urn:mallory is not pre-configured"),
        ({"idp": IDP}, 403, 'did not send the claim "email"'),
        ({"email": "ada@lab.acme.example"}, 502, "lacks what the hub needs"),
    ]:
        page = await log_in(hub.browser(), claims)
        assert (page.status, text in page.plain) == (status, True), page.plain
    page = await hub.browser().get("/oauth_login")
    assert f"selected_idp={IDP}".replace(":", "%3A").replace("/", "%2F") in page.headers["Location"]


async def test_a_login_that_fails_at_the_provider_ends_at_a_page_that_says_so(hub_with, openid):
    hub = await hub_with({"allowAll": True})
    authenticator, url = hub.app.authenticator, openid["standard"]
    log = Log(hub)

    browser = hub.browser()
    page = await open_login(browser)
    page = await browser.visit(page.url + "/abort")  # "Cancel" of its pages
    assert page.status == 403
    assert "The login was cancelled, or the identity provider does not let this account use the hub." in page.plain

    for trait, value, status, text in [
        ("client_secret", "wrong", 502, "does not accept the hub's client ID or client secret"),
        ("token_url", "http://127.0.0.1:1/token", 502, "The hub cannot reach the identity provider."),
        ("token_url", f"{url}/nowhere", 502, "answers the hub with an error (404)"),
        ("userdata_url", f"{url}/nowhere", 502, "answers the hub with an error (404)"),
        ("userdata_url", f"{url}/session/end", 502, "does not understand the identity provider's answer"),
        ("scope", ["openid", "everything"], 400, "refused the hub's request (invalid_scope)"),
    ]:
        right = getattr(authenticator, trait)
        setattr(authenticator, trait, value)
        browser = hub.browser()
        first = await open_login(browser)
        if trait == "scope":
            page = first
        else:
            page = await log_in(browser, {"preferred_username": "ada"})
        setattr(authenticator, trait, right)
        assert (page.status, text in page.plain) == (status, True), page.plain
        assert page.plain.count("Contact your hub administrator.") == 1
        assert "the-secret" not in page.text + log.text

    # What anyone can write into a link is not repeated.
    page = await hub.browser().get("/oauth_callback?error=Call%20555%20now&error_description=Call%20555%20now")
    assert (page.status, "Call" in page.plain) == (400, False)
    assert hub.app.db.query(orm.User).count() == 0


async def test_a_login_that_began_elsewhere_is_told_where_to_begin(hub_with):
    hub = await hub_with({"allowAll": True}, {"host": "hub.example.com", "tls": {"type": "selfSigned"}})
    hub.proxied = "https://hub.example.com"
    browser = hub.browser()
    await open_login(browser)
    for query in ["code=x", "code=x&state=W10=", "code=x&state=x"]:
        page = await browser.visit(f"{hub.proxied}/hub/oauth_callback?{query}")
        assert page.status == 400
        assert "Sign in at https://hub.example.com/ " in page.plain


@pytest.mark.parametrize(
    ("hub_settings", "root"),
    [
        ({"host": "hub.example.com", "tls": {"type": "selfSigned"}, "baseUrl": "/lab"}, "https://hub.example.com/lab"),
        ({"host": "hub.example.com", "exposure": "nodePort"}, "http://hub.example.com:30080"),
        # Without a name, the address is the one in the browser, whatever proxies there are.
        ({"tls": {"type": "selfSigned"}, "baseUrl": "lab/team"}, "https://10.0.0.4/lab/team"),
        ({"exposure": "nodePort"}, "http://10.0.0.4:30080"),
    ],
)
async def test_the_callback_is_where_the_hub_is(hub_settings, root, hub_with, openid):
    auth = client()
    hub = await hub_with({**auth, "allowAll": True}, hub_settings)
    base = hub.url.removeprefix(hub.origin)
    hub.proxied = root.removesuffix(base)
    if not hub.app.authenticator.oauth_callback_url:
        page = await open_login(hub.browser())
        assert page.status == 400 and "redirect_uri" in page.plain  # nobody has registered that address
        await register(openid["standard"], auth, root + CALLBACK)
    browser = hub.browser()
    page = await log_in(browser, {"preferred_username": "ada"})
    assert (page.status, page.url) == (200, f"{root}/hub/home"), page.plain
    # Of a hub that knows that its users have HTTPS, wherever that ends.
    login = [it for it in browser.session.cookie_jar if it.key == "jupyterhub-hub-login"]
    assert [bool(it["secure"]) for it in login] == [root.startswith("https://hub.example.com/")]


async def test_login_logout_and_the_request_can_be_shaped(hub_with, openid):
    bye = f"{openid['standard']}/session/end"
    hub = await hub_with(
        {"allowAll": True, "autoLogin": True, "logoutUrl": bye, "authorizeParams": {"login_hint": "ada", "max_age": 60}}
    )
    browser = hub.browser()
    page = await browser.visit(f"{hub.url}/hub/login")
    assert page.url.startswith(openid["standard"])
    assert 'value="ada"' in page.text
    assert (await log_in(browser, {"preferred_username": "ada"})).status == 200
    page = await browser.get("/logout")
    assert (page.status, page.headers["Location"]) == (302, bye)
    assert (await browser.get("/home")).status == 302


async def test_logout_with_automatic_login_does_not_log_in_again(hub_with):
    hub = await hub_with({"allowAll": True, "autoLogin": True})
    browser = hub.browser()
    await log_in(browser, {"preferred_username": "ada"})
    page = await browser.visit(f"{hub.url}/hub/logout")
    assert (page.status, page.url) == (200, f"{hub.url}/hub/logout")
    assert (await browser.get("/home")).status == 302


async def test_who_is_taken_off_the_lists_is_no_admin_any_more(hub_with, openid):
    lists = {"allowedUsers": ["eve"], "adminUsers": ["Root", "Eve"]}
    hub = await hub_with(lists)
    await log_in(hub.browser(), {"preferred_username": "eve"})
    assert user(hub, "eve").admin
    await hub.stop()
    hub = await hub_with({**lists, "adminUsers": ["root"]})
    assert not user(hub, "eve").admin
    assert user(hub, "root").admin
    assert (await log_in(hub.browser(), {"preferred_username": "eve"})).status == 200
    assert not user(hub, "eve").admin


async def test_who_leaves_an_admin_group_is_no_admin_from_the_next_login_on(hub_with):
    hub = await hub_with(
        {"groupsClaim": "groups", "scopes": ["profile", "groups"], "allowAll": True, "adminGroups": ["ops"]}
    )
    for names, admin in [(["ops"], True), ([], False), (None, False)]:
        claims = {"preferred_username": "ada", **({} if names is None else {"groups": names})}
        assert (await log_in(hub.browser(), claims)).status == 200
        assert user(hub, "ada").admin == admin
        assert groups(hub, "ada") == set(names or [])
