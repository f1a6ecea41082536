/**
 * Measures the built page in Chromium on a real engine: how soon it can be used, how smoothly its lists scroll with 200 tunnels and 10,000 captured
 * requests while 500 more come in a second, whether its memory stays level, and how long a first run takes to a URL that answers publicly.
 *
 *     npm run build -- page && npm run bench:page [-- --minutes 10 --seconds 20 --only scroll,memory]
 *
 * Parts: first-run, usable, scroll, memory. The engine, the exit server, the services and the visitors are programs of their own.
 */
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { type Browser, type CDPSession, chromium, type Page } from '@playwright/test';
import { CHROMIUM_ARGS, chromiumPath } from '../e2e/fixtures/chromium.ts';
import { Processes } from '../e2e/fixtures/processes.ts';
import { BusyApp } from './page/busy-app.ts';
import { firstRun } from './page/first-run.ts';
import { watchMemory } from './page/memory.ts';
import { scrollPlainRows } from './page/reference.ts';
import { firstRunRows, memoryRows, openedRows, type Row, referenceRows, scrollRows } from './page/rows.ts';
import { scroll } from './page/scroll.ts';
import { timeToUsable } from './page/time-to-usable.ts';
import { trace } from './page/trace.ts';
import { formatTable } from './report/format-table.ts';

/** What the list of requests holds at most, and grows to by itself (renderer/views/requests/merge-requests.ts). */
const MOST_ROWS = 10_000;
/** For it to grow to that, at some hundred a second. */
const GROW_MS = 120_000;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '1' },
    seconds: { type: 'string', default: '10' },
    runs: { type: 'string', default: '5' },
    tunnels: { type: 'string', default: '200' },
    requests: { type: 'string', default: '10000' },
    rate: { type: 'string', default: '500' },
    only: { type: 'string', default: 'first-run,usable,scroll,memory' },
  },
});
const parts = new Set(values.only.split(','));
const load = loadavg().map((value) => value.toFixed(1));
const executablePath = chromiumPath();
const browser = await chromium.launch({ args: [...CHROMIUM_ARGS], ...(executablePath && { executablePath }) });
try {
  const rows = await measure(browser);
  console.log(
    `${values.tunnels} tunnels, ${values.requests} captured requests. ${cpus().length} × ${cpus()[0]?.model.trim()}, load before ${load.join(' ')}, Chromium ${browser.version()}, Node ${process.version}\n`,
  );
  console.log(
    formatTable(
      ['what', 'measured', 'wanted', ''],
      rows.map(({ what, measured, wanted, met }) => [
        what,
        measured,
        wanted,
        met === undefined ? '' : met ? 'met' : 'missed',
      ]),
    ),
  );
  if (rows.some(({ met }) => met === false)) process.exitCode = 1;
} finally {
  await browser.close();
}

async function measure(browser: Browser): Promise<Row[]> {
  const rows: Row[] = [];
  const runs = Number(values.runs);
  if (parts.has('first-run')) rows.push(...firstRunRows(await times(runs, () => firstRun(browser))));
  if (!parts.has('usable') && !parts.has('scroll') && !parts.has('memory')) return rows;
  await using processes = new Processes();
  const app = await BusyApp.start(processes, {
    tunnels: Number(values.tunnels),
    requests: Number(values.requests),
    perSecond: Number(values.rate),
  });
  const { url } = app.served;
  if (parts.has('usable')) rows.push(...openedRows('quiet', await times(runs, () => timeToUsable(browser, url))));
  await app.startVisitors();
  if (parts.has('usable')) rows.push(...openedRows('under load', await times(runs, () => timeToUsable(browser, url))));
  if (parts.has('scroll')) rows.push(...(await measureScrolling(browser, url)));
  if (parts.has('memory')) rows.push(...(await measureMemory(browser, url)));
  rows.push({ what: 'requests that were answered a second', measured: app.perSecond.toFixed(0), wanted: values.rate });
  return rows;
}

/** How one page scrolls under load, between two looks at what this machine can draw. */
async function measureScrolling(browser: Browser, url: string): Promise<Row[]> {
  const seconds = Number(values.seconds);
  const plain = [await scrollPlainRows(browser, Number(values.tunnels), seconds)];
  const { page, session } = await openPage(browser, url);
  const tunnels = await trace(session, () => scroll(page.getByRole('main'), session, seconds));
  await page.getByRole('link', { name: 'Requests', exact: true }).click();
  const list = page.getByRole('listbox', { name: 'Requests, newest first' });
  const whole = page.getByRole('option').and(page.locator(`[aria-setsize="${MOST_ROWS}"]`));
  await whole.first().waitFor({ timeout: GROW_MS });
  const requests = await trace(session, () => scroll(list, session, seconds));
  await page.close();
  plain.push(await scrollPlainRows(browser, Number(values.tunnels), seconds));
  return [
    ...referenceRows(plain),
    ...scrollRows('Tunnels', tunnels, plain),
    ...scrollRows('Requests', requests, plain),
  ];
}

/** Whether the memory of one page stays level that stays open under load. */
async function measureMemory(browser: Browser, url: string): Promise<Row[]> {
  const { page, session } = await openPage(browser, url);
  const rows = memoryRows(await watchMemory(page, session, Number(values.minutes)));
  await page.close();
  return rows;
}

async function openPage(browser: Browser, url: string): Promise<{ page: Page; session: CDPSession }> {
  const page = await browser.newPage({ viewport: { width: 1200, height: 800 } });
  const session = await page.context().newCDPSession(page);
  await page.goto(url);
  await page.getByRole('list', { name: 'Tunnels' }).waitFor();
  return { page, session };
}

async function times<T>(count: number, act: () => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  for (let run = 0; run < count; run++) results.push(await act());
  return results;
}
