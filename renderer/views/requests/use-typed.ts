import { useEffect, useRef, useState } from 'react';

/** How long typing pauses before the store is asked, ms. */
const TYPING_MS = 200;

/**
 * What is being typed into a filter, and what sets it. Follows a filter that is set from elsewhere.
 *
 * @param kept the filter as it is
 * @param settle called once typing pauses: sets the filter, and returns as what it will be kept
 */
export function useTyped<Value>(kept: Value, settle: (typed: Value) => Value): [Value, (typed: Value) => void] {
  const [typed, setTyped] = useState(kept);
  const latest = useRef(settle);
  const settled = useRef(kept);
  useEffect(() => {
    latest.current = settle;
  }, [settle]);
  useEffect(() => {
    // What was typed is the newer one, except where the filter was set by something else.
    if (kept !== settled.current) setTyped(kept);
    settled.current = kept;
  }, [kept]);
  useEffect(() => {
    if (typed === settled.current) return;
    const timer = setTimeout(() => {
      settled.current = latest.current(typed);
    }, TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  return [typed, setTyped];
}
