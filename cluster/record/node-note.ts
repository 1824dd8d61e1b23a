import { commitOf, type Entry } from './entry.ts';

/** The annotation of a server's node that has the last change of the settings, for the page *Cluster* of the hub. */
const NOTE = 'hubwright/change';

/**
 * What puts a change that has ended there: a merge patch of the node, in JSON. Whoever may list nodes reads it. Undefined for one
 * that still runs or put no manifests in place.
 */
export function nodePatch({ revision, from, to, operator, command, git, result, deploys }: Entry): string | undefined {
  if (!deploys || result === 'running') return undefined;
  const note = {
    change: revision,
    at: new Date(to ?? from).toISOString(),
    operator,
    command,
    ...(git === undefined ? {} : { commit: commitOf(git) }),
    result,
  };
  return JSON.stringify({ metadata: { annotations: { [NOTE]: JSON.stringify(note) } } });
}
