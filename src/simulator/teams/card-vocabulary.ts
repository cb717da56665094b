/** Adaptive Cards up to version 1.5: every type with its properties, what each takes, and since which version. */

export type Property = {
  readonly kind: string;
  readonly required: boolean;
  readonly since: string | undefined;
};

export type TypeWords = {
  readonly since: string | undefined;
  readonly properties: ReadonlyMap<string, Property>;
};

/** Words that an enumeration takes; clients compare them without case. */
export const CHOICES: Readonly<Record<string, readonly string[]>> = {
  spacing: ['default', 'none', 'small', 'medium', 'large', 'extralarge', 'padding'],
  color: ['default', 'dark', 'light', 'accent', 'good', 'warning', 'attention'],
  font: ['default', 'monospace'],
  size: ['default', 'small', 'medium', 'large', 'extralarge'],
  weight: ['default', 'lighter', 'bolder'],
  across: ['left', 'center', 'right'],
  down: ['top', 'center', 'bottom'],
  box: ['default', 'emphasis', 'good', 'attention', 'warning', 'accent'],
  textstyle: ['default', 'heading'],
  stretch: ['auto', 'stretch'],
  picture: ['auto', 'stretch', 'small', 'medium', 'large'],
  face: ['default', 'person'],
  button: ['default', 'positive', 'destructive'],
  place: ['primary', 'secondary'],
  choices: ['compact', 'expanded', 'filtered'],
  entry: ['text', 'tel', 'url', 'email', 'password'],
};

/**
 * One line a type: its version when it is not 1.0, then `property`, `!` when required, `@` the version that brought it,
 * `=` what it takes: text (when nothing is said), flag, number, any, one of CHOICES, or the types of its parts.
 */
const ELEMENT =
  'id isVisible@1.2=flag requires@1.2=any fallback@1.2=fallback height@1.1=any separator=flag spacing=spacing';
const INPUT = `${ELEMENT} id! errorMessage@1.3 isRequired@1.3=flag label@1.3`;
const ACTION =
  'title iconUrl@1.1 id style@1.2=button fallback@1.2=fallback requires@1.2=any tooltip@1.5 isEnabled@1.5=flag mode@1.5=place';
const BOX =
  'selectAction@1.1=action style=box verticalContentAlignment@1.1=down bleed@1.2=flag backgroundImage@1.2=any minHeight@1.2 rtl@1.5=flag';
const FONT = 'color=color fontType@1.2=font isSubtle=flag size=size weight=weight';

const LINES: Readonly<Record<string, string>> = {
  AdaptiveCard:
    '1.0 $schema version! body=elements actions=actions selectAction@1.1=action fallbackText backgroundImage@1.2=any minHeight@1.2 rtl@1.5=flag speak lang verticalContentAlignment@1.1=down refresh@1.4=any authentication@1.4=any msteams=any',
  TextBlock: `1.0 ${ELEMENT} ${FONT} text! horizontalAlignment=across maxLines=number wrap=flag style@1.5=textstyle`,
  RichTextBlock: `1.2 ${ELEMENT} inlines!=inlines horizontalAlignment=across`,
  TextRun: `1.2 ${FONT} text! highlight=flag italic=flag strikethrough=flag underline@1.3=flag selectAction=action`,
  FactSet: `1.0 ${ELEMENT} facts!=facts`,
  Fact: '1.0 title! value!',
  Image: `1.0 ${ELEMENT} url! altText backgroundColor@1.1 horizontalAlignment=across selectAction@1.1=action size=picture style=face width@1.1`,
  ImageSet: `1.0 ${ELEMENT} images!=elements imageSize=picture`,
  Media: `1.1 ${ELEMENT} sources!=any poster altText`,
  Container: `1.0 ${ELEMENT} ${BOX} items!=elements`,
  ColumnSet: `1.0 ${ELEMENT} columns=columns selectAction@1.1=action style@1.2=box bleed@1.2=flag minHeight@1.2 horizontalAlignment=across`,
  Column: `1.0 ${ELEMENT.replace('height@1.1=any ', '')} ${BOX} items=elements width=any`,
  ActionSet: `1.2 ${ELEMENT} actions!=actions`,
  Table: `1.5 ${ELEMENT} columns=any rows=rows firstRowAsHeader=flag showGridLines=flag gridStyle=box horizontalCellContentAlignment=across verticalCellContentAlignment=down`,
  TableRow:
    '1.5 cells=cells style=box horizontalCellContentAlignment=across verticalCellContentAlignment=down',
  TableCell: `1.5 ${BOX} items!=elements`,
  'Input.Text': `1.0 ${INPUT} isMultiline=flag maxLength=number placeholder regex@1.3 style=entry inlineAction@1.2=action value`,
  'Input.Number': `1.0 ${INPUT} max=number min=number placeholder value=number`,
  'Input.Date': `1.0 ${INPUT} max min placeholder value`,
  'Input.Time': `1.0 ${INPUT} max min placeholder value`,
  'Input.Toggle': `1.0 ${INPUT} title! value valueOff valueOn wrap@1.2=flag`,
  'Input.ChoiceSet': `1.0 ${INPUT} choices=any isMultiSelect=flag style=choices value placeholder wrap@1.2=flag`,
  'Action.OpenUrl': `1.0 ${ACTION} url!`,
  'Action.ShowCard': `1.0 ${ACTION} card=card`,
  'Action.ToggleVisibility': `1.2 ${ACTION} targetElements!=any`,
  'Action.Submit': `1.0 ${ACTION} data=any associatedInputs@1.3`,
  'Action.Execute': `1.4 ${ACTION} verb data=any associatedInputs`,
};

export const VOCABULARY: ReadonlyMap<string, TypeWords> = new Map(
  Object.entries(LINES).map(([type, line]) => [type, wordsOf(line)]),
);

/** Which types may stand where. A part that needs no `type` of its own is of the first. */
export const PARTS: Readonly<Record<string, (type: string | undefined) => string | undefined>> = {
  elements: (type) =>
    type === undefined || /^(Action\.|TextRun|Fact$|Column$|Table.)/.test(type) ? undefined : type,
  actions: (type) => (type?.startsWith('Action.') === true ? type : undefined),
  action: (type) => (type?.startsWith('Action.') === true ? type : undefined),
  inlines: (type) => (type === 'TextRun' ? type : undefined),
  facts: () => 'Fact',
  columns: () => 'Column',
  rows: () => 'TableRow',
  cells: () => 'TableCell',
  card: () => 'AdaptiveCard',
};

/** Adaptive Card versions compare by number: 1.10 is above 1.9. */
export function isNewer(version: string, than: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [thanMajor = 0, thanMinor = 0] = than.split('.').map(Number);
  return major === thanMajor ? minor > thanMinor : major > thanMajor;
}

function wordsOf(line: string): TypeWords {
  const [since = '1.0', ...words] = line.split(' ');
  return { since: since === '1.0' ? undefined : since, properties: new Map(words.map(propertyOf)) };
}

function propertyOf(word: string): [string, Property] {
  const parts =
    /^(?<name>[^!@=]+)(?<required>!)?(?:@(?<since>[\d.]+))?(?:=(?<kind>\w+))?$/.exec(word)?.groups ?? {};
  return [
    parts['name'] ?? '',
    { kind: parts['kind'] ?? 'text', required: parts['required'] !== undefined, since: parts['since'] },
  ];
}
