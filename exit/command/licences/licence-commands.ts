import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createFileAtomically } from '../../../shared/create-file-atomically.ts';
import { deviceId } from '../../../shared/licence/device-id.ts';
import { plainText } from '../../../shared/plain-text.ts';
import { issuerKey, type LicenceSigner } from '../../licences/issuer-key.ts';
import { LicenceError } from '../../licences/licence-error.ts';
import { LicenceStore } from '../../licences/licence-store.ts';
import type { NewLicence } from '../../licences/new-licence.ts';
import { signLicence } from '../../licences/sign-licence.ts';
import { UsageError } from '../usage-error.ts';
import { inspectLicence } from './inspect-licence.ts';
import {
  type InspectFlags,
  type IssueFlags,
  type KeygenFlags,
  type LicenceFlags,
  newLicenceOf,
} from './licence-flags.ts';
import { LicenceFolder } from './licence-folder.ts';
import { limitsText, minute, renderLicences, stateOf } from './licence-text.ts';

/** The parts of a process that the commands touch. */
type CommandHost = Pick<NodeJS.Process, 'env' | 'stdout' | 'stderr'>;

const PRIVATE_FILE = 0o600;
const PUBLIC_FILE = 0o644;
const PRIVATE_FOLDER = 0o700;

/** `porthole-exit licence …`, beside a server that runs or where none does. Reject with UsageError, LicenceError or LicenceRefusal. */
export const licenceCommands = {
  async keygen(flags: KeygenFlags, host: CommandHost): Promise<void> {
    const { issuer, url, out } = flags;
    if (issuer === undefined) throw new UsageError('give --issuer NAME: your name, as holders of licences see it');
    if (issuer.trim() === '' || issuer.length > 100 || /\p{C}/u.test(issuer)) {
      throw new UsageError(`--issuer must be 1 to 100 characters of plain text, not ${JSON.stringify(issuer)}`);
    }
    if (url !== undefined && !/^wss?:\/\/[^/?#@]+\/?$/.test(url)) {
      throw new UsageError(`--url must be wss://HOST:PORT, not ${JSON.stringify(url)}`);
    }
    const folder = new LicenceFolder(flags, host.env);
    const privateFile = out ?? folder.keyFile;
    const publicFile = issuerKey.publicPath(privateFile);
    const { kid, privateText, publicText } = await issuerKey.make(issuer.trim(), url?.replace(/\/$/, ''));
    await mkdir(dirname(privateFile), { recursive: true, mode: PRIVATE_FOLDER });
    await create(privateFile, privateText, PRIVATE_FILE);
    await create(publicFile, publicText, PUBLIC_FILE);
    if (flags.json === true) return print(host, { kid, issuer, privateKey: privateFile, publicKey: publicFile });
    host.stdout.write(`private key  ${privateFile}\npublic key   ${publicFile}\n`);
    host.stderr.write('Keep a copy of the private key: without it no licence can be issued that servers know.\n');
  },

  async issue(flags: IssueFlags, host: CommandHost): Promise<void> {
    const wanted = newLicenceOf(flags, Date.now());
    const folder = new LicenceFolder(flags, host.env);
    if (flags.out !== undefined && existsSync(flags.out))
      throw new UsageError(`${flags.out} is there already: choose another --out`);
    const signer = await signerOf(flags, folder);
    const { record, secret } = await make(wanted, signer, folder);
    if (flags.out !== undefined) await create(flags.out, `${secret}\n`, PRIVATE_FILE);
    const shown = flags.out === undefined ? secret : undefined;
    if (flags.json === true) {
      return print(host, {
        ...record,
        ...(shown && { [wanted.kind === 'static' ? 'licence' : 'key']: shown }),
        file: flags.out,
      });
    }
    host.stdout.write(shown === undefined ? `${record.id} written to ${flags.out}\n` : `${shown}\n`);
    const what = wanted.kind === 'static' ? 'The licence' : 'The key';
    host.stderr.write(
      `${what} ${record.id} is shown this once: give it to ${plainText.line(record.holder)}, who adds it under Secrets.\n`,
    );
  },

  async inspect(what: string, flags: InspectFlags, host: CommandHost): Promise<void> {
    const found = await inspectLicence(what, flags, new LicenceFolder(flags, host.env));
    if (found.kind === 'key') {
      const { record } = found;
      const state = stateOf(record, Date.now());
      if (flags.json === true) return print(host, { ...record, state });
      host.stdout.write(renderLicences([record], Date.now()));
      for (const { label, seenAt } of record.devices?.active ?? [])
        host.stdout.write(`in use on ${plainText.line(label)}, seen ${minute(seenAt)}\n`);
      return;
    }
    const { claims, kid } = found.licence;
    const { problem } = found;
    if (flags.json === true) return print(host, { ...claims, kid, valid: problem === undefined, problem });
    const time = (seconds: number) => minute(new Date(seconds * 1_000).toISOString());
    const lines = [
      ['id', claims.jti],
      ['issuer', `${claims.iss} (${kid})`],
      ['holder', claims.holder],
      ['plan', claims.plan],
      ['kind', claims.kind],
      ['may', limitsText(claims.limits)],
      ['valid', `${time(claims.nbf)} to ${time(claims.exp)} UTC`],
      ['state', problem ?? 'valid'],
    ];
    host.stdout.write(lines.map(([name = '', value = '']) => `${name.padEnd(8)}${plainText.line(value)}\n`).join(''));
  },

  async list(flags: LicenceFlags, host: CommandHost): Promise<void> {
    const folder = new LicenceFolder(flags, host.env);
    const licences = folder.hasStore ? folder.withStore(false, (store) => store.list()) : [];
    host.stdout.write(flags.json === true ? `${plainText.json(licences)}\n` : renderLicences(licences, Date.now()));
  },

  async revoke(id: string, flags: LicenceFlags, host: CommandHost): Promise<void> {
    const record = new LicenceFolder(flags, host.env).withStore(false, (store) => store.revoke(id));
    if (flags.json === true) return print(host, record);
    host.stdout.write(
      `revoked ${record.id} of ${plainText.line(record.holder)}: it opens no new sessions and tunnels, what runs is not cut\n`,
    );
  },
};

async function make(wanted: NewLicence, signer: LicenceSigner, folder: LicenceFolder) {
  if (wanted.kind === 'subscription') {
    // What clients will get each day: one that is too long must be refused now, not then.
    await signLicence(longestStatement(wanted), signer);
    const { record, key } = folder.withStore(true, (store) => store.addSubscription(wanted));
    return { record, secret: key };
  }
  const { kind, holder, plan, limits, url } = wanted;
  const id = LicenceStore.newId();
  const secret = await signLicence(
    {
      ...{ jti: id, kind, holder, plan, limits, ...(url !== undefined && { url }) },
      iat: Math.floor(Date.now() / 1_000),
      nbf: seconds(wanted.startsAt),
      exp: seconds(wanted.endsAt),
    },
    signer,
  );
  return {
    record: folder.withStore(true, (store) => store.addStatic(id, wanted, { signed: secret, kid: signer.kid })),
    secret,
  };
}

function longestStatement({ holder, plan, limits, url }: NewLicence): Parameters<typeof signLicence>[0] {
  const time = seconds('9999-12-31T23:59:59Z');
  return {
    ...{ jti: LicenceStore.newId(), kind: 'subscription', holder, plan, limits, ...(url !== undefined && { url }) },
    ...{ iat: time, nbf: time, exp: time, due: time, until: time, device: deviceId('') },
  };
}

function signerOf({ key }: IssueFlags, folder: LicenceFolder): Promise<LicenceSigner> {
  if (key !== undefined) return issuerKey.readPrivate(key);
  if (existsSync(folder.keyFile)) return issuerKey.readPrivate(folder.keyFile);
  const how = `make one with "porthole-exit licence keygen --issuer NAME --data-dir ${folder.path}", or give it with --key FILE`;
  throw new LicenceError('key-file', `there is no issuer's key in ${folder.path}: ${how}`);
}

/** Makes a file that must not be there yet. */
async function create(path: string, text: string, mode: number): Promise<void> {
  try {
    await createFileAtomically(path, text, mode);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') throw new UsageError(`${path} is there already: choose another --out, or move it away`);
    throw new LicenceError('key-file', `${path} cannot be written (${code ?? (error as Error).message})`);
  }
}

function print({ stdout }: CommandHost, value: object): void {
  stdout.write(`${plainText.json(value)}\n`);
}

function seconds(time: string): number {
  return Math.floor(Date.parse(time) / 1_000);
}
