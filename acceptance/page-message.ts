import type { Page } from 'playwright-core';

/** Where JupyterHub 5, KubeSpawner and JupyterLab 4 put what went wrong. */
const MESSAGES = [
  '.error > *',
  '.login_error',
  '.spawn-error-msg',
  '.alert-danger',
  '#progress-log > *',
  'h1:text-is("Spawn failed")',
  'h1:text-is("Spawn failed") ~ p',
  '.jp-Dialog-content',
  '.jp-Notification-Toast-Error',
  // As a browser shows plain text, such as a preview's refusal.
  'body > pre:only-child',
].join(', ');

const MOST = 1500;

/** The page's own error text, if it shows any. */
export async function whatThePageSays(page: Page): Promise<string | undefined> {
  if (page.isClosed()) return undefined;
  try {
    const found = await page.locator(MESSAGES).filter({ visible: true }).allInnerTexts();
    const text = found
      .map((it) => it.trim())
      .filter((it) => it !== '')
      .join('\n');
    return text === '' ? undefined : text.slice(0, MOST);
  } catch {
    return undefined;
  }
}
