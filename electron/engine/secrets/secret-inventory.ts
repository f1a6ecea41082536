import type { Keeping, KeepingOffer, Secret, Secrets } from '../../../shared/contract/secrets.ts';
import type { LicenceDirectory } from '../licences/licence-directory.ts';
import { Live } from '../live.ts';
import type { Network } from '../network/network.ts';
import { RequestError } from '../request-error.ts';
import { SigningSecrets } from '../requests/signatures/signing-secrets.ts';
import type { ServerDirectory } from '../servers/server-directory.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import type { Vault } from './vault.ts';

const NAMES: Record<Keeping, string> = {
  keychain: 'the system’s keychain',
  file: 'the encrypted file',
  memory: 'memory',
};

export interface SecretInventoryParts {
  readonly vault: Vault;
  readonly settings: SettingsStore;
  readonly servers: ServerDirectory;
  readonly network: Network;
  readonly signing: SigningSecrets;
  readonly licences: Pick<LicenceDirectory, 'remove'>;
  /** Why the system's keychain cannot be used, where that is known. */
  readonly noKeychain: string | undefined;
}

/** All secrets that the app holds by what they are for, and where they are kept. */
export class SecretInventory {
  readonly view: Live<Secrets>;
  readonly #parts: SecretInventoryParts;

  constructor(parts: SecretInventoryParts) {
    this.#parts = parts;
    this.view = new Live(this.#look());
    parts.vault.changes.subscribe(() => this.#update());
    parts.settings.subscribe(() => this.#update());
  }

  /** Moves all secrets, and lets new ones go there. Rejects with RequestError, with nothing lost, where that fails. */
  async move(to: Keeping): Promise<Secrets> {
    const offer = this.view.value.offers.find(({ keeping }) => keeping === to);
    if (offer === undefined || offer.unavailable !== undefined) {
      throw new RequestError('NOT_NOW', offer?.unavailable ?? 'Secrets cannot be kept there.', 'to');
    }
    try {
      await this.#parts.vault.move(to);
    } catch (error) {
      const message = `The secrets could not be moved to ${NAMES[to]}: ${(error as Error).message}`;
      throw new RequestError('NOT_NOW', message, 'to');
    }
    return this.view.value;
  }

  /** Forgets a secret; what needs it waits until it is entered again. Rejects with RequestError. */
  async remove(id: string): Promise<void> {
    const secret = this.view.value.secrets.find((candidate) => candidate.id === id);
    if (secret === undefined) throw new RequestError('NOT_FOUND', 'There is no such secret.');
    const { servers, network, signing, licences } = this.#parts;
    const webhook = signing.all.find((candidate) => SigningSecrets.vaultId(candidate.id) === id);
    if (secret.serverId !== undefined) await servers.removeToken(secret.serverId);
    else if (secret.licenceId !== undefined) await licences.remove(secret.licenceId);
    else if (webhook !== undefined) await signing.remove(webhook.id);
    else await network.update({ proxyPassword: '' });
  }

  #update(): void {
    this.view.set(this.#look());
  }

  #look(): Secrets {
    const { vault, settings, signing, noKeychain } = this.#parts;
    const { servers, network, licences } = settings.value;
    const tokens = servers.map(({ id, label, secretId }): Secret => {
      return { id: secretId, kind: 'token', label, serverId: id, ...vault.info(secretId) };
    });
    // A subscription has a key and its last statement, which are one thing to its user: what cannot be read of the two is said.
    const held = licences.map(({ id, plan, secretId, statementId = secretId }): Secret => {
      const [key, statement] = [vault.info(secretId), vault.info(statementId)];
      return { id: secretId, kind: 'licence', label: plan, licenceId: id, ...(key.state === 'kept' ? statement : key) };
    });
    const { proxySecretId, proxyUrl = 'the proxy' } = network;
    const password: Secret[] =
      proxySecretId === undefined
        ? []
        : [{ id: proxySecretId, kind: 'proxy-password', label: proxyUrl, ...vault.info(proxySecretId) }];
    const webhooks = signing.all.map(({ id, label }): Secret => {
      const vaultId = SigningSecrets.vaultId(id);
      return { id: vaultId, kind: 'signing-secret', label, ...vault.info(vaultId) };
    });
    const offers = (['keychain', 'file', 'memory'] as const).map((keeping): KeepingOffer => {
      if (vault.offers(keeping)) return { keeping };
      const reason = keeping === 'keychain' ? noKeychain : undefined;
      return { keeping, unavailable: reason ?? `Secrets cannot be kept in ${NAMES[keeping]} here.` };
    });
    return { keeping: vault.keeping, offers, secrets: [...tokens, ...held, ...password, ...webhooks] };
  }
}
