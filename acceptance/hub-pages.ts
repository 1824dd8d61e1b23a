import type { Page, Response } from 'playwright-core';
import type { HubUrls } from './hub-urls.ts';
import { StepFailure } from './journey.ts';
import { untilAnswer } from './page-fetch.ts';
import { whatThePageSays } from './page-message.ts';

/** Not allowed, or not to be known of. */
const REFUSALS: readonly number[] = [401, 403, 404];

/** The hub's own pages, as one user sees them. */
export class HubPages {
  constructor(
    private readonly page: Page,
    private readonly hub: HubUrls,
    private readonly user: string,
  ) {}

  /** The page of the hub that someone who is not logged in gets to. */
  async open(): Promise<void> {
    const answer = await this.page.goto(this.hub.entrance);
    const form = this.page.locator('input[type=password]');
    if (await form.isVisible()) return;
    const status = answer === null ? 'no answer' : `status ${answer.status()}`;
    throw new StepFailure(
      `There is no login form at ${this.hub.root} (${status}). Is this the address of a JupyterHub?`,
    );
  }

  /** Fills in the form and sends it; the caller checks the result. */
  async sendLogin(password: string): Promise<void> {
    await this.page.goto(this.hub.at('hub/login'));
    await this.page.getByLabel('Username:').or(this.page.locator('input[name=username]')).first().fill(this.user);
    await this.page.locator('input[name=password]').fill(password);
    const submit = this.page.locator('#login_submit').or(this.page.locator('form [type=submit]')).first();
    await Promise.all([this.page.waitForResponse((it) => it.request().method() === 'POST'), submit.click()]);
    await this.page.waitForLoadState();
  }

  async login(password: string): Promise<void> {
    await this.sendLogin(password);
    if (await this.isLoginForm()) throw new StepFailure(`${this.user} cannot log in.`);
  }

  /** Sends a password that is not the user's, and expects the error message. */
  async loginIsRefused(password: string): Promise<void> {
    await this.sendLogin(password);
    if (!(await this.isLoginForm())) throw new StepFailure(`${this.user} got in with a wrong password.`);
    const message = await whatThePageSays(this.page);
    if (message === undefined) throw new StepFailure('The login form came back, but does not say why.');
    // On a page of its own: with a certificate that is not trusted, the browser cannot go back to what a form was answered with.
    const other = await this.page.context().newPage();
    try {
      await new HubPages(other, this.hub, this.user).isLocked('hub/home');
    } finally {
      await other.close();
    }
  }

  /** Expects that a page leads to the login form. */
  async isLocked(path: string): Promise<void> {
    await this.page.goto(this.hub.at(path));
    if (!(await this.isLoginForm())) throw new StepFailure(`${this.page.url()} opens without logging in.`);
  }

  async logout(): Promise<void> {
    await this.page.goto(this.hub.at('hub/home'));
    await this.page.locator('#logout').click();
    await this.page.waitForURL(/\/hub\/(logout|login)/);
  }

  /** Stops the user's server, if it runs, and waits until it is gone. Says whether it ran. */
  async stopServer(): Promise<boolean> {
    await this.page.goto(this.hub.at('hub/home'));
    const stop = this.page.locator('#stop');
    if (!(await stop.isVisible())) return false;
    // The page's script connects the button.
    await this.page.waitForLoadState('networkidle');
    await stop.click();
    await stop.waitFor({ state: 'hidden' });
    await this.serverIsGone();
    return true;
  }

  /** The hub shows the button before the server has ended: it counts as gone when the hub's API does not list it. */
  private async serverIsGone(): Promise<void> {
    const account = this.hub.at(`hub/api/users/${encodeURIComponent(this.user)}`);
    await untilAnswer(this.page, account, (answer) => {
      const { servers } = answer as { servers?: Record<string, unknown> };
      return servers !== undefined && !('' in servers);
    });
  }

  /** Whether the hub has a page on which users see what they use. */
  async hasUsage(): Promise<boolean> {
    await this.page.goto(this.hub.at('hub/home'));
    return (await this.page.locator('a[href$="/hub/usage"]').count()) > 0;
  }

  /** Expects the user's running server on that page. */
  async usageHasServer(): Promise<void> {
    await this.page.goto(this.hub.at('hub/usage'));
    const running = await this.page.locator('main li:has(time)').allInnerTexts();
    if (!running.some((it) => it.startsWith(`${this.user}: `))) {
      throw new StepFailure(`The page does not name the server of ${this.user}, which runs.`);
    }
  }

  /** The form to start a server with; the server must not be running. */
  async openForm(): Promise<void> {
    await this.page.goto(this.hub.at(`hub/spawn/${encodeURIComponent(this.user)}`));
  }

  /** After logging out: an address of the own server leads to the login form or is refused. */
  async isClosed(path: string): Promise<void> {
    const answer = await this.goTo(path);
    if (REFUSALS.includes(answer?.status() ?? 0) || (await this.isLoginForm())) return;
    throw new StepFailure(`${this.page.url()} opens without logging in.`);
  }

  /** Goes back in the browser's history, where no notebook may come up. */
  async backIsClosed(): Promise<void> {
    await this.page.goBack();
    if (await this.isLoginForm()) return;
    if ((await this.page.locator('.jp-LabShell').count()) > 0) {
      throw new StepFailure("The browser's back button brings JupyterLab up again after logging out.");
    }
  }

  /** Opens an address that must not open: the hub or the server has to answer "not allowed" or "not found". */
  async isRefused(path: string): Promise<void> {
    const answer = await this.goTo(path);
    const status = answer?.status() ?? 0;
    if (!REFUSALS.includes(status)) {
      throw new StepFailure(
        `${this.user} can open ${this.hub.at(path)} (status ${status}), which belongs to someone else. ` +
          'If this user is an administrator of the hub, use ordinary users.',
      );
    }
  }

  /** Opens an address of the user's own: without this, a refusal elsewhere would prove nothing. */
  async isOpen(path: string): Promise<void> {
    const answer = await this.goTo(path);
    if (!answer?.ok())
      throw new StepFailure(`${this.user} cannot open ${this.hub.at(path)}: status ${answer?.status()}.`);
  }

  private async goTo(path: string): Promise<Response | null> {
    return this.page.goto(this.hub.at(path));
  }

  private async isLoginForm(): Promise<boolean> {
    return /\/hub\/login/.test(this.page.url()) && (await this.page.locator('input[type=password]').isVisible());
  }
}
