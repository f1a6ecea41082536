import { describe, expect, it } from 'vitest';
import { readProxyHeader } from '../../../shared/proxy-protocol/read-proxy-header.ts';
import { forwardHttp, request } from '../testing/forward-http.ts';
import { closedPort, startTcpUpstream } from '../testing/upstreams.ts';

const VISITOR = { address: '203.0.113.9', port: 50_000 };

/** A service that reads a PROXY header and then says what it was told, once a request. */
function startReader(answer = 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nyes') {
  const heard: unknown[] = [];
  const upstream = startTcpUpstream((socket) => {
    let bytes = Buffer.alloc(0);
    let named = false;
    socket.on('data', (chunk) => {
      bytes = Buffer.concat([bytes, chunk]);
      const reading = named ? undefined : readProxyHeader(bytes);
      if (reading?.kind === 'header') {
        named = true;
        heard.push(reading.source);
        bytes = bytes.subarray(reading.length);
      }
      if (!named || !bytes.includes('\r\n\r\n')) return;
      heard.push(bytes.toString('latin1').split('\r\n', 1)[0]);
      bytes = Buffer.alloc(0);
      socket.write(answer);
    });
  });
  return { heard, upstream };
}

describe('HttpForwarder: a service that is told the visitor by a PROXY header', () => {
  it.each(['v1', 'v2'] as const)(
    'gets one request a connection (%s), for the stream may go to another visitor',
    async (proxyProtocol) => {
      const { heard, upstream } = startReader();
      const { open } = forwardHttp((await upstream).port, { proxyProtocol });
      for (const path of ['/1', '/2']) {
        const peer = open();
        // What would come behind it on the same stream belongs to nobody.
        peer.write(request(`GET ${path}`) + request('GET /smuggled'));
        await peer.hasEnded();
        expect(peer.text).toBe('HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: close\r\n\r\nyes');
      }
      expect(heard).toEqual([VISITOR, 'GET /1 HTTP/1.1', VISITOR, 'GET /2 HTTP/1.1']);
    },
  );

  it('answers by itself on streams that are not used again either', async () => {
    const { open } = forwardHttp(await closedPort(), { proxyProtocol: 'v2', ownNonce: '0'.repeat(32) });
    const refused = open();
    refused.write(request('GET /'));
    await refused.hasEnded();
    expect(refused.text).toContain('Porthole-Error: upstream-refused\r\nConnection: close\r\n');
    const probe = open();
    probe.write(request(`GET /.well-known/porthole/${'0'.repeat(32)}`));
    await probe.hasEnded();
    expect(probe.text).toContain('200 OK');
    expect(probe.text).toContain('\r\nConnection: close\r\n');
  });

  it('keeps an upgraded connection', async () => {
    const { heard, upstream } = startReader(
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\nhi',
    );
    const peer = forwardHttp((await upstream).port, { proxyProtocol: 'v1' }).open();
    peer.write(request('GET /', 'Upgrade: x', 'Connection: Upgrade'));
    await peer.sees('hi');
    expect(heard).toEqual([VISITOR, 'GET / HTTP/1.1']);
    expect(peer.ended).toBe(false);
  });
});
