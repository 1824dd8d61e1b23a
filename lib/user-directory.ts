import { type Namespace, Secret } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { hubPaths, names } from '../platform/names.ts';
import type { Users } from '../platform/schema/platform.ts';
import type { User } from '../platform/schema/users.ts';
import { sha256 } from '../system/sha256.ts';

/** Every shard there can be: the first hexadecimal digit of a hash of the user's name. */
export const SHARDS = [...'0123456789abcdef'] as const;

/** What a {@link UserDirectory} is made from. */
export interface UserDirectoryProps {
  /** The namespace whose pods mount the directory. */
  readonly namespace: Namespace;
  /** The users by name. */
  readonly users: Users;
}

/**
 * The users as Secrets that the hub mounts, so that a new user or password needs neither a Helm upgrade nor a restart:
 * up to sixteen, and the one that a user is in depends on the name alone.
 */
export class UserDirectory extends Construct {
  /** The Secrets by shard, without those that would be empty. */
  readonly shards: ReadonlyMap<string, Secret>;

  /** The pod volume that holds the directory; it stays the same whichever shards exist. */
  static readonly volume = {
    name: 'hubwright-users',
    projected: {
      defaultMode: 0o440,
      sources: SHARDS.map((shard) => ({
        secret: {
          name: names.users(shard),
          optional: true,
          items: [{ key: 'users.json', path: `users-${shard}.json` }],
        },
      })),
    },
  };

  /** The container mount of {@link volume}. */
  static readonly mount = { name: UserDirectory.volume.name, mountPath: hubPaths.users, readOnly: true };

  constructor(scope: Construct, id: string, props: UserDirectoryProps) {
    super(scope, id);
    this.shards = new Map(
      [...shardUsers(props.users)].map(([shard, text]) => {
        const metadata = { name: names.users(shard), namespace: props.namespace.name };
        return [
          shard,
          new Secret(this, `Shard${shard.toUpperCase()}`, { metadata, stringData: { 'users.json': text } }),
        ];
      }),
    );
  }
}

/** The shard of a user. */
export function shardOf(name: string): string {
  return sha256(name).charAt(0);
}

function shardUsers(users: Users): Map<string, string> {
  const lines = new Map<string, string[]>();
  for (const name of Object.keys(users).sort()) {
    const shard = shardOf(name);
    const line = `${JSON.stringify(name)}:${JSON.stringify(entryOf(users[name] as User))}`;
    const others = lines.get(shard);
    if (others) others.push(line);
    else lines.set(shard, [line]);
  }
  return new Map(
    SHARDS.flatMap((shard) => {
      const entries = lines.get(shard);
      return entries ? [[shard, `{\n${entries.join(',\n')}\n}\n`] as const] : [];
    }),
  );
}

/** One user as the authenticator reads it; what is usual is left out. */
function entryOf(user: User) {
  return {
    hash: user.password,
    ...(user.admin && { admin: true }),
    ...(user.groups.length > 0 && { groups: user.groups }),
    ...(user.disabled && { disabled: true }),
  };
}
