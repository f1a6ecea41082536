import type { RequestDetail } from '../../../../shared/contract/captured-request.ts';
import { RequestError } from '../../request-error.ts';
import { pastableText, printfFormat, quote, shellWord } from './shell-word.ts';

/** Linux takes 128 KiB in one argument (MAX_ARG_STRLEN); text over this goes through a pipe. */
const MAX_ARGUMENT = 100_000;
/** Fields that curl makes itself, or that the exit server added for the service. */
const LEFT_OUT = new Set([
  'accept-encoding',
  'connection',
  'content-length',
  'expect',
  'keep-alive',
  'te',
  'transfer-encoding',
  'upgrade',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
]);
/** What curl sends by itself: without these in the request it must be told not to. */
const CURLS_OWN = ['accept', 'user-agent', 'content-type'];

/**
 * Writes a request as a command for a POSIX shell that sends the same to the public URL. A masked value becomes a variable of the shell
 * that must be set: `AUTHORIZATION='Bearer …' sh -c …`.
 * Whatever the request has, the command holds no control character but line feeds. Throws RequestError where the request cannot be sent again.
 */
export function curlCommand(detail: RequestDetail): string {
  if (detail.noReplay !== undefined) throw new RequestError('NOT_NOW', detail.noReplay);
  const body = Buffer.from(detail.requestBody.base64, 'base64');
  // A body may end in line breaks, which `"$(…)"` would cut off: what cannot be quoted goes through a pipe.
  const text = body.length > MAX_ARGUMENT ? undefined : pastableText(body);
  const words = [
    'curl',
    // Without this curl takes [ ] { } in a URL for its own signs, and shortens /a/../b.
    '--globoff --path-as-is',
    ...methodWords(detail.method, body.length),
    ...fieldWords(detail, body.length),
    ...(hasEncoding(detail) ? ['--compressed'] : []),
    ...bodyWords(body, text),
    shellWord(Buffer.from(`${detail.scheme}://${detail.host}${detail.path === '*' ? '/' : detail.path}`)),
    ...(detail.path === '*' ? [`--request-target ${quote('*')}`] : []),
  ];
  const command = words.join(' \\\n  ');
  return text === undefined ? `printf ${printfFormat(body)} | ${command}` : command;
}

function methodWords(method: string, bodyLength: number): string[] {
  if (method === 'HEAD') return ['--head'];
  return method === (bodyLength > 0 ? 'POST' : 'GET') ? [] : [`-X ${shellWord(Buffer.from(method, 'latin1'))}`];
}

function fieldWords(detail: RequestDetail, bodyLength: number): string[] {
  const names = new Set(detail.requestFields.map(([name]) => name.toLowerCase()));
  const own = CURLS_OWN.filter((name) => !names.has(name) && (name !== 'content-type' || bodyLength > 0));
  const given = detail.requestFields.filter(
    ([name, value]) => !LEFT_OUT.has(name.toLowerCase()) && !isHostOfUrl(name, value, detail.host),
  );
  return [...given.map(([name, value]) => fieldWord(name, value)), ...own.map((name) => `-H ${quote(`${name}:`)}`)];
}

function fieldWord(name: string, value: string | null): string {
  if (value === null) return `-H "${name}: \${${variable(name)}:?was masked, set it}"`;
  // Fields are kept as Latin-1, and most that are not ASCII were sent as UTF-8. "Name:" would leave the field out; "Name;" sends it empty.
  return `-H ${shellWord(Buffer.from(value === '' ? `${name};` : `${name}: ${value}`, 'latin1'))}`;
}

function isHostOfUrl(name: string, value: string | null, host: string): boolean {
  return name.toLowerCase() === 'host' && value?.toLowerCase() === host;
}

function hasEncoding({ requestFields }: RequestDetail): boolean {
  return requestFields.some(([name]) => name.toLowerCase() === 'accept-encoding');
}

function bodyWords(body: Buffer, text: string | undefined): string[] {
  if (body.length === 0) return [];
  return text === undefined ? ['--data-binary @-'] : [`--data-raw ${quote(text)}`];
}

function variable(name: string): string {
  return name.toUpperCase().replace(/[^A-Z0-9]/g, '_');
}
