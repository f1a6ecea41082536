import { expect, it, onTestFinished } from 'vitest';
import { startTestExit, TEST_TOKEN, type TestExit } from '../../../../exit/testing/test-exit.ts';
import { closedPort, startHttpUpstream } from '../../testing/upstreams.ts';
import { examine, joinedEngine } from '../testing/examine.ts';

async function exitServer(): Promise<TestExit> {
  const exit = await startTestExit();
  onTestFinished(() => exit.server.close());
  return exit;
}

it('finds that an exit server takes the token, and opens no session for that', async () => {
  const exit = await exitServer();
  const engine = await joinedEngine(`ws://${exit.controlAddr}`, { token: TEST_TOKEN });
  const [link, embedded] = await examine(engine, 'link');
  expect(link).toMatchObject({ about: '127.0.0.1', verdict: 'ok' });
  expect(link?.found).toMatch(/takes the token, over a WebSocket that was open after \d+ ms\.$/);
  expect(embedded).toMatchObject({ about: 'This computer', verdict: 'skipped' });
  expect(exit.log.lines.map(({ message }) => message)).not.toContain('client connected');
});

it('finds that a token is refused', async () => {
  const exit = await exitServer();
  const [link] = await examine(await joinedEngine(`ws://${exit.controlAddr}`), 'link');
  expect(link).toMatchObject({ verdict: 'failed', nextStep: expect.stringContaining('Enter a new token') });
  expect(link?.found).toContain('refused the token');
});

it('finds a closed port', async () => {
  const [link] = await examine(await joinedEngine(`ws://127.0.0.1:${await closedPort()}`), 'link');
  expect(link).toMatchObject({ verdict: 'failed', nextStep: expect.stringContaining('See that the exit server runs') });
  expect(link?.found).toContain('nothing listens there');
});

it('finds that something else answers', async () => {
  const { port } = await startHttpUpstream((_, response) => response.writeHead(404).end());
  const [link] = await examine(await joinedEngine(`ws://127.0.0.1:${port}`), 'link');
  expect(link).toMatchObject({ verdict: 'failed', nextStep: 'Compare the address with that of your join link.' });
  expect(link?.found).toContain('is no exit server');
});
