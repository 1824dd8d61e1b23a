import { unknownNodes } from '../../platform/unknown-nodes.ts';
import { PROVIDERS, vmsOf } from '../../providers/providers.ts';
import { didYouMean } from '../../system/did-you-mean.ts';
import { UserError } from '../../system/user-error.ts';
import { CLUSTER_KINDS, isNamed, kindOf, NODE_KINDS, type Step } from './step.ts';

/** Which steps were asked for; all unless one of these is given. */
export interface Choice {
  /** Only these steps. */
  readonly only?: string | undefined;
  /** This step and all that the plan has after it. */
  readonly from?: string | undefined;
  /** These steps, and nothing but what they need. */
  readonly upTo?: readonly string[] | undefined;
}

/** Whether nothing is left out. */
export function isWhole({ only, from, upTo }: Choice): boolean {
  return only === undefined && from === undefined && upTo === undefined;
}

const KINDS: readonly string[] = [...NODE_KINDS, ...CLUSTER_KINDS];

/**
 * Refuses what can name no step, before anything else is done.
 *
 * @throws UserError with the steps there are
 */
export function refuseUnknownKind({ only, from }: Choice): void {
  const name = only ?? from;
  if (only !== undefined && from !== undefined) {
    throw new UserError('--only and --from exclude each other', { fix: 'Give one of them.', exitCode: 2 });
  }
  const [kind, node] = name?.split('/', 2) ?? [];
  if (name === undefined || kind === undefined || (KINDS.includes(kind) && node === undefined)) return;
  if (!KINDS.includes(kind)) throw noSuchStep(name, didYouMean(kind, KINDS));
  if (kind !== 'release' && !NODE_KINDS.some((it) => it === kind)) throw noSuchStep(name, kind);
}

/**
 * Refuses a step on a node that the settings do not have, or of VMs where there are none.
 *
 * @param nodes names of all nodes
 * @throws UserError with the names there are
 */
export function refuseUnknownNode({ only, from }: Choice, nodes: readonly string[], hasVms: boolean): void {
  const name = only ?? from;
  const [kind, node] = name?.split('/', 2) ?? [];
  if (kind === 'vm' && !hasVms) {
    const making = Object.keys(PROVIDERS).filter((provider) => vmsOf({ provider }) !== undefined);
    const fix = `VMs are created when \`cluster.provider\` is ${making.map((it) => `\`${it}\``).join(' or ')}.`;
    throw new UserError(`there is no step "${name}" here`, { fix, exitCode: 2 });
  }
  // Which releases there are only the manifests say.
  if (node === undefined || kind === 'release' || nodes.includes(node)) return;
  throw unknownNodes([node], nodes);
}

function noSuchStep(name: string, meant: string | undefined): UserError {
  return new UserError(`there is no step "${name}"${meant === undefined ? '' : `, did you mean "${meant}"?`}`, {
    fix: `The steps are ${NODE_KINDS.join(', ')}, each also as STEP/NODE, and ${CLUSTER_KINDS.join(', ')}, and release/NAME for a chart of main.ts.`,
    exitCode: 2,
  });
}

/** The steps of VMs that were asked for; they stand before all others. */
export function chosenVms(steps: readonly Step[], choice: Choice): readonly Step[] {
  return choice.upTo === undefined ? named(steps, choice) : [];
}

/** What belongs together where k3s is replaced on a node: a part of it would leave the node between two releases, or cordoned. */
const UPGRADE: ReadonlySet<string> = new Set(['images', 'cordon', 'install', 'config', 'start', 'uncordon']);

/**
 * The steps that were asked for, with what others build on: the token, the mark of every host that one runs on, the
 * snapshots from before an upgrade, and the whole upgrade of a node on which a part would replace or restart k3s.
 *
 * @throws UserError if this plan has none of them, as when no image has to be imported
 */
export function chosen(steps: readonly Step[], choice: Choice): readonly Step[] {
  if (choice.upTo !== undefined) return upTo(steps, choice.upTo);
  const name = choice.only ?? choice.from;
  if (name !== undefined && !steps.some((step) => isNamed(step, name))) {
    const releases = steps.filter((it) => kindOf(it) === 'release').map((it) => it.id);
    const names = name.startsWith('release/') ? releases : [...new Set(steps.map(kindOf))];
    const fix = `These settings have ${names.join(', ')}.`;
    throw new UserError(`these settings have no step "${name}"`, { fix, exitCode: 2 });
  }
  const asked = new Set([...named(steps, choice), ...named(steps, { only: 'token' })]);
  const upgraded = upgradedNodes(steps, asked);
  const found = steps.filter((it) => asked.has(it) || (UPGRADE.has(kindOf(it)) && upgraded.has(nodeOf(it))));
  const hosts = new Set(found.map((it) => it.host));
  const needed = new Set(found.flatMap((it) => it.needs));
  return steps.filter(
    (step) =>
      found.includes(step) ||
      (isNamed(step, 'mark') && hosts.has(step.host)) ||
      (isNamed(step, 'snapshot') && needed.has(step.id)),
  );
}

/** The nodes that have another k3s after these steps: only such a node is cordoned. */
function upgradedNodes(steps: readonly Step[], asked: ReadonlySet<Step>): ReadonlySet<string> {
  const cordoned = new Set(steps.filter((it) => kindOf(it) === 'cordon').map(nodeOf));
  const replacing = [...asked].filter((it) => /^(install|start)$/.test(kindOf(it))).map(nodeOf);
  return new Set(replacing.filter((it) => cordoned.has(it)));
}

/** `install/agent-1` is of the node `agent-1`. */
const nodeOf = ({ id }: Step): string => id.slice(id.indexOf('/') + 1);

/** Those that are named and all that they need, directly or not. */
function upTo(steps: readonly Step[], names: readonly string[]): readonly Step[] {
  const wanted = new Set(steps.filter((step) => names.some((name) => isNamed(step, name))).map((it) => it.id));
  // Each comes after those that it needs.
  for (const { id, needs } of [...steps].reverse()) if (wanted.has(id)) for (const need of needs) wanted.add(need);
  return steps.filter((it) => wanted.has(it.id));
}

/** Those that `only` names, or from the first that `from` names to the end of the plan. */
function named(steps: readonly Step[], { only, from }: Choice): readonly Step[] {
  if (only !== undefined) return steps.filter((step) => isNamed(step, only));
  if (from === undefined) return steps;
  const first = steps.findIndex((step) => isNamed(step, from));
  return first < 0 ? [] : steps.slice(first);
}
