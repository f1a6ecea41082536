import { createHash, randomBytes } from 'node:crypto';
import http from 'node:http';
import { expect, type Page, test } from '@playwright/test';
import { echoSockets } from '../fixtures/echo-sockets.ts';
import { startHttpsExit, startHttpsShare } from '../fixtures/https-exit.ts';
import { listen } from '../fixtures/node-upstream.ts';
import { Processes } from '../fixtures/processes.ts';
import { isInstalled } from '../fixtures/system-program.ts';

// The certificate's own checks are in e2e/loopback/https-visitors.loopback.test.ts; Chromium takes no CA from a test.
test.use({ ignoreHTTPSErrors: true });

const SCRIPTS = 40;
const SHEETS = 30;
const IMAGES = 30;

interface Asset {
  type: string;
  body: Buffer;
}

/** Of a few bytes to some 100 KB, and never twice the same. */
function padding(index: number): string {
  return randomBytes(index * index * 30).toString('hex');
}

function makeAssets(): Map<string, Asset> {
  const assets = new Map<string, Asset>();
  const add = (path: string, type: string, text: string) => assets.set(path, { type, body: Buffer.from(text) });
  for (let index = 0; index < SCRIPTS; index++) {
    add(`/${index}.js`, 'text/javascript', `(window.ran ??= []).push(${index}); // ${padding(index)}`);
  }
  for (let index = 0; index < SHEETS; index++) {
    add(`/${index}.css`, 'text/css', `/* ${padding(index)} */ :root { --sheet-${index}: ${index}; }`);
  }
  for (let index = 0; index < IMAGES; index++) {
    // A cut SVG is no XML, and no image.
    const size = `width="${index + 1}" height="1"`;
    add(
      `/${index}.svg`,
      'image/svg+xml',
      `<svg xmlns="http://www.w3.org/2000/svg" ${size}><!-- ${padding(index)} --></svg>`,
    );
  }
  return assets;
}

/** A page with all of them. The browser runs a script and applies a sheet only where its SHA-256 is the right one. */
function pageWith(assets: Map<string, Asset>): string {
  const tags = [...assets].map(([path, { type, body }]) => {
    if (type === 'image/svg+xml') return `<img src="${path}">`;
    const integrity = `integrity="sha256-${createHash('sha256').update(body).digest('base64')}"`;
    if (type === 'text/css') return `<link rel="stylesheet" href="${path}" ${integrity}>`;
    return `<script src="${path}" ${integrity}></script>`;
  });
  // Otherwise Chromium asks for /favicon.ico too, sooner or later.
  const icon = '<link rel="icon" href="data:,">';
  return `<!doctype html><title>A page with ${assets.size} assets</title>${icon}${tags.join('\n')}`;
}

/** What the page has got, by the names of its assets, and over which protocol. */
async function whatCame(page: Page) {
  return page.evaluate(
    ({ sheets }) => {
      const style = getComputedStyle(document.documentElement);
      const resources = performance.getEntriesByType('resource') as PerformanceResourceTiming[];
      const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
      return {
        ran: (window as { ran?: number[] }).ran ?? [],
        sheets: Array.from({ length: sheets }, (_, index) => Number(style.getPropertyValue(`--sheet-${index}`))),
        images: [...document.images].map((image) => (image.complete ? image.naturalWidth : 0)),
        protocols: Object.fromEntries(
          resources.map(({ name, nextHopProtocol }) => [new URL(name).pathname, nextHopProtocol]),
        ),
        ofPage: navigation?.nextHopProtocol,
      };
    },
    { sheets: SHEETS },
  );
}

/** Sends 1 MiB over a WebSocket of the page; returns whether the same came back. */
function echoInPage(page: Page): Promise<boolean> {
  return page.evaluate(async () => {
    const sent = new Uint8Array(1024 * 1024);
    // As much as one call gives (Web Cryptography API, getRandomValues).
    for (let at = 0; at < sent.length; at += 65_536) crypto.getRandomValues(sent.subarray(at, at + 65_536));
    const socket = new WebSocket(`wss://${location.host}/echo`);
    socket.binaryType = 'arraybuffer';
    const came = await new Promise<Uint8Array>((resolve, reject) => {
      socket.onopen = () => socket.send(sent);
      socket.onerror = () => reject(new Error('The WebSocket failed'));
      socket.onmessage = ({ data }) => resolve(new Uint8Array(data));
    });
    socket.close();
    return came.length === sent.length && came.every((byte, index) => byte === sent[index]);
  });
}

test('Chromium loads 100 assets over HTTP/2, and a WebSocket of the page echoes 1 MiB', async ({ page }) => {
  test.skip(!isInstalled('openssl'), 'needs openssl');
  const assets = makeAssets();
  expect(assets.size).toBe(100);
  const html = pageWith(assets);
  const server = http.createServer(({ url = '' }, response) => {
    const asset = url === '/' ? { type: 'text/html', body: Buffer.from(html) } : assets.get(url);
    response.writeHead(asset === undefined ? 404 : 200, { 'content-type': asset?.type ?? 'text/plain' });
    response.end(asset?.body);
  });
  echoSockets(server);
  const upstream = await listen(server);
  const processes = new Processes();
  try {
    const exit = await startHttpsExit(processes);
    const { publicUrl } = await startHttpsShare(processes, upstream.port, exit, 'page');
    expect(publicUrl.href).toBe(`https://page.exit.localhost:${exit.dataPort}/`);
    await page.goto(publicUrl.href);
    const came = await whatCame(page);
    expect(came.ran).toEqual(Array.from({ length: SCRIPTS }, (_, index) => index));
    expect(came.sheets).toEqual(Array.from({ length: SHEETS }, (_, index) => index));
    expect(came.images).toEqual(Array.from({ length: IMAGES }, (_, index) => index + 1));
    expect(came.ofPage).toBe('h2');
    expect(came.protocols).toEqual(Object.fromEntries([...assets.keys()].map((path) => [path, 'h2'])));
    expect(await echoInPage(page)).toBe(true);
  } finally {
    await processes.end();
    await upstream.close();
  }
});
