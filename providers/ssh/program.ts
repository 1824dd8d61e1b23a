import { error } from '../../system/problem.ts';
import type { Program } from '../program.ts';

export const program: Program = {
  id: 'ssh',
  title: 'ssh',
  command: ['ssh', '-V'],
  check: (answer) => {
    if ('text' in answer) return { detail: answer.text.split('\n')[0] };
    const message = answer.isMissing ? 'ssh is not installed' : answer.failure;
    const problem = error(message, 'Install it: `apt-get install openssh-client`.');
    return { problem: { ...problem, cost: 'no host can be reached' } };
  },
};
