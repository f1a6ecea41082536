/** Where in a folder a request leads. */
export interface Place {
  /** Names from the shared folder on, decoded once. */
  readonly names: readonly string[];
  /** It ended in a slash: a folder is meant. */
  readonly isFolder: boolean;
  /** With its `?`; empty where there is none. */
  readonly query: string;
}

/**
 * Reads a request's target in origin-form (RFC 9112 §3.2.1); undefined where it is another form, or not spelled right. Escapes are decoded once and
 * after the path was cut into names, so that `%2f` cuts nothing. Which names may be asked for says isSharedName.
 */
export function locate(target: string): Place | undefined {
  const [, path, query = ''] = /^(\/[^?#]*)(\?[^#]*)?$/.exec(target) ?? [];
  if (path === undefined) return undefined;
  const names = path.slice(1).split('/').map(decoded);
  const isFolder = names.at(-1) === '';
  if (isFolder) names.pop();
  return names.every((name) => name !== undefined) ? { names, isFolder, query } : undefined;
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
