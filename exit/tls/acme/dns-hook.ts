import { execFile } from 'node:child_process';
import { CertificateError } from '../certificate-error.ts';

/** How long a hook may take, ms: it is to return when the record can be seen, which takes minutes at slow DNS providers. */
const HOOK_MS = 10 * 60 * 1000;
/** How much of what it prints is read, bytes. */
const MAX_OUTPUT = 64 * 1024;
/** How much of that an error repeats. */
const MAX_QUOTE = 300;

/**
 * Runs `COMMAND add|remove DOMAIN NAME VALUE`, without a shell: the program adds the TXT record NAME with VALUE to the zone of DOMAIN and
 * returns when the zone's servers answer with it, or removes just this value. Rejects with CertificateError where it fails.
 */
export function runDnsHook(
  command: string,
  action: 'add' | 'remove',
  record: { domain: string; name: string; value: string },
): Promise<void> {
  const { domain, name, value } = record;
  return new Promise((resolve, reject) => {
    execFile(
      command,
      [action, domain, name, value],
      { timeout: HOOK_MS, killSignal: 'SIGKILL', maxBuffer: MAX_OUTPUT },
      (error, stdout, stderr) => {
        if (error === null) return resolve();
        const said = `${stderr}${stdout}`.replace(/\s+/g, ' ').trim().slice(0, MAX_QUOTE);
        const how = error.killed === true ? `took more than ${HOOK_MS / 60_000} minutes` : `failed (${error.code})`;
        reject(
          new CertificateError(`the DNS hook "${command} ${action} ${domain}" ${how}${said === '' ? '' : `: ${said}`}`),
        );
      },
    );
  });
}
