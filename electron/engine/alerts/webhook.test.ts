import { describe, expect, it, onTestFinished } from 'vitest';
import { closedPort, startHttpUpstream } from '../testing/upstreams.ts';
import { Webhook } from './webhook.ts';

const ALERT = { kind: 'down', state: 'fired', message: 'shop is down.', tunnelIds: ['a'], at: 0 } as const;

/** A receiver that answers with these, one after the other, then with 204. */
async function receiver(...statuses: number[]) {
  const bodies: string[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  const { port } = await startHttpUpstream((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => {
      body += text;
    });
    request.on('end', () => {
      bodies.push(`${request.method} ${request.headers['content-type']} ${body}`);
      const status = statuses.shift() ?? 204;
      response.writeHead(status, status === 302 ? { Location: '/elsewhere' } : {}).end();
      if (status === 204) resolve();
    });
  });
  return { url: `http://127.0.0.1:${port}/hook?key=secret`, bodies, accepted: promise };
}

function webhook(url: string | undefined) {
  const warnings: object[] = [];
  const log = { debug() {}, info() {}, error() {}, warn: (fields: object) => warnings.push(fields) };
  const made = new Webhook({
    log,
    url: () => url,
    nameOf: () => 'shop',
    routeTo: async () => undefined,
    pauses: [0, 0],
  });
  onTestFinished(() => made.stop());
  return { webhook: made, warnings };
}

describe('Webhook', () => {
  it('posts an alert as JSON', async () => {
    const { url, bodies, accepted } = await receiver();
    webhook(url).webhook.notify(ALERT);
    await accepted;
    expect(bodies).toEqual([
      'POST application/json {"kind":"down","state":"fired","message":"shop is down.","at":"1970-01-01T00:00:00.000Z","tunnels":[{"id":"a","name":"shop"}]}',
    ]);
  });

  it('tries again where the receiver is in trouble, and then goes on', async () => {
    const { url, bodies, accepted } = await receiver(503, 429);
    const { webhook: hook, warnings } = webhook(url);
    hook.notify(ALERT);
    await accepted;
    expect(bodies).toHaveLength(3);
    expect(warnings).toEqual([{ status: 503 }, { status: 429 }]);
  });

  it.each([400, 302])(
    'does not try again what is refused with %i, nor follow it, but sends the next one',
    async (status) => {
      const { url, bodies, accepted } = await receiver(status);
      const { webhook: hook } = webhook(url);
      hook.notify(ALERT);
      hook.notify({ ...ALERT, state: 'cleared' });
      await accepted;
      expect(bodies).toHaveLength(2);
      expect(bodies[1]).toContain('cleared');
    },
  );

  it('gives up after three tries, and never logs the address', async () => {
    const { webhook: hook, warnings } = webhook(`http://127.0.0.1:${await closedPort()}/secret`);
    hook.notify(ALERT);
    await expect.poll(() => warnings).toHaveLength(3);
    expect(JSON.stringify(warnings)).not.toContain('secret');
  });

  it('sends nothing where nobody wants it', () => {
    expect(() => webhook(undefined).webhook.notify(ALERT)).not.toThrow();
  });
});
