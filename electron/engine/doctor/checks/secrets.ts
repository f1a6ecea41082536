import type { Finding } from '../../../../shared/contract/doctor.ts';
import type { Keeping, Secret } from '../../../../shared/contract/secrets.ts';
import { SecretFile } from '../../secrets/secret-file.ts';
import { fileOf } from '../../secrets/vault.ts';
import type { DoctorParts } from '../doctor-parts.ts';
import { findings } from '../findings.ts';

const KEPT: Record<Keeping, string> = {
  keychain: 'New secrets go into the system’s keychain.',
  file: 'New secrets go into a file that is encrypted.',
  memory: 'New secrets are kept in memory, and are gone when the app ends.',
};

const KINDS: Record<Secret['kind'], string> = {
  token: 'Token of',
  licence: 'Licence',
  'proxy-password': 'Password of',
  'signing-secret': 'Secret of the webhook',
};

/** Where secrets are kept, and whether each can be read. */
export async function checkSecrets({ vault, secrets, dataDir }: DoctorParts): Promise<Finding[]> {
  await vault.inspect();
  const broken = await brokenFiles(dataDir);
  const { keeping, offers, secrets: kept } = secrets.view.value;
  const troubles = kept.filter(({ state }) => state !== 'kept').map(trouble);
  const good = kept.length - troubles.length;
  const readable =
    good === 0 ? [] : [findings.ok('Kept', good === 1 ? '1 secret can be read.' : `${good} secrets can be read.`)];
  return [
    place(keeping, offers.find((offer) => offer.keeping === 'keychain')?.unavailable),
    ...readable,
    ...broken,
    ...troubles,
  ];
}

/** The files of secrets that the next start could not read. One that is missing holds none. */
async function brokenFiles(dataDir: string): Promise<Finding[]> {
  if (dataDir === '') return [];
  const paths = [fileOf(dataDir, 'keychain'), fileOf(dataDir, 'file')];
  const problems = await Promise.all(paths.map((path) => new SecretFile(path).load({ lookOnly: true })));
  const nextStep = 'Put a good copy in its place; else the app sets it aside, and its secrets must be entered again.';
  return problems.flatMap((problem) => (problem === undefined ? [] : [findings.failed('File', problem, nextStep)]));
}

function place(keeping: Keeping, noKeychain: string | undefined): Finding {
  if (keeping !== 'memory') return findings.ok('Place', KEPT[keeping]);
  const why = noKeychain === undefined ? '' : ` ${noKeychain}`;
  return findings.warning('Place', `${KEPT.memory}${why}`, 'Choose a place that lasts under Secrets.');
}

function trouble({ kind, label, state, message = 'It cannot be read.' }: Secret): Finding {
  const about = `${KINDS[kind]} ${label}`;
  // Another app of the same folder may well be able to.
  if (state === 'out-of-reach')
    return findings.warning(about, message, 'Run the doctor in the desktop app, or enter it again under Secrets.');
  return findings.failed(about, message, 'Enter it again under Secrets.');
}
