import { error } from '../../system/problem.ts';
import type { Program } from '../program.ts';

/** How it is installed. */
export const INSTALL = 'Install it: `apt-get install openssh-client`.';

export const program: Program = {
  id: 'ssh',
  title: 'ssh',
  command: ['ssh', '-V'],
  check: (answer) => {
    if ('text' in answer) return { detail: answer.text.split('\n')[0] };
    const message = answer.isMissing ? 'ssh is not installed' : answer.failure;
    const problem = error(message, INSTALL);
    return { problem: { ...problem, cost: 'no host can be reached' } };
  },
};
