import { describe, expect, test } from 'vitest';
import { planStages } from './stage.ts';

const plan = (...parts: string[]) => planStages(parts, (name) => `${name}.json`);
const names = (...parts: string[]) => plan(...parts).map((stage) => stage.name);

describe('planStages', () => {
  test('runs everything when no part is named', () => {
    expect(names()).toEqual(['lint', 'types', 'build', 'unit', 'loopback', 'browser']);
  });

  test('runs what takes minutes of its own only where it is named', () => {
    expect(plan().at(-1)?.command.join(' ')).not.toMatch(/accessibility|pictures/);
    expect(plan('accessibility').at(-1)?.command).toEqual(['playwright', 'test', '--project=accessibility']);
  });

  test('runs the named parts alone', () => {
    expect(names('unit', 'lint')).toEqual(['lint', 'unit']);
  });

  test('builds what is stale before browser tests, which run on what is built', () => {
    const [build, browser] = plan('desktop');
    expect(build?.command).toEqual(['node', 'scripts/build.ts', '--if-stale']);
    expect(browser?.command).toEqual(['playwright', 'test', '--project=desktop']);
  });
});
