import { describe, expect, it } from 'vitest';
import { startSwitchingServer } from '../../../exit/testing/switching-server.ts';
import { closedPort, startHttpUpstream, startTcpUpstream } from '../testing/upstreams.ts';
import { EndpointError } from '../tunnels/endpoint-error.ts';
import { tryWebhook } from './try-webhook.ts';

const NO_PROXY = async () => undefined;
const NEVER = new AbortController().signal;

describe('tryWebhook', () => {
  it('sends one message that says that it is a test', async () => {
    const bodies: unknown[] = [];
    const { port } = await startHttpUpstream((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (text: string) => {
        body += text;
      });
      request.on('end', () => {
        bodies.push(JSON.parse(body));
        response.writeHead(204).end();
      });
    });
    const trial = await tryWebhook(`http://127.0.0.1:${port}/hook`, NO_PROXY, NEVER);
    expect(trial).toEqual({
      accepted: true,
      message: expect.stringMatching(/^It took the test: status 204 after \d+ ms\.$/),
    });
    expect(bodies).toEqual([
      {
        kind: 'test',
        state: 'fired',
        message: 'This is a test of the webhook for alerts.',
        at: expect.any(String),
        tunnels: [],
      },
    ]);
  });

  it.each([
    [302, 'redirect'],
    [400, 'does not understand'],
    [403, 'lacks the key'],
    [404, 'nothing takes alerts'],
    [503, 'in trouble'],
  ])('says what a %i means', async (status, part) => {
    const { port } = await startHttpUpstream((_, response) => response.writeHead(status).end());
    const trial = await tryWebhook(`http://127.0.0.1:${port}/`, NO_PROXY, NEVER);
    expect(trial.accepted).toBe(false);
    expect(trial.message).toContain(`status ${status}`);
    expect(trial.message).toContain(part);
  });

  it('says so where the receiver changes the protocol instead of answering', async () => {
    const { host } = new URL(`http://127.0.0.1:${await startSwitchingServer()}`);
    expect(await tryWebhook(`http://${host}/`, NO_PROXY, NEVER)).toEqual({
      accepted: false,
      message: `${host} could not be reached (it changes the protocol instead of answering: status 101).`,
    });
  });

  it('names what could not be reached, and why', async () => {
    const port = await closedPort();
    expect(await tryWebhook(`http://127.0.0.1:${port}/`, NO_PROXY, NEVER)).toEqual({
      accepted: false,
      message: `Nothing answers on 127.0.0.1:${port}. Start its receiver, or check the address.`,
    });
    const noTls = await startTcpUpstream((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    const { message } = await tryWebhook(`https://127.0.0.1:${noTls.port}/`, NO_PROXY, NEVER);
    expect(message).toContain(`127.0.0.1:${noTls.port} could not be reached over TLS`);
    const refusing = () => Promise.reject(new EndpointError('proxy', 'The proxy cannot be used: it has no port.'));
    expect((await tryWebhook('https://example.com/', refusing, NEVER)).message).toBe(
      'The proxy cannot be used: it has no port.',
    );
  });
});
