import { describe, expect, it } from 'vitest';
import type { ProbeState } from '../health/probe-state.ts';
import { type ForwardStatusInputs, forwardStatus } from './forward-status.ts';

const OK: ProbeState = { state: 'ok', since: 5 };

function status(part: Partial<ForwardStatusInputs>) {
  return forwardStatus({
    link: {
      state: 'online',
      since: 1,
      serverVersion: '0.1.0',
      domain: 'localhost',
      transport: 'websocket',
      secure: true,
    },
    open: { state: 'open', publicUrl: 'tcp://localhost:5432' },
    portProblem: undefined,
    localPort: OK,
    target: OK,
    ...part,
  });
}

describe('forwardStatus', () => {
  it('is online when link, local port and target are well, since the last of them', () => {
    expect(status({ target: { state: 'ok', since: 9 } })).toEqual({ state: 'online', since: 9 });
    expect(status({ target: { state: 'unknown', since: 9 } })).toEqual({ state: 'connecting' });
  });

  it('names a local port that is taken first', () => {
    const portProblem = 'Port 5432 of this computer is in use by another program.';
    expect(status({ portProblem, link: { state: 'connecting' } })).toMatchObject({
      state: 'refused',
      message: portProblem,
      nextStep: 'End that program or choose another local port.',
    });
  });

  it('says what the exit server said, and since when', () => {
    const message = 'Nothing listens on db:5432, as the exit server sees it.';
    const target: ProbeState = {
      state: 'failed',
      since: Date.parse('2026-05-03T14:02:00'),
      message,
      nextStep: 'Start it.',
    };
    expect(status({ target })).toMatchObject({
      state: 'degraded',
      hop: 'upstream',
      message: 'Nothing listens on db:5432, as the exit server sees it since 14:02.',
      nextStep: 'Start it.',
    });
    const refused = 'The exit server does not allow forwarding to db:1: its operator must add --allow-forward db:1.';
    expect(status({ target: { ...target, message: refused } })).toMatchObject({ message: refused });
  });

  it('passes a refusal of the exit server on', () => {
    const open = { state: 'refused', code: 'not-allowed', message: 'No.' } as const;
    expect(status({ open })).toMatchObject({
      state: 'refused',
      code: 'not-allowed',
      message: 'No.',
      remedy: 'change-server',
    });
  });
});
