/**
 * Writes README.md's table and picture once more from bench/results/latest.json, without a new run: `npx node bench/report/publish-latest.ts`.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from '../../scripts/setup/checkout.js';
import { publish } from './publish.ts';
import { Results } from './results.ts';

const text = await readFile(join(ROOT, 'bench/results/latest.json'), 'utf8');
const { peers } = JSON.parse(text) as { peers: Record<string, Record<string, { samples: number[] }>> };
const results = new Results();
for (const [peer, columns] of Object.entries(peers)) {
  for (const [key, { samples }] of Object.entries(columns)) {
    for (const sample of samples) results.add(peer, { [key]: sample });
  }
}
await publish(results);
