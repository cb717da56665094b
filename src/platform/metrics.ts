/** Prometheus metrics of one process: counters that events raise, gauges that are read when somebody asks. */
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';

export type Metrics = {
  readonly calls: () => void;
  readonly refused: (reason: string) => void;
  /** Renders everything; `gauges` are set first. */
  readonly render: (
    gauges: Readonly<Record<string, number>>,
  ) => Promise<{ contentType: string; text: string }>;
};

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const calls = new Counter({
    name: 'tabduty_calls_total',
    help: 'Calls that were stored and answered 200',
    registers: [registry],
  });
  const refused = new Counter({
    name: 'tabduty_calls_refused_total',
    help: 'Calls that were not taken, by reason',
    labelNames: ['reason'],
    registers: [registry],
  });
  const gauges = new Map<string, Gauge>();
  return {
    calls: () => calls.inc(),
    refused: (reason) => refused.inc({ reason }),
    async render(values) {
      for (const [name, value] of Object.entries(values)) {
        const known = gauges.get(name);
        const gauge =
          known ??
          new Gauge({ name: `tabduty_${name}`, help: name.replaceAll('_', ' '), registers: [registry] });
        gauges.set(name, gauge);
        gauge.set(value);
      }
      return { contentType: registry.contentType, text: await registry.metrics() };
    },
  };
}
