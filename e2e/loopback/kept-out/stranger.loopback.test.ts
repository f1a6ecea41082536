import http from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { CONTROL_PATHS } from '../../../exit/control/control-plane.ts';
import { TestClient } from '../../../exit/testing/test-client.ts';
import { startTestExit, TEST_TOKEN, type TestExit } from '../../../exit/testing/test-exit.ts';
import { SUBPROTOCOL } from '../../../shared/wire/ws-transport.ts';

/** What anybody may ask for: whether it lives, and whether it serves. */
const OPEN = ['/livez', '/readyz', '/startupz', '/healthz'];
const SECRET_NAME = 'a-name-that-no-stranger-may-learn';

let exit: TestExit;
let client: TestClient;

beforeAll(async () => {
  // A test asks more often with wrong tokens than anybody may.
  exit = await startTestExit({ limits: { maxAuthFailures: 0 } });
  client = await TestClient.connect(exit);
  await client.open({ name: SECRET_NAME }, () => {});
});

afterAll(async () => {
  client.destroy();
  await exit.server.close();
});

function ask(method: string, path: string, authorization?: string): Promise<{ status: number; text: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; text: string }>();
  const headers = { Connection: 'close', ...(authorization !== undefined && { Authorization: authorization }) };
  const asked = http.request({ host: '127.0.0.1', port: exit.controlPort, method, path, headers }, (response) => {
    let text = '';
    response.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
    response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
  });
  asked.on('error', reject);
  asked.end();
  return promise;
}

const WRONG = {
  'no token': undefined,
  'an empty token': 'Bearer ',
  'a wrong token': `Bearer ${TEST_TOKEN}x`,
  'the beginning of the token': `Bearer ${TEST_TOKEN.slice(0, -1)}`,
  'another scheme': `Basic ${Buffer.from(`admin:${TEST_TOKEN}`).toString('base64')}`,
  'the token twice': `Bearer ${TEST_TOKEN}, Bearer ${TEST_TOKEN}`,
};

test.each(Object.entries(WRONG))(
  'a stranger with %s gets nothing from the control plane',
  async (_what, authorization) => {
    for (const path of [
      ...CONTROL_PATHS,
      '/poll/made-up',
      '/admin/tokens/made-up',
      '/debug',
      '/%2e%2e/status',
      '//status',
    ]) {
      for (const method of ['GET', 'POST', 'PUT', 'DELETE', 'OPTIONS']) {
        const { status, text } = await ask(method, path, authorization);
        const isOpen = OPEN.includes(path) && method === 'GET';
        expect([method, path, isOpen ? status === 200 : status >= 400], text).toEqual([method, path, true]);
        expect(text).not.toContain(SECRET_NAME);
        expect(text).not.toContain(TEST_TOKEN);
      }
    }
  },
);

test.each(Object.entries(WRONG))('a stranger with %s opens no session', async (_what, authorization) => {
  const socket = new WebSocket(`ws://127.0.0.1:${exit.controlPort}/tunnel`, SUBPROTOCOL, {
    headers: authorization === undefined ? {} : { Authorization: authorization },
  });
  const { promise, resolve } = Promise.withResolvers<number>();
  socket.on('open', () => resolve(101));
  socket.on('unexpected-response', (request, response) => {
    resolve(response.statusCode ?? 0);
    request.destroy();
  });
  socket.on('error', () => {});
  expect(await promise).toBe(401);
  expect(exit.server.status().sessions).toHaveLength(1);
});
