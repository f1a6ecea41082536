import type { RequestFilter } from '../../../../shared/contract/captured-request.ts';

export interface FilterSql {
  /** Conditions, each true for the rows that are wanted; joined by AND. */
  readonly where: string;
  readonly values: (string | number)[];
}

/** In the order of what costs least: bodies are read only where nothing before them said no. */
const TEXT_COLUMNS = [
  'path',
  'host',
  'method',
  'request_fields',
  'answer_fields',
  'CAST(request_body AS TEXT)',
  'CAST(answer_body AS TEXT)',
];

/** Writes a filter as SQL over the table `requests`. */
export function filterSql(filter: RequestFilter): FilterSql {
  const conditions: string[] = [];
  const values: (string | number)[] = [];
  const add = (condition: string, ...given: (string | number)[]) => {
    conditions.push(condition);
    values.push(...given);
  };
  if (filter.tunnelId !== undefined) add('tunnel_id = ?', filter.tunnelId);
  if (filter.method) add('method = ?', filter.method.toUpperCase());
  // A chart counts a request when it ends: one that began long before belongs to the span, too.
  if (filter.from !== undefined) add('(duration_ms IS NULL OR started_at + duration_ms >= ?)', filter.from);
  if (filter.to !== undefined) add('started_at < ?', filter.to);
  if (filter.minMs !== undefined) add('duration_ms >= ?', filter.minMs);
  if (filter.maxMs !== undefined) add('duration_ms <= ?', filter.maxMs);
  if (filter.status !== undefined) addStatus(filter.status, add);
  if (filter.path) add("path LIKE ? ESCAPE '\\'", pattern(filter.path));
  if (filter.text) {
    const like = pattern(filter.text);
    const any = TEXT_COLUMNS.map((column) => `${column} LIKE ? ESCAPE '\\'`).join(' OR ');
    add(`(${any})`, ...TEXT_COLUMNS.map(() => like));
  }
  return { where: conditions.length === 0 ? '1' : conditions.join(' AND '), values };
}

function addStatus(
  status: NonNullable<RequestFilter['status']>,
  add: (condition: string, ...values: number[]) => void,
): void {
  if (status === 'none' || typeof status === 'number') {
    add('status = ?', status === 'none' ? 0 : status);
    return;
  }
  const first = Number(status[0]) * 100;
  add('status BETWEEN ? AND ?', first, first + 99);
}

/** LIKE's own signs in the text count as themselves. */
function pattern(text: string): string {
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`;
}
