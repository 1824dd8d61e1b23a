import { existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { App, Names } from 'cdk8s';
import type { Platform } from '../platform/platform.ts';
import { UserError } from '../system/user-error.ts';
import { toYaml } from '../system/yaml.ts';
import { compiledMain, compileMain } from './compiled-main.ts';
import type { Build } from './define-charts.ts';
import { reportError } from './errors.ts';
import { ErrorOfMain, mainError, neverEnding, type Running } from './main-error.ts';

/** Writes the manifests that main.ts makes of some settings into a folder. */
export type WriteCharts = (platform: Platform, outdir: string) => Promise<void>;

/** The whole of a main.ts that adds nothing to what Hubwright makes. */
export const SAMPLE = `import { defineCharts, HubwrightCharts } from 'hubwright';

export default defineCharts(({ app, platform }) => {
  new HubwrightCharts(app, platform);
});`;

/** What is compiled has not read any yet. */
let readsTypeScript = import.meta.url.endsWith('.ts');

const EXPORT = /(?:^|;)[ \t]*export\s+(?:default\b|\{[^}]*\bdefault\b)/m;

/**
 * Loads the main.ts of a project.
 *
 * @param directory where platform.yaml is
 * @throws UserError with what is wrong with it, and where
 */
export async function chartsOfMain(directory = '.'): Promise<WriteCharts> {
  const folder = resolve(directory);
  if (!existsSync(join(folder, 'main.ts'))) {
    throw new UserError(`no main.ts in ${folder}`, { fix: wanted('Create it'), exitCode: 2 });
  }
  const main = realpathSync(join(folder, 'main.ts'));
  const { build, line } = await running({ main, folder, doing: 'loading it' }, () => load(main));
  return (platform, outdir) =>
    running({ main, folder, line, doing: 'building the charts' }, async () => {
      const app = appOfMain();
      await build({ app, platform });
      writeCharts(app, outdir, line);
    });
}

async function load(main: string): Promise<{ readonly build: Build; readonly line: number }> {
  const source = readFileSync(main, 'utf8');
  const at = source.search(EXPORT);
  // What exports nothing does its work at once: it is not run.
  if (at === -1) throw new ErrorOfMain('no default export', { fix: wanted('Write it as'), at: 1 });
  const line = source.slice(0, at).split('\n').length;
  const { default: build } = (await loadCompiled(main)) ?? (await loadSource(main));
  if (typeof build === 'function' && !/^class\b/.test(`${build}`)) return { build: build as Build, line };
  const found = typeof build === 'function' ? 'a class' : build === null ? 'null' : `of type ${typeof build}`;
  throw new ErrorOfMain(`the default export is ${found}, not a function`, { fix: wanted('Write it as'), at: line });
}

interface Main {
  readonly default?: unknown;
}

/** What fails to load is loaded again from its source, and then says what is wrong there. */
async function loadCompiled(main: string): Promise<Main | undefined> {
  const compiled = compiledMain(main);
  if (compiled === undefined) return undefined;
  // Errors name the lines of the source.
  process.setSourceMapsEnabled(true);
  return import(pathToFileURL(compiled).href).catch(() => undefined);
}

async function loadSource(main: string): Promise<Main> {
  if (!readsTypeScript) {
    (await import('tsx/esm/api')).register();
    readsTypeScript = true;
  }
  const loaded = await import(pathToFileURL(main).href);
  await compileMain(main);
  return loaded;
}

const wanted = (how: string) => [`${how}:`, '', ...SAMPLE.split('\n')].join('\n  ');

/** An app that is synthesized here. */
function appOfMain(): App {
  const app = new App();
  app.synth = function refused() {
    throw new ErrorOfMain('main.ts must not call app.synth()', {
      fix: 'Remove it: the charts are synthesized when the function returns.',
      at: refused,
    });
  };
  return app;
}

/**
 * Each chart in one file that is named by its id. `App.synth` numbers the files as soon as one chart depends on another,
 * and its YAML is not read the same by every reader.
 */
function writeCharts(app: App, outdir: string, line: number): void {
  const { charts } = app;
  const other = app.node.children.find((it) => !(charts as readonly unknown[]).includes(it));
  if (other) {
    throw new ErrorOfMain(`"${other.node.id}" is not a chart, so it would not be written`, {
      fix: 'Put it into a Chart. If it is one, two versions of cdk8s are installed: run `npm dedupe`.',
      at: line,
    });
  }
  if (charts.length === 0) {
    throw new ErrorOfMain('no chart was added to the app', {
      fix: 'Add them: `new HubwrightCharts(app, platform);`, and your own charts to the same `app`.',
      at: line,
    });
  }
  const texts = charts.map((chart) => [Names.toDnsLabel(chart), chart.toJson().map(toYaml).join('---\n')] as const);
  mkdirSync(outdir, { recursive: true, mode: 0o700 });
  for (const [name, text] of texts) writeFileSync(join(outdir, `${name}.k8s.yaml`), text);
}

/**
 * Runs code of a project in its folder. What it prints goes to stderr, since stdout is the command's; that it would end
 * the process is an error like any other, and so is what it throws while nobody waits for it.
 *
 * @throws UserError
 */
async function running<T>(
  what: Omit<Running, 'from'> & { readonly folder: string },
  work: () => Promise<T>,
): Promise<T> {
  const { exit, stdout, stderr } = process;
  const { write } = stdout;
  const from = process.cwd();
  const unfinished = () => {
    stdout.write = write;
    reportError(neverEnding({ ...what, from }));
  };
  let fail = (_: unknown): void => undefined;
  const failed = new Promise<never>((_, reject) => {
    fail = reject;
  });
  process.on('exit', unfinished).on('uncaughtException', fail);
  process.chdir(what.folder);
  stdout.write = stderr.write.bind(stderr);
  process.exit = function refused(): never {
    throw new ErrorOfMain('process.exit() was called', {
      fix: 'Remove it. If the charts cannot be built, throw an error.',
      at: refused,
    });
  };
  try {
    return await Promise.race([work(), failed]);
  } catch (error) {
    throw mainError(error, { ...what, from });
  } finally {
    process.off('exit', unfinished).off('uncaughtException', fail);
    process.chdir(from);
    stdout.write = write;
    process.exit = exit;
  }
}
