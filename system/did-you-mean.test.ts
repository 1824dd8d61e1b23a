import { describe, expect, test } from '@jest/globals';
import { didYouMean } from './did-you-mean.ts';

describe('did you mean', () => {
  test.each([
    ['hubb', 'hub'],
    ['timeuot', 'timeout'],
    ['imagee', 'image'],
    ['descripton', 'description'],
    ['choice', 'choices'],
    ['mem_limt', 'mem_limit'],
    ['memLimit', 'mem_limit'],
    ['mem-limit', 'mem_limit'],
    ['memlimit', 'mem_limit'],
    ['cpulimit', 'cpu_limit'],
    ['GithubOAuthenticator', 'GitHubOAuthenticator'],
    ['KubeSpwaner', 'KubeSpawner'],
    ['pod_name_templaet', 'pod_name_template'],
    ['kubespawner_overide', 'kubespawner_override'],
    ['nodeSelecter', 'nodeSelector'],
    ['node_selectors', 'node_selector'],
    ['extraVolume', 'extraVolumes'],
    ['extravolumes', 'extraVolumes'],
    ['multpass', 'multipass'],
    ['IfNotPressent', 'IfNotPresent'],
    ['befor_bind', 'before_bind'],
    ['reserach', 'research'],
    ['singelUser', 'singleuser'],
    ['sigleuser', 'singleuser'],
    ['runtimeClass', 'runtimeClassName'],
  ])('%s means %s', (found, known) => {
    expect(didYouMean(found, ['zzz', known])).toBe(known);
  });

  test.each([
    ['extraVolumes', 'extraLabels'],
    ['extraEnvFrom', 'extraEnv'],
    ['nodeSelector', 'nodeAffinity'],
    ['admin_groups', 'admin_users'],
    ['allowed_groups', 'allowed_users'],
    ['cpu', 'gpu'],
    ['cpu_limit', 'gpu_limit'],
    ['fs_uid', 'fs_gid'],
    ['uid', 'gid'],
    ['host', 'post'],
    ['start_timeout', 'stop_timeout'],
    ['enable_signup', 'enable_pkce'],
    ['image_spec', 'image_tag'],
    ['memory', 'mem_limit'],
    ['storage', 'image'],
    ['auth', 'args'],
    ['env', 'events'],
    ['org_whitelist', 'whitelist'],
    ['runtime_class_name', 'priority_class_name'],
    ['MyAuthenticator', 'PAMAuthenticator'],
    ['LDAPAuthenticator', 'PAMAuthenticator'],
    ['cookieSecret', 'cookieSecurity'],
    ['a', 'b'],
    ['', 'a'],
  ])('%s does not mean %s', (found, known) => {
    expect(didYouMean(found, [known])).toBeUndefined();
  });

  test('the nearest of several, and the same word in other letters before all', () => {
    expect(didYouMean('imagess', ['image', 'images'])).toBe('images');
    expect(didYouMean('HUB', ['hubs', 'hub'])).toBe('hub');
  });
});
