import { CloseButton, Select, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import type { RequestFilter } from '../../../shared/contract/captured-request.ts';
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

/** Text, method, status and tunnel by which requests are searched. */
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
    </search>
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
