import type { ChartValues } from '../imports/z2jh-values.ts';
import { authTypeOf, sectionOf } from '../platform/auth/auth-types.ts';
import type { Platform } from '../platform/platform.ts';
import { UserDirectory } from './user-directory.ts';

/** The chart values that say who may log in. Client secrets and passwords are in {@link secretAuthConfig}. */
export function authValues({ auth, hub }: Pick<Platform, 'auth' | 'hub'>): ChartValues {
  const { className, traits, verifiedEmail, adminsInHub } = authTypeOf(auth);
  const own = traits(auth, hub);
  const listed = own.admin_users !== undefined && own.admin_groups === undefined && !adminsInHub;
  return {
    ...(verifiedEmail?.(auth) && { custom: { hubwright: { verifiedEmail: true } } }),
    hub: {
      config: { JupyterHub: { authenticator_class: className }, [sectionOf({ className })]: { ...own } },
      // JupyterHub only ever makes admins of admin_users. The role's list takes it back from who is on it no longer; where
      // groups make admins too, each login does that.
      ...(listed && { loadRoles: { admin: { users: own.admin_users } } }),
      ...(auth.type === 'users' && { extraVolumes: [UserDirectory.volume], extraVolumeMounts: [UserDirectory.mount] }),
    },
  };
}

/** The secrets among the authenticator's traits, as `hub.config`; undefined when there are none. */
export function secretAuthConfig({ auth, secrets }: Pick<Platform, 'auth' | 'secrets'>) {
  const type = authTypeOf(auth);
  const traits = type.secrets?.(auth) ?? [];
  if (traits.length === 0) return undefined;
  return { [sectionOf(type)]: Object.fromEntries(traits.map(({ trait, source }) => [trait, secrets.reveal(source)])) };
}
