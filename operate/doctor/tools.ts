import { ARCHITECTURES } from '../../bootstrap/images/build-plan.ts';
import { findBuilder } from '../../bootstrap/images/builder.ts';
import { findTars } from '../../bootstrap/images/built-tars.ts';
import { imagesBuiltHere } from '../../bootstrap/images/platform-images.ts';
import { shippedImages } from '../../bootstrap/k3s/images.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Answer, Program } from '../../providers/program.ts';
import { providerOf } from '../../providers/providers.ts';
import { CommandError, type Run } from '../../system/exec.ts';
import type { ProblemAt } from '../../system/problem.ts';
import { UserError } from '../../system/user-error.ts';
import { type Check, checked } from './check.ts';

const WHERE = 'this machine';
/** The oldest release of Node.js that runs Hubwright, as package.json says. */
const NODE = 20;
const LIMIT = { timeout: 30_000 } as const;

/** The programs that these settings need here. */
export async function toolChecks(platform: Platform, directory: string, run: Run): Promise<Check[]> {
  const { programs } = providerOf(platform.cluster);
  return Promise.all([
    nodeCheck(process.versions.node),
    ...programs.map(async (it) => programCheck(it, await answerOf(run, it.command))),
    ...(imagesBuiltHere(platform).length > 0 ? [builderCheck(platform, directory, run)] : []),
  ]);
}

async function answerOf(run: Run, [command, ...args]: Program['command']): Promise<Answer> {
  try {
    const { stdout, stderr } = await run(command, args, LIMIT);
    // ssh says it on standard error.
    return { text: stdout.trim() === '' ? stderr.trim() : stdout.trim() };
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    return { failure: error.message, isMissing: error.reason === 'missing' };
  }
}

export function nodeCheck(version: string): Check {
  const about = { id: 'tool/node', area: WHERE, title: 'Node.js' } as const;
  if (Number.parseInt(version, 10) >= NODE) return checked(about, [], version);
  const cost = 'commands may fail midway';
  return checked(about, [error(`it is ${version}`, cost, `Install Node.js ${NODE} or newer.`)], version);
}

export function programCheck({ id, title, check }: Program, answer: Answer): Check {
  const { problem, detail } = check(answer);
  return checked({ id: `tool/${id}`, area: WHERE, title }, problem ? [{ ...problem, where: WHERE }] : [], detail);
}

async function builderCheck(platform: Platform, directory: string, run: Run): Promise<Check> {
  const about = { id: 'tool/builder', area: WHERE, title: 'image builder' } as const;
  try {
    return checked(about, [], await findBuilder(run));
  } catch (cause) {
    if (!(cause instanceof UserError)) throw cause;
    const references = shippedImages(platform);
    const isBuilt = ARCHITECTURES.some((it) => findTars(references, directory, it).missing.length === 0);
    const found = withoutBuilder(cause, isBuilt && references.length > 0);
    return checked(about, [found]);
  }
}

/** Without a builder an image that is built already can still be shipped. */
export function withoutBuilder({ message, fix = '' }: UserError, isBuilt: boolean): ProblemAt {
  const text = message.replace(/\s*\n\s*/g, ' ');
  return isBuilt
    ? { severity: 'note', where: WHERE, message: text, cost: 'a change of an image cannot be built here', fix: fix }
    : error(text, 'images with `build` cannot be built, and `up` does not begin without them', fix);
}

function error(message: string, cost: string, fix: string): ProblemAt {
  return { severity: 'error', where: WHERE, message, cost, fix };
}
