/** What a reason to stay quiet looks at, and what it answers. */
import type { Rerun } from '../tableau-records.ts';
import type { Quiet } from '../quiet-records.ts';
import type { Flap } from '../quiet/flapping.ts';
import type { GroupSettings } from '../routing/group-settings.ts';
import type { Incarnation } from '../records.ts';
import type { Inhibition } from '../policy.ts';
import type { Circumstances } from '../step.ts';

/** By inhibition, what fires and keeps others quiet. */
export type Sources = ReadonlyMap<Inhibition, readonly Incarnation[]>;

export type Judged = {
  readonly incarnation: Incarnation;
  readonly settings: GroupSettings;
  readonly sources: Sources;
  /** The rerun that comes before anybody is told, where there is one. */
  readonly rerun?: Rerun | undefined;
  /** It flaps, and its group was told so before it opened again. */
  readonly flap?: Flap | undefined;
  readonly now: Circumstances;
};

export type Rule = (judged: Judged) => Quiet | undefined;
