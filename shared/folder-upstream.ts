const SCHEME = 'folder://';

/**
 * The upstream of a shared folder: `folder:///home/ada/dist`, `folder:///C:/Users/ada/dist` or `folder://server/share/dist`, percent-encoded as file
 * URLs are (RFC 8089 §2 and appendix E). Plain text work, so that the page can show what the engine keeps.
 */
export const folderUpstream = {
  /** @param path absolute, as the system writes it */
  write(path: string): string {
    const drive = /^[A-Za-z]:(?=[\\/]|$)/.exec(path)?.[0];
    const isWindows = drive !== undefined || path.startsWith('\\\\');
    const names = isWindows ? path.replace(/^\\\\/, '').split(/[\\/]/) : path.split('/');
    const encoded = names.map((name, index) => (index === 0 && drive !== undefined ? name : encodeURIComponent(name)));
    return `${SCHEME}${drive === undefined ? '' : '/'}${encoded.join('/')}`;
  },

  /** The folder's path; undefined where the upstream is none, or is spelled wrong. */
  read(upstream: string): string | undefined {
    if (!upstream.startsWith(SCHEME)) return undefined;
    const encoded = upstream.slice(SCHEME.length);
    const path = decoded(encoded);
    if (path === undefined) return undefined;
    if (/^\/[A-Za-z]:(?:\/|$)/.test(encoded)) return path.slice(1).replaceAll('/', '\\');
    return encoded.startsWith('/') ? path : `\\\\${path.replaceAll('/', '\\')}`;
  },

  /** An upstream as people read it: the path of a folder, the address of all others. */
  shown(upstream: string): string {
    return folderUpstream.read(upstream) ?? upstream;
  },
};

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
