import { describe, expect, it } from 'vitest';
import type { OnDemand } from '../../shared/contract/on-demand.ts';
import { askForCommand } from './ask-for-command.ts';

const BEFORE: OnDemand = { command: 'npm run dev', cwd: '/shop', startTimeoutSeconds: 60, idleMinutes: 10 };

describe('askForCommand', () => {
  it.each<[string, OnDemand | null | undefined, string[]]>([
    ['another command', { ...BEFORE, command: 'rm -r .' }, ['rm -r .']],
    ['another folder', { ...BEFORE, cwd: '/' }, ['npm run dev']],
    ['another idle time', { ...BEFORE, idleMinutes: 5 }, []],
    ['no command any more', null, []],
    ['nothing of it', undefined, []],
  ])('asks where there is something new to run: %s', async (_what, onDemand, expected) => {
    const asked: string[] = [];
    const allow = async ({ command }: OnDemand) => asked.push(command) > 0;
    await askForCommand({ onDemand }, BEFORE, allow);
    expect(asked).toEqual(expected);
    const refusing = askForCommand({ onDemand }, BEFORE, async () => false);
    if (expected.length === 0) await refusing;
    else await expect(refusing).rejects.toMatchObject({ code: 'NOT_NOW', field: 'command' });
  });

  it('asks for the first command too, and nobody where there is nobody to ask', async () => {
    await expect(askForCommand({ onDemand: BEFORE }, undefined, async () => false)).rejects.toThrow('not allowed');
    await askForCommand({ onDemand: BEFORE }, undefined, undefined);
  });
});
