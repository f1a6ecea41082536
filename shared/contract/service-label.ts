import type { Service } from './service.ts';

/** Longest page title that stands in for a program's name, in characters. */
const TITLE_LENGTH = 32;

/** Names a service as `vite · my-shop · 5173`; what the system does not tell is left out or said in general words. */
export function serviceLabel(service: Service): string {
  return serviceLabelParts(service).join(' · ');
}

/** The same, in its parts: program (or title, or kind), project, port. */
export function serviceLabelParts(service: Service): string[] {
  const name = service.program ?? shortened(service.title) ?? (service.kind === 'http' ? 'Web server' : 'TCP service');
  const project = service.project === undefined || service.project === name ? [] : [service.project];
  return [name, ...project, String(service.port)];
}

function shortened(title: string | undefined): string | undefined {
  const text = title?.trim();
  if (text === undefined || text === '') return undefined;
  return text.length > TITLE_LENGTH ? `${text.slice(0, TITLE_LENGTH - 1).trimEnd()}…` : text;
}
