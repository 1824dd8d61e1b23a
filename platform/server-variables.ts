import type { Variables } from './schema/environment.ts';
import type { SecretSource } from './schema/scalars.ts';
import type { Servers } from './schema/servers.ts';
import { type Containers, containersOf } from './server-containers.ts';

/** Environment variables of one kind of container. */
export interface Environment {
  /** Where the settings have them: `['images', 0, 'environment']`. */
  readonly path: readonly (string | number)[];
  /** Beginning of the keys of its secrets: `images.minimal.`; a name has no "." in it. */
  readonly prefix: string;
  readonly variables: Variables;
  /** Whether the hub adds variables of its own. */
  readonly isOfServer: boolean;
}

/** A secret among the variables, by its key in the Secret that pods take it from. */
export interface SecretVariable {
  readonly path: readonly (string | number)[];
  readonly key: string;
  readonly source: SecretSource;
}

/** Everything in the settings that the variables of servers are in. */
export interface WithVariables {
  readonly servers: Pick<Servers, 'environment'> & Containers;
  readonly images: readonly Choice[];
  readonly sizes: readonly Choice[];
}

interface Choice {
  readonly name: string;
  readonly environment: Variables;
}

/** The variables of all containers of servers. */
export function environmentsOf({ servers, images, sizes }: WithVariables): Environment[] {
  return [
    { path: ['servers', 'environment'], prefix: 'servers.', variables: servers.environment, isOfServer: true },
    ...containersOf(servers).map(({ list, i, it }) => ({
      path: ['servers', list, i, 'environment'],
      prefix: `${list}.${it.name}.`,
      variables: it.environment,
      isOfServer: false,
    })),
    ...named('images', images),
    ...named('sizes', sizes),
  ];
}

/** The secrets among the variables of servers. */
export function secretVariables(settings: WithVariables): SecretVariable[] {
  return environmentsOf(settings).flatMap(({ path, prefix, variables }) =>
    Object.entries(variables).flatMap(([name, source]) =>
      typeof source === 'string' ? [] : [{ path: [...path, name], key: `${prefix}${name}`, source }],
    ),
  );
}

function named(list: 'images' | 'sizes', items: readonly Choice[]): Environment[] {
  return items.map(({ name, environment }, i) => ({
    path: [list, i, 'environment'],
    prefix: `${list}.${name}.`,
    variables: environment,
    isOfServer: true,
  }));
}
