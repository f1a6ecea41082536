import type { Remedy } from '../../shared/contract/tunnel.ts';

/** What the one button that mends an error says. */
export const REMEDY_LABEL: Record<Remedy, string> = {
  retry: 'Try now',
  'edit-upstream': 'Change the address',
  rename: 'Choose another name',
  'use-upstream-host': 'Rewrite Host',
  'enter-token': 'Enter a new token',
  'add-licence': 'Add a licence',
  'change-server': 'Change server',
  'edit-rules': 'Change its rules',
};
