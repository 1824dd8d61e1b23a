import type { Page } from 'playwright-core';

/** The size of the browser's window, and how much smaller its pictures are. */
export const VIEWPORT = { width: 1280, height: 800 };
const SCALE = 0.75;

/** A small JPEG of what the window shows, or nothing if the page cannot be drawn any more. */
export async function takePicture(page: Page): Promise<Buffer | undefined> {
  if (page.isClosed()) return undefined;
  try {
    const session = await page.context().newCDPSession(page);
    try {
      const { data } = await session.send('Page.captureScreenshot', {
        format: 'jpeg',
        quality: 70,
        clip: { x: 0, y: 0, ...VIEWPORT, scale: SCALE },
      });
      return Buffer.from(data, 'base64');
    } finally {
      await session.detach();
    }
  } catch {
    // A crashed or closing tab: the step's own error says what happened.
    return undefined;
  }
}
