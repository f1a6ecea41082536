import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ask } from '../testing/ask.ts';
import { startTestExit, type TestExit } from '../testing/test-exit.ts';

const FILE = new URL('../../resources/grafana/porthole.json', import.meta.url);
/** Grafana's grid (https://grafana.com/docs/grafana/latest/dashboards/build-dashboards/view-dashboard-json-model/). */
const COLUMNS = 24;

const Target = z.object({ refId: z.string().min(1), expr: z.string().min(1), legendFormat: z.string().min(1) });
const Panel = z.object({
  id: z.int(),
  type: z.enum(['row', 'stat', 'timeseries']),
  title: z.string().min(1),
  gridPos: z.object({ x: z.int().min(0), y: z.int().min(0), w: z.int().min(1), h: z.int().min(1) }),
  datasource: z.object({ type: z.literal('prometheus'), uid: z.string().regex(/^\$\{datasource\}$/) }).optional(),
  targets: z.array(Target).min(1).optional(),
  fieldConfig: z.object({ defaults: z.object({ unit: z.string() }), overrides: z.array(z.unknown()) }).optional(),
});
const Dashboard = z.object({
  title: z.string(),
  uid: z.string().max(40),
  schemaVersion: z.int().min(39),
  templating: z.object({
    list: z.array(z.object({ name: z.string(), type: z.string(), definition: z.string().optional() })),
  }),
  panels: z.array(Panel),
});

/** Labels that Prometheus adds to every series, and the one of histogram buckets. */
const USUAL_LABELS = ['job', 'instance', 'le'];

let exit: TestExit;
let dashboard: z.infer<typeof Dashboard>;
let metrics: string;

beforeAll(async () => {
  dashboard = Dashboard.parse(JSON.parse(await readFile(FILE, 'utf8')));
  exit = await startTestExit({ processMetrics: true });
  await ask(Number(exit.dataAddr.split(':').at(-1)), 'nobody.localhost');
  metrics = await (await exit.ask('/metrics')).text();
});
afterAll(() => exit.server.close());

/** All questions of the dashboard, those of its variables too. */
function expressions(): string[] {
  const asked = dashboard.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
  return [...asked, ...dashboard.templating.list.flatMap(({ definition }) => definition ?? [])];
}

/** The metrics that an expression selects: names before `{`, or within label_values(). */
function metricNames(expression: string): string[] {
  return [...expression.matchAll(/([a-z_][a-z0-9_]*)(?=\{)|label_values\(([a-z_][a-z0-9_]*)/g)].map(
    (match) => match[1] ?? match[2] ?? '',
  );
}

describe('the Grafana dashboard', () => {
  it('asks for nothing that the exit server does not expose', () => {
    const exposed = new Map(
      [...metrics.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = '', type = '']) => [name, type]),
    );
    const names = new Set(expressions().flatMap(metricNames));
    expect(names.size).toBeGreaterThan(15);
    for (const name of names) {
      const histogram = /^(.*)_(?:bucket|sum|count)$/.exec(name)?.[1] ?? '';
      expect(exposed.get(histogram) === 'histogram' || exposed.has(name), `${name} is exposed`).toBe(true);
    }
  });

  it('groups and filters by labels that the series have', () => {
    const labelsOf = (name: string) =>
      new Set(
        [...metrics.matchAll(new RegExp(`^${name}\\{([^}]*)\\}`, 'gm'))].flatMap(([, labels = '']) =>
          [...labels.matchAll(/([a-z_]+)="/g)].map((match) => match[1] ?? ''),
        ),
      );
    let compared = 0;
    for (const expression of expressions()) {
      for (const name of metricNames(expression)) {
        const known = labelsOf(name);
        // Series of TCP tunnels and forwarding appear with their first connection.
        if (known.size === 0) continue;
        const wanted = [...expression.matchAll(/by \(([^)]*)\)|[{,]\s*([a-z_]+)=~?"/g)].flatMap((match) =>
          (match[1] ?? match[2] ?? '').split(/,\s*/),
        );
        for (const label of wanted) {
          expect([...known, ...USUAL_LABELS], `${label} in ${expression}`).toContain(label);
          compared += 1;
        }
      }
    }
    expect(compared).toBeGreaterThan(20);
  });

  it('has panels with ids of their own that lie beside one another', () => {
    const { panels } = dashboard;
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const taken = new Set<string>();
    for (const { type, title, gridPos, targets, datasource, fieldConfig } of panels) {
      expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(COLUMNS);
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x += 1) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y += 1) {
          expect(taken.has(`${x} ${y}`), `${title} lies on another panel`).toBe(false);
          taken.add(`${x} ${y}`);
        }
      }
      if (type === 'row') continue;
      expect([targets, datasource, fieldConfig]).not.toContain(undefined);
      expect(new Set(targets?.map(({ refId }) => refId)).size).toBe(targets?.length);
    }
  });

  it('uses its own variables and Grafana’s alone, with brackets that close', () => {
    const variables = new Set(dashboard.templating.list.map(({ name }) => name));
    for (const expression of expressions()) {
      for (const [, name = ''] of expression.matchAll(/\$([a-z_]+)/g)) {
        expect([...variables, '__rate_interval'], expression).toContain(name);
      }
      for (const [open, close] of ['()', '{}', '[]']) {
        expect(expression.split(open ?? '').length, expression).toBe(expression.split(close ?? '').length);
      }
    }
  });
});
