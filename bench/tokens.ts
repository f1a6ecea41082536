/*
 * Measures how long the exit server takes to authenticate a request, with many tokens in its store: by the text of an `Authorization` field,
 * as the control plane does it, one after the other in one process. The store is a real file, filled as `porthole-exit token create` fills it.
 *
 *   npm run bench:tokens [-- --tokens 10000] [--tries 20000]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { TokenAuth } from '../exit/tokens/token-auth.ts';
import { TOKENS_FILE, TokenDatabase } from '../exit/tokens/token-database.ts';
import { TokenStore } from '../exit/tokens/token-store.ts';
import { readCircumstances } from './report/circumstances.ts';
import { formatTable } from './report/format-table.ts';

const { values } = parseArgs({
  options: { tokens: { type: 'string', default: '10000' }, tries: { type: 'string', default: '20000' } },
});
const TOKENS = Number(values.tokens);
const TRIES = Number(values.tries);
/** What a handshake may cost at most, µs. */
const BOUND_US = 1_000;

const QUIET = { debug() {}, info() {}, warn() {}, error() {} };

const { machine, versions } = await readCircumstances({ runs: 1, seconds: 0 });
const load = loadavg();
const folder = mkdtempSync(join(tmpdir(), 'porthole-bench-'));
try {
  const path = join(folder, TOKENS_FILE);
  const secrets = fill(path);
  const database = new TokenDatabase({ path, log: QUIET });
  const auth = new TokenAuth({ database });
  const good = measure(() => auth.authenticate(`Bearer ${secrets[Math.floor(Math.random() * TOKENS)]}`));
  const unknown = measure((n) => auth.authenticate(`Bearer a-wrong-token-${n}`));
  const look = measure(() => auth.refresh());
  database.close();
  const rows = [
    ['a good token', good],
    ['a token that is none', unknown],
    ['looking for changes (twice a second)', look],
  ] as const;
  console.log(`${TOKENS} tokens, ${TRIES} tries each, µs\n`);
  console.log(
    formatTable(
      ['', 'p50', 'p99'],
      rows.map(([what, times]) => [what, at(times, 0.5), at(times, 0.99)]),
    ),
  );
  const met = median(good) < BOUND_US;
  console.log(`\nTarget: a good token under ${BOUND_US} µs at the median: ${met ? 'met' : 'missed'}`);
  console.log(`${machine}; load average before the start ${load.map((value) => value.toFixed(2)).join(', ')}`);
  console.log(`porthole ${versions.porthole}, Node ${versions.Node}`);
  if (!met) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true });
}

function fill(path: string): string[] {
  const store = new TokenStore(path);
  const secrets = Array.from({ length: TOKENS }, (_, n) => {
    return store.create({ label: `client ${n}`, scope: { names: [`client-${n}`] } }).token;
  });
  store.close();
  return secrets;
}

/** Times in ascending order, µs. */
function measure(run: (n: number) => void): Float64Array {
  const times = new Float64Array(TRIES);
  for (let n = 0; n < TRIES; n++) {
    const start = performance.now();
    run(n);
    times[n] = (performance.now() - start) * 1_000;
  }
  return times.sort();
}

function median(times: Float64Array): number {
  return times[times.length >> 1] ?? Number.NaN;
}

function at(times: Float64Array, share: number): string {
  return (times[Math.floor(times.length * share)] ?? 0).toFixed(1);
}
