import { HostError } from '../../system/hosts/host.ts';
import { withoutSecrets } from '../../system/secret-forms.ts';
import { shorten } from '../../system/shorten.ts';
import { StepFailure } from '../plan/step-error.ts';

/**
 * How a line looks with which a program says why it ends, the surest sign first. Where a part of it has ended, k3s shuts itself
 * down and ends well. Source: k3s 1.36, `pkg/signals`.
 */
const ENDINGS = [
  /level=(?:fatal\b.*?\bmsg=|error\b.*?\bmsg=(?="Shutdown request received: ))(?<text>"(?:[^"\\]|\\.)*"|\S+)/,
  /^(?<text>(?:panic|fatal error|runtime: out of memory)\b.*)/,
  /(?<text>Failed at step.*|Failed to locate.*|.*OOM killer.*|.*status=9\/KILL.*)/,
];
/** A token of k3s with the digest of its CA. */
const TOKEN = /\bK10[0-9a-f]{64}::\S+/g;
const LONGEST = 300;

/** Why a unit of k3s has ended last, by the lines that it has logged; undefined if it has not ended by itself. */
export function lastFatal(lines: readonly string[]): string | undefined {
  for (const sign of ENDINGS) {
    const text = lines.map((line) => sign.exec(line)?.groups?.text).findLast((it) => it !== undefined);
    if (text !== undefined) return shortened(masked(reason(unquoted(text))));
  }
  return undefined;
}

/** A log without what may be secret in it. */
export function masked(text: string): string {
  return withoutSecrets(text.replace(TOKEN, '(token)'));
}

/** A command that failed, without what may be secret in what it printed. */
export function maskedFailure(error: unknown): unknown {
  if (!(error instanceof HostError) || error.reason !== 'exit') return error;
  return new StepFailure(error.what, masked(error.stderr || error.stdout));
}

/** Of a shutdown what it was requested for, which is quoted once more. */
function reason(text: string): string {
  const [, requested] = /^Shutdown request received: (".*")$/s.exec(text) ?? [];
  return requested === undefined ? text : unquoted(requested);
}

/** A text as the logger of k3s writes it: as Go quotes, which JSON reads but for a few escapes. */
function unquoted(text: string): string {
  if (!text.startsWith('"')) return text;
  try {
    return String(JSON.parse(text));
  } catch {
    return text.slice(1, -1).replaceAll('\\"', '"');
  }
}

function shortened(text: string): string {
  return shorten(text.replace(/\s+/g, ' ').trim(), LONGEST);
}
