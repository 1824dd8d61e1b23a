import { describe, expect, test } from '@jest/globals';
import { formatPath } from '../../system/problem.ts';
import { checkChartValues } from './chart-values.ts';

const problemsIn = (hub: unknown) =>
  checkChartValues({ hub }, []).map(
    ({ path, message, fix, severity }) =>
      `${severity === 'warning' ? 'warning: ' : ''}${formatPath(path.slice(1))}: ${message}${fix ? `; ${fix}` : ''}`,
  );
const code = (text: unknown) => problemsIn({ extraConfig: { own: text } });

describe('faults', () => {
  test.each([
    ['x = (1,\n  2\ny = 3\n'],
    ['if True:\nx = 1\n'],
    ['def f()\n  pass\n'],
    ['print "a"\n'],
    ['x = 1\n  y = 2\n'],
    ['x = "a\n'],
    ['a\nb\nreturn 5\n'],
    ['def hook(spawner):\n    await spawner.stop()\n'],
    ['def hook(spawner):\n    async with lock: pass\n'],
    ['x = 1\nfrom __future__ import annotations\n'],
    ['from __future__ import nope\n'],
    ['def f():\n    from os import *\n'],
    ['def f():\n    print(a)\n    global a\n'],
    ['try:\n    pass\nexcept:\n    pass\nexcept ValueError:\n    pass\n'],
    ['c.KubeSpawner.uid: 1000,\nc.KubeSpawner.environment = {"a": "b"\n'],
  ])('%j', (text) => {
    expect(code(text)).toEqual([expect.stringMatching(/^extraConfig.own: line \d+: Python cannot read this: /)]);
  });
  test('the line, and what is wrong', () => {
    expect(code('import os\n\nif os:\nx = 1\n')).toMatchInlineSnapshot(`
      [
        "extraConfig.own: line 4: Python cannot read this: Expected an indented block after \`if\` statement",
      ]
    `);
  });
  test('what is not text', () => {
    expect([code(5), code(null)].flat()).toMatchInlineSnapshot(`
      [
        "extraConfig.own: expected Python as text, found 5",
        "extraConfig.own: expected Python as text, found nothing",
      ]
    `);
  });
  test('files of the hub', () => {
    const extraFiles = {
      module: { mountPath: '/opt/own.py', stringData: 'c.KubeSpawner.cpu_limt = 1\nx =\n' },
      module2: { mountPath: '/opt/own.py', stringData: 'c.KubeSpawner.cpu_limt = 1\n' },
      config: {
        mountPath: '/usr/local/etc/jupyterhub/jupyterhub_config.d/own.py',
        stringData: '\nc.KubeSpawner.cpu_limt = 1\n',
      },
      page: { mountPath: '/opt/page.html', stringData: '<x =' },
    };
    expect(problemsIn({ extraFiles })).toMatchInlineSnapshot(`
      [
        "extraFiles.module.stringData: line 2: Python cannot read this: Expected an expression",
        "extraFiles.config.stringData: line 2: KubeSpawner has no setting "cpu_limt"; did you mean "cpu_limit"?",
      ]
    `);
  });
});

describe('settings', () => {
  test('misspelt traits and classes, whichever way they are set', () => {
    const text = [
      'c.KubeSpawner.cpu_limt = 1',
      'c.JupyterHub.authentcator_class = "x"  # c.JupyterHub.zzz = 1',
      'c.KubeSpwaner.uid = 5',
      'c.KubeSpawner.environmet.update({"A": "b"})',
      'if True:',
      '    c.Spawner.argz += ["c.Spawner.yyy = 1"]',
      'c.KubeSpawner.image_spec = "a"',
      'c.Authenticator.memory = 1',
    ].join('\n');
    expect(code(text)).toMatchInlineSnapshot(`
      [
        "extraConfig.own: line 1: KubeSpawner has no setting "cpu_limt"; did you mean "cpu_limit"?",
        "extraConfig.own: line 2: JupyterHub has no setting "authentcator_class"; did you mean "authenticator_class"?",
        "extraConfig.own: line 3: the hub image has no class KubeSpwaner; did you mean "KubeSpawner"?",
        "extraConfig.own: line 4: KubeSpawner has no setting "environmet"; did you mean "environment"?",
        "extraConfig.own: line 6: Spawner has no setting "argz"; did you mean "args"?",
        "warning: extraConfig.own: line 7: KubeSpawner now calls this "image"; write image",
        "extraConfig.own: line 8: Authenticator has no setting "memory"",
      ]
    `);
  });
  test('values that are written out, as YAML would be checked', () => {
    const text = [
      'c.KubeSpawner.mem_limit = "3Gi"',
      'c.Spawner.cpu_limit = "500m"',
      'c.KubeSpawner.environment = ["A=b"]; c.KubeSpawner.uid = True',
      'c.KubeSpawner.image = None',
      'c.KubeSpawner.tolerations = [{"key": "gpu"}, "x"]',
      'c.JupyterHub.authenticator_class = "githb"',
      'c.KubeSpawner.delete_pvc = true',
    ].join('\n');
    expect(code(text)).toMatchInlineSnapshot(`
      [
        "extraConfig.own: line 7: Python has no "true"; write True",
        "extraConfig.own: line 1: KubeSpawner expects bytes as a number, or text ending in K, M, G or T (2G means 2Gi) here, found "3Gi"",
        "extraConfig.own: line 2: Spawner expects a number here, found "500m"",
        "extraConfig.own: line 3: KubeSpawner expects a mapping here, found a list of 1",
        "extraConfig.own: line 4: KubeSpawner expects text here, found nothing; leave it out",
        "extraConfig.own: line 6: JupyterHub expects the import path of a class or one of the short names here, found "githb"; did you mean "github"?",
      ]
    `);
  });
  test.each([
    ['c.KubeSpawner.mem_limit = "3" "G"\nc.KubeSpawner.uid = int("5")\nc.KubeSpawner.cpu_limit = "5" if x else 1\n'],
    ['c.KubeSpawner.mem_limit = "3Gi".rstrip("i")\nc.KubeSpawner.cpu_limit = 1 + 2\nc.KubeSpawner.gid = -1\n'],
    ['c.KubeSpawner.args = ["a"] + more\nc.KubeSpawner.environment = {"A": "b", **more}\nc.KubeSpawner.uid = 0o17\n'],
    ['c.KubeSpawner.environment = {"A": x, }\nc.KubeSpawner.args = ["a", ]\nc.KubeSpawner.mem_limit = 2**30\n'],
    ['c.KubeSpawner.environment = {\n    "A": "b",\n    # more\n    "C": "d",\n}\nc.KubeSpawner.args = []\n'],
    ['c.KubeSpawner.pre_spawn_hook = lambda it: None\nc.KubeSpawner.profile_list = own\n'],
    ['true = True\nc.KubeSpawner.delete_pvc = true\n'],
    ['c.Authenticator.enable_signup = True\nc.Spawner.image = "a"\n'],
    ['c.MyAuthenticator.anything = 1\nc.DockerSpawner.x = 1\n'],
    ['from own import KubeSpawnr\nc.JupyterHub.spawner_class = KubeSpawnr\nc.KubeSpawnr.x = 1\n'],
    ['class KubeSpawnr(Base): pass\nc.KubeSpawnr.x = 1\n'],
    ['for c in pod.spec.containers:\n    c.Resources.limits = 1\n'],
    ['def f(a, c):\n    c.KubeSpawner.zzz = 1\n'],
    ['c = {}\nc.KubeSpawner.zzz = 1\n'],
    ['c.KubeSpawner.update({"uid": 1})\nx = c.KubeSpawner.zzz\nif c.KubeSpawner.zzz == 1: pass\n'],
    ['spawner.c.KubeSpawner.zzz = 1\n"""\nc.KubeSpawner.zzz = 1\n"""\n'],
    ['match x:\n    case {}: pass\nasync def f():\n    y = yield\n    await g(f"{x!r:>{w}} {y=}")\n'],
    ['#!/usr/bin/env python\n\tpass\n'.replace('\t', '')],
    [''],
  ])('in order: %j', (text) => {
    expect(code(text)).toEqual([]);
  });
  test('of a class that Python extends, and only warns', () => {
    expect(code('class Own(KubeSpawner):\n    pass\nc.KubeSpawner.own_thing = 1\n')).toMatchInlineSnapshot(`
      [
        "warning: extraConfig.own: line 3: KubeSpawner has no setting "own_thing"",
      ]
    `);
  });
});
