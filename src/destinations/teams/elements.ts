/** The few Adaptive Card elements that we send, exactly as Teams renders them (version 1.4, no more). */

export type TextColor = 'default' | 'good' | 'attention' | 'warning' | 'accent';

export type TextBlock = {
  readonly type: 'TextBlock';
  readonly text: string;
  /** Teams clips text that does not wrap. */
  readonly wrap: true;
  readonly size?: 'small' | 'medium' | 'large';
  readonly weight?: 'bolder';
  readonly isSubtle?: true;
  readonly color?: TextColor;
  readonly spacing?: 'none' | 'small' | 'medium';
  readonly separator?: true;
};

/** A text run is printed as it is: no Markdown, no links, no mentions. Names from outside go here. */
export type TextRun = {
  readonly type: 'TextRun';
  readonly text: string;
  readonly size?: 'small' | 'medium' | 'large';
  readonly weight?: 'bolder';
  readonly isSubtle?: true;
  readonly color?: TextColor;
  readonly selectAction?: OpenUrl;
};

export type RichTextBlock = {
  readonly type: 'RichTextBlock';
  readonly inlines: readonly TextRun[];
  readonly spacing?: 'none' | 'small' | 'medium';
  readonly separator?: true;
};

export type FactSet = {
  readonly type: 'FactSet';
  readonly facts: readonly { readonly title: string; readonly value: string }[];
  readonly spacing?: 'small' | 'medium';
};

export type Container = {
  readonly type: 'Container';
  readonly style: 'default' | 'emphasis' | 'good' | 'attention' | 'warning' | 'accent';
  readonly bleed: true;
  readonly items: readonly CardElement[];
};

export type CardElement = TextBlock | RichTextBlock | FactSet | Container;

export type OpenUrl = { readonly type: 'Action.OpenUrl'; readonly title: string; readonly url: string };

export type Mention = {
  readonly type: 'mention';
  readonly text: string;
  readonly mentioned: { readonly id: string; readonly name: string };
};

export type AdaptiveCard = {
  readonly $schema: 'http://adaptivecards.io/schemas/adaptive-card.json';
  readonly type: 'AdaptiveCard';
  readonly version: '1.4';
  readonly fallbackText: string;
  readonly body: readonly CardElement[];
  readonly actions: readonly OpenUrl[];
  readonly msteams: { readonly width: 'Full'; readonly entities: readonly Mention[] };
};

/** The body that a Workflows webhook takes; one attachment is one post. */
export type Envelope = {
  readonly type: 'message';
  readonly attachments: readonly [
    {
      readonly contentType: 'application/vnd.microsoft.card.adaptive';
      readonly contentUrl: null;
      readonly content: AdaptiveCard;
    },
  ];
};

export function textBlock(text: string, more: Omit<TextBlock, 'type' | 'text' | 'wrap'> = {}): TextBlock {
  return { type: 'TextBlock', text, wrap: true, ...more };
}

export function textRun(text: string, more: Omit<TextRun, 'type' | 'text'> = {}): TextRun {
  return { type: 'TextRun', text, ...more };
}

export function envelope(card: AdaptiveCard): Envelope {
  return {
    type: 'message',
    attachments: [
      { contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content: card },
    ],
  };
}
