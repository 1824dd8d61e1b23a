import { defineCharts, HubwrightCharts } from 'hubwright';

export default defineCharts(({ app, platform }) => {
  new HubwrightCharts(app, platform);
  // Charts of your own go here: new MyChart(app, 'my-chart', …);
});
