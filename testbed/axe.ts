import axe from 'axe-core';
import type { Page } from 'playwright-core';

/**
 * What is wrong with a page for those who do not see it, or do not see well: the findings of axe-core and a few of ours, a
 * line each; none where all is well. In the theme and at the width that the page has now.
 *
 * @param isOtherTheme whether the page was looked at in another theme, so that of the rules only that of colors can find more
 */
export async function findings(page: Page, isOtherTheme: boolean): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source);
  return await page.evaluate(async (only) => {
    const { axe } = globalThis as unknown as { axe: Pick<typeof import('axe-core'), 'run'> };
    const { violations } = await axe.run(document, {
      ...{ resultTypes: ['violations'], preload: false },
      ...(only && { runOnly: { type: 'rule', values: ['color-contrast'] } }),
    });
    const lines = violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary?.split('\n')[1]}`),
    );
    const headings = document.querySelectorAll('h1').length;
    if (headings !== 1) lines.push(`${headings} headings of level 1`);
    const wider = document.documentElement.scrollWidth - innerWidth;
    if (wider > 0) lines.push(`wider than the window, by ${wider} pixels`);
    for (const name of ['aria-describedby', 'aria-labelledby', 'for']) {
      for (const element of document.querySelectorAll(`[${name}]`)) {
        const ids = element.getAttribute(name)?.split(/\s+/) ?? [];
        const missing = ids.filter((id) => document.getElementById(id) === null);
        if (missing.length > 0) lines.push(`${name} names ${missing}, which is not there`);
      }
    }
    return lines;
  }, isOtherTheme);
}
