import { useEffect, useState } from 'react';
import type { RequestDetail } from '../../../shared/contract/captured-request.ts';
import { ask } from '../../rpc/ask.ts';
import { useConnection } from '../../state/connection-store.ts';

export interface DetailState {
  detail: RequestDetail | undefined;
  failure: string | undefined;
}

/** All that is kept of one request, asked for anew when its row changes. @param version of the row */
export function useRequestDetail(id: number, version: string): DetailState {
  const isOnline = useConnection((state) => state.client !== undefined);
  const [state, setState] = useState<DetailState>({ detail: undefined, failure: undefined });
  useEffect(() => {
    if (!isOnline) return;
    let isWanted = true;
    void ask((client) => client.requests.get({ id })).then((answer) => {
      if (!isWanted) return;
      if (answer.ok) setState({ detail: answer.value, failure: undefined });
      else setState(({ detail }) => ({ detail: detail?.id === id ? detail : undefined, failure: answer.message }));
    });
    return () => {
      isWanted = false;
    };
  }, [isOnline, id, version]);
  return state.detail === undefined || state.detail.id === id ? state : { detail: undefined, failure: undefined };
}
