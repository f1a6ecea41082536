import { randomUUID } from 'node:crypto';
import type { SigningSecret } from '../../../../shared/contract/signing-secret.ts';
import { RequestError } from '../../request-error.ts';
import type { Vault } from '../../secrets/vault.ts';
import type { SettingsStore } from '../../settings/settings-store.ts';
import { SCHEMES } from './schemes.ts';

/** What one person uses at a time, many times over; the settings file stays small. */
const MOST = 100;

/** The secrets of webhooks: names in the settings, the secrets themselves in the vault. */
export class SigningSecrets {
  readonly #settings: SettingsStore;
  readonly #vault: Pick<Vault, 'get' | 'set' | 'remove'>;

  constructor(settings: SettingsStore, vault: Pick<Vault, 'get' | 'set' | 'remove'>) {
    this.#settings = settings;
    this.#vault = vault;
  }

  /** Under which id the vault has one. */
  static vaultId(id: string): string {
    return `signing-${id}`;
  }

  get all(): readonly SigningSecret[] {
    return this.#settings.value.signingSecrets;
  }

  async add({
    label,
    provider,
    secret,
  }: Pick<SigningSecret, 'label' | 'provider'> & { secret: string }): Promise<SigningSecret> {
    if (this.all.length >= MOST)
      throw new RequestError('NOT_NOW', `There are ${MOST} secrets of webhooks: remove one first.`);
    if (!SCHEMES[provider].key(secret)) {
      const message = `Secrets of ${SCHEMES[provider].title} are base64, usually behind "whsec_": copy it again.`;
      throw new RequestError('INVALID', message, 'secret');
    }
    const id = randomUUID();
    await this.#vault.set(SigningSecrets.vaultId(id), secret);
    const added: SigningSecret = { id, label, provider, last4: secret.slice(-4) };
    this.#settings.update({ signingSecrets: [...this.all, added] });
    return added;
  }

  /** Rejects with RequestError where there is no such secret; with SettingsNotSaved where it is gone but that cannot be written yet. */
  async remove(id: string): Promise<void> {
    const { all } = this;
    this.get(id);
    this.#settings.update({ signingSecrets: all.filter((secret) => secret.id !== id) });
    await this.#settings.onceSaved(() => this.#vault.remove(SigningSecrets.vaultId(id)));
  }

  get(id: string): SigningSecret {
    const found = this.all.find((secret) => secret.id === id);
    if (found) return found;
    throw new RequestError('NOT_FOUND', 'This secret was removed: choose another one.');
  }

  /** Rejects with RequestError where the vault no longer has it. */
  async reveal(id: string): Promise<string> {
    try {
      return await this.#vault.get(SigningSecrets.vaultId(this.get(id).id));
    } catch (error) {
      if (error instanceof RequestError) throw error;
      throw new RequestError('NOT_NOW', (error as Error).message);
    }
  }
}
