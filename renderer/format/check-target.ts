import { isFolderTarget } from '../../shared/is-folder-target.ts';

/** Schemes that a tunnel can lead to. */
const SCHEMES = new Set(['http:', 'https:', 'tcp:', 'tls:']);
const LARGEST_PORT = 65_535;

/**
 * Says what is wrong with the text of the share field and what to do, or undefined where it looks right.
 * It only catches what a person mistypes; the engine decides what can be shared.
 */
export function checkTarget(text: string): string | undefined {
  const target = text.trim();
  if (target === '') return 'Type a port such as 3000, an address such as 127.0.0.1:3000, or the path of a folder.';
  if (isFolderTarget(target)) return checkFolder(target);
  if (/\s/.test(target)) return 'An address has no spaces in it. Try 127.0.0.1:3000.';
  if (/^\d+$/.test(target)) return checkPort(target);
  return target.includes('://') ? checkUrl(target) : checkAddress(target);
}

/** What the page runs in has no folder of its own that a path could begin in. */
function checkFolder(target: string): string | undefined {
  return target.startsWith('.') ? 'Type the whole path of the folder, such as /home/ada/site or ~/site.' : undefined;
}

function checkPort(digits: string): string | undefined {
  const port = Number(digits);
  return port >= 1 && port <= LARGEST_PORT ? undefined : `Ports go from 1 to ${LARGEST_PORT}.`;
}

function checkUrl(target: string): string | undefined {
  if (!URL.canParse(target)) return 'This is not a URL that can be read. Try http://127.0.0.1:3000.';
  const scheme = new URL(target).protocol;
  if (SCHEMES.has(scheme)) return undefined;
  return `${scheme}// cannot be shared. Use http:// for websites, tls:// for those with a certificate of their own, tcp:// for everything else.`;
}

function checkAddress(target: string): string | undefined {
  const [, host = '', digits] = /^(.*):(\d*)$/.exec(target) ?? [];
  if (digits === undefined || digits === '') return `Add the port behind it: ${target.replace(/:$/, '')}:3000.`;
  if (host === '') return `Put the address before the port: 127.0.0.1:${digits}.`;
  if (host.includes(':') && !host.startsWith('[')) return 'Put an IPv6 address into brackets: [::1]:3000.';
  if (!URL.canParse(`http://${host}:1`)) return 'This is not an address that can be read. Try 127.0.0.1:3000.';
  return checkPort(digits);
}
