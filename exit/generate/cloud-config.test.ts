import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { DEPLOYMENTS } from '../testing/deployments.ts';
import { cloudConfig } from './cloud-config.ts';
import { SERVER_PLACE } from './server-place.ts';
import { systemdUnit } from './systemd-unit.ts';

describe.each(Object.entries(DEPLOYMENTS))('cloudConfig %s', (_what, deployment) => {
  const text = cloudConfig(deployment);
  const config = parse(text, { strict: true });
  const contentOf = (path: string) => config.write_files.find((file: { path: string }) => file.path === path)?.content;

  it('is user data that cloud-init knows, and writes the unit as it is', () => {
    expect(text).toMatch(/^#cloud-config\n/);
    expect(Object.keys(config)).toEqual(['package_update', 'packages', 'write_files', 'runcmd']);
    expect(contentOf(SERVER_PLACE.unit)).toBe(systemdUnit(deployment));
  });

  it('makes the token on the server, unless it was given one, and says which', () => {
    const given = deployment.token !== undefined;
    expect(contentOf(SERVER_PLACE.token)).toBe(given ? `${deployment.token}\n` : undefined);
    expect(config.runcmd.some((command: unknown) => String(command).includes('/dev/urandom'))).toBe(!given);
    expect(text).toContain(given ? 'THIS FILE HOLDS THE TOKEN' : 'holds no secret');
  });

  it('opens the ports before it closes the others, and starts what it has fetched', () => {
    const commands: string[] = config.runcmd.map((command: string | string[]) => [command].flat().join(' '));
    const { from, to } = deployment.tcpPorts;
    const enable = commands.indexOf('ufw --force enable');
    for (const port of ['22', '8123', '80', from === to ? `${from}` : `${from}:${to}`]) {
      expect(commands.slice(0, enable)).toContain(`ufw allow ${port}/tcp`);
    }
    const fetched = deployment.download !== undefined;
    expect(commands.at(-1)).toBe(`systemctl enable ${fetched ? '--now ' : ''}porthole-exit`);
    expect(text.includes('scp release/')).toBe(!fetched);
  });
});
