import { z } from 'zod';
import { ARCHITECTURES } from '../../bootstrap/images/build-plan.ts';
import { findBuilder } from '../../bootstrap/images/builder.ts';
import { findTars } from '../../bootstrap/images/built-tars.ts';
import { imagesBuiltHere } from '../../bootstrap/images/platform-images.ts';
import { shippedImages } from '../../bootstrap/k3s/images.ts';
import type { Platform } from '../../platform/platform.ts';
import { CommandError, type Run } from '../../system/exec.ts';
import type { ProblemAt } from '../../system/problem.ts';
import { UserError } from '../../system/user-error.ts';
import { type Check, checked } from './check.ts';

const WHERE = 'this machine';
/** The oldest release of Node.js that runs Hubwright, as package.json says. */
const NODE = 20;
const LIMIT = { timeout: 30_000 } as const;
const VERSIONS = z.looseObject({ multipass: z.string(), multipassd: z.string().optional() });

/** The programs that these settings need here. */
export async function toolChecks(platform: Platform, directory: string, run: Run): Promise<Check[]> {
  const { provider } = platform.cluster;
  return Promise.all([
    nodeCheck(process.versions.node),
    ...(provider === 'ssh' ? [answerOf(run, 'ssh', ['-V']).then(sshCheck)] : []),
    ...(provider === 'multipass'
      ? [answerOf(run, 'multipass', ['version', '--format', 'json']).then(multipassCheck)]
      : []),
    ...(imagesBuiltHere(platform).length > 0 ? [builderCheck(platform, directory, run)] : []),
  ]);
}

/** What a program printed, or why it did not. */
export type Answer = { readonly text: string } | { readonly failure: string; readonly isMissing: boolean };

async function answerOf(run: Run, command: string, args: readonly string[]): Promise<Answer> {
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

export function sshCheck(answer: Answer): Check {
  const about = { id: 'tool/ssh', area: WHERE, title: 'ssh' } as const;
  if ('text' in answer) return checked(about, [], answer.text.split('\n')[0]);
  const message = answer.isMissing ? 'ssh is not installed' : answer.failure;
  return checked(about, [error(message, 'no host can be reached', 'Install it: `apt-get install openssh-client`.')]);
}

/** `multipass version` names its service as well, if that answers. Source: its `json_formatter.cpp`. */
export function multipassCheck(answer: Answer): Check {
  const about = { id: 'tool/multipass', area: WHERE, title: 'Multipass' } as const;
  if (!('text' in answer)) {
    const message = answer.isMissing ? 'multipass is not installed' : answer.failure;
    return checked(about, [error(message, 'no VM can be made', 'Install it: `sudo snap install multipass`.')]);
  }
  const { multipass: client, multipassd: service } = VERSIONS.parse(JSON.parse(answer.text));
  if (service === undefined) {
    const fix = '`sudo snap start multipass`, and check that your user may use its socket.';
    return checked(about, [error('its service does not answer', 'no VM can be made or reached', fix)], client);
  }
  if (service === client) return checked(about, [], client);
  const message = `the program is ${client}, its service ${service}`;
  const fix = '`sudo snap restart multipass` when no VM is in use.';
  const cost = 'commands may fail';
  return checked(about, [{ severity: 'warning', where: WHERE, message, cost, fix }], client);
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
