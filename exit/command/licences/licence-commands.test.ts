import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LicenceError } from '../../licences/licence-error.ts';
import { LicenceRefusal } from '../../licences/licence-refusal.ts';
import { UsageError } from '../usage-error.ts';
import { licenceCommands } from './licence-commands.ts';
import type { IssueFlags } from './licence-flags.ts';

let folder: string;
let dataDir: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'porthole-licences-'));
  dataDir = join(folder, 'data');
});

afterEach(() => rmSync(folder, { recursive: true }));

/** Runs a command as at the command line; returns what it printed. */
async function run<Name extends keyof typeof licenceCommands>(name: Name, ...args: unknown[]) {
  let [stdout, stderr] = ['', ''];
  const sink = (take: (text: string) => void) => ({
    write: (text: string) => {
      take(text);
      return true;
    },
  });
  const host = {
    env: {},
    stdout: sink((text) => {
      stdout += text;
    }),
    stderr: sink((text) => {
      stderr += text;
    }),
  };
  const flags = { dataDir, ...(args.pop() as object) };
  const command = licenceCommands[name] as (...all: unknown[]) => Promise<void>;
  await command(...args, flags, host);
  return { stdout, stderr };
}

const json = async (...args: Parameters<typeof run>) => {
  const last = args.pop() as object;
  return JSON.parse((await run(...(args as unknown as Parameters<typeof run>), { ...last, json: true })).stdout);
};

const ADA: IssueFlags = {
  holder: 'Ada',
  plan: 'Studio',
  tunnels: '5',
  tcp: true,
  names: 'blog, *-DEV',
  expires: '30d',
};

describe('porthole-exit licence', () => {
  it('makes a key that only its owner can read, once, and a public one beside it', async () => {
    const made = await json('keygen', { issuer: 'Example Exits', url: 'wss://exit.example.com:8123/' });
    expect(made).toMatchObject({
      privateKey: join(dataDir, 'licence-issuer.jwk'),
      publicKey: join(dataDir, 'licence-issuer.pub.jwk'),
    });
    if (process.platform !== 'win32') expect(statSync(made.privateKey).mode & 0o777).toBe(0o600);
    const open = JSON.parse(readFileSync(made.publicKey, 'utf8'));
    expect(open).toMatchObject({
      kid: made.kid,
      issuer: 'Example Exits',
      url: 'wss://exit.example.com:8123',
      crv: 'Ed25519',
    });
    expect(open).not.toHaveProperty('d');
    const before = readFileSync(made.privateKey, 'utf8');
    await expect(run('keygen', { issuer: 'Other' })).rejects.toThrow('is there already');
    expect(readFileSync(made.privateKey, 'utf8')).toBe(before);
  });

  it('issues signed licences, and inspects, lists and revokes them', async () => {
    await run('keygen', { issuer: 'Example Exits' });
    const issued = await json('issue', { ...ADA, url: 'https://exits.example/' });
    expect(issued).toMatchObject({
      ...{ kind: 'static', holder: 'Ada', plan: 'Studio', limits: { tunnels: 5, tcp: true, names: ['blog', '*-dev'] } },
      ...{ last4: issued.licence.slice(-4), url: 'https://exits.example/' },
    });
    const file = join(folder, 'ada.licence');
    writeFileSync(file, `${issued.licence}\n`);
    for (const what of [file, issued.licence, `porthole://licence#${issued.licence}`]) {
      expect(await json('inspect', what, {})).toMatchObject({
        jti: issued.id,
        holder: 'Ada',
        iss: 'Example Exits',
        valid: true,
      });
    }
    expect((await run('inspect', file, {})).stdout).toMatch(/^id +lic_[0-9a-f]{12}\n.*\nstate +valid\n$/s);
    expect((await run('list', {})).stdout).toContain('5 tunnels; TCP; names blog, *-dev');
    expect((await run('list', {})).stdout).not.toContain(issued.licence.slice(-20));
    expect((await run('revoke', issued.id, {})).stdout).toContain(`revoked ${issued.id} of Ada`);
    expect(await json('inspect', file, {})).toMatchObject({
      valid: false,
      problem: expect.stringContaining('was revoked on'),
    });
    expect((await json('list', {}))[0]).toHaveProperty('revokedAt');
  });

  it('inspects by a public key what was issued elsewhere', async () => {
    await run('keygen', { issuer: 'Example Exits' });
    const { licence } = await json('issue', ADA);
    const elsewhere = join(folder, 'elsewhere');
    const issuer = [join(dataDir, 'licence-issuer.pub.jwk')];
    expect(await json('inspect', licence, { dataDir: elsewhere, issuer })).toMatchObject({ valid: true });
    expect(existsSync(elsewhere)).toBe(false);
    await expect(run('inspect', licence, { dataDir: elsewhere })).rejects.toThrow('give its public key with --issuer');
    await run('keygen', { dataDir: elsewhere, issuer: 'Other' });
    await expect(run('inspect', licence, { dataDir: elsewhere })).rejects.toThrow(LicenceRefusal);
  });

  it('issues keys of subscriptions, kept as hashes, into files too', async () => {
    await run('keygen', { issuer: 'Example Exits' });
    const { key, id, devices } = await json('issue', { holder: 'Ada', subscription: true, devices: '3' });
    expect(key).toMatch(/^(?:[0-9A-HJKMNP-TV-Z]{4}-){4}[0-9A-HJKMNP-TV-Z]{4}$/);
    expect(devices).toEqual({ max: 3, active: [] });
    expect(await json('inspect', key.toLowerCase(), {})).toMatchObject({ id, state: 'valid' });
    expect(readFileSync(join(dataDir, 'licences.sqlite')).includes(key)).toBe(false);
    await expect(run('inspect', `${key.slice(0, -1)}${key.endsWith('7') ? '8' : '7'}`, {})).rejects.toThrow(
      'group 5 (',
    );
    const out = join(folder, 'bob.key');
    expect((await run('issue', { holder: 'Bob', subscription: true, out })).stdout).toMatch(
      /^lic_\w+ written to .*bob\.key\n$/,
    );
    expect(await json('inspect', out, {})).toMatchObject({ holder: 'Bob' });
    if (process.platform !== 'win32') expect(statSync(out).mode & 0o777).toBe(0o600);
    await expect(run('issue', { holder: 'Bob', subscription: true, out })).rejects.toThrow('is there already');
    expect(await json('list', {})).toHaveLength(2);
  });

  it('refuses what no client could present, of both kinds', async () => {
    await run('keygen', { issuer: 'Example Exits' });
    const names = Array.from({ length: 50 }, (_, at) => `${'n'.repeat(60)}${at}.${'m'.repeat(30)}`).join(',');
    for (const part of [{ expires: '30d' }, { subscription: true }]) {
      await expect(run('issue', { holder: 'Ada', names, ...part })).rejects.toThrow('give it fewer names');
    }
    expect(await json('list', {})).toEqual([]);
  });

  it('signs with a key that is kept elsewhere', async () => {
    const out = join(folder, 'offline.jwk');
    await run('keygen', { issuer: 'Offline', out });
    const { licence } = await json('issue', { ...ADA, key: out });
    expect(await json('inspect', licence, { issuer: [join(folder, 'offline.pub.jwk')] })).toMatchObject({
      iss: 'Offline',
    });
  });

  it.skipIf(process.platform === 'win32')(
    'refuses a private key that others can read, and one in place of a public one',
    async () => {
      const out = join(folder, 'open.jwk');
      await run('keygen', { issuer: 'Open', out });
      await expect(run('inspect', 'eyJ.eyJ.eyJ', { issuer: [out] })).rejects.toThrow("is the issuer's private key");
      const copy = join(folder, 'copy.jwk');
      writeFileSync(copy, readFileSync(out), { mode: 0o644 });
      await expect(run('issue', { ...ADA, key: copy })).rejects.toThrow('run "chmod 600');
      const other = JSON.parse(readFileSync(join(folder, 'open.pub.jwk'), 'utf8'));
      writeFileSync(join(folder, 'changed.pub.jwk'), JSON.stringify({ ...other, kid: 'x' }));
      await expect(run('inspect', 'eyJ.eyJ.eyJ', { issuer: [join(folder, 'changed.pub.jwk')] })).rejects.toThrow(
        'was changed',
      );
    },
  );

  it.each<[IssueFlags, string]>([
    [{}, 'give --holder'],
    [{ holder: 'Ada' }, 'give --expires'],
    [{ ...ADA, holder: '' }, '--holder must be'],
    [{ ...ADA, tunnels: '0' }, '--tunnels must be a whole number'],
    [{ ...ADA, names: 'a b' }, '--names must be'],
    [{ ...ADA, expires: 'soon' }, '--expires must be a duration like 30d'],
    [{ ...ADA, starts: '60d' }, '--expires must be after --starts'],
    [{ ...ADA, url: 'ftp://x' }, '--url must be an address'],
    [{ ...ADA, devices: '2' }, '--devices needs --subscription'],
    [{ holder: 'Ada', subscription: true, devices: '0' }, '--devices must be'],
    [{ holder: 'Ada', subscription: true, key: 'x' }, '--key is for signed licences'],
  ])('refuses to issue %j', async (flags, part) => {
    await expect(run('issue', flags)).rejects.toThrow(UsageError);
    await expect(run('issue', flags)).rejects.toThrow(part);
    expect(existsSync(dataDir)).toBe(false);
  });

  it('says what to do where something is not there', async () => {
    await expect(run('issue', ADA)).rejects.toThrow('porthole-exit licence keygen');
    await expect(run('revoke', 'lic_0123456789ab', {})).rejects.toThrow('there are no licences in');
    await expect(run('keygen', {})).rejects.toThrow('give --issuer NAME');
    await expect(run('keygen', { issuer: 'x', url: 'https://x' })).rejects.toThrow('--url must be wss://HOST:PORT');
    expect((await run('list', {})).stdout).toContain('no licences: make one');
    await run('keygen', { issuer: 'Example Exits' });
    await json('issue', ADA);
    await expect(run('revoke', 'lic_0123456789ab', {})).rejects.toThrow(LicenceError);
  });
});
