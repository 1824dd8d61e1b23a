import { type Namespace, Secret } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { names } from '../platform/names.ts';
import { dockerConfigKey } from '../platform/registry-host.ts';

/** A login at a registry. */
export interface RegistryLogin {
  /** Host with its port if it has one: `registry.example.com:5000`. */
  readonly host: string;
  readonly username: string;
  readonly password: string;
}

/** What {@link RegistryCredentials} are made from. */
export interface RegistryCredentialsProps {
  /** The namespace whose pods pull with them. */
  readonly namespace: Namespace;
  /** At least one login, one a host. */
  readonly logins: readonly RegistryLogin[];
}

/** The pull credentials of all registries in one Secret, which every pod of the release names. */
export class RegistryCredentials extends Construct {
  readonly secret: Secret;

  constructor(scope: Construct, id: string, props: RegistryCredentialsProps) {
    super(scope, id);
    const auths = Object.fromEntries(
      props.logins.map(({ host, username, password }) => {
        const auth = Buffer.from(`${username}:${password}`).toString('base64');
        return [dockerConfigKey(host), { username, password, auth }];
      }),
    );
    this.secret = new Secret(this, 'Secret', {
      metadata: { name: names.registry, namespace: props.namespace.name },
      type: 'kubernetes.io/dockerconfigjson',
      stringData: { '.dockerconfigjson': JSON.stringify({ auths }) },
    });
  }
}
