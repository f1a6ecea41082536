import type { CDPSession, Page } from '@playwright/test';

/** How long each view stays before it is measured, ms: long enough for the list of requests to grow to all that it holds. */
const STAY_MS = 25_000;

/** What a page holds after its garbage was collected. */
export interface MemorySample {
  readonly heapBytes: number;
  /** Of the document and of what is detached from it. */
  readonly nodes: number;
  readonly listeners: number;
}

/** The samples of each view. */
export interface Memory {
  readonly tunnels: readonly MemorySample[];
  readonly requests: readonly MemorySample[];
}

/** Goes to and fro between the Tunnels and the Requests, as somebody does who leaves the page open, and measures what it holds at the end of each stay. */
export async function watchMemory(page: Page, session: CDPSession, minutes: number): Promise<Memory> {
  const tunnels: MemorySample[] = [];
  const requests: MemorySample[] = [];
  await session.send('Performance.enable');
  const end = performance.now() + minutes * 60_000;
  do {
    requests.push(await stay(page, session, 'Requests'));
    tunnels.push(await stay(page, session, 'Tunnels'));
  } while (performance.now() < end);
  return { tunnels, requests };
}

async function stay(page: Page, session: CDPSession, view: string): Promise<MemorySample> {
  await page.getByRole('link', { name: view, exact: true }).click();
  await new Promise((resolve) => setTimeout(resolve, STAY_MS));
  await session.send('HeapProfiler.collectGarbage');
  const { metrics } = await session.send('Performance.getMetrics');
  const of = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN;
  return { heapBytes: of('JSHeapUsedSize'), nodes: of('Nodes'), listeners: of('JSEventListeners') };
}
