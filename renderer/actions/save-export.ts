import { ask } from '../rpc/ask.ts';
import { toast } from './toast.tsx';

const FILE_NAME = 'porthole-export.json';

/** Saves the user's tunnels and servers as a file for another computer. */
export async function saveExport(): Promise<void> {
  const answer = await ask((client) => client.imports.export());
  if (!answer.ok) return void toast(answer.message, { tone: 'bad' });
  const url = URL.createObjectURL(new Blob([answer.value.text], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = FILE_NAME;
  link.click();
  // The browser has taken the address by now; it is of this page only.
  URL.revokeObjectURL(url);
  toast('Saved. Tokens and passwords are not in the file.');
}
