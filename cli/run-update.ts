import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { MOVED_SETTINGS } from '../init/moved-settings.ts';
import { sameFiles, sampleText } from '../init/project-files.ts';
import { RELEASES, thisRelease } from '../init/releases.ts';
import { partsOf } from '../init/update/parts.ts';
import { planUpdate, type Tool, type UpdatePlan } from '../init/update/plan-update.ts';
import { releaseNews } from '../init/update/release-news.ts';
import { compareVersions } from '../system/compare-versions.ts';
import { run } from '../system/exec.ts';
import { writeAtomically } from '../system/files/write-atomically.ts';
import { valueAt } from '../system/mapping.ts';
import { note, print, printPatch } from '../system/terminal.ts';
import { UserError } from '../system/user-error.ts';
import { exactVersion, type Origin, projectOrigin } from './project-origin.ts';
import type { UpdateOptions } from './update-command.ts';

const MANIFEST = 'package.json';

/** Everything that this version knows of itself and of those before it. */
export interface UpdateTool extends Tool {
  readonly changelog: string;
}

/** Runs `hubwright update` in a folder; tests pass other versions. */
export async function runUpdate(
  options: UpdateOptions,
  { directory = '.', tool = thisTool() }: { directory?: string; tool?: UpdateTool } = {},
): Promise<void> {
  const { version } = tool.now;
  const manifest = readManifest(directory);
  if (valueAt(manifest, ['name']) === 'hubwright') {
    print(
      'This is the repository of Hubwright itself: there is nothing to update from. CHANGELOG.md says what changed.',
    );
    return;
  }
  requireThis(manifest, version);
  const origin = await projectOrigin(directory, options.from, run);
  const from = 'version' in origin ? origin.version : undefined;
  if (from !== undefined && compareVersions(from, version) > 0) throw newerProject(from, version);
  const plan = planUpdate(directory, from, tool);
  const isDry = options.dryRun ?? options.check ?? false;
  print(heading(origin, version));
  const news = releaseNews(from, tool);
  if (news !== '') print(`\n${news}`);
  if (!isDry) write(directory, plan);
  report(plan, isDry);
  if (options.check && plan.files.size > 0) process.exitCode = 1;
}

/** @throws UserError where the folder is no project that depends on Hubwright */
function readManifest(directory: string): unknown {
  const path = join(directory, MANIFEST);
  const fix = 'Run it in the folder of a project, or with `--directory FOLDER`; `npx hubwright init FOLDER` makes one.';
  if (!existsSync(path)) throw new UserError(`${path}: there is no such file`, { fix, exitCode: 2 });
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new UserError(`${path}: ${(cause as Error).message}`, { fix: 'Write valid JSON.', cause, exitCode: 2 });
  }
}

/** The files are brought forward to the version that runs: it has to be the one that the project asks for. */
function requireThis(manifest: unknown, version: string): void {
  const spec = ['dependencies', 'devDependencies'].map((it) => valueAt(manifest, [it, 'hubwright'])).find(Boolean);
  if (spec === undefined) {
    throw new UserError(`${MANIFEST}: the project does not depend on hubwright`, {
      fix: `Add it: \`npm install --save-exact hubwright@${version}\`.`,
      exitCode: 2,
    });
  }
  const wanted = exactVersion(spec);
  if (wanted === undefined || wanted === version) return;
  throw new UserError(`${MANIFEST}: the project depends on hubwright ${wanted}, and this is ${version}`, {
    fix: `Run \`npm install\` to have ${wanted}, or \`npm install --save-exact hubwright@${version}\` to take this one.`,
    exitCode: 2,
  });
}

function newerProject(from: string, version: string): UserError {
  return new UserError(`the project comes from hubwright ${from}, which is newer than this one, ${version}`, {
    fix: `Install ${from} or a later one: \`npm install --save-exact hubwright@${from}\`.`,
    exitCode: 2,
  });
}

function heading(origin: Origin, version: string): string {
  if ('unknown' in origin) {
    return `Hubwright ${version}. The version before is not known (${origin.unknown}): this is everything since the first.`;
  }
  if (origin.version !== version) return `Hubwright ${origin.version} (${origin.source}) → ${version}`;
  return `Hubwright ${version}, as in ${origin.source}. \`npx hubwright update --from REVISION\` compares with an earlier one.`;
}

function write(directory: string, { files }: UpdatePlan): void {
  for (const [path, content] of files) {
    const file = join(directory, path);
    if (content === undefined) rmSync(file, { force: true });
    else {
      mkdirSync(dirname(file), { recursive: true });
      writeAtomically(file, content, { isPrivate: false });
    }
  }
}

function report({ files, done, left }: UpdatePlan, isDry: boolean): void {
  if (!done.some((it) => it.startsWith('platform.yaml'))) print('\nplatform.yaml: no settings moved');
  if (done.length > 0) print(`\n${isDry ? 'Would be rewritten' : 'Rewritten'}:`);
  for (const it of done) print(`- ${it}`);
  if (left.length > 0) print('\nFor you to change:');
  for (const { text, patch } of left) {
    print(`- ${text}`);
    if (patch !== undefined) printPatch(patch.trimEnd());
  }
  if (isDry || files.size === 0) return;
  const install = files.has(MANIFEST) ? 'npm install && ' : '';
  note(`next: ${install}npm run synth && npm test, and review with \`git diff\` and \`npx hubwright diff\``);
}

function thisTool(): UpdateTool {
  const now = thisRelease();
  return {
    now,
    past: RELEASES.filter((it) => it.version !== now.version),
    moved: MOVED_SETTINGS,
    parts: partsOf(sameFiles()),
    changelog: sampleText('CHANGELOG.md'),
  };
}
