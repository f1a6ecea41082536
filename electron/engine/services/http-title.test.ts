import { beforeEach, describe, expect, it } from 'vitest';
import { startSwitchingServer } from '../../../exit/testing/switching-server.ts';
import { holdTimeouts } from '../testing/hold-timeouts.ts';
import { closedPort, startHttpUpstream, startTcpUpstream } from '../testing/upstreams.ts';
import { greetHttp, titleOf } from './http-title.ts';

describe('titleOf', () => {
  it.each([
    ['<title>My shop</title>', 'My shop'],
    ['<TITLE lang="en">\n  My\n  shop\t</TITLE>', 'My shop'],
    ['<title>Tom &amp; Jerry &lt;3 &quot;x&quot; &#39;y&#39;&nbsp;z</title>', 'Tom & Jerry <3 "x" \'y\' z'],
    ['<title>&unknown; stays</title>', '&unknown; stays'],
    ['<title>one</title><title>two</title>', 'one'],
    [`<title>${'x'.repeat(200)}</title>`, 'x'.repeat(80)],
    ['<title>  </title>', undefined],
    ['<title>never closed', undefined],
    ['<h1>none</h1>', undefined],
    ['', undefined],
  ])('reads %j', (html, title) => {
    expect(titleOf(html)).toBe(title);
  });
});

describe('greetHttp', () => {
  let patience: AbortController;
  beforeEach(() => {
    patience = holdTimeouts();
  });

  it('reads a title that comes in parts, without waiting for the rest of the page', async () => {
    const upstream = await startHttpUpstream((_, answer) => {
      answer.write('<html><head><ti');
      // Never ends.
      answer.write('tle>Parts</title>');
    });
    expect(await greetHttp('127.0.0.1', upstream.port)).toEqual({ title: 'Parts', tls: false });
  });

  it('says who looks, for the log of the service', async () => {
    const agents: (string | undefined)[] = [];
    const upstream = await startHttpUpstream(({ headers }, answer) => {
      agents.push(headers['user-agent']);
      answer.end();
    });
    await greetHttp('127.0.0.1', upstream.port);
    expect(agents).toEqual(['Porthole (looks for services)']);
  });

  it('takes any answer for HTTP, title or not', async () => {
    const upstream = await startHttpUpstream((_, answer) => answer.writeHead(404).end('no'));
    expect(await greetHttp('127.0.0.1', upstream.port)).toEqual({ title: undefined, tls: false });
  });

  it('takes one that does not answer yet for a website: a dev server that builds its page when it is first asked for', async () => {
    const slow = await startHttpUpstream(() => patience.abort());
    expect(await greetHttp('127.0.0.1', slow.port)).toEqual({ title: undefined, tls: false });
  });

  it('reads no more than the beginning of a page without a title', async () => {
    let sent = 0;
    const upstream = await startHttpUpstream((_, answer) => {
      const more = () => {
        while (!answer.destroyed && answer.write('x'.repeat(16 * 1024))) sent += 16 * 1024;
      };
      answer.on('drain', more);
      more();
    });
    expect(await greetHttp('127.0.0.1', upstream.port)).toEqual({ title: undefined, tls: false });
    expect(sent).toBeLessThan(64 * 1024 * 1024);
  });

  it('says that a service does not speak HTTP: a banner, a closed port', async () => {
    const ssh = await startTcpUpstream((socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n'));
    expect(await greetHttp('127.0.0.1', ssh.port)).toBeUndefined();
    // It is not bothered with TLS as well.
    expect(ssh.sockets.length).toBe(1);
    expect(await greetHttp('127.0.0.1', await closedPort())).toBeUndefined();
  });

  it('takes one that changes the protocol without being asked to for no website', async () => {
    expect(await greetHttp('127.0.0.1', await startSwitchingServer())).toBeUndefined();
  });
});
