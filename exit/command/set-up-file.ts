import { isIP } from 'node:net';
import { CONTAINER_PLACE } from '../generate/container-place.ts';
import { GENERATORS } from '../generate/generators.ts';
import { SERVER_PLACE } from '../generate/server-place.ts';
import { deploymentOf } from './deployment-of.ts';
import { UsageError } from './usage-error.ts';

/** What the app asks for: a server that this token opens. */
export interface SetUpWish {
  readonly place: 'cloud-init' | 'systemd' | 'compose';
  /** Domain or IP address. */
  readonly address: string;
  /** For the account at Let's Encrypt; absent: visitors come in the clear. */
  readonly email?: string | undefined;
  /** Tunnels that get a certificate each. */
  readonly names?: readonly string[] | undefined;
  readonly token: string;
}

/** The file, or what is wrong with the wish. */
export type SetUpAnswer =
  | {
      readonly fileName: string;
      readonly text: string;
      /** Puts the token into its place on the server; absent where the file holds it. */
      readonly tokenCommand: string | undefined;
    }
  | { readonly field: 'address' | 'email' | 'names' | undefined; readonly problem: string };

const FIELDS = { domain: 'address', email: 'email', name: 'names' } as const;
const FILE_NAMES = {
  'cloud-init': 'user-data.yaml',
  systemd: 'porthole-exit.service',
  compose: 'compose.yaml',
} as const;

/** Makes the file that sets a server up for the app, as `porthole-exit generate` does. */
export function writeSetUpFile({ place, address, email, names = [], token }: SetUpWish): SetUpAnswer {
  const isAddress = isIP(address) !== 0;
  if (isAddress && email !== undefined) {
    return { field: 'email', problem: 'Let’s Encrypt certifies names: give a domain, or leave the email empty.' };
  }
  if (email !== undefined && names.length === 0) {
    return { field: 'names', problem: 'Name at least one tunnel: each one gets a certificate of its own.' };
  }
  const flags = {
    ...(!isAddress && { domain: address }),
    ...(email !== undefined && { email, name: [...names] }),
  };
  try {
    const deployment = deploymentOf(place, flags, () => (place === 'cloud-init' ? token : undefined));
    const text = GENERATORS[place]({ ...deployment, tokenFrom: 'app' });
    return { fileName: FILE_NAMES[place], text, tokenCommand: tokenCommand(place, token) };
  } catch (error) {
    if (error instanceof UsageError) return problemOf(error.message);
    throw error;
  }
}

/** Nothing in the token needs quoting: it has letters, digits and `_`. */
function tokenCommand(place: SetUpWish['place'], token: string): string | undefined {
  if (place === 'cloud-init') return undefined;
  if (place === 'compose') return `(umask 077; echo ${token} > token) && chown ${CONTAINER_PLACE.userId} token`;
  return `install -d -m 700 /etc/porthole && (umask 077; echo ${token} > ${SERVER_PLACE.token})`;
}

/** The command line's words begin with the flag. */
function problemOf(message: string): SetUpAnswer {
  const [, flag = '', rest] = /^--(domain|email|name) (.*)$/s.exec(message) ?? [];
  if (rest === undefined) return { field: undefined, problem: `${message}.` };
  return { field: FIELDS[flag as keyof typeof FIELDS], problem: `This ${rest}.` };
}
