import type { Step } from './journey.ts';

/** What a report says. */
export interface RunSummary {
  /** The hub's address. */
  readonly hub: string;
  readonly browser: string;
  readonly begin: Date;
  readonly seconds: number;
  readonly steps: readonly Step[];
}

/** `all 40 steps passed`, or how many failed and were skipped. */
export function inWords(steps: readonly Step[]): string {
  const count = (status: Step['status']) => steps.filter((step) => step.status === status).length;
  const [passed, failed, skipped] = [count('passed'), count('failed'), count('skipped')];
  if (passed === steps.length) return `all ${passed} steps passed`;
  return [`${failed} failed`, `${skipped} skipped`, `${passed} passed`].join(', ');
}

/** `830 ms`, `12.4 s` or `3 min 5 s`. */
export function duration(seconds: number): string {
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
