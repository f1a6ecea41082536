import {
  ActionIcon,
  Button,
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  Loader,
  Menu,
  Modal,
  NumberInput,
  PasswordInput,
  Popover,
  Portal,
  SegmentedControl,
  Select,
  Switch,
  Textarea,
  TextInput,
  Tooltip,
  type VariantColorsResolver,
} from '@mantine/core';

/** Longest motion of the page, ms: a person should never wait for an animation. */
const MOTION_MS = 120;

/** Help stands below an input, and what is wrong with it below that. */
const ORDER: ('label' | 'input' | 'description' | 'error')[] = ['label', 'input', 'description', 'error'];

const transition = { transition: 'fade', duration: MOTION_MS } as const;

/** Text on filled buttons follows the scheme's shade (Mantine's own choice looks at the light one only). */
const variantColors: VariantColorsResolver = (input) => {
  const colors = defaultVariantColorsResolver(input);
  if (input.variant === 'filled') return { ...colors, color: 'var(--ph-on-fill)' };
  if (input.variant === 'subtle' && (input.color === undefined || input.color === 'sea')) {
    return { ...colors, color: 'var(--ph-accent)', hover: 'var(--ph-hover)' };
  }
  return colors;
};

/**
 * The one theme: deep navy, sea-green accent, warm brass for warnings, one red, neutral greys with a little blue.
 * Each shade that carries text was chosen for a contrast of 4.5:1 or more on the surface that it is used on (WCAG 1.4.3).
 */
export const theme = createTheme({
  primaryColor: 'sea',
  primaryShade: { light: 7, dark: 4 },
  variantColorResolver: variantColors,
  respectReducedMotion: true,
  cursorType: 'pointer',
  defaultRadius: 'md',
  focusRing: 'auto',
  white: '#ffffff',
  black: '#142030',
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  fontFamilyMonospace: "'JetBrains Mono Variable', ui-monospace, monospace",
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.125rem' },
  lineHeights: { xs: '1.4', sm: '1.45', md: '1.5', lg: '1.5', xl: '1.4' },
  radius: { xs: '4px', sm: '6px', md: '8px', lg: '12px', xl: '16px' },
  spacing: { xs: '8px', sm: '12px', md: '16px', lg: '24px', xl: '32px' },
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '1.25rem', lineHeight: '1.3' },
      h2: { fontSize: '1rem', lineHeight: '1.4' },
      h3: { fontSize: '0.875rem', lineHeight: '1.5' },
    },
  },
  colors: {
    sea: ['#e4f6f1', '#c8ece1', '#9adcc9', '#66cbb0', '#3fbd9e', '#22a688', '#118a71', '#0b735e', '#085b4b', '#064539'],
    brass: [
      '#fbf4e3',
      '#f5e6c2',
      '#ecd194',
      '#e4bd68',
      '#dba947',
      '#c48f2c',
      '#a5741f',
      '#845a15',
      '#6a4811',
      '#4e350d',
    ],
    red: ['#fdeceb', '#fad1cf', '#f6aaa7', '#f28683', '#ee6f6b', '#e05450', '#c93b37', '#b02d2a', '#8f2422', '#6d1b19'],
    gray: [
      '#f6f8fb',
      '#eef2f6',
      '#e2e8ef',
      '#d2dae4',
      '#b5c0cd',
      '#8f9daf',
      '#66768a',
      '#4d5c6f',
      '#334153',
      '#1b2636',
    ],
    dark: [
      '#dfe7f0',
      '#b8c5d4',
      '#94a5b8',
      '#71849a',
      '#2b3d54',
      '#1f2f45',
      '#162436',
      '#0c1624',
      '#09111c',
      '#060b13',
    ],
  },
  components: {
    // Their scroll lock would put a style element without our nonce into the page, which the CSP refuses.
    Modal: Modal.extend({
      defaultProps: { lockScroll: false, centered: true, radius: 'lg', transitionProps: transition },
    }),
    // The placeholder for the first focus is no menu item, which a menu must not have; without it the first item gets the focus.
    Menu: Menu.extend({
      defaultProps: {
        shadow: 'md',
        transitionProps: transition,
        position: 'bottom-end',
        withinPortal: true,
        withInitialFocusPlaceholder: false,
      },
    }),
    Portal: Portal.extend({ defaultProps: { target: '#floats' } }),
    Popover: Popover.extend({ defaultProps: { shadow: 'md', transitionProps: transition } }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 300, transitionProps: transition, withArrow: false } }),
    Button: Button.extend({ defaultProps: { size: 'sm' } }),
    ActionIcon: ActionIcon.extend({
      defaultProps: { variant: 'subtle', size: 28 },
      vars: () => ({
        root: { '--ai-color': 'var(--ph-dim)', '--ai-hover': 'var(--ph-hover)', '--ai-hover-color': 'var(--ph-text)' },
      }),
    }),
    TextInput: TextInput.extend({
      defaultProps: { size: 'sm', inputWrapperOrder: ORDER },
    }),
    Select: Select.extend({
      defaultProps: { size: 'sm', allowDeselect: false, checkIconPosition: 'right', inputWrapperOrder: ORDER },
    }),
    Textarea: Textarea.extend({ defaultProps: { size: 'sm', inputWrapperOrder: ORDER } }),
    NumberInput: NumberInput.extend({ defaultProps: { size: 'sm', inputWrapperOrder: ORDER } }),
    PasswordInput: PasswordInput.extend({ defaultProps: { size: 'sm', inputWrapperOrder: ORDER } }),
    SegmentedControl: SegmentedControl.extend({ defaultProps: { withItemsBorders: false } }),
    Switch: Switch.extend({ defaultProps: { size: 'sm', withThumbIndicator: false } }),
    Loader: Loader.extend({ defaultProps: { type: 'oval', size: 16 } }),
  },
});

/** Maps Mantine's own variables onto the tokens of tokens.css, so that both schemes are told in one place. */
export const themeVariables: CSSVariablesResolver = () => {
  const mapped = {
    '--mantine-color-body': 'var(--ph-canvas)',
    '--mantine-color-sea-filled': 'var(--ph-fill)',
    '--mantine-color-text': 'var(--ph-text)',
    '--mantine-color-dimmed': 'var(--ph-dim)',
    '--mantine-color-placeholder': 'var(--ph-faint)',
    '--mantine-color-error': 'var(--ph-bad)',
    '--mantine-color-default': 'var(--ph-raised)',
    '--mantine-color-default-hover': 'var(--ph-hover)',
    '--mantine-color-default-border': 'var(--ph-line-strong)',
    '--mantine-color-default-color': 'var(--ph-text)',
  };
  return { variables: {}, light: mapped, dark: mapped };
};
