import { ask } from '../rpc/ask.ts';
import { saveFile } from './save-file.ts';
import { toast } from './toast.tsx';

/** Saves what somebody who helps has to know as a file, without secrets. */
export async function saveDiagnostics(): Promise<void> {
  const answer = await ask((client) => client.diagnostics.collect());
  if (!answer.ok) return void toast(answer.message, { tone: 'bad' });
  saveFile('porthole-diagnostics.json', answer.value.text);
  toast('Saved. There are no secrets in the file; read it before you pass it on.');
}
