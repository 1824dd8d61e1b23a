import type { Check } from './check.ts';

/** What a check came to, a line each: its state and detail, then each problem with what it costs and what fixes it. */
export function reportOf({ state, detail, problems }: Check): string[] {
  return [
    `${state}: ${detail}`,
    ...problems.map((it) => `${it.severity}: ${it.where}: ${it.message} | ${it.cost} | ${it.fix}`),
  ];
}
