import { Button, CloseButton, Select, TextInput } from '@mantine/core';
import { IconSearch, IconX } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import type { RequestFilter } from '../../../shared/contract/captured-request.ts';
import { formatSpan } from '../../format/format-span.ts';
import { useTunnels } from '../../state/stores.ts';
import classes from './requests-panel.module.css';

/** How long typing pauses before the store is asked, ms. */
const TYPING_MS = 200;
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];
const STATUSES = [
  { value: '2xx', label: '2xx' },
  { value: '3xx', label: '3xx' },
  { value: '4xx', label: '4xx' },
  { value: '5xx', label: '5xx' },
  { value: '1xx', label: '1xx' },
  { value: 'none', label: 'No answer' },
];

interface RequestFiltersProps {
  filter: RequestFilter;
  onChange: (part: RequestFilter) => void;
  /** In a tunnel's own view there is nothing to choose. */
  withTunnel: boolean;
}

/** Text, method, status, tunnel and time by which requests are searched. */
export function RequestFilters({ filter, onChange, withTunnel }: RequestFiltersProps) {
  const tunnels = useTunnels((state) => state.value) ?? [];
  const http = tunnels.filter(({ kind }) => kind === 'http');
  return (
    <search className={classes.filters}>
      <TextFilter
        key={filter.text === undefined ? 'none' : 'some'}
        text={filter.text ?? ''}
        onChange={(text) => onChange({ text })}
      />
      <Select
        aria-label="Method"
        placeholder="Method"
        w={112}
        data={METHODS}
        value={filter.method ?? null}
        onChange={(method) => onChange({ method: method ?? undefined })}
        clearable
      />
      <Select
        aria-label="Status"
        placeholder="Status"
        w={124}
        data={STATUSES}
        value={typeof filter.status === 'string' ? filter.status : null}
        onChange={(status) => onChange({ status: (status ?? undefined) as RequestFilter['status'] })}
        clearable
      />
      {withTunnel && (
        <Select
          aria-label="Tunnel"
          placeholder="All tunnels"
          w={160}
          data={http.map(({ id, name }) => ({ value: id, label: name }))}
          value={filter.tunnelId ?? null}
          onChange={(tunnelId) => onChange({ tunnelId: tunnelId ?? undefined })}
          clearable
        />
      )}
      {filter.from !== undefined && filter.to !== undefined && (
        <TimeChip from={filter.from} to={filter.to} onRemove={() => onChange({ from: undefined, to: undefined })} />
      )}
    </search>
  );
}

/** Which time a chart led here for. @param from ms since the epoch */
function TimeChip({ from, to, onRemove }: { from: number; to: number; onRemove: () => void }) {
  const span = formatSpan(from / 1000, to / 1000);
  return (
    <Button
      variant="light"
      className={classes.chip ?? ''}
      rightSection={<IconX size={14} stroke={2} aria-hidden="true" />}
      aria-label={`Remove the filter by time: ${span}`}
      onClick={onRemove}
    >
      {span}
    </Button>
  );
}

function TextFilter({ text, onChange }: { text: string; onChange: (text: string | undefined) => void }) {
  const [typed, setTyped] = useState(text);
  useEffect(() => {
    if (typed.trim() === text) return;
    const timer = setTimeout(() => onChange(typed.trim() === '' ? undefined : typed.trim()), TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed, text, onChange]);
  return (
    <TextInput
      className={classes.search ?? ''}
      aria-label="Search in paths, fields and bodies"
      placeholder="Search in paths, fields and bodies"
      leftSection={<IconSearch size={16} stroke={1.75} aria-hidden="true" />}
      rightSection={
        typed !== '' && <CloseButton aria-label="Clear the search" size="sm" onClick={() => setTyped('')} />
      }
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
      maxLength={200}
      autoComplete="off"
      spellCheck={false}
    />
  );
}
