import { findCommand, installPackages } from '../scripts/setup/system-parts.js';

/** Programs that the benchmark needs, and Debian's packages that bring them. */
const TOOLS: Record<string, string> = {
  wrk: 'wrk',
  curl: 'curl',
  openssl: 'openssl',
  nginx: 'nginx',
  ssh: 'openssh-client',
  sshd: 'openssh-server',
};

/** Installs missing programs where apt and root are there. Throws where some are missing then. */
export async function ensureSystemTools(): Promise<void> {
  const isMissing = (command: string) => findCommand(command) === undefined;
  const missing = Object.keys(TOOLS).filter(isMissing);
  if (missing.length === 0) return;
  if (process.getuid?.() === 0 && findCommand('apt-get') !== undefined) {
    await installPackages(missing.map((command) => TOOLS[command] ?? command));
  }
  const still = missing.filter(isMissing);
  if (still.length > 0) {
    throw new Error(
      `Missing on this machine: ${still.join(', ')}. Debian has them as: ${still.map((c) => TOOLS[c]).join(', ')}.`,
    );
  }
}
