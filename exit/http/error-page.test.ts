import { describe, expect, it } from 'vitest';
import { renderErrorAnswer } from './error-page.ts';

function parse(answer: Buffer): { head: string; body: string } {
  const [head = '', body = ''] = answer.toString('utf8').split('\r\n\r\n');
  return { head, body };
}

describe('renderErrorAnswer', () => {
  it('renders a page that loads nothing', () => {
    const { head, body } = parse(
      renderErrorAnswer('no-tunnel', 404, { json: false, headOnly: false, connection: undefined }),
    );
    expect(head).toMatch(/^HTTP\/1\.1 404 Not Found\r\n/);
    expect(head).toContain('\r\nPorthole-Error: no-tunnel\r\n');
    expect(head).toContain("\r\nContent-Security-Policy: default-src 'none'; style-src 'sha256-");
    expect(head).toContain(`\r\nContent-Length: ${Buffer.byteLength(body)}\r\n`);
    expect(head).not.toContain('Connection:');
    expect(body).toContain('prefers-color-scheme:dark');
    expect(body).not.toMatch(/src=|href=|<script|url\(/);
  });

  it('renders JSON', () => {
    const { head, body } = parse(
      renderErrorAnswer('client-away', 503, { json: true, headOnly: false, connection: 'close' }),
    );
    expect(head).toContain('\r\nContent-Type: application/json\r\n');
    expect(head).toContain('\r\nRetry-After: 5\r\nConnection: close');
    expect(JSON.parse(body)).toEqual({ error: 'client-away', status: 503, message: expect.any(String) });
  });

  it('leaves the body out for HEAD but tells its length', () => {
    const { head, body } = parse(
      renderErrorAnswer('bad-request', 431, { json: false, headOnly: true, connection: 'close' }),
    );
    expect(head).toMatch(/^HTTP\/1\.1 431 /);
    expect(head).toMatch(/Content-Length: [1-9]/);
    expect(body).toBe('');
  });
});
