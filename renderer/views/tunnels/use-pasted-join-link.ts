import { useEffect } from 'react';

const JOIN_LINK = /^porthole:\/\/join\b/i;

/** Whether a text is meant as a join link; the engine says what is wrong with it. */
export function isJoinLink(text: string): boolean {
  return JOIN_LINK.test(text.trim());
}

/** Hands on a join link that is pasted while the cursor is in no field: whoever was given one need not look for its place. */
export function usePastedJoinLink(take: (link: string) => void): void {
  useEffect(() => {
    const onPaste = (event: ClipboardEvent) => {
      const text = event.clipboardData?.getData('text/plain') ?? '';
      const isInField = event.target instanceof Element && event.target.closest('input, textarea') !== null;
      if (isInField || !isJoinLink(text)) return;
      event.preventDefault();
      take(text.trim());
    };
    document.addEventListener('paste', onPaste);
    return () => document.removeEventListener('paste', onPaste);
  }, [take]);
}
