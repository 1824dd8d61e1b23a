import type { Platform } from '../platform/platform.ts';
import type { User } from '../platform/schema/users.ts';
import { type Change, listed, matched, written } from './change.ts';

type Named = User & { readonly name: string };

/** Who may log in afterwards, and as what. Passwords and their hashes are never shown. */
export function userChanges(before: Platform, after: Platform): Change[] {
  if (before.auth.type !== after.auth.type) {
    const text = `Users log in through "${after.auth.type}" (was "${before.auth.type}"), and all have to log in again. Homes belong to user names: anyone with a different name there gets a new home.`;
    return [{ topic: 'Users', text, caution: true }];
  }
  const changes = matched(named(before), named(after));
  const { added, removed, renamed } = withoutRenamed(changes);
  const refresh = after.auth.type === 'users' ? written(after.auth.refresh) : '';
  const lines: [string, readonly string[], boolean?][] = [
    ['Added', added.map(described)],
    [
      `Removed; their sessions and running servers end within ${refresh}, their homes are kept`,
      removed.map((it) => it.name),
      true,
    ],
    ['Renamed; the home stays with the old name, the new name starts with an empty home', renamed, true],
    ['Promoted to administrator', pick(changes.kept, (previous, current) => !previous.admin && current.admin)],
    ['No longer administrator', pick(changes.kept, (previous, current) => previous.admin && !current.admin)],
    [
      `Disabled; their sessions and running servers end within ${refresh}`,
      pick(changes.kept, (previous, current) => !previous.disabled && current.disabled),
      true,
    ],
    ['Enabled again', pick(changes.kept, (previous, current) => previous.disabled && !current.disabled)],
    [
      'Password reset; passwords chosen on the hub no longer work',
      pick(changes.kept, (previous, current) => previous.password !== current.password),
    ],
    ['Groups', changes.kept.flatMap(({ previous, current }) => groupChange(previous, current))],
  ];
  return lines
    .filter(([, who]) => who.length > 0)
    .map(([what, who, caution]) => ({ topic: 'Users', text: `${what}: ${listed(who)}.`, ...(caution && { caution }) }));
}

const named = ({ users }: Platform): Named[] => Object.entries(users).map(([name, user]) => ({ ...user, name }));

/** Salted hashes are equal only where one was moved: the same person under another name. */
function withoutRenamed({ added, removed }: { added: readonly Named[]; removed: readonly Named[] }) {
  const byHash = new Map(removed.map((it) => [it.password, it.name]));
  const moved = added.filter((it) => byHash.has(it.password));
  const gone = new Set(moved.map((it) => byHash.get(it.password)));
  return {
    added: added.filter((it) => !moved.includes(it)),
    removed: removed.filter((it) => !gone.has(it.name)),
    renamed: moved.map((it) => `${byHash.get(it.password)} → ${it.name}`),
  };
}

function pick(
  kept: readonly { previous: Named; current: Named }[],
  wanted: (previous: Named, current: Named) => boolean,
): string[] {
  return kept.filter(({ previous, current }) => wanted(previous, current)).map(({ current }) => current.name);
}

function described({ name, admin, groups, disabled }: Named): string {
  const traits = [
    ...(admin ? ['administrator'] : []),
    ...(disabled ? ['disabled'] : []),
    ...(groups.length > 0 ? [`in ${groups.join(' and ')}`] : []),
  ];
  return traits.length > 0 ? `${name} (${traits.join(', ')})` : name;
}

function groupChange(previous: Named, current: Named): string[] {
  const joined = current.groups.filter((it) => !previous.groups.includes(it)).map((it) => `+${it}`);
  const left = previous.groups.filter((it) => !current.groups.includes(it)).map((it) => `-${it}`);
  return joined.length + left.length > 0 ? [`${current.name} (${[...joined, ...left].join(' ')})`] : [];
}
