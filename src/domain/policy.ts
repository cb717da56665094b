/** What the configuration decides, compiled: the form in which the engine reads one revision. */
import type { WallMinute, Weekday } from './time/civil.ts';
import type { CivilRange } from './time/civil-range.ts';
import type { Millis } from './time/instant.ts';
import type { LabelName, Labels } from './routing/labels.ts';
import type { Retention } from './health/retention.ts';
import type { PersonId, Schedule } from './on-call/schedule.ts';

/** Which form of the reason a receiver may see; `cause` is a masked excerpt without hosts, logins or SQL. */
export type Detail = 'name' | 'cause' | 'full';

/** Where something stands in the configuration text, cited by decisions and errors. */
export type ConfigPlace = { readonly path: string; readonly line: number };

/** One test: does any value of this label fit any pattern? A missing label fits nothing. */
export type Matcher = {
  readonly label: LabelName;
  /** As written, for explanations. */
  readonly patterns: readonly string[];
  /** True when one of the (folded) values fits one of the patterns. */
  readonly fits: (values: readonly string[]) => boolean;
};

/** Labels whose values are shared by what is told together; `each` is a group for each alert. */
export type GroupBy = readonly LabelName[] | 'each';

/** Times of the day at which a receiver is told of everything that happened. */
export type DigestRule = {
  readonly minute: WallMinute;
  readonly days: readonly Weekday[];
  readonly zone: string;
  /** A digest of nothing is left out. */
  readonly skipEmpty: boolean;
};

export type Route = {
  /** `name`, else a hash of its and its ancestors' matchers and receiver; never its position. */
  readonly id: string;
  readonly name: string | undefined;
  readonly place: ConfigPlace;
  readonly match: readonly Matcher[];
  readonly except: readonly Matcher[];
  readonly continue: boolean;
  /** Receiver; inherited, `undefined` when neither it nor an ancestor has one. */
  readonly tell: string | undefined;
  readonly note: string | undefined;
  /** Liquid template for the headline. */
  readonly title: string | undefined;
  readonly groupBy: GroupBy;
  readonly groupWait: Millis;
  readonly groupInterval: Millis;
  readonly repeatInterval: Millis;
  /** Names of quiet times; not inherited. */
  readonly quiet: readonly string[];
  /** Failures in a row from which an alert is told of; 1 is at once. */
  readonly afterFailures: number;
  /** The escalation policy that wakes people; inherited. */
  readonly page: string | undefined;
  readonly ackCovers: 'cause' | 'group';
  /** What may mend itself is run again first, and nobody is told for so long. */
  readonly rerunFirst?: Millis | undefined;
  /** What opens and recovers too often is told once and held; `undefined` is never. */
  readonly flapping?: FlappingRule | undefined;
  /** What it takes is told at these times, and nothing at once. */
  readonly digest?: DigestRule | undefined;
  /** True when it or an ancestor names `event`: only such a route takes notices. */
  readonly namesEvent: boolean;
  readonly children: readonly Route[];
};

/** What fits gets these labels; a later mapping sees them, and replaces them. */
export type LabelMapping = {
  readonly place: ConfigPlace;
  readonly match: readonly Matcher[];
  readonly except: readonly Matcher[];
  readonly set: Labels;
};

export type DestinationRef = {
  /** Stable over revisions: `<receiver>/<type>` or `<receiver>/<type>/<n>` for the n-th of one type. */
  readonly id: string;
  readonly receiver: string;
  readonly type: string;
  /** Settings with secrets filled in, already checked by the destination's schema. In memory only. */
  readonly account: unknown;
  readonly address: unknown;
  readonly place: ConfigPlace;
  /** Its receiver is in shadow mode: nothing is sent there. */
  readonly shadow?: boolean;
  /** Of more messages within a time the rest is told as one; of a person's way it counts pages. */
  readonly atMost?: MessageCap | undefined;
};

export type Receiver = {
  readonly name: string;
  readonly destinations: readonly DestinationRef[];
  /** The receiver that is told in its place while a way of it does not work. */
  readonly fallback?: string | undefined;
  readonly detail: Detail;
  /** Whether its channels mention who is paged for what they are told. */
  readonly mentions?: 'paged' | 'none';
  readonly locale: string;
  /** IANA zone in which times are printed. */
  readonly timeZone: string;
  readonly place: ConfigPlace;
};

/** `pull` asks Tableau for its job history and needs no way in; `both` fills with it what webhooks missed. */
export type Intake = 'webhooks' | 'pull' | 'both';

export type SiteAction = 'rerun' | 'cancel';

export type SitePolicy = {
  readonly slug: string;
  /** Origin, without a path: https://10ax.online.tableau.com */
  readonly server: string;
  /** "" is the Default site of a Tableau Server. */
  readonly contentUrl: string;
  readonly pat:
    | { readonly name: string; readonly secret: string; readonly expiresOn: string | undefined }
    | undefined;
  /** In place of a token, on a Tableau Server that is too old for one. */
  readonly login?: { readonly user: string; readonly password: string } | undefined;
  /** What may be done in Tableau from an alert. */
  readonly actions: readonly SiteAction[];
  /** Tableau's own event names that this site should send. */
  readonly events: readonly string[];
  readonly intake: Intake;
  /** Whether the site's webhooks are kept as declared: not at all, shown as a plan, or made so. */
  readonly manageWebhooks: 'off' | 'plan' | 'apply';
  readonly timeZone: string;
  /** How often Tableau is to call us on trial; never when it is missing. */
  readonly canary?: Millis | undefined;
  /** How long a refresh may run whose usual length is not known. */
  readonly stuckAfter: Millis;
  readonly place: ConfigPlace;
};

/** Whether Tableau can be asked at all; else what it posts is waited for. */
export function hasSignIn({ pat, login }: { readonly pat?: unknown; readonly login?: unknown }): boolean {
  return pat !== undefined || login !== undefined;
}

/** As long as an alert that fits `when` fires, those that fit `quiet` and share the labels `equal` are not told of. */
export type Inhibition = {
  readonly place: ConfigPlace;
  readonly when: readonly Matcher[];
  readonly quiet: readonly Matcher[];
  readonly equal: readonly LabelName[];
};

export type Person = {
  readonly slug: PersonId;
  readonly name: string;
  readonly email: string | undefined;
  /** How Teams knows them, for mentions. */
  readonly teamsUpn: string | undefined;
  /** Their member id in Slack, for mentions. */
  readonly slackId?: string | undefined;
  /** Zone in which times are shown to them. */
  readonly timeZone: string | undefined;
  /** False: does no duty at present, though still named in schedules. */
  readonly active: boolean;
  /** How they are reached, in order. */
  readonly ways: readonly PersonWay[];
  readonly place: ConfigPlace;
};

/** Destinations of a person belong to a receiver of their own, whose name no slug can be. */
export function waysReceiver(person: PersonId): string {
  return `@${person}`;
}

export function personOfReceiver(receiver: string): PersonId | undefined {
  return receiver.startsWith('@') && receiver !== '@operators' ? receiver.slice(1) : undefined;
}

/** `after` counts from when the person is called; the first is tried at once. */
export type PersonWay = { readonly destinationId: string; readonly after: Millis };

export type EscalationTarget = {
  readonly kind: 'schedule' | 'person' | 'receiver';
  readonly name: string;
};

export type EscalationStep = { readonly at: Millis; readonly tell: readonly EscalationTarget[] };

/** Who is woken, in order; times count from the start of the page. */
export type EscalationPolicy = {
  readonly name: string;
  readonly steps: readonly EscalationStep[];
  readonly rounds: number;
  readonly roundEvery: Millis;
  readonly fallback: readonly EscalationTarget[];
  /** How long the one to whom an alert was passed has before it comes back. */
  readonly passFor?: Millis;
  readonly place: ConfigPlace;
  /** Between two calls, and before a person's later ways, in a fast drill alone. */
  readonly spacing?: Millis;
};

export type SchedulePolicy = Schedule & { readonly place: ConfigPlace };

/** A sign of life for somebody outside, sent only while the work is done. */
export type Heartbeat = { readonly url: string; readonly every: Millis };

export type Policy = {
  readonly revision: number;
  readonly people: ReadonlyMap<PersonId, Person>;
  readonly schedules: ReadonlyMap<string, SchedulePolicy>;
  readonly escalations: ReadonlyMap<string, EscalationPolicy>;
  readonly sites: ReadonlyMap<string, SitePolicy>;
  readonly receivers: ReadonlyMap<string, Receiver>;
  /** In their order; without any, only the severity is derived. */
  readonly labels?: readonly LabelMapping[];
  readonly routes: readonly Route[];
  /** Any of the ranges. */
  readonly quietTimes: ReadonlyMap<string, readonly CivilRange[]>;
  readonly inhibitions: readonly Inhibition[];
  /** Receivers that hear of Tabduty's own troubles when no route does. */
  readonly operators: readonly string[];
  /** Where they stand in the text. */
  readonly operatorsLine: number;
  /** Without it owners who are none of the people are not asked. */
  readonly owners?: OwnerMail | undefined;
  readonly heartbeat?: Heartbeat | undefined;
  /** The defaults without it. */
  readonly keep?: Retention;
  readonly freshness: readonly FreshnessRule[];
  /** Paths of what is not in force, of a stored text that had no faults when it was accepted and has some by now. */
  readonly leftOut?: readonly string[] | undefined;
  /** False when no route or mapping tests a label that Tableau must be asked for: the label stage is then skipped. */
  readonly usesFetchedLabels: boolean;
};

export type MessageCap = { readonly messages: number; readonly within: Millis };

/** What a route calls flapping. */
export type FlappingRule = {
  /** So many openings and recoveries within the time; it is asked when the alert opens. */
  readonly changes: number;
  readonly within: Millis;
  /** It is stable again once it has not changed for so long. */
  readonly stableFor: Millis;
};

/** "Fresh by 07:30 on workdays": a success that is no older than `within` at the deadline. */
export type FreshnessRule = {
  readonly match: readonly Matcher[];
  readonly by: WallMinute;
  readonly days: ReadonlySet<Weekday>;
  readonly timeZone: string;
  readonly within: Millis;
  readonly place: ConfigPlace;
};

/** What the configuration says about mail to owners. */
export type OwnerMail = {
  /** Lower case; mail to owners goes nowhere else, whatever Tableau says. */
  readonly domains: readonly string[];
  /** `undefined` for what is no mail address. */
  readonly destination: (address: string) => DestinationRef | undefined;
};
