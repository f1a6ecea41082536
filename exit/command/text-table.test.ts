import { expect, it } from 'vitest';
import { renderTable } from './text-table.ts';

it('lines columns up and takes out what could steer a terminal', () => {
  const rows = [
    ['NAME', 'URL'],
    ['a\u001b[2Jb', 'http://a.localhost'],
  ];
  expect(renderTable(rows)).toBe('NAME    URL\na [2Jb  http://a.localhost\n');
});

it('counts characters, not UTF-16 units', () => {
  expect(
    renderTable([
      ['😀', 'x'],
      ['ab', 'y'],
    ]),
  ).toBe('😀   x\nab  y\n');
});
