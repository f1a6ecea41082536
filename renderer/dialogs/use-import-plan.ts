import { useEffect, useState } from 'react';
import { type ImportPlan, MAX_IMPORT_LENGTH } from '../../shared/contract/import.ts';
import { ask } from '../rpc/ask.ts';

/** How long typing must rest before the engine reads it, ms. */
const REST_MS = 250;

interface PlanState {
  plan: ImportPlan | undefined;
  /** Why the text cannot be brought over. */
  problem: string | undefined;
}

const NOTHING: PlanState = { plan: undefined, problem: undefined };

/** What a text would bring, as soon as its typing rests. The last plan stays until the next is there. */
export function useImportPlan(text: string): PlanState {
  const [state, setState] = useState(NOTHING);
  useEffect(() => {
    if (text.trim() === '' || text.length > MAX_IMPORT_LENGTH) {
      setState(NOTHING);
      return;
    }
    let stale = false;
    const timer = setTimeout(async () => {
      const answer = await ask((client) => client.imports.preview({ text }));
      if (stale) return;
      setState(answer.ok ? { plan: answer.value, problem: undefined } : { plan: undefined, problem: answer.message });
    }, REST_MS);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [text]);
  return state;
}
