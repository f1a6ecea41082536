import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GenerateFlags } from './deployment-of.ts';
import { printGenerated } from './generate-command.ts';
import { UsageError } from './usage-error.ts';

const HTTPS: GenerateFlags = { domain: 'Exit.Example.com', email: 'ana@example.com', name: ['blog'] };

let folder: string;
let tokenFile: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'porthole-generate-'));
  tokenFile = join(folder, 'token');
  writeFileSync(tokenFile, 'a-token-that-only-tests-know\n', { mode: 0o600 });
});
afterAll(() => rmSync(folder, { recursive: true }));

function generate(where: string, flags: GenerateFlags = {}): string {
  let printed = '';
  const write = (text: string) => {
    printed += text;
    return true;
  };
  printGenerated(where, flags, { stdout: { write } as NodeJS.WriteStream & { fd: 1 } });
  return printed;
}

describe('porthole-exit generate', () => {
  it('makes a file for each place, with and without a domain', () => {
    for (const where of ['systemd', 'compose', 'k8s', 'cloud-init']) {
      expect(generate(where)).toContain('--auto-tls');
      const text = generate(where, HTTPS);
      expect(text).toContain('blog.exit.example.com');
      expect(text).toContain('ana@example.com');
    }
  });

  it('takes over ports, image, hook and download', () => {
    expect(generate('systemd', { tcpPorts: '2000-2001' })).toContain('--tcp-ports 2000-2001');
    expect(generate('compose', { image: 'example.com/exit:2' })).toContain('image: example.com/exit:2\n');
    expect(generate('compose')).toMatch(/image: porthole-exit:\d+\.\d+\.\d+\n/);
    const all = { ...HTTPS, name: [], dnsHook: '/etc/porthole/dns-hook' };
    expect(generate('systemd', all)).toMatch(
      /--acme-domain \*\.exit\.example\.com[^#]*--acme-dns-hook \/etc\/porthole\/dns-hook/,
    );
    const download = { binaryUrl: 'https://example.com/porthole-exit', binarySha256: 'A'.repeat(64) };
    expect(generate('cloud-init', download)).toContain(`echo '${'a'.repeat(64)}  `);
  });

  it('puts the server’s folder where it is told to, as far as the place has it', () => {
    for (const where of ['systemd', 'cloud-init']) {
      const text = generate(where, { dataDir: '/var/lib/exit-two' });
      expect(text).toContain('StateDirectory=exit-two\n');
      expect(text).toContain('WorkingDirectory=/var/lib/exit-two\n');
      expect(text).toMatch(/--data-dir \/var\/lib\/exit-two\n/);
      expect(text).not.toContain('/var/lib/porthole-exit');
      expect(() => generate(where, { dataDir: '/srv/exit' })).toThrow('--data-dir must be a folder in /var/lib here');
    }
    expect(generate('compose', { dataDir: '/srv/exit' })).toContain('data:/srv/exit\n');
    expect(generate('k8s', { dataDir: '/srv/exit' })).toContain('mountPath: /srv/exit\n');
    expect(() => generate('compose', { dataDir: './exit' })).toThrow('--data-dir must be a whole path');
  });

  it('puts a token into the file only where it is told to', () => {
    expect(generate('k8s', { tokenFile })).toContain('token: a-token-that-only-tests-know\n');
    expect(JSON.parse(generate('cloud-init', { tokenFile, json: true }))).toEqual({
      kind: 'cloud-init',
      holdsSecret: true,
      text: generate('cloud-init', { tokenFile }),
    });
    expect(JSON.parse(generate('k8s', { json: true }))).toMatchObject({ kind: 'k8s', holdsSecret: false });
  });

  it.each<[string, GenerateFlags, string]>([
    ['docker', {}, 'generate makes systemd, compose, k8s, cloud-init, not "docker"'],
    [
      'systemd',
      { domain: 'not a domain' },
      '--domain must be a domain name, e.g. exit.example.com, not "not a domain"',
    ],
    ['systemd', { email: 'ana@example.com' }, '--email is for certificates: give the --domain'],
    [
      'systemd',
      { ...HTTPS, name: [] },
      'HTTPS needs a certificate for each tunnel: give --name NAME (repeat), or --dns-hook',
    ],
    ['systemd', { ...HTTPS, name: ['blog', 'a.b'] }, '--name must be the name of a tunnel, e.g. blog, not "a.b"'],
    ['systemd', { ...HTTPS, email: 'ana' }, '--email must be an e-mail address, not "ana"'],
    [
      'systemd',
      { domain: 'example.com', name: ['blog'] },
      '--name and --dns-hook are for certificates: give --email too',
    ],
    ['systemd', { ...HTTPS, dnsHook: 'hook' }, '--dns-hook must be the path of a program on the server'],
    ['systemd', { tcpPorts: '0' }, '--tcp-ports must be FROM-TO here'],
    ['systemd', { image: 'x' }, '--image is for compose and k8s, not for systemd'],
    ['compose', { ...HTTPS, dnsHook: '/hook' }, '--dns-hook is for systemd and cloud-init, not for compose'],
    ['compose', { tokenFile: 'token' }, '--token-file is for k8s and cloud-init, not for compose'],
    ['compose', { image: 'a b' }, '--image must be the name of an image'],
    ['k8s', { tcpPorts: '10000-10100' }, '--tcp-ports must be 100 ports at most for containers'],
    ['k8s', { tokenFile: '/missing/token' }, 'the token file /missing/token cannot be read (ENOENT)'],
    ['cloud-init', { binaryUrl: 'https://example.com/x' }, '--binary-url and --binary-sha256 belong together'],
    ['cloud-init', { binaryUrl: 'http://example.com/x' }, '--binary-url must be an https URL'],
    ['cloud-init', { binarySha256: 'abc' }, '--binary-sha256 must be 64 hex digits'],
  ])('%s %j: says what to do', (where, flags, message) => {
    expect(() => generate(where, flags)).toThrow(UsageError);
    expect(() => generate(where, flags)).toThrow(message);
  });
});
