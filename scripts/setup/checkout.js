import { delimiter, join, resolve } from 'node:path';

/** Root of the checkout. */
export const ROOT = resolve(import.meta.dirname, '../..');

/** Folder of the commands that the dependencies bring. */
export const BIN = join(ROOT, 'node_modules/.bin');

/** The project's own Node (24), which the npm package `node` brings. */
export const NODE = join(ROOT, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node');

/**
 * Returns the environment for programs of the checkout: `node` and other commands are found in node_modules first.
 * @returns {NodeJS.ProcessEnv}
 */
export function checkoutEnvironment() {
  return { ...process.env, PATH: [BIN, ...pathWithoutBin()].join(delimiter) };
}

/**
 * Returns the environment for npm itself: it must not run on a Node that it is about to delete.
 * @returns {NodeJS.ProcessEnv}
 */
export function npmEnvironment() {
  return { ...process.env, PATH: pathWithoutBin().join(delimiter) };
}

function pathWithoutBin() {
  return (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '' && resolve(folder) !== BIN);
}
