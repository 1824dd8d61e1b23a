import { relative, resolve } from 'node:path';
import { quote } from '../system/hosts/quote.ts';

/** The folder of a new project, as messages name it: `lab/`. */
export function shownFolder(folder: string): string {
  return `${relative('.', resolve(folder)) || '.'}/`;
}

/** What to type next in the folder of a new project. */
export function nextIn(folder: string): string {
  const enter = relative('.', resolve(folder)) === '' ? '' : `cd ${quote([folder])} && `;
  return `${enter}npm install && npm run synth && npm test`;
}
