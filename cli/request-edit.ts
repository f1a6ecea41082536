import { readFileSync } from 'node:fs';
import type { CapturedField, ReplayEdit, RequestDetail } from '../shared/contract/captured-request.ts';
import { CommandError } from './command-error.ts';

/** Flags that say what of a request is another when it is sent again. */
export interface RequestEditFlags {
  method?: string;
  path?: string;
  header?: string[];
  data?: string;
}

/**
 * Reads them, for a request as it was captured. A field that is named takes the place of all with its name; one without a value is left out, as
 * with curl. Throws CommandError, also where a field is needed that was masked.
 */
export function readRequestEdit(flags: RequestEditFlags, { requestFields }: RequestDetail): ReplayEdit {
  const { method, path, header = [], data } = flags;
  const given = header.map(readField);
  const names = new Set(given.map(([name]) => name.toLowerCase()));
  const kept = requestFields.filter(([name]) => !names.has(name.toLowerCase())).map(whole);
  return {
    ...{ method, path },
    fields: given.length === 0 ? undefined : [...kept, ...given.filter(([, value]) => value !== '')],
    body: data === undefined ? undefined : readBody(data).toString('base64'),
  };
}

function readField(text: string): [string, string] {
  const [, name, value] = /^([^:\s]+):[ \t]*(.*)$/.exec(text) ?? [];
  if (name !== undefined && value !== undefined) return [name, value];
  throw new CommandError(2, `--header "${text}" is no field: give it like "X-Name: value".`);
}

function whole([name, value]: CapturedField): [string, string] {
  if (value !== null) return [name, value];
  const how = `give it with --header "${name}: VALUE", or leave it out with --header "${name}:"`;
  throw new CommandError(1, `What ${name} said was not kept: ${how}.`);
}

/** A text, or `@FILE`. */
function readBody(data: string): Buffer {
  if (!data.startsWith('@')) return Buffer.from(data);
  try {
    return readFileSync(data.slice(1));
  } catch (error) {
    throw new CommandError(2, `--data ${data} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
}
