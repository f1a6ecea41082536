import { describe, expect, it, vi } from 'vitest';
import { CommandError } from './command-error.ts';
import { type Commands, runCommandLine } from './command-line.ts';

function commands() {
  const calls: unknown[][] = [];
  const told: Commands = {
    serve: async (...args) => void calls.push(['serve', ...args]),
    share: async (...args) => void calls.push(['share', ...args]),
    forward: async (...args) => void calls.push(['forward', ...args]),
    status: async (...args) => void calls.push(['status', ...args]),
    doctor: async (...args) => void calls.push(['doctor', ...args]),
    diagnostics: async (...args) => void calls.push(['diagnostics', ...args]),
    licence: {
      add: async (...args) => void calls.push(['add', ...args]),
      list: async (...args) => void calls.push(['list', ...args]),
      remove: async (...args) => void calls.push(['remove', ...args]),
    },
    requests: async (...args) => void calls.push(['requests', ...args]),
  };
  return { calls, told };
}

describe('runCommandLine', () => {
  it.each([
    [['serve'], ['serve', { port: '4280', open: true }]],
    [
      ['serve', '--port', '0', '--data-dir', 'd', '--no-open'],
      ['serve', { port: '0', dataDir: 'd', open: false }],
    ],
    [
      ['share', '3000'],
      ['share', '3000', {}],
    ],
    [
      ['share', 'db:5432', '--tcp', '--remote-port', '10001', '--name', 'db', '--json'],
      ['share', 'db:5432', { tcp: true, remotePort: '10001', name: 'db', json: true }],
    ],
    [
      ['share', '3000', '--proxy-protocol', 'v2'],
      ['share', '3000', { proxyProtocol: 'v2' }],
    ],
    [
      ['share', '3000', '--name', 'shop', '--shared'],
      ['share', '3000', { name: 'shop', shared: true }],
    ],
    [
      ['share', '8443', '--tls', '--name', 'bank'],
      ['share', '8443', { tls: true, name: 'bank' }],
    ],
    [
      ['share', '3000', '--server', 'wss://x', '--token-file', 'f'],
      ['share', '3000', { server: 'wss://x', tokenFile: 'f' }],
    ],
    [
      ['forward', '5432', 'db:5432', '--server', 'wss://x', '--token-file', 'f'],
      ['forward', '5432', 'db:5432', { server: 'wss://x', tokenFile: 'f' }],
    ],
    [['requests'], ['requests', 'list', undefined, { limit: '50' }]],
    [
      ['requests', 'har', '--tunnel', 'shop', '--status', '5xx'],
      ['requests', 'har', undefined, { limit: '50', tunnel: 'shop', status: '5xx' }],
    ],
    [
      ['requests', '--min-ms', '500', '--since', '10m', '--path', '/a'],
      ['requests', 'list', undefined, { limit: '50', minMs: '500', since: '10m', path: '/a' }],
    ],
    [
      ['requests', 'replay', '17', '--method', 'PUT', '--header', 'X-A: 1', '--header', 'X-B: 2', '--data', '@f'],
      ['requests', 'replay', '17', { limit: '50', method: 'PUT', header: ['X-A: 1', 'X-B: 2'], data: '@f' }],
    ],
    [
      ['requests', 'replay', '17', '--json'],
      ['requests', 'replay', '17', { limit: '50', json: true }],
    ],
    [
      ['share', '5432', '--private'],
      ['share', '5432', { private: true }],
    ],
    [
      ['share', '3000', '--licence-file', 'l'],
      ['share', '3000', { licenceFile: 'l' }],
    ],
    [
      ['licence', 'add', '-', '--server', 'exit.example.com'],
      ['add', '-', { server: 'exit.example.com' }],
    ],
    [
      ['licence', 'list', '--json', '--data-dir', 'd'],
      ['list', { json: true, dataDir: 'd' }],
    ],
    [
      ['licence', 'remove', 'lic_0123456789ab'],
      ['remove', 'lic_0123456789ab', {}],
    ],
    [
      ['doctor', '--json', '--data-dir', 'd'],
      ['doctor', { json: true, dataDir: 'd' }],
    ],
    [['diagnostics'], ['diagnostics', 'porthole-diagnostics.json', {}]],
    [
      ['diagnostics', '-', '--data-dir', 'd'],
      ['diagnostics', '-', { dataDir: 'd' }],
    ],
    [
      ['status', '--json'],
      ['status', { json: true }],
    ],
  ])('reads %j', async (args, call) => {
    const { calls, told } = commands();
    await runCommandLine(args, told);
    // Commander hands the command itself over as the last argument.
    expect(calls.map((found) => found.slice(0, call.length))).toEqual([call]);
  });

  it.each([
    [[], 'give a command'],
    [['shrae', '3000'], 'unknown command'],
    [['share'], "missing required argument 'target'"],
    [['share', '3000', '4000'], 'too many arguments'],
    [['serve', 'now'], 'too many arguments'],
    [['licence'], 'licence add, licence list or licence remove'],
    [['licence', 'list', '--bogus'], "unknown option '--bogus'"],
    [['licence', 'add'], "missing required argument 'file|-'"],
    [['serve', '--prot', '1'], "unknown option '--prot'"],
    [['serve', '--port'], 'argument missing'],
    [['--nonsense'], 'unknown option'],
  ])('refuses %j in one line, with exit code 2', async (args, part) => {
    const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const { calls, told } = commands();
    const error = await runCommandLine(args, told).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(CommandError);
    expect(error).toMatchObject({ exitCode: 2, message: expect.stringContaining(part) });
    expect((error as CommandError).message).not.toContain('\n');
    expect((error as CommandError).message).toContain('porthole --help');
    expect(calls).toEqual([]);
    // The entry says it; commander says nothing.
    expect(write).not.toHaveBeenCalled();
    write.mockRestore();
  });

  it.each([['--help'], ['--version'], ['share', '--help']])('takes %j for no error', async (...args) => {
    const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    const { calls, told } = commands();
    await runCommandLine(args, told);
    expect(write).toHaveBeenCalled();
    expect(calls).toEqual([]);
    write.mockRestore();
  });

  it('passes a command’s own failure on', async () => {
    const { told } = commands();
    const failure = new CommandError(1, 'It cannot.');
    await expect(runCommandLine(['serve'], { ...told, serve: () => Promise.reject(failure) })).rejects.toBe(failure);
  });
});
