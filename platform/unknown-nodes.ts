import { didYouMean } from '../system/did-you-mean.ts';
import { UserError } from '../system/user-error.ts';

/** Names of nodes that the settings do not have, each with the one that is most likely meant, and all that there are. */
export function unknownNodes(names: readonly string[], known: readonly string[]): UserError {
  const lines = names.map((name) => {
    const meant = didYouMean(name, known);
    return `there is no node "${name}"${meant === undefined ? '' : `, did you mean "${meant}"?`}`;
  });
  return new UserError(lines.join('\n'), { fix: `The nodes are ${known.join(', ')}.`, exitCode: 2 });
}
