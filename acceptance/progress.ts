import type { Step } from './journey.ts';
import { duration } from './run-summary.ts';

const SIGNS = { passed: 'ok  ', failed: 'FAIL', skipped: 'skip' } as const;

/** One line for a step as it ends: sign, time, user, what it was. */
export function progressLine(step: Step): string {
  const time = step.status === 'skipped' ? '' : duration(step.seconds);
  return `${SIGNS[step.status]} ${time.padStart(10)}  ${step.user}  ${step.name}`;
}

/** Everything that helps with a failed step, without the report at hand. */
export function failureText(step: Step, picture: string | undefined): string {
  const parts = [
    step.reason,
    step.pageSays && `The page says: ${step.pageSays}`,
    step.url && `At: ${step.url}`,
    picture && `Picture: ${picture}`,
  ];
  return [`${step.user} ${step.name}`, ...parts.filter((it) => it !== undefined && it !== '').map(indented)].join('\n');
}

const indented = (text: string | undefined) => (text ?? '').replace(/^/gm, '  ');
