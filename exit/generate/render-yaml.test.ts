import { expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { renderYaml } from './render-yaml.ts';

it('comments on keys, keeps long lines, and writes texts of several lines as blocks', () => {
  const long = 'word '.repeat(40).trim();
  const text = renderYaml([
    { value: { a: { b: { c: 1 }, d: 'x\ny\n' } }, notes: { 'a.b': 'Why b.', a: 'Why a.' } },
    { value: { long } },
  ]);
  expect(text).toBe(`# Why a.\na:\n  # Why b.\n  b:\n    c: 1\n  d: |\n    x\n    y\n---\nlong: ${long}\n`);
});

it('quotes what YAML would take for something else', () => {
  const value = {
    no: 'no',
    on: 'on',
    port: '8123:8123',
    mode: '0600',
    hash: 'a #b',
    empty: '',
    percent: '%x',
    at: '@y',
  };
  expect(parseAllDocuments(renderYaml([{ value }])).map((document) => document.toJS())).toEqual([value]);
});

it('refuses a comment on what is not there', () => {
  expect(() => renderYaml([{ value: { a: 1 }, notes: { b: 'x' } }])).toThrow('there is no b');
});
