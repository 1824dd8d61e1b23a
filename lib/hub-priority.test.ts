import { expect, test } from '@jest/globals';
import { App, Testing } from 'cdk8s';
import { complaints, load } from '../settings/testing.ts';
import { chartValues } from './chart-values.ts';
import { HubwrightCharts } from './hubwright-charts.ts';

const platformOf = (hub: object) => load({ hub }).platform;

/** The PriorityClass, and the names of it in the pods of the hub, the proxy and servers. */
function priorities(hub: object) {
  const platform = platformOf(hub);
  const { hubPriority } = new HubwrightCharts(new App(), platform);
  const values = chartValues(platform);
  const nameIn = (pod: object = {}) => (pod as Record<string, unknown>).priorityClassName;
  const pods = [values.hub?.extraPodSpec, values.proxy?.chp?.extraPodSpec, values.singleuser?.extraPodConfig];
  return { object: hubPriority?.priorityClass.toJson(), pods: pods.map(nameIn) };
}

test('nothing has a priority unless the settings want it', () => {
  expect(priorities({})).toEqual({ object: undefined, pods: [undefined, undefined, undefined] });
});

test.each(['servers', 'any'])('hub and proxy go before servers, placed on %s', (placement) => {
  const { object, pods } = priorities({ priority: 'high', placement });
  expect(object).toEqual({
    apiVersion: 'scheduling.k8s.io/v1',
    kind: 'PriorityClass',
    metadata: { name: 'hubwright-hub', labels: { 'app.kubernetes.io/managed-by': 'hubwright' } },
    value: 1_000_000,
    description: expect.any(String),
  });
  expect(pods).toEqual(['hubwright-hub', 'hubwright-hub', undefined]);
});

test('the class is in the manifest that k3s applies before the chart', () => {
  const app = new App();
  new HubwrightCharts(app, platformOf({ priority: 'high' }));
  const withClass = app.charts.filter((it) => Testing.synth(it).some(({ kind }) => kind === 'PriorityClass'));
  expect(withClass.map((it) => it.node.id)).toEqual(['hubwright-base']);
});

test('a raw value that gives hub and proxy another priority', () => {
  const values = { scheduling: { podPriority: { enabled: true } } };
  expect(complaints(() => platformOf({ priority: 'high', values }))).toEqual([
    expect.stringContaining(
      'hub.priority: hub.values.scheduling.podPriority.enabled gives the hub and its proxy a priority too, the same as that of servers; remove one of the two',
    ),
  ]);
  expect(() => platformOf({ values })).not.toThrow();
});
