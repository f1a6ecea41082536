import {
  type Icon,
  IconBrandAngular,
  IconBrandAstro,
  IconBrandDeno,
  IconBrandDocker,
  IconBrandGolang,
  IconBrandLaravel,
  IconBrandMongodb,
  IconBrandMysql,
  IconBrandNextjs,
  IconBrandNodejs,
  IconBrandPhp,
  IconBrandPython,
  IconBrandRust,
  IconBrandSvelte,
  IconBrandVite,
  IconCoffee,
  IconDatabase,
  IconPlugConnected,
  IconServer2,
  IconWorld,
} from '@tabler/icons-react';
import type { Service } from '../../../shared/contract/service.ts';

/** Programs that people know by their sign; the first pattern that fits the program's name wins. */
const SIGNS: readonly (readonly [RegExp, Icon])[] = [
  [/vite/i, IconBrandVite],
  [/^next/i, IconBrandNextjs],
  [/astro/i, IconBrandAstro],
  [/^ng$|angular/i, IconBrandAngular],
  [/svelte/i, IconBrandSvelte],
  [/deno/i, IconBrandDeno],
  [/^(?:node|npm|bun)/i, IconBrandNodejs],
  [/python|uvicorn|gunicorn|flask|django/i, IconBrandPython],
  [/artisan|laravel/i, IconBrandLaravel],
  [/php/i, IconBrandPhp],
  [/docker|containerd/i, IconBrandDocker],
  [/^go$|^air$/i, IconBrandGolang],
  [/cargo|rust/i, IconBrandRust],
  [/java|gradle|spring/i, IconCoffee],
  [/mysql|mariadb/i, IconBrandMysql],
  [/mongo/i, IconBrandMongodb],
  [/postgres|redis|valkey|sqlite|memcached/i, IconDatabase],
  [/nginx|apache|httpd|caddy|traefik|haproxy/i, IconServer2],
];

/** The sign of a program, or of what it speaks. */
export function ServiceIcon({ service }: { service: Service }) {
  const { program } = service;
  const known = program === undefined ? undefined : SIGNS.find(([pattern]) => pattern.test(program))?.[1];
  const Sign = known ?? (service.kind === 'http' ? IconWorld : IconPlugConnected);
  return <Sign size={18} stroke={1.6} aria-hidden="true" />;
}
