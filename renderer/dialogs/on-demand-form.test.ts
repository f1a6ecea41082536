import { describe, expect, it } from 'vitest';
import type { Tunnel } from '../../shared/contract/tunnel.ts';
import { checkOnDemandForm, onDemandEdit, onDemandFormOf } from './on-demand-form.ts';

const onDemand = { command: 'npm run dev', cwd: '/shop', startTimeoutSeconds: 30, idleMinutes: 5 };
const sleeper = { onDemand } as Tunnel;
const other = {} as Tunnel;

describe('onDemandEdit', () => {
  it('sends nothing where nothing was changed', () => {
    expect(onDemandEdit(onDemandFormOf(sleeper), sleeper)).toBeUndefined();
    expect(onDemandEdit(onDemandFormOf(other), other)).toBeUndefined();
  });

  it('sends all of it where something was, and null where it is to end', () => {
    const form = onDemandFormOf(sleeper);
    expect(onDemandEdit({ ...form, idleMinutes: ' 20 ' }, sleeper)).toEqual({ ...onDemand, idleMinutes: 20 });
    expect(onDemandEdit({ ...form, onDemand: false }, sleeper)).toBeNull();
  });

  it('begins with defaults', () => {
    const form = { ...onDemandFormOf(other), onDemand: true, command: ' make run ', cwd: '~/shop' };
    expect(onDemandEdit(form, other)).toEqual({
      command: 'make run',
      cwd: '~/shop',
      startTimeoutSeconds: 60,
      idleMinutes: 10,
    });
  });
});

describe('checkOnDemandForm', () => {
  it('finds nothing wrong with what a tunnel is, nor with fields that are not used', () => {
    expect(checkOnDemandForm(onDemandFormOf(sleeper))).toEqual({});
    expect(checkOnDemandForm(onDemandFormOf(other))).toEqual({});
  });

  it('says of each input what is wrong', () => {
    const form = { onDemand: true, command: ' ', cwd: '', startTimeoutSeconds: 'a', idleMinutes: '0' };
    expect(checkOnDemandForm(form)).toEqual({
      command: 'Type a command, such as npm run dev.',
      cwd: 'Type the folder that the command runs in.',
      startTimeoutSeconds: 'A whole number.',
      idleMinutes: 'At least 1 minute.',
    });
  });
});
