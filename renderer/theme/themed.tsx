import { localStorageColorSchemeManager, MantineProvider, useMantineColorScheme } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { type ReactNode, useEffect } from 'react';
import { usePreferences } from '../state/stores.ts';
import { theme, themeVariables } from './theme.ts';

/** Remembers the scheme beside the engine's settings, so that the first paint after a reload has the right one. */
const schemeMemory = localStorageColorSchemeManager({ key: 'porthole.scheme' });

/** Gives the page its theme, in the scheme that the user chose. */
export function Themed({ children }: { children: ReactNode }) {
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={themeVariables}
      colorSchemeManager={schemeMemory}
      defaultColorScheme="auto"
      getStyleNonce={styleNonce}
    >
      <SchemeOfPreferences />
      <Notifications position="bottom-right" limit={4} zIndex={400} portalProps={{ target: document.body }} />
      {children}
    </MantineProvider>
  );
}

function SchemeOfPreferences() {
  const chosen = usePreferences((state) => state.value?.theme);
  const { setColorScheme } = useMantineColorScheme();
  useEffect(() => {
    if (chosen !== undefined) setColorScheme(chosen === 'system' ? 'auto' : chosen);
  }, [chosen, setColorScheme]);
  return null;
}

/** The nonce that the page's Content-Security-Policy allows style elements with; the server writes it into the page. */
function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';
}
