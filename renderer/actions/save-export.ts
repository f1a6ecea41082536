import { ask } from '../rpc/ask.ts';
import { saveFile } from './save-file.ts';
import { toast } from './toast.tsx';

/** Saves the user's tunnels and servers as a file for another computer. */
export async function saveExport(): Promise<void> {
  const answer = await ask((client) => client.imports.export());
  if (!answer.ok) return void toast(answer.message, { tone: 'bad' });
  saveFile('porthole-export.json', answer.value.text);
  toast('Saved. Tokens and passwords are not in the file.');
}
