import { createHash, randomBytes } from 'node:crypto';
import { afterAll, expect, test } from 'vitest';
import { type NodeUpstream, namedHash, startNodeUpstream } from '../fixtures/node-upstream.ts';
import { startExit } from '../fixtures/porthole.ts';
import { Processes } from '../fixtures/processes.ts';
import { startEngine } from '../fixtures/start-engine.ts';
import { visit } from '../fixtures/visit.ts';

const NAMES = ['north', 'east', 'south', 'west'];
const REQUESTS = 200;
const processes = new Processes();
const upstreams: NodeUpstream[] = [];

afterAll(async () => {
  await processes.end();
  for (const upstream of upstreams) await upstream.close();
});

test('200 requests at once over 4 tunnels on one session are all answered by the right service', async () => {
  const exit = await startExit(processes);
  const engine = await startEngine(exit);
  try {
    const urls = await Promise.all(
      NAMES.map(async (name) => {
        const upstream = await startNodeUpstream(namedHash(name));
        upstreams.push(upstream);
        const tunnel = await engine.tunnels.share({ target: String(upstream.port), name });
        return tunnel.publicUrl ?? '';
      }),
    );
    expect(urls).toEqual(NAMES.map((name) => `http://${name}.localhost:${exit.dataPort}`));
    const answers = await Promise.all(
      Array.from({ length: REQUESTS }, async (_, i) => {
        const body = randomBytes(1 + i * 321);
        const expected = `${NAMES[i % 4]} /${i} ${createHash('sha256').update(body).digest('hex')}`;
        const answer = await visit(`${urls[i % 4]}/${i}`, { method: 'POST', body });
        return [answer.body.toString(), expected];
      }),
    );
    for (const [answer, expected] of answers) expect(answer).toBe(expected);
    // One session carries them all.
    const status = await visit(`http://127.0.0.1:${exit.controlPort}/status`, {
      headers: { authorization: 'Bearer loopback-test-token-0123456789' },
    });
    const report = JSON.parse(status.body.toString());
    expect(report.sessions).toHaveLength(1);
    expect(report.sessions[0].tunnels).toHaveLength(4);
  } finally {
    await engine.stop();
  }
});

test('tunnels are opened and closed on a live session without disturbing the others', async () => {
  const exit = await startExit(processes);
  const engine = await startEngine(exit);
  try {
    const upstream = await startNodeUpstream(namedHash('one'));
    upstreams.push(upstream);
    const stays = await engine.tunnels.share({ target: String(upstream.port), name: 'stays' });
    const goes = await engine.tunnels.share({ target: String(upstream.port), name: 'goes' });
    expect((await visit(`${goes.publicUrl}/`)).status).toBe(200);
    engine.tunnels.stopTunnel(goes.id);
    // The same connection carries the close before anything that is asked for later.
    const again = await engine.tunnels.share({ target: String(upstream.port), name: 'again' });
    expect((await visit(`${goes.publicUrl}/`)).headers['porthole-error']).toBe('client-away');
    expect((await visit(`${stays.publicUrl}/`)).status).toBe(200);
    expect((await visit(`${again.publicUrl}/`)).status).toBe(200);
  } finally {
    await engine.stop();
  }
});
