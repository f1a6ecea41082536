import { afterEach, expect, test } from 'vitest';
import { ask } from '../../../exit/testing/ask.ts';
import { HttpScene } from '../../../exit/testing/http-scene.ts';
import { openRuled } from '../../../exit/testing/ruled-tunnel.ts';

/** From here alone the tunnel may be visited; the test comes from 127.0.0.1. */
const ALLOWED = '192.0.2.7';

let scene: HttpScene;

afterEach(() => scene.end());

const FORGED: Record<string, string>[] = [
  { 'X-Forwarded-For': ALLOWED },
  { 'X-Forwarded-For': `${ALLOWED}, ${ALLOWED}` },
  { Forwarded: `for=${ALLOWED}` },
  { 'X-Real-IP': ALLOWED },
  { 'CF-Connecting-IP': ALLOWED, 'True-Client-IP': ALLOWED, 'X-Client-IP': ALLOWED },
];

test('a forged X-Forwarded-For makes nobody somebody else where no proxy is trusted', async () => {
  scene = await HttpScene.start();
  await openRuled(scene, { allow: [ALLOWED] });
  for (const headers of FORGED)
    expect((await ask(scene.exit.dataPort, 'ruled.localhost', '/', { headers })).status).toBe(403);
  // And the service is told the real one.
  const { text } = await ask(scene.exit.dataPort, 'one.localhost', '/', { headers: { 'X-Forwarded-For': ALLOWED } });
  expect(JSON.parse(text).headers['x-forwarded-for']).toBe('127.0.0.1');
});

test.each([1, 2, 3])('a forged X-Forwarded-For beyond %i trusted proxies is not believed', async (depth) => {
  scene = await HttpScene.start({ limits: { trustedProxyDepth: depth } });
  await openRuled(scene, { allow: [ALLOWED] });
  // Each trusted proxy appends who came to it: the visitor's own claims stand before that.
  const appended = ['203.0.113.1', ...Array.from({ length: depth - 1 }, (_, index) => `10.0.0.${index}`)];
  const visit = async (field: string) =>
    (await ask(scene.exit.dataPort, 'ruled.localhost', '/', { headers: { 'X-Forwarded-For': field } })).status;
  expect(await visit(appended.join(', '))).toBe(403);
  expect(await visit([ALLOWED, ...appended].join(', '))).toBe(403);
  expect(await visit([ALLOWED, ALLOWED, ALLOWED, ALLOWED, ...appended].join(', '))).toBe(403);
  expect(await visit([...appended.with(0, ALLOWED)].join(', '))).toBe(200);
});
