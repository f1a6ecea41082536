import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { runProgram } from './run-program.js';

/**
 * @typedef {object} SystemPart A program that tests use and npm cannot bring.
 * @property {string} name
 * @property {readonly string[]} commands any one of them will do
 * @property {string} debianPackage
 * @property {boolean} [onlyInContainers] installed only where systemd does not run: elsewhere it would act at the next boot
 * @property {string} [service] what Debian's package starts when it is installed; tests start their own
 */

/** @type {readonly SystemPart[]} */
const SYSTEM_PARTS = [
  { name: 'Chromium', commands: ['chromium', 'chromium-browser', 'google-chrome'], debianPackage: 'chromium' },
  { name: 'nginx', commands: ['nginx'], debianPackage: 'nginx', service: 'nginx' },
  {
    name: 'redis-server',
    commands: ['redis-server'],
    debianPackage: 'redis-server',
    service: 'redis-server',
  },
  { name: 'redis-cli', commands: ['redis-cli'], debianPackage: 'redis-tools' },
  { name: 'redis-benchmark', commands: ['redis-benchmark'], debianPackage: 'redis-tools' },
  // The program alone: Debian's package tinyproxy would also run it as a service.
  { name: 'tinyproxy', commands: ['tinyproxy'], debianPackage: 'tinyproxy-bin' },
  { name: 'microsocks', commands: ['microsocks'], debianPackage: 'microsocks' },
  // Says by PROXY headers whose connections it passes on.
  { name: 'haproxy', commands: ['haproxy'], debianPackage: 'haproxy', service: 'haproxy' },
  { name: 'sshd', commands: ['sshd'], debianPackage: 'openssh-server', service: 'ssh' },
  { name: 'ssh', commands: ['ssh'], debianPackage: 'openssh-client' },
  { name: 'python3', commands: ['python3'], debianPackage: 'python3' },
  // Let's Encrypt's own ACME server for tests, and a DNS server for it.
  { name: 'pebble', commands: ['pebble'], debianPackage: 'pebble' },
  // Makes the certificates of tests in which a user brings one.
  { name: 'openssl', commands: ['openssl'], debianPackage: 'openssl' },
  // A dev server that refuses hosts that it does not know, for the test of that.
  { name: 'Django', commands: ['django-admin'], debianPackage: 'python3-django' },
  // Gives programs under test another clock than the machine's.
  { name: 'faketime', commands: ['faketime'], debianPackage: 'faketime' },
  { name: 'curl', commands: ['curl'], debianPackage: 'curl' },
  // A network namespace behind a link that loses packets.
  { name: 'ip', commands: ['ip'], debianPackage: 'iproute2' },
  // By which the app lists what listens on this machine.
  { name: 'ss', commands: ['ss', 'netstat'], debianPackage: 'iproute2' },
  // What reads the files that `porthole-exit generate` makes.
  { name: 'systemd-analyze', commands: ['systemd-analyze'], debianPackage: 'systemd' },
  { name: 'cloud-init', commands: ['cloud-init'], debianPackage: 'cloud-init', onlyInContainers: true },
];

// sd_booted(3)
const SYSTEMD_RUNS = '/run/systemd/system';

// Servers live in sbin, which is not in the PATH of every user.
const EXTRA_FOLDERS = ['/usr/local/sbin', '/usr/sbin', '/sbin'];

/**
 * Finds a program of the system.
 * @param {string} command
 * @returns {string | undefined} its path
 */
export function findCommand(command) {
  const folders = [...(process.env.PATH ?? '').split(delimiter).filter(Boolean), ...EXTRA_FOLDERS];
  return folders.map((folder) => join(folder, command)).find(isExecutable);
}

/** @param {string} file */
function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function missingParts() {
  return SYSTEM_PARTS.filter((part) => part.commands.every((command) => findCommand(command) === undefined));
}

/** Installs what tests need of the system where that is possible, and says what is missing where it is not. */
export async function ensureSystemParts() {
  const missing = missingParts();
  if (missing.length === 0) {
    return;
  }
  if (process.getuid?.() === 0 && findCommand('apt-get') !== undefined) {
    const wanted = missing.filter((part) => part.onlyInContainers !== true || !existsSync(SYSTEMD_RUNS));
    if (wanted.length > 0) await installPackages([...new Set(wanted.map((part) => part.debianPackage))]);
    await stopServices(wanted);
  }
  const still = missingParts();
  if (still.length > 0) {
    const names = still.map((part) => part.name).join(', ');
    process.stderr.write(`Missing on this machine: ${names}. Tests that need them are reported as skipped.\n`);
  }
}

/** @param {readonly string[]} packages */
export async function installPackages(packages) {
  process.stderr.write(`Installing what the tests need of the system: ${packages.join(', ')}…\n`);
  // Without systemd, Debian's packages start their services by runlevel: none runs in level 1.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  /** @type {import('node:child_process').SpawnOptions} */
  const options = { env, stdio: ['ignore', 'ignore', 'inherit'] };
  await runProgram('apt-get', ['update', '-qq'], options);
  // One failing package must not keep the others away.
  if ((await runProgram('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], options)) !== 0) {
    for (const name of packages) {
      await runProgram('apt-get', ['install', '-y', '-qq', '--no-install-recommends', name], options);
    }
  }
}

/**
 * Stops the services of packages that were installed just now: tests start their own, on their own ports.
 * @param {readonly SystemPart[]} parts
 */
async function stopServices(parts) {
  for (const { service } of parts) {
    if (service !== undefined && existsSync(SYSTEMD_RUNS)) {
      await runProgram('systemctl', ['disable', '--now', '--quiet', service], { stdio: 'ignore' });
    } else if (service !== undefined && existsSync(`/etc/init.d/${service}`)) {
      await runProgram(`/etc/init.d/${service}`, ['stop'], { stdio: 'ignore' });
    }
  }
}
