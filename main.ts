import { App } from 'cdk8s';
import { synthesize } from './cli/synthesize.ts';
import { HubwrightCharts } from './lib/hubwright-charts.ts';

synthesize(({ platform, outdir }) => {
  const app = new App({ outdir });
  new HubwrightCharts(app, platform);
  // Charts of your own go here: new MyChart(app, 'my-chart', …);
  app.synth();
});
