import type { Settings, Users } from '../../platform/schema/platform.ts';
import type { SettingsProblem } from '../../system/problem.ts';
import { checkMembers } from './members.ts';

/** What is wrong with who is never culled. */
export function checkCulling(settings: Settings, users: Users): SettingsProblem[] {
  const { enabled, except } = settings.hub.culling;
  const path = ['hub', 'culling', 'except'];
  if (!enabled && except.users.length + except.groups.length > 0) {
    const message = 'set, but no server is stopped for being idle: hub.culling.enabled is false';
    return [{ path, severity: 'warning', message, fix: 'remove it, or set hub.culling.enabled: true' }];
  }
  return checkMembers(except, path, settings, users);
}
