import { Select } from '@mantine/core';
import { useState } from 'react';
import type { RequestFilter } from '../../../shared/contract/captured-request.ts';

const CLASSES = [
  { value: '2xx', label: '2xx' },
  { value: '3xx', label: '3xx' },
  { value: '4xx', label: '4xx' },
  { value: '5xx', label: '5xx' },
  { value: '1xx', label: '1xx' },
  { value: 'none', label: 'No answer' },
];
/** RFC 9110 §15: three digits, the first of which is the class. */
const CODE = /^[1-5]\d\d$/;

type Status = RequestFilter['status'];

/** A class of status codes, or one code that is typed. */
export function StatusFilter({ status, onChange }: { status: Status; onChange: (status: Status) => void }) {
  const [typed, setTyped] = useState('');
  const codes = new Set([typed.trim(), String(status)].filter((text) => CODE.test(text)));
  return (
    <Select
      aria-label="Status"
      placeholder="Status"
      w={112}
      data={[...[...codes].map((code) => ({ value: code, label: code })), ...CLASSES]}
      searchable
      onSearchChange={setTyped}
      nothingFoundMessage="Type a code like 404"
      value={status === undefined ? null : String(status)}
      onChange={(value) => onChange(read(value))}
      clearable
      allowDeselect={false}
    />
  );
}

function read(value: string | null): Status {
  if (value === null) return undefined;
  return CODE.test(value) ? Number(value) : (value as Status);
}
