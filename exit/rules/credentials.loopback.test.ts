import { createHash, scryptSync } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { formatPasswordHash } from '../../shared/rules/password-hash.ts';
import { ask } from '../testing/ask.ts';
import { holdClock } from '../testing/hold-clock.ts';
import { HttpScene } from '../testing/http-scene.ts';
import { Http2Visitor } from '../testing/http2-visitor.ts';
import { openRuled, type RuledTunnel } from '../testing/ruled-tunnel.ts';
import { TestCertificates } from '../testing/test-certificates.ts';

const hash = (secret: string) => createHash('sha256').update(secret).digest('base64url');
const password = (text: string, salt = 'a'.repeat(22)) =>
  formatPasswordHash({
    cost: 2 ** 14,
    blockSize: 8,
    parallelization: 1,
    salt,
    hash: scryptSync(text, Buffer.from(salt, 'base64url'), 32).toString('base64url'),
  });
const basic = (user: string, text: string) => `Basic ${Buffer.from(`${user}:${text}`).toString('base64')}`;

const ADA = { user: 'ada', passwordHash: password('pässword') };
const TOKEN = { id: 't', label: 'ci', hash: hash('a-token-of-many-bits'), last4: 'bits' };
const LINK = { id: 'l', label: 'Ada', hash: hash('a-secret-of-many-bits') };
const LINK_PATH = '/.well-known/porthole/link/a-secret-of-many-bits';

let scene: HttpScene;
let tunnel: RuledTunnel;

/** One scene for all: visitors of each test come from an address of their own, since wrong guesses are counted. */
beforeAll(async () => {
  scene = await HttpScene.start({ limits: { trustedProxyDepth: 1 } });
  tunnel = await openRuled(scene, {});
});
afterAll(() => scene.end());

let lastVisitor = 0;
let visitor = '';
afterEach(() => scene.endVisits());

function newVisitor(): void {
  lastVisitor += 1;
  visitor = `198.51.100.${lastVisitor}`;
}

function visit(headers: Record<string, string> = {}, path = '/', method = 'GET', body?: string) {
  const all = { 'X-Forwarded-For': visitor, ...headers };
  return ask(scene.exit.dataPort, 'ruled.localhost', path, { method, headers: all, ...(body && { body }) });
}

/** What the service was told of the visitor's request. */
function told(answer: { text: string }): { headers: Record<string, string>; bytes: number; sha256: string } {
  return JSON.parse(answer.text);
}

describe('accounts', () => {
  it('let in who knows the password, whose credentials the service does not see', async () => {
    newVisitor();
    await tunnel.change({ basicAuth: [ADA] });
    const asked = await visit();
    expect(asked.status).toBe(401);
    expect(asked.headers['www-authenticate']).toBe('Basic realm="ruled", charset="UTF-8"');
    expect(asked.headers['porthole-error']).toBe('not-allowed');
    const right = await visit({ Authorization: basic('ada', 'pässword') });
    expect(right.status).toBe(200);
    expect(told(right).headers).not.toHaveProperty('authorization');
    // Known by now, in another spelling of the same letters (RFC 7617 §2.1: NFC).
    expect((await visit({ Authorization: basic('ada', 'pässword'.normalize('NFD')) })).status).toBe(200);
    for (const wrong of [
      basic('ada', 'password'),
      basic('eve', 'pässword'),
      'Basic !',
      'Basic YQ==',
      'Bearer x',
      'Digest a=b',
    ]) {
      expect((await visit({ Authorization: wrong })).status, wrong).toBe(401);
    }
    await tunnel.change({ basicAuth: [{ ...ADA, passwordHash: password('another') }] });
    expect((await visit({ Authorization: basic('ada', 'pässword') })).status).toBe(401);
  });

  it('hold an upload back until the password is checked, and lose nothing of it', async () => {
    newVisitor();
    await tunnel.change({ basicAuth: [{ ...ADA, passwordHash: password('upload', 'b'.repeat(22)) }] });
    const body = 'x'.repeat(3_000_000);
    const answer = await visit({ Authorization: basic('ada', 'upload') }, '/', 'POST', body);
    expect(told(answer)).toMatchObject({ bytes: body.length, sha256: createHash('sha256').update(body).digest('hex') });
    const refused = await visit({ Authorization: basic('ada', 'wrong') }, '/', 'POST', 'x'.repeat(1_000));
    expect(refused.status).toBe(401);
  });

  it('are asked for in a pipeline too, in order', async () => {
    newVisitor();
    await tunnel.change({ basicAuth: [{ ...ADA, passwordHash: password('pipeline', 'c'.repeat(22)) }] });
    const raw = scene.visit();
    const get = (authorization: string) =>
      `GET / HTTP/1.1\r\nHost: ruled.localhost\r\nX-Forwarded-For: ${visitor}\r\nAuthorization: ${authorization}\r\n\r\n`;
    raw.write(get(basic('ada', 'pipeline')) + get(basic('ada', 'no')) + get(basic('ada', 'pipeline')));
    await raw.sees('401');
    await expect
      .poll(() => raw.text.match(/HTTP\/1\.1 (\d{3})/g))
      .toEqual(['HTTP/1.1 200', 'HTTP/1.1 401', 'HTTP/1.1 200']);
  });

  it('cannot be guessed: after ten wrong ones no more are looked at, not even the right one', async () => {
    holdClock();
    newVisitor();
    await tunnel.change({ basicAuth: [{ ...ADA, passwordHash: password('guess', 'd'.repeat(22)) }] });
    const statuses = [];
    for (let guess = 0; guess < 12; guess++)
      statuses.push((await visit({ Authorization: basic('ada', `${guess}`) })).status);
    expect(statuses.slice(0, 10)).toEqual(Array(10).fill(401));
    const limited = await visit({ Authorization: basic('ada', 'guess') });
    expect(limited).toMatchObject({ status: 429, headers: { 'porthole-error': 'rate-limited' } });
    expect(Number(limited.headers['retry-after'])).toBeGreaterThan(0);
    // Without any, nothing is guessed; and others are not concerned.
    expect((await visit()).status).toBe(401);
    newVisitor();
    expect((await visit({ Authorization: basic('ada', 'guess') })).status).toBe(200);
  });
});

describe('bearer tokens', () => {
  it('let in, beside accounts: any one of them will do', async () => {
    newVisitor();
    await tunnel.change({ bearer: [TOKEN], basicAuth: [ADA] });
    const asked = await visit();
    expect(asked.headers['www-authenticate']).toBe('Basic realm="ruled", charset="UTF-8", Bearer realm="ruled"');
    const right = await visit({ Authorization: 'bearer a-token-of-many-bits' });
    expect(right.status).toBe(200);
    expect(told(right).headers).not.toHaveProperty('authorization');
    expect((await visit({ Authorization: 'Bearer a-token-of-many-bits2' })).status).toBe(401);
    expect((await visit({ Authorization: basic('ada', 'pässword') })).status).toBe(200);
    // Two fields are none.
    const raw = scene.visit();
    raw.get('ruled.localhost', '/', 'Authorization: Bearer a-token-of-many-bits\r\nAuthorization: Bearer x\r\n');
    await raw.sees('HTTP/1.1 401');
  });
});

describe('a link', () => {
  it('lets one visitor in, who presses its button, and nobody after', async () => {
    newVisitor();
    await tunnel.change({ links: [LINK] });
    expect((await visit()).status).toBe(403);
    // A preview does not use it up.
    for (const method of ['HEAD', 'GET', 'GET']) expect((await visit({}, LINK_PATH, method)).status).toBe(200);
    const page = await visit({ Accept: 'text/html' }, `${LINK_PATH}?from=chat`);
    expect(page.text).toContain('<form method="post"><button>');
    expect(page.headers['content-security-policy']).toContain("form-action 'self'");
    expect(page.headers['referrer-policy']).toBe('no-referrer');
    const used = await visit({}, LINK_PATH, 'POST');
    expect(used).toMatchObject({ status: 303, headers: { location: '/' } });
    const [cookie = ''] = used.headers['set-cookie'] ?? [];
    expect(cookie).toMatch(/^porthole-link=[\w-]{43}; Path=\/; Max-Age=31536000; HttpOnly; SameSite=Lax$/);
    const message = await scene.client.next('link-used');
    const [pair = ''] = cookie.split(';');
    expect(message).toMatchObject({
      tunnelId: tunnel.tunnelId,
      linkId: 'l',
      cookieHash: hash(pair.split('=')[1] ?? ''),
    });

    const inside = await visit({ Cookie: `a=1; ${pair}; b=2`, Authorization: 'Bearer of-the-service' });
    expect(told(inside).headers).toMatchObject({ cookie: 'a=1; b=2', authorization: 'Bearer of-the-service' });
    expect(told(await visit({ Cookie: pair })).headers).not.toHaveProperty('cookie');
    // Its visitor may open it again.
    expect(await visit({ Cookie: pair }, LINK_PATH)).toMatchObject({ status: 303, headers: { location: '/' } });
    newVisitor();
    const second = await visit({}, LINK_PATH, 'POST');
    expect(second).toMatchObject({ status: 403, headers: { 'porthole-error': 'not-allowed' } });
    expect(second.text).toContain('was used');
    expect(second.headers['set-cookie']).toBeUndefined();
    expect((await visit({ Cookie: 'porthole-link=guess' })).status).toBe(403);

    // Rules that are older than the use do not make it new, and their client is told once more.
    await tunnel.change({ links: [LINK] });
    expect(await scene.client.next('link-used')).toEqual(message);
    expect((await visit({}, LINK_PATH, 'POST')).status).toBe(403);
    expect((await visit({ Cookie: pair })).status).toBe(200);
    // Without the link its visitor is nobody.
    await tunnel.change({ links: [{ ...LINK, id: 'm', hash: hash('another') }] });
    expect((await visit({ Cookie: pair })).status).toBe(403);
  });

  it('works on after a restart of the exit server, by what its client has kept', async () => {
    newVisitor();
    const link = { ...LINK, hash: hash('kept'), cookieHash: hash('cookie-of-ada'), usedAt: 5 };
    await tunnel.change({ links: [link] });
    expect((await visit({ Cookie: 'porthole-link=cookie-of-ada' })).status).toBe(200);
    expect((await visit({}, '/.well-known/porthole/link/kept', 'POST')).status).toBe(403);
  });

  it('cannot be guessed', async () => {
    holdClock();
    newVisitor();
    await tunnel.change({ links: [LINK] });
    const statuses = [];
    for (let guess = 0; guess < 11; guess++) {
      statuses.push((await visit({}, `/.well-known/porthole/link/${guess}`)).status);
    }
    expect(statuses).toEqual([...Array(10).fill(403), 429]);
  });
});

it('they count over HTTP/2, where the cookie of a link is for HTTPS alone', async () => {
  const secure = await HttpScene.start({ domain: 'exit.test', tls: { data: new TestCertificates() } });
  await openRuled(secure, { basicAuth: [ADA], links: [{ ...LINK, hash: hash('secure') }] });
  const http2 = new Http2Visitor(secure.exit.dataPort, 'ruled.exit.test');
  const refused = await http2.ask('/');
  expect(refused).toMatchObject({ status: 401, rstCode: 0 });
  expect(refused.headers['www-authenticate']).toBe('Basic realm="ruled", charset="UTF-8"');
  const right = await http2.ask(
    '/',
    { ':method': 'POST', authorization: basic('ada', 'pässword') },
    Buffer.alloc(500_000, 'x'),
  );
  expect(JSON.parse(right.text)).toMatchObject({ bytes: 500_000 });
  expect(JSON.parse(right.text).headers).not.toHaveProperty('authorization');
  const used = await http2.ask('/.well-known/porthole/link/secure', { ':method': 'POST' });
  expect(used.status).toBe(303);
  expect(String(used.headers['set-cookie'])).toMatch(/^__Host-porthole-link=[\w-]{43}; Path=\/; .*; Secure$/);
  http2.destroy();
  await secure.end();
});
