import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { DockerfileParser } from 'dockerfile-ast';
import { validate } from 'dockerfile-utils';
import { describe, expect, test } from 'vitest';
import { CONTAINER_PLACE } from '../exit/generate/container-place.ts';
import packageJson from '../package.json' with { type: 'json' };
import { BUILD_TARGETS } from './build/build-target.ts';

const ROOT = resolve(import.meta.dirname, '..');
const text = readFileSync(resolve(ROOT, 'Dockerfile'), 'utf8');
const instructions = DockerfileParser.parse(text).getInstructions();
const argumentsOf = (keyword: string) =>
  instructions
    .filter((instruction) => instruction.getKeyword() === keyword)
    .map((instruction) => instruction.getArguments().map((argument) => argument.getValue()));

/** Docker cannot run where this is tested: this is what can be known without it. */
describe('Dockerfile', () => {
  test('is written as Docker reads it', () => {
    expect(validate(text)).toEqual([]);
    expect(validate(text.replace('ENTRYPOINT', 'ENTRYPONT'))).not.toEqual([]);
  });

  test('copies only what is there and what .dockerignore lets through', () => {
    const ignore = readFileSync(resolve(ROOT, '.dockerignore'), 'utf8').split('\n');
    const fromContext = argumentsOf('COPY').flatMap((words) => words.slice(0, -1));
    const copied = fromContext.filter((source) => !source.startsWith('/'));
    expect(copied).toEqual(expect.arrayContaining(['package.json', 'exit', 'shared']));
    for (const source of copied) {
      expect(existsSync(resolve(ROOT, source)), source).toBe(true);
      expect(ignore).toContain(`!${source}`);
    }
  });

  test('copies all that the exit server is built from', () => {
    const inputs = BUILD_TARGETS.find(({ name }) => name === 'exit')?.inputs ?? [];
    const copied = argumentsOf('COPY').flatMap((words) => words.slice(0, -1));
    expect(copied).toEqual(expect.arrayContaining([...inputs]));
  });

  test('runs npm scripts that exist', () => {
    const called = [...text.matchAll(/npm run ([\w:]+)/g)].map(([, name]) => name);
    expect(called).toEqual(['pack:exit']);
    expect(Object.keys(packageJson.scripts)).toEqual(expect.arrayContaining(called));
    expect(text).toContain(`porthole-exit:${packageJson.version} .`);
  });

  test('runs as the user, with the folder, that generated files count on', () => {
    expect(argumentsOf('USER')).toEqual([['nonroot']]);
    expect(argumentsOf('VOLUME')).toEqual([[CONTAINER_PLACE.dataDir]]);
    expect(text).toContain(`PORTHOLE_EXIT_DATA_DIR=${CONTAINER_PLACE.dataDir}\n`);
  });
});
