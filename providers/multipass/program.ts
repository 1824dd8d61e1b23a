import * as z from 'zod';
import { error, warning } from '../../system/problem.ts';
import type { Program } from '../program.ts';

const VERSIONS = z.looseObject({ multipass: z.string(), multipassd: z.string().optional() });

/** `multipass version` names its service as well, if that answers. Source: its `json_formatter.cpp`. */
export const program: Program = {
  id: 'multipass',
  title: 'Multipass',
  command: ['multipass', 'version', '--format', 'json'],
  check: (answer) => {
    if (!('text' in answer)) {
      const message = answer.isMissing ? 'multipass is not installed' : answer.failure;
      return {
        problem: { ...error(message, 'Install it: `sudo snap install multipass`.'), cost: 'no VM can be made' },
      };
    }
    const { multipass: detail, multipassd: service } = VERSIONS.parse(JSON.parse(answer.text));
    if (service === undefined) {
      const fix = '`sudo snap start multipass`, and check that your user may use its socket.';
      const problem = error('its service does not answer', fix);
      return { problem: { ...problem, cost: 'no VM can be made or reached' }, detail };
    }
    if (service === detail) return { detail };
    const message = `the program is ${detail}, its service ${service}`;
    const fix = '`sudo snap restart multipass` when no VM is in use.';
    return { problem: warning(message, fix, 'commands may fail'), detail };
  },
};
