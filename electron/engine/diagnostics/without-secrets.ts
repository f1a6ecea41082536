/** Shorter ones would take ordinary words out of the text. */
const SHORTEST = 6;
const REMOVED = '[removed]';

/**
 * Takes every secret that is known out of a text, as it is, as in JSON and as in a URL. Nothing puts one there; but an exit server may repeat a token in what it
 * says, and that is in the log.
 */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  const forms = secrets
    .filter((secret) => secret.length >= SHORTEST)
    .flatMap((secret) => [
      secret,
      JSON.stringify(secret).slice(1, -1),
      encodeURIComponent(secret),
      Buffer.from(secret).toString('base64').replace(/=+$/, ''),
      Buffer.from(secret).toString('base64url'),
    ]);
  // The longest first: one may be the beginning of another.
  const longestFirst = [...new Set(forms)].toSorted((a, b) => b.length - a.length);
  return longestFirst.reduce((rest, form) => rest.replaceAll(form, REMOVED), text);
}
