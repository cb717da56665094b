/** How the renderer draws a card so that it looks much as in Teams: sizes, distances and colours, light and dark. */

export type Theme = 'light' | 'dark';

type Ink = { readonly default: string; readonly subtle: string };

const INKS: Readonly<Record<Theme, Readonly<Record<string, Ink>>>> = {
  light: {
    default: ink('#242424', '#616161'),
    dark: ink('#242424', '#616161'),
    light: ink('#ffffff', '#e0e0e0'),
    accent: ink('#4f52b2', '#6264a7'),
    good: ink('#0e700e', '#3b8a3b'),
    warning: ink('#8a5a00', '#a06b10'),
    attention: ink('#b10e1c', '#c43a46'),
  },
  dark: {
    default: ink('#ffffff', '#bdbdbd'),
    dark: ink('#1f1f1f', '#333333'),
    light: ink('#ffffff', '#e0e0e0'),
    accent: ink('#a6a9ff', '#8f92dd'),
    good: ink('#7fd17f', '#6bb56b'),
    warning: ink('#ffce73', '#d9af61'),
    attention: ink('#ff9aa2', '#e37d86'),
  },
};

const BOXES: Readonly<Record<Theme, Readonly<Record<string, string>>>> = {
  light: {
    default: '#ffffff',
    emphasis: '#f5f5f5',
    accent: '#e8ebfa',
    good: '#e7f2da',
    warning: '#fff4ce',
    attention: '#fcdfe1',
  },
  dark: {
    default: '#292929',
    emphasis: '#1f1f1f',
    accent: '#2f3159',
    good: '#1b3d1b',
    warning: '#4a3a10',
    attention: '#4f1d22',
  },
};

export function hostConfig(theme: Theme): Record<string, unknown> {
  const line = theme === 'light' ? '#e0e0e0' : '#474747';
  return {
    supportsInteractivity: true,
    fontTypes: {
      default: font(
        '"Segoe UI", "Segoe UI Web", system-ui, -apple-system, "Helvetica Neue", Arial, sans-serif',
      ),
      monospace: font('Consolas, "SF Mono", Menlo, monospace'),
    },
    textStyles: { heading: { size: 'large', weight: 'bolder' } },
    spacing: { small: 8, default: 12, medium: 16, large: 20, extraLarge: 24, padding: 16 },
    separator: { lineThickness: 1, lineColor: line },
    imageSizes: { small: 32, medium: 52, large: 100 },
    containerStyles: Object.fromEntries(
      Object.entries(BOXES[theme]).map(([name, backgroundColor]) => [
        name,
        { backgroundColor, borderColor: line, foregroundColors: INKS[theme] },
      ]),
    ),
    actions: {
      maxActions: 6,
      buttonSpacing: 8,
      showCard: { actionMode: 'inline', inlineTopMargin: 12, style: 'emphasis' },
      actionsOrientation: 'horizontal',
      actionAlignment: 'left',
    },
    adaptiveCard: { allowCustomStyle: false },
    imageSet: { imageSize: 'medium', maxImageHeight: 100 },
    factSet: {
      title: { weight: 'bolder', wrap: true, maxWidth: 160 },
      value: { weight: 'default', wrap: true },
      spacing: 16,
    },
  };
}

function ink(normal: string, subtle: string): Ink {
  return { default: normal, subtle };
}

function font(fontFamily: string): Record<string, unknown> {
  return {
    fontFamily,
    fontSizes: { small: 12, default: 14, medium: 14, large: 18, extraLarge: 24 },
    fontWeights: { lighter: 300, default: 400, bolder: 600 },
  };
}
