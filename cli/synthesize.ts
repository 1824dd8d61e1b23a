import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { notBuilt } from '../bootstrap/images/built-tars.ts';
import { describeCapacity } from '../lib/describe-capacity.ts';
import type { Platform } from '../lib/platform.ts';
import { weakPoints } from '../lib/weak-points.ts';
import { type Loaded, loadPlatform } from '../settings/load.ts';
import { formatProblem } from '../settings/settings-error.ts';
import { checkManifests } from './check-manifests.ts';
import { reportErrors } from './errors.ts';
import { writtenForEveryReader } from './manifest-yaml.ts';
import { type Published, publish } from './publish.ts';
import { say } from './terminal.ts';

/** Where manifests are made before they are all right, and where they then go. */
const STAGING = '.hubwright/synth';
const DIST = 'dist';

/** What main.ts builds its charts from. */
export interface Synthesis {
  readonly platform: Platform;
  /** The folder that the cdk8s app writes to. */
  readonly outdir: string;
}

/** Builds the charts of main.ts and writes them. */
export type Build = (synthesis: Synthesis) => void;

let taker: ((build: Build) => void) | undefined;

/** From now on gives away what main.ts builds instead of synthesizing it, for a command that compares. */
export function takeBuild(take: (build: Build) => void): void {
  taker = take;
}

/**
 * Loads the settings, lets main.ts build its charts, checks the manifests and puts them into `dist/`, all or none.
 * Called by cdk8s-cli with another `--output`, leaves them there. What it has to say goes to stderr, since cdk8s-cli
 * keeps stdout for itself.
 */
export function synthesize(buildOfMain: Build): void {
  const build: Build = (synthesis) => writtenForEveryReader(() => buildOfMain(synthesis));
  if (taker) {
    taker(build);
    return;
  }
  reportErrors(() => {
    process.umask(0o077);
    const outdir = process.env.CDK8S_OUTDIR ?? STAGING;
    const staged = resolve(outdir) === resolve(STAGING);
    if (staged) rmSync(STAGING, { recursive: true, force: true });
    const loaded = loadPlatform();
    build({ platform: loaded.platform, outdir });
    checkManifests(outdir);
    if (staged) summarize(loaded, publish(outdir, DIST));
  });
}

function summarize({ platform, warnings }: Loaded, { changes, notes }: Published): void {
  for (const warning of warnings) say(formatProblem(warning));
  for (const point of weakPoints(platform)) say(`warning: ${point}`);
  const unbuilt = notBuilt(platform, '.');
  if (unbuilt.length > 0)
    say(`note: nodes need images that are not built here yet: ${unbuilt.join(', ')}: \`npx hubwright image build\``);
  say(describeCapacity(platform));
  for (const note of notes) say(note);
  say(changes.length === 0 ? `${DIST}/ is up to date` : `${DIST}/: ${changes.join(', ')}`);
}
