import { randomBytes } from 'node:crypto';
import { HubPages } from './hub-pages.ts';
import { type HubUrls, serverPath } from './hub-urls.ts';
import { type Journey, StepFailure } from './journey.ts';
import { contentsPath, JupyterLab } from './jupyterlab.ts';
import * as cells from './notebook-cells.ts';
import { SpawnForm } from './spawn-form.ts';
import type { AcceptanceUser } from './users.ts';

export interface Choices {
  readonly hub: HubUrls;
  readonly image?: string | undefined;
  readonly size?: string | undefined;
}

/** What one user does, in three rounds; see `runSuite`. */
export class UserJourney {
  private readonly pages: HubPages;
  private readonly form: SpawnForm;
  private readonly lab: JupyterLab;
  /** The notebook without its ending, and the folder that DVC works in. */
  private readonly name: string;
  private notebookIsSaved = false;
  /** That of the server. */
  private image = '';

  constructor(
    private readonly journey: Journey,
    private readonly user: AcceptanceUser,
    run: string,
    private readonly choices: Choices,
  ) {
    this.pages = new HubPages(journey.page, choices.hub, user.name);
    this.form = new SpawnForm(journey.page);
    this.lab = new JupyterLab(journey.page, choices.hub, user.name);
    this.name = `acceptance-${run}`;
  }

  /** First round: from the hub's address to a saved notebook. */
  async work(): Promise<void> {
    const { journey, pages, lab, name } = this;
    await journey.step('opens the page', () => pages.open());
    await journey.step('is refused with a wrong password', () => pages.loginIsRefused(randomBytes(12).toString('hex')));
    await journey.step('logs in', () => pages.login(this.user.password));
    await this.startServer('starts the server');
    await journey.step('creates a notebook', async () => {
      await lab.openWorkspace();
      await lab.newNotebook(name);
    });
    await this.runCells();
    await journey.step('saves the notebook', () => lab.save(name, cells.FRAME_TEXT));
    this.notebookIsSaved = !journey.failed;
    await journey.step('logs out', () => lab.logout());
    await journey.step('finds the notebook locked after logging out', () => this.isLockedOut());
  }

  /** Second round: another's server stays closed, the own one survives a restart with all that was in it. */
  async comeBack(other: UserJourney): Promise<void> {
    const { journey, pages, lab, name } = this;
    let hasUsage = false;
    await journey.step('logs in again', async () => {
      await pages.login(this.user.password);
      // The server still runs, so that the hub leads there.
      await lab.isReady();
      hasUsage = await pages.hasUsage();
    });
    // Not every hub counts it.
    if (hasUsage) await journey.step('finds the server in "Your usage"', () => pages.usageHasServer());
    await this.triesToOpen(other);
    await journey.step('stops the server', async () => {
      if (!(await pages.stopServer())) throw new StepFailure('The hub shows no running server to stop.');
    });
    await this.startServer('starts the server again');
    await journey.step('finds the notebook with its output', async () => {
      await lab.openWorkspace(`${name}.ipynb`);
      await lab.showsOutput(cells.FRAME_TEXT);
    });
    await journey.step('finds the tracked file in its home', async () => {
      await lab.kernelIsIdle();
      cells.expectText(await lab.run(cells.readBack(name)), cells.TRACKED_TEXT);
    });
  }

  /** Third round: nothing of the suite stays, except what a failed step was about. */
  async leave(): Promise<void> {
    const { journey, pages, lab, name } = this;
    await journey.step('removes what the suite made', async () => {
      cells.expectText(await lab.run(cells.cleanUp(name)), cells.CLEAN_TEXT);
    });
    await journey.step('stops the server and logs out', async () => {
      await pages.stopServer();
      await pages.logout();
    });
    await journey.step('finds the hub locked after logging out', () => pages.isLocked('hub/home'));
  }

  private async startServer(step: string): Promise<void> {
    const { journey, pages, form, lab, choices } = this;
    await journey.step('sees the choice of images', async () => {
      await pages.stopServer();
      await pages.openForm();
      await form.isShown();
    });
    await journey.step('chooses an image and a size', async () => {
      this.image = await form.chooseImage(choices.image);
      await form.chooseSize(choices.size);
    });
    await journey.step(step, async () => {
      await form.start();
      await lab.isReady();
    });
  }

  private async runCells(): Promise<void> {
    const { journey, lab, name } = this;
    await journey.step('imports pandas', () => this.imports(cells.IMPORT_PANDAS, cells.PANDAS_TEXT));
    await journey.step('imports dvc', () => this.imports(cells.IMPORT_DVC, cells.DVC_TEXT));
    await journey.step('builds a frame', async () => cells.expectText(await lab.run(cells.FRAME), cells.FRAME_TEXT));
    await journey.step('tracks a file with DVC', async () => {
      cells.expectText(await lab.run(cells.track(name)), cells.TRACKED_TEXT);
    });
  }

  /** Says which image lacks it: whoever has used the hub before is proposed another than the default. */
  private async imports(code: string, text: string): Promise<void> {
    try {
      cells.expectText(await this.lab.run(code), text);
    } catch (error) {
      if (!(error instanceof StepFailure && error.message.includes('ModuleNotFoundError'))) throw error;
      const proposed = this.choices.image === undefined ? ', which the form proposed: --image names another' : '';
      throw new StepFailure(`${error.message}\nThe server runs the image ${this.image}${proposed}.`);
    }
  }

  private async triesToOpen(other: UserJourney): Promise<void> {
    const { journey, pages } = this;
    const name = other.user.name;
    const attempts = [
      [`cannot open the server of ${name}`, (it: UserJourney) => it.serverPath('lab')],
      [`cannot read the notebook of ${name}`, (it: UserJourney) => it.contentsPath],
      [`cannot look up ${name} in the hub`, (it: UserJourney) => `hub/api/users/${encodeURIComponent(it.user.name)}`],
      [`cannot start a server for ${name}`, (it: UserJourney) => `hub/spawn/${encodeURIComponent(it.user.name)}`],
    ] as const;
    for (const [step, path] of attempts) {
      if (!other.notebookIsSaved) {
        journey.skip(step, `${name} has no running server with a notebook, because one of its own steps failed.`);
        continue;
      }
      await journey.step(step, async () => {
        await pages.isOpen(path(this));
        await pages.isRefused(path(other));
      });
    }
  }

  private async isLockedOut(): Promise<void> {
    await this.pages.backIsClosed();
    await this.pages.isClosed(this.contentsPath);
    await this.pages.isClosed(this.serverPath('lab'));
  }

  private serverPath(path: string): string {
    return serverPath(this.user.name, path);
  }

  private get contentsPath(): string {
    return this.serverPath(contentsPath(this.name));
  }
}
