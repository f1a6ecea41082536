/** The part of a public host around a tunnel's name: `{name}.exit.example.com` has prefix `` and suffix `.exit.example.com`. */
export interface HostPattern {
  prefix: string;
  suffix: string;
}

const DEFAULT_PORTS = { http: 80, https: 443 };
const PLACEHOLDER = '{name}';
const TEMPLATE =
  /^(?<scheme>https?):\/\/(?<host>[a-z0-9.-]*\{name\}[a-z0-9-]*(?:\.[a-z0-9-]+)*)(?::(?<port>\d{1,5}))?\/?$/i;

/** Whether a text is a template that `PublicUrls` can use: `http(s)://HOST[:PORT]` with `{name}` once, in the host. */
export function isPublicUrlTemplate(text: string): boolean {
  return TEMPLATE.test(text);
}

/** Knows what a tunnel's public URL is, and which hosts of requests belong to which tunnel. */
export class PublicUrls {
  /** Scheme that visitors use, as far as this server can know: `https` where the data plane speaks TLS, else that of the template, else `http`. */
  readonly scheme: 'http' | 'https';
  readonly patterns: readonly HostPattern[];
  readonly #domain: string;
  readonly #template: string | undefined;
  readonly #templatePort: string | undefined;

  /** `tls`: whether the data plane itself speaks TLS. */
  constructor(domain: string, template: string | undefined, tls = false) {
    this.#domain = domain;
    this.#template = template?.replace(/\/$/, '');
    const groups = template === undefined ? undefined : TEMPLATE.exec(template)?.groups;
    this.#templatePort = groups?.port;
    this.scheme = tls || groups?.scheme?.toLowerCase() === 'https' ? 'https' : 'http';
    const patterns: HostPattern[] = [{ prefix: '', suffix: `.${domain}` }];
    const host = groups?.host?.toLowerCase();
    if (host !== undefined) {
      const [prefix = '', suffix = ''] = host.split(PLACEHOLDER);
      // What the template says is what visitors see, so it comes first.
      patterns.unshift({ prefix, suffix });
    }
    this.patterns = patterns;
  }

  /** Host of a tunnel without port, in lower case: the label of its metrics. */
  host(name: string): string {
    const [pattern] = this.patterns;
    return pattern === undefined ? name : pattern.prefix + name + pattern.suffix;
  }

  /** Public URL of an HTTP tunnel; `dataPort` is the one that the data plane listens on. */
  http(name: string, dataPort: number): string {
    if (this.#template !== undefined) return this.#template.replace(PLACEHOLDER, name);
    return `${this.scheme}://${name}.${this.#domain}${portSuffix(this.scheme, dataPort)}`;
  }

  /** Public URL of a TLS tunnel, whose visitors speak TLS whatever those of HTTP tunnels do. */
  tls(name: string, dataPort: number): string {
    const url = this.http(name, dataPort);
    const { port, protocol, hostname } = new URL(url);
    if (protocol === 'https:') return url;
    return `https://${hostname}${portSuffix('https', port === '' ? DEFAULT_PORTS.http : Number(port))}`;
  }

  /** Where a visitor that came over plain HTTP goes to: `host` as its request said it, `target` in origin-form. */
  redirect(host: string, target: string, dataPort: number): string {
    const port = this.#template === undefined ? dataPort : Number(this.#templatePort ?? DEFAULT_PORTS.https);
    const path = target.startsWith('/') ? target : '/';
    return `https://${host.replace(/:\d*$/, '')}${portSuffix('https', port)}${path}`;
  }

  /** Where visitors reach the data plane, as a client shows it; undefined where only a load balancer in front knows. */
  dataPlane(dataPort: number): string | undefined {
    return this.#template === undefined
      ? `${this.scheme}://${this.#domain}${portSuffix(this.scheme, dataPort)}`
      : undefined;
  }

  /** Public URL of a TCP tunnel. */
  tcp(port: number): string {
    return `tcp://${this.#domain}:${port}`;
  }
}

function portSuffix(scheme: 'http' | 'https', port: number): string {
  return port === DEFAULT_PORTS[scheme] ? '' : `:${port}`;
}
