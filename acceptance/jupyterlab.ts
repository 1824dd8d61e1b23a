import { errors, type Locator, type Page } from 'playwright-core';
import type { HubUrls } from './hub-urls.ts';
import { StepFailure } from './journey.ts';
import { untilAnswer } from './page-fetch.ts';
import { Sockets } from './sockets.ts';

/** A workspace of its own: the user's arrangement of tabs stays as it is, and ours begins empty every time. */
const WORKSPACE = 'lab/workspaces/hubwright-acceptance';
/** JupyterLab also saves by itself, and shows an error if a slow machine made that fail; it tries again. */
const SAVE_ERROR = 'File Save Error';
/** On a slow machine JupyterLab asks this before it knows the server's kernels; it proposes the right one. */
const SELECT_KERNEL = 'Select Kernel';
/** Milliseconds after which a cell that was not run is looked at again. */
const LOOK = 5000;

/** JupyterLab 4 in the browser, on one user's server. */
export class JupyterLab {
  private readonly sockets: Sockets;

  constructor(
    private readonly page: Page,
    private readonly hub: HubUrls,
    private readonly user: string,
  ) {
    this.sockets = new Sockets(page);
  }

  /** Waits through the hub's progress page until JupyterLab can be used, or the start has failed. */
  async isReady(): Promise<void> {
    const outcome = await this.page.waitForFunction(startOutcome);
    if ((await outcome.jsonValue()) === 'failed') throw new StepFailure(`The server of ${this.user} did not start.`);
    await this.page.locator('#jupyterlab-splash').waitFor({ state: 'detached' });
  }

  /** Opens an empty workspace, at the home folder. */
  async openWorkspace(file = ''): Promise<void> {
    await this.closesSaveErrors();
    const path = file === '' ? WORKSPACE : `${WORKSPACE}/tree/${encodeURIComponent(file)}`;
    await this.page.goto(this.hub.server(this.user, `${path}?reset`));
    await this.isReady();
  }

  /** Makes a Python notebook from the launcher and names it, without the ending. */
  async newNotebook(name: string): Promise<void> {
    await this.page.locator('.jp-LauncherCard[data-category="Notebook"]').first().click();
    await this.kernelIsIdle();
    await this.choose('File', 'Rename Notebook…');
    const dialog = this.dialog;
    await dialog.locator('input[type=text], input:not([type])').first().fill(`${name}.ipynb`);
    await dialog.locator('.jp-mod-accept').click();
    await dialog.waitFor({ state: 'hidden' });
    await this.page
      .locator('.lm-TabBar-tab.jp-mod-current', { hasText: `${name}.ipynb` })
      .first()
      .waitFor();
  }

  /** Waits until the kernel is there and does nothing. */
  async kernelIsIdle(): Promise<void> {
    await this.orDialog(this.idle);
  }

  /**
   * Types code into the last, empty cell, runs it and gives what it printed or showed.
   *
   * @throws StepFailure with the error's last lines if the code fails
   */
  async run(code: string): Promise<string> {
    const cell = await this.emptyCell();
    const editor = cell.locator('.cm-content');
    do {
      // While JupyterLab still draws, it may take the focus away again.
      await editor.click();
      await this.page.keyboard.insertText(code);
    } while ((await editor.innerText()).trim() === '');
    await this.execute(cell);
    const output = await this.outputOf(cell);
    // An exception comes as what is written on standard error, and only its text is different.
    const failed = await cell
      .locator('[data-mime-type="application/vnd.jupyter.stderr"]', { hasText: 'Traceback (most recent call last)' })
      .count();
    if (failed > 0) throw new StepFailure(`The cell failed:\n${lastLines(output)}`);
    return output;
  }

  /** Waits until the open notebook shows an output with this text; its cells are drawn one after another. */
  async showsOutput(text: string): Promise<void> {
    await this.notebook.locator('.jp-OutputArea-output', { hasText: text }).first().waitFor();
  }

  /** Saves with the keyboard, and waits until the server has the notebook with this text in its outputs. */
  async save(name: string, text: string): Promise<void> {
    await this.page.keyboard.press('Escape');
    await this.page.keyboard.press('Control+s');
    await untilAnswer(this.page, this.hub.server(this.user, contentsPath(name)), (answer) => isWhole(answer, text));
  }

  /** Logs out from JupyterLab's own menu. */
  async logout(): Promise<void> {
    await this.choose('File', 'Log Out');
    await this.page.waitForURL(/\/hub\/(logout|login)/);
  }

  /**
   * Runs the cell that has the focus, to its end. JupyterLab drops a cell when it connects again to a kernel that has just
   * started, and shows it as one that was never run: as a person would, this runs it again.
   */
  private async execute(cell: Locator): Promise<void> {
    const prompt = cell.locator('.jp-InputArea-prompt');
    const done = prompt.filter({ hasText: /^\[\d+\]:\s*$/ });
    await this.page.keyboard.press('Shift+Enter');
    while (!(await this.orDialog(done, LOOK))) {
      this.sockets.check();
      const isDropped = /^\[\s?\]:/.test(await prompt.innerText()) && (await this.idle.isVisible());
      if (!isDropped) continue;
      await cell.locator('.cm-content').click();
      await this.page.keyboard.press('Shift+Enter');
    }
  }

  private get idle(): Locator {
    return this.notebook.locator('.jp-Notebook-ExecutionIndicator[data-status=idle]');
  }

  private get dialog(): Locator {
    return this.page.locator('.jp-Dialog').filter({ hasNotText: SAVE_ERROR });
  }

  /**
   * Whether a notebook is saved is asked of the server, so this only stands in the way, as it would in a person's. Its one
   * button is of the cancelling kind.
   */
  private async closesSaveErrors(): Promise<void> {
    const error = this.page.locator('.jp-Dialog').filter({ hasText: SAVE_ERROR });
    await this.page.removeLocatorHandler(error);
    await this.page.addLocatorHandler(error, () => error.locator('.jp-Dialog-button').first().click());
  }

  /**
   * Waits for something that does not come while a dialog asks a question.
   *
   * @param limit milliseconds; that of the step unless given
   * @returns whether it has come
   */
  private async orDialog(wanted: Locator, limit?: number): Promise<boolean> {
    const either = wanted.or(this.dialog).first();
    if (limit === undefined) await either.waitFor();
    else await either.waitFor({ timeout: limit }).catch(ignoreTimeout);
    if (!(await this.dialog.isVisible())) return wanted.isVisible();
    const kernels = this.dialog.filter({ hasText: SELECT_KERNEL }).first();
    if (await kernels.isVisible()) {
      await kernels.locator('.jp-mod-accept').first().click();
      return this.orDialog(wanted, limit);
    }
    const text = (await this.dialog.first().innerText()).replace(/\s+/g, ' ').trim();
    throw new StepFailure(`JupyterLab shows a dialog: ${text}`);
  }

  private get notebook(): Locator {
    return this.page.locator('.jp-NotebookPanel:not(.lm-mod-hidden)');
  }

  /** Found by its number: JupyterLab takes cells out of the page that are not in view. */
  private cell(index: number): Locator {
    return this.notebook.locator(`.jp-Cell[data-windowed-list-index="${index}"]`);
  }

  /** The last cell, once it is drawn: of a notebook that is opened, they come one after another. */
  private async emptyCell(): Promise<Locator> {
    for (;;) {
      const count = await this.cellCount();
      const cell = this.cell(count - 1);
      const editor = cell.locator('.cm-content').filter({ hasText: /^\s*$/ });
      if (await editor.first().isVisible()) return cell;
      await cell.scrollIntoViewIfNeeded();
      await this.orDialog(this.cell(count).or(editor).first(), LOOK);
    }
  }

  private async cellCount(): Promise<number> {
    const indexes = await this.notebook
      .locator('.jp-Cell')
      .evaluateAll((all) => all.map((it) => Number(it.getAttribute('data-windowed-list-index'))));
    return Math.max(...indexes) + 1;
  }

  private async outputOf(place: Locator): Promise<string> {
    return (await place.locator('.jp-OutputArea-output').allInnerTexts()).join('\n');
  }

  private async choose(menu: string, item: string): Promise<void> {
    await this.page.locator('.lm-MenuBar-item', { hasText: menu }).first().click();
    await this.page.locator('.lm-Menu-item:visible', { hasText: item }).first().click();
  }
}

/**
 * Where a user's server gives a notebook, as a plain file: asked for a notebook while it is being written, Jupyter takes
 * it for a broken one, moves it to NAME.ipynb.invalid and brings back the one before (jupyter_server's fileio.py).
 */
export const contentsPath = (name: string) =>
  `api/contents/${encodeURIComponent(`${name}.ipynb`)}?content=1&type=file&format=text`;

/** Whether an answer has a notebook written to its end, with this text in it. */
export function isWhole(answer: unknown, text: string): boolean {
  const { content } = answer as { content: string };
  try {
    JSON.parse(content);
  } catch {
    return false;
  }
  return content.includes(text);
}

/** Runs in the page, which changes several times meanwhile. */
function startOutcome(): 'ready' | 'failed' | undefined {
  const failures = ['.progress-bar.bg-danger', '.error', '.spawn-error-msg'];
  if (failures.some((it) => document.querySelector(it))) return 'failed';
  if ([...document.querySelectorAll('h1')].some((it) => it.textContent?.trim() === 'Spawn failed')) return 'failed';
  // Its parts come one after another; a tab, if only the launcher, comes last.
  return document.querySelector('.jp-LabShell .jp-MainAreaWidget') ? 'ready' : undefined;
}

function ignoreTimeout(error: unknown): void {
  if (!(error instanceof errors.TimeoutError)) throw error;
}

const lastLines = (text: string) => text.trim().split('\n').slice(-8).join('\n');
