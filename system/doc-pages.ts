import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';

/** A page as texts name it: `docs/homes.md`, in this repository. */
export const PAGE = /(?<![\w./-])docs\/(?=[a-z][a-z-]*\.md\b)/g;

/** The folder of the pages: beside this one in the repository, and beside all of the code in the package. */
function folderOfPages(): string | undefined {
  return ['../docs', '../../docs'].map((it) => join(import.meta.dirname, it)).find((it) => existsSync(it));
}

/**
 * A text in which pages are named as they are found from a folder, so that a person can open them: in a project, they came
 * with the package. Where they are not below that folder, as before there is a project, their names stay.
 *
 * @param from the folder that paths are relative to
 * @param folder where the pages are
 */
export function withDocPages(text: string, from = process.cwd(), folder?: string): string {
  if (!text.includes('docs/')) return text;
  const found = folder ?? folderOfPages();
  const path = found && relative(from, found).replaceAll('\\', '/');
  return path === undefined || path.startsWith('..') ? text : text.replace(PAGE, `${path}/`);
}
