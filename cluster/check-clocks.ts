import { error, type Problem, type ProblemAt } from '../system/problem.ts';
import type { Candidate } from './preflight.ts';

/** Seconds between the clocks of two hosts from which on certificates and tokens of one are refused by the other. */
const CLOCK_SKEW = 30;
/** Seconds that all clocks may be wrong together: from there on certificates of others count as expired or not yet valid. */
const ALL_WRONG = 300;
const FIX = 'Switch on time synchronisation on it: `timedatectl set-ntp true`.';

/** How far a clock is ahead, in milliseconds: an answer may have been on its way for long, and only what is certain counts. */
interface Ahead {
  readonly name: string;
  readonly least: number;
  readonly most: number;
}

/** What is wrong with the clocks of hosts, among each other and with those of the rest of the world. */
export function checkClocks(candidates: readonly Candidate[]): ProblemAt[] {
  const apart = among(candidates);
  return apart.length > 0 ? apart : [...candidates.flatMap(withWorld), ...withThisMachine(candidates)];
}

function among(candidates: readonly Candidate[]): ProblemAt[] {
  const ahead = candidates.map(aheadOfHere);
  const [slow] = [...ahead].sort((a, b) => a.most - b.most);
  const [fast] = [...ahead].sort((a, b) => b.least - a.least);
  if (slow === undefined || fast === undefined) return [];
  const apart = Math.floor((fast.least - slow.most) / 1000);
  if (apart <= CLOCK_SKEW) return [];
  const fix = 'Switch on time synchronisation on both: `timedatectl set-ntp true`.';
  const message = `their clocks are ${seconds(apart)} apart`;
  return [{ severity: 'error', where: `${slow.name}, ${fast.name}`, message, fix }];
}

function aheadOfHere({ node, facts: { clock, asked } }: Candidate): Ahead {
  // A host tells whole seconds.
  return { name: node.name, least: clock - asked.to, most: clock + 999 - asked.from };
}

/** A server of the internet has told the host its time, in the same minutes. */
function withWorld({ node, facts }: Candidate): ProblemAt[] {
  const { date } = facts.download ?? {};
  if (date === undefined) return [];
  const longest = facts.asked.to - facts.asked.from;
  const [least, most] = [facts.clock - date - longest, facts.clock - date + longest];
  const found = wrong({ name: node.name, least, most }, 'the world outside');
  return found === undefined ? [] : [{ ...found, where: node.name }];
}

/** Where nobody outside was asked, this machine is all that there is to compare with. */
function withThisMachine(candidates: readonly Candidate[]): ProblemAt[] {
  const unknown = candidates.filter(({ facts }) => facts.download?.date === undefined);
  if (unknown.length !== candidates.length) return [];
  const all = unknown.map(aheadOfHere);
  const found = all.map((it) => wrong(it, 'this machine'));
  const [first] = found;
  if (first === undefined || found.includes(undefined)) return [];
  const where = all.map(({ name }) => name).join(', ');
  const fix = 'See which of them is right, `date -u` here and there, and switch on time synchronisation on the others.';
  const cost = 'certificates of the cluster count as expired or not yet valid';
  const message = all.length > 1 ? first.message.replace('its clock is', 'their clocks are') : first.message;
  return [{ message, severity: 'warning', where, fix, cost }];
}

function wrong({ least, most }: Ahead, what: string): Problem | undefined {
  const [ahead, behind] = [Math.floor(least / 1000), Math.floor(-most / 1000)];
  if (ahead > ALL_WRONG) return error(`its clock is ${seconds(ahead)} ahead of ${what}`, FIX);
  return behind > ALL_WRONG ? error(`its clock is ${seconds(behind)} behind ${what}`, FIX) : undefined;
}

function seconds(count: number): string {
  if (count < 600) return `${count} s`;
  if (count < 2 * 3600) return `${Math.round(count / 60)} minutes`;
  return count < 2 * 86_400 ? `${Math.round(count / 3600)} hours` : `${Math.round(count / 86_400)} days`;
}
