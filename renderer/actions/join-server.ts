import type { Server } from '../../shared/contract/server.ts';
import type { Answer } from '../rpc/answer.ts';
import { ask } from '../rpc/ask.ts';
import { toast } from './toast.tsx';

/** Adds the server of a join link, and says so. What is wrong with a link is in the answer. */
export async function joinServer(joinLink: string): Promise<Answer<Server>> {
  const answer = await ask((client) => client.servers.join({ joinLink }));
  if (answer.ok) toast(`Added ${answer.value.label}.`, { tone: 'good' });
  return answer;
}
