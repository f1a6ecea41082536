import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { testTunnel } from '../electron/desktop/testing/test-tunnel.ts';
import type { ProbedTunnel } from '../shared/contract/tunnel.ts';
import { TunnelReport } from './tunnel-report.ts';

const HOSTILE = 'a\u001b]0;title\u0007\u009b2J\nb';
const SEEN = 'a ]0;title 2J b';

let printed = '';

beforeEach(() => {
  printed = '';
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, 'write').mockImplementation((text) => {
      printed += text;
      return true;
    });
  }
});

afterEach(() => vi.restoreAllMocks());

/** Says all that a report can, with words of an exit server that commands terminals. */
function sayAll(json: boolean): string {
  let refusal = '';
  const report = new TunnelReport(json, (message) => {
    refusal = message;
  });
  const said = { message: HOSTILE, nextStep: HOSTILE };
  const probe = { state: 'unknown' } as const;
  const online: ProbedTunnel = testTunnel({
    publicUrl: `http://${HOSTILE}`,
    transport: 'long-polling',
    probes: { link: probe, upstream: probe, publicUrl: { state: 'ok' } },
    status: { state: 'online', since: 0 },
  });
  report.show(online);
  report.show({ ...online, linkNote: HOSTILE });
  report.show({ ...online, linkNote: HOSTILE, status: { state: 'degraded', hop: 'upstream', since: 0, ...said } });
  report.show({ ...online, status: { state: 'refused', code: 'not-allowed', ...said } });
  return refusal;
}

it('prints no control character of an exit server', () => {
  expect(sayAll(false)).toBe(`${SEEN} ${SEEN}`);
  expect(printed).toBe(`http://${SEEN} -> http://127.0.0.1:3000\nporthole: ${SEEN}\nporthole: ${SEEN} ${SEEN}\n`);
});

it('escapes them in JSON', () => {
  sayAll(true);
  const lines = printed.trimEnd().split('\n');
  expect(printed).not.toMatch(/(?!\n)\p{Cc}/u);
  expect(lines.map((line) => JSON.parse(line))).toContainEqual(expect.objectContaining({ message: HOSTILE }));
});
