import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { App } from 'cdk8s';
import type { Platform } from '../platform/platform.ts';

/** What main.ts builds its charts in, and from. */
export interface Project {
  /** The app that each chart is made in. It is synthesized afterwards: each chart is one file in `dist/`. */
  readonly app: App;
  /** The settings, read and checked. */
  readonly platform: Platform;
}

/** Makes the charts of a project. */
export type Build = (project: Project) => void | Promise<void>;

/**
 * The default export of main.ts: what makes the charts of a project. The commands call it; where main.ts is itself the
 * program, as `tsx main.ts`, it is synthesized.
 */
export function defineCharts(build: Build): Build {
  const program = process.argv[1];
  if (program !== undefined && basename(program) === 'main.ts') void synthesizeProgram(program, build);
  return build;
}

/** @param program the file that Node.js was started with, which need not be the one that defines these charts */
async function synthesizeProgram(program: string, build: Build): Promise<void> {
  const main: { readonly default?: unknown } = await import(pathToFileURL(program).href);
  if (main.default !== build) return;
  const [{ reportErrors }, { synthesize }] = await Promise.all([import('./errors.ts'), import('./synthesize.ts')]);
  await reportErrors(() => synthesize());
}
